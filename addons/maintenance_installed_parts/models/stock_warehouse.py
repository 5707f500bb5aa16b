from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    used_parts_location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        copy=False,
        help="Where worn parts are kept that were removed from assets. It lies beside "
        "the stock: nobody is given a worn part for a new one.",
    )

    def _get_locations_values(self, vals, code=False):
        values = super()._get_locations_values(vals, code=code)
        code = (vals.get("code") or code or "").replace(" ", "").upper()
        company_id = vals.get("company_id") or self.env.company.id
        values["used_parts_location_id"] = {
            "name": self.env._("Used Parts"),
            "active": True,
            "usage": "internal",
            "barcode": self._valid_barcode(code + "USED", company_id),
        }
        return values

    def _create_used_parts_location(self):
        """Create the location of a warehouse that is there already."""
        self.ensure_one()
        values = self._get_locations_values(
            {"company_id": self.company_id.id}, self.code
        )
        return self.env["stock.location"].create(
            {
                **values["used_parts_location_id"],
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
            }
        )
