from odoo import fields, models


class AccountMoveLine(models.Model):
    """A journal item names the asset that it is for.

    On the items of stock moves ``equipment_id`` says whose part it was; those charge
    nothing, the stock move does.
    """

    _name = "account.move.line"
    _inherit = ["maintenance.asset.line", "account.move.line"]

    parts_move_id = fields.Many2one(
        "stock.move",
        string="Charged Move",
        index="btree_not_null",
        readonly=True,
        groups="base.group_user",
        help="The stock move of parts that this item charges to the asset. A reversal "
        "or a copy of the item is about the same move.",
    )
    # what it was booked on at first: an item that somebody moved shows
    parts_account_id = fields.Many2one(
        "account.account", readonly=True, groups="base.group_user"
    )

    def _charges_asset(self):
        # items of other entries name the asset of a stock move, which charges it
        return (
            self.display_type == "product"
            and self.move_id.is_purchase_document(include_receipts=True)
            and super()._charges_asset()
        )

    def _related_analytic_distribution(self):
        # distribution models add nothing on the plans that these use
        return (
            super()._related_analytic_distribution()
            or self._get_equipment_distribution()
            or {}
        )
