from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestRemoval(models.AbstractModel):
    """Worn parts that a job takes off its asset."""

    _name = "maintenance.request.removal"
    _description = "Parts Removed on a Maintenance Job"

    @one_at_a_time
    def action_remove_parts(self, lines, reference=None):
        """Take worn parts off the asset of this job.

        :param lines: see ``maintenance.equipment.remove_parts()``, which also says what
            is returned
        :param reference: see there: it makes a second call harmless
        :raises UserError: if the job is about no asset, or a line is wrong
        """
        self = to_record(self)
        if not self.equipment_id:
            raise UserError(
                self.env._(
                    "“%s” is about no asset. Choose the equipment first.",
                    self.display_name,
                )
            )
        return self.equipment_id.remove_parts(lines, self.id, reference)
