from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    parts_issue_type_id = fields.Many2one(
        "stock.picking.type",
        string="Parts Issue Type",
        check_company=True,
        copy=False,
        help="The operation type of parts issued to assets from this warehouse.",
    )

    def _get_sequence_values(self, name=False, code=False):
        values = super()._get_sequence_values(name=name, code=code)
        prefix = self.parts_issue_type_id.sequence_code or "PI"
        values["parts_issue_type_id"] = {
            "name": self.env._("%(name)s Sequence parts issue", name=name or self.name),
            "prefix": f"{code or self.code}/{prefix}/",
            "padding": 5,
            "company_id": self.company_id.id,
        }
        return values

    def _get_picking_type_create_values(self, max_sequence):
        data, next_sequence = super()._get_picking_type_create_values(max_sequence)
        data["parts_issue_type_id"] = {
            "name": self.env._("Parts Issue"),
            # outgoing, so that Odoo's returns and negative-stock rules apply; last in
            # order, so that nothing that looks for deliveries finds it first
            "code": "outgoing",
            "sequence": next_sequence + 1,
            "sequence_code": "PI",
            "company_id": self.company_id.id,
            "use_create_lots": False,
            "use_existing_lots": True,
            "create_backorder": "always",
        }
        return data, next_sequence + 2

    def _get_picking_type_update_values(self):
        data = super()._get_picking_type_update_values()
        # a company that is just being made has its location by now
        location = self.company_id.sudo().maintenance_location_id
        data["parts_issue_type_id"] = {
            "active": self.active,
            "default_location_src_id": self.lot_stock_id.id,
            "default_location_dest_id": location.id,
            "barcode": self.code.replace(" ", "").upper() + "PI",
        }
        return data
