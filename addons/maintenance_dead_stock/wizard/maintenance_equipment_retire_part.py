from odoo import api, fields, models
from odoo.fields import Domain


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
        decided = self.env["maintenance.disposition"]._get_open_quantities(
            Domain("product_id", "in", self.product_id.ids)
            & Domain("warehouse_id", "in", self.warehouse_id.ids)
        )
        rows = self.env["maintenance.dead.stock"]._find_rows(
            self.product_id, self.warehouse_id
        )
        users = assets._get_users_of(self.product_id)
        found = []
        for part in self:
            at = part.product_id, part.warehouse_id
            left = part.surplus_qty - decided.get(at, 0.0)
            if part.uom_id.compare(left, 0.0) > 0:
                mine = users.get(part.product_id, assets.browse())
                values = part._prepare_disposition(mine, left)
                if at in rows:
                    values["location_id"] = rows[at]._get_place_to_take().id
                found.append(values)
        return found

    def _prepare_disposition(self, assets, quantity):
        """Return the values of the disposition of ``quantity`` of this part.

        :param assets: those that left it behind
        """
        self.ensure_one()
        company = self.warehouse_id.company_id
        mine = assets.filtered(lambda asset: asset.company_id <= company)
        return {
            "product_id": self.product_id.id,
            "warehouse_id": self.warehouse_id.id,
            "quantity": quantity,
            "kind": self.kind,
            "equipment_ids": [fields.Command.set(mine.ids)],
            "reason": self.explanation,
        }
