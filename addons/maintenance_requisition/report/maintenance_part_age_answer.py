from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_date, to_records
from odoo.addons.maintenance_bom.models.locking import lock_alone, one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

ANSWERS = frozenset({"ask_on", "in_service_date", "last_replaced_on"})


class MaintenancePartAgeAnswer(models.AbstractModel):
    """The dates that a person may know: answers to the question how old a part is."""

    _name = "maintenance.part.age.answer"
    _description = "Answer About the Age of a Part"

    in_service_date = fields.Date(
        string="In Service Since",
        help="If the part is still the first one: the day on which the asset went into "
        "service. It answers for all such parts of the asset.",
    )
    last_replaced_on = fields.Date(
        string="Last Replaced",
        help="When this position last got its part. The age counts from here.",
    )
    ask_on = fields.Date(
        string="Ask Again On",
        help="Nobody knows yet: look at the part, and be asked again on this day.",
    )

    def write(self, vals):  # pylint: disable=method-required-super
        """Take what a person knows: ``last_replaced_on``, ``in_service_date``, and
        ``ask_on`` to be asked later.

        :raises UserError: for anything else, and for a date that cannot be
        """
        self.check_access("write")
        if vals.keys() - ANSWERS:
            raise UserError(
                self.env._(
                    "Of the age of a part only these can be answered: %s.",
                    ", ".join(self._fields[name].string for name in sorted(ANSWERS)),
                )
            )
        vals = {
            name: to_date(self.env, day, self._fields[name].string)
            for name, day in vals.items()
        }
        # who answers at the same time for the same assets sees these answers
        lock_alone(self.equipment_id)
        if "in_service_date" in vals:
            self.equipment_id.in_service_date = vals["in_service_date"]
        if vals.get("last_replaced_on"):
            self._record_replacements(vals["last_replaced_on"])
        if "ask_on" in vals:
            self.env["maintenance.part.question"]._ask_on(
                vals["ask_on"], [(row.equipment_id, row.path) for row in self]
            )
        self.env.flush_all()
        self.invalidate_model()
        return True

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.equipment_id,)

    def _record_replacements(self, day):
        # users record facts about assets that they see; planners mend them
        replacements_sudo = as_superuser(self.env["maintenance.part.replacement"])
        replacements_sudo.create(
            [
                {
                    "equipment_id": row.equipment_id.id,
                    "product_id": row.product_id.id,
                    "path": row.path,
                    "position": row.position,
                    "bom_line_id": row.bom_line_id.id,
                    "replaced_on": day,
                    "source": "person",
                }
                for row in self
                # somebody else may have said so a moment ago
                if row.last_replaced_on != day
            ]
        )

    @one_at_a_time
    def action_ask_later(self):
        """Ask again in three months how old these parts are. Returns True."""
        self = to_records(self)
        later = fields.Date.add(fields.Date.context_today(self), months=3)
        return self.write({"ask_on": later})
