from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestSubstitute(models.AbstractModel):
    """Jobs whose parts are not there while others that replace them are."""

    _name = "maintenance.request.substitute"
    _description = "Substitutes on a Maintenance Job"

    has_substitutes = fields.Boolean(
        string="Other Part There",
        compute="_compute_parts_state",
        compute_sudo=True,
        search="_search_has_substitutes",
        help="A part is not there, and one that replaces it is or will be.",
    )
    can_substitute_parts = fields.Boolean(
        compute="_compute_parts_state", compute_sudo=True
    )

    def _search_has_substitutes(self, operator, value):
        if operator != "in":
            return NotImplemented
        planned = self.search(self._get_open_domain() & Domain("part_ids", "!=", False))
        found = Domain("id", "in", planned.filtered("has_substitutes").ids)
        return found if True in value else ~found

    @one_at_a_time
    def action_plan_substitutes(self):
        """Plan what is there instead of parts that are not, on all lines of these jobs.

        :raises UserError: if nothing is there instead
        :return: True
        """
        self = to_records(self)
        parts = self.part_ids.filtered("can_substitute")
        if not parts:
            raise UserError(
                self.env._(
                    "Nothing is there instead of the parts of %(jobs)s.",
                    jobs=", ".join(f"“{job.display_name}”" for job in self),
                )
            )
        return parts.action_plan_substitute()
