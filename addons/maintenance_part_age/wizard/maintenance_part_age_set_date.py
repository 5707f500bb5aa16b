from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_ids, to_record


class MaintenancePartAgeSetDate(models.TransientModel):
    """Answers many questions about ages with one date."""

    _name = "maintenance.part.age.set.date"
    _description = "Set the Date of Last Replacement"
    _inherit = ["maintenance.checked.values"]

    replaced_on = fields.Date(
        string="Last Replaced",
        required=True,
        help="When these parts were replaced last. Their age counts from here.",
    )

    def action_apply(self):
        """Record the date for the ticked parts. Returns the action that closes it.

        :raises UserError: if no part is ticked
        """
        self = to_record(self)
        row_ids = to_ids(self.env, self.env.context.get("active_ids"), "active_ids")
        ages = self.env["maintenance.part.age"].browse(row_ids or ()).exists()
        if not ages:
            raise UserError(self.env._("Tick the parts that the date is for."))
        ages.write({"last_replaced_on": self.replaced_on})
        return {"type": "ir.actions.act_window_close"}
