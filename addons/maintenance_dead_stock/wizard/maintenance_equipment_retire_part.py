from odoo import api, fields, models

from ..tools import APPROVED, DRAFT


class MaintenanceEquipmentRetirePart(models.TransientModel):
    """A part that fewer assets need after a retirement, and what becomes of it."""

    _name = "maintenance.equipment.retire.part"
    _description = "Part of Retiring Assets"
    _inherit = ["maintenance.checked.values"]

    retire_id = fields.Many2one(
        "maintenance.equipment.retire", required=True, index=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Dispose")
    kind = fields.Selection(
        lambda self: (
            self.env["maintenance.disposition"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Disposition",
        help="What is to become of it. Leave it empty to decide when the disposition "
        "is approved.",
    )
    product_id = fields.Many2one("product.product", string="Part", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one("stock.warehouse", required=True)
    currency_id = fields.Many2one(related="warehouse_id.company_id.currency_id")
    status = fields.Selection(
        lambda self: (
            self.env["maintenance.dead.stock"]
            ._fields["status"]
            ._description_selection(self.env)
        ),
        string="Becomes",
    )
    on_hand = fields.Float(digits="Product Unit")
    surplus_qty = fields.Float(
        string="Not Needed",
        digits="Product Unit",
        help="What of it nobody needs any more once these assets have retired.",
    )
    surplus_value = fields.Monetary(string="Worth")
    new_surplus_qty = fields.Float(
        string="New",
        digits="Product Unit",
        help="How much more that is than before.",
    )
    new_surplus_value = fields.Monetary(string="New Worth")
    # a text is not cut off in lists
    explanation = fields.Text(string="Why")

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind:
            self.is_chosen = True

    def _prepare_dispositions(self, assets):
        """Return the values of dispositions of these parts.

        Without what open dispositions are about already.

        :param assets: those whose retirement opens them
        """
        groups = self.env["maintenance.disposition"]._read_group(
            [
                ("product_id", "in", self.product_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("state", "in", (DRAFT, APPROVED)),
            ],
            ["product_id", "warehouse_id"],
            ["quantity:sum"],
        )
        decided = {
            (product, warehouse): quantity for product, warehouse, quantity in groups
        }
        found = []
        for part in self:
            left = part.surplus_qty - decided.get(
                (part.product_id, part.warehouse_id), 0.0
            )
            if part.uom_id.compare(left, 0.0) > 0:
                found.append(part._prepare_disposition(assets, left))
        return found

    def _prepare_disposition(self, assets, quantity):
        """Return the values of the disposition of ``quantity`` of this part."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            "quantity": quantity,
            "kind": self.kind,
            "equipment_ids": [fields.Command.set(assets.ids)],
            "reason": self.explanation,
        }
