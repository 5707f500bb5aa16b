from odoo import fields, models


class MaintenanceEquipmentRetireOrder(models.TransientModel):
    """Something on order of which there will be too many after a retirement."""

    _name = "maintenance.equipment.retire.order"
    _description = "Order for Retiring Assets"
    _inherit = ["maintenance.checked.values"]

    retire_id = fields.Many2one(
        "maintenance.equipment.retire", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection([("rfq", "RFQ"), ("purchase", "Purchase Order")])
    order_name = fields.Char(string="Order")
    vendor_name = fields.Char(string="Vendor")
    product_id = fields.Many2one("product.product", string="Part")
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one("stock.warehouse")
    quantity = fields.Float(string="To Come", digits="Product Unit")
    surplus_qty = fields.Float(string="Too Many", digits="Product Unit")
    date_planned = fields.Date(string="Expected On")
