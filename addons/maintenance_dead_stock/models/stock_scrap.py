from odoo import fields, models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    maintenance_disposition_id = fields.Many2one(
        "maintenance.disposition",
        string="Disposition",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        if self.maintenance_disposition_id:
            values["maintenance_disposition_id"] = self.maintenance_disposition_id.id
        return values
