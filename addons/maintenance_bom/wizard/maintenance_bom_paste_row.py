from odoo import api, fields, models


class MaintenanceBomPasteRow(models.TransientModel):
    _name = "maintenance.bom.paste.row"
    _description = "Pasted Part"
    _inherit = ["maintenance.checked.values"]
    _order = "number, id"

    paste_id = fields.Many2one(
        "maintenance.bom.paste", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Row", readonly=True)
    part_text = fields.Char(string="As Pasted", readonly=True)
    match_count = fields.Integer(readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Part", domain="[('type', '=', 'consu')]"
    )
    quantity = fields.Float(digits="Product Unit")
    quantity_text = fields.Char(readonly=True)
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", compute="_compute_uom_id", store=True, readonly=False
    )
    unit_text = fields.Char(readonly=True)
    position = fields.Char()
    problem = fields.Char(compute="_compute_problem")

    @api.depends("product_id")
    def _compute_uom_id(self):
        for row in self:
            if not row.uom_id and not row.unit_text:
                row.uom_id = row.product_id.uom_id

    @api.depends("product_id", "quantity", "uom_id", "unit_text", "match_count")
    def _compute_problem(self):
        for row in self:
            row.problem = row._get_problem()

    def _get_problem(self):
        """Return in words why this row cannot become a line, False if it can."""
        self.ensure_one()
        stock_unit = self.product_id.uom_id
        if not self.product_id:
            if self.match_count > 1:
                return self.env._(
                    "%(count)s parts are called “%(part)s”: choose one.",
                    count=self.match_count,
                    part=self.part_text,
                )
            return self.env._(
                "No part has the reference, barcode or name “%s”: choose one.",
                self.part_text or "",
            )
        if self.quantity <= 0:
            return self.env._(
                "“%s” is not a quantity above zero: enter one.",
                self.quantity_text or "0",
            )
        if not self.uom_id:
            return self.env._(
                "There is no unit “%(unit)s”: choose one that converts to "
                "%(stock_unit)s.",
                unit=self.unit_text or "",
                stock_unit=stock_unit.name,
            )
        if not self.uom_id._has_common_reference(stock_unit):
            return self.env._(
                "The part is kept in %(stock_unit)s, which %(unit)s does not "
                "convert to: choose another unit.",
                stock_unit=stock_unit.name,
                unit=self.uom_id.name,
            )
        return False

    def _prepare_line(self):
        self.ensure_one()
        return {
            "bom_id": self.paste_id.bom_id.id,
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "uom_id": self.uom_id.id,
            "position": self.position,
        }
