from odoo import api, fields, models


class MaintenanceCostReport(models.Model):
    """A worn part that went into stock credits its asset; one that was scrapped costs
    nothing, and has no row.
    """

    _inherit = "maintenance.cost.report"

    kind = fields.Selection(
        selection_add=[("salvage", "Old Part into Stock")],
        ondelete={"salvage": "set null"},
    )

    @api.model
    def _get_cost_fields(self):
        return super()._get_cost_fields() | {"salvage": "parts_cost"}
