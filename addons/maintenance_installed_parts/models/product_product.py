from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import judge_salvage


class ProductProduct(models.Model):
    """What a worn piece of a part is worth, and what it is kept as."""

    _inherit = "product.product"

    def _get_used_product(self):
        """Return the product that a worn piece of this one is kept as."""
        self.ensure_one()
        return self.used_product_id or self

    def _get_cost_of_new(self, lot):
        """Return what one of these costs in the current company, per its own unit.

        :param lot: its lot or serial, which counts where each has a cost of its own
        """
        self.ensure_one()
        # what a user may enter depends on it; he need not see it
        product_sudo = self.sudo()
        if lot and product_sudo.lot_valuated:
            return lot.sudo().with_company(self.env.company).standard_price
        return product_sudo.standard_price

    def _judge_salvage(self):
        """Return how the valuation holds a worn piece, as ``judge_salvage`` says."""
        used = self._get_used_product()
        return judge_salvage(
            used.is_storable,
            used.cost_method,
            used != self,
            used.lot_valuated and used.tracking == "serial",
        )

    def _find_salvage_problem(self):
        """Return why a worn piece cannot be taken into stock; None if it can."""
        verdict = self._judge_salvage()
        if verdict == "not_stored":
            return self.env._(
                "“%s” keeps no stock, and neither can a used one. Scrap it, or set on "
                "the product what used ones are kept as.",
                self.display_name,
            )
        if verdict == "standard":
            return self.env._(
                "“%s” has a standard price: a used one in stock would count as much as "
                "a new one. Set on the product what used ones are kept as, or scrap "
                "it.",
                self.display_name,
            )
        return None

    def _prepare_salvage_value(self, move, unit_value):
        """Return the values of the ``product.value`` of a worn piece coming in.

        :param unit_value: of one of this product's own unit
        :return: None where the standard price of used ones says it
        """
        if self._judge_salvage() == "fixed":
            return None
        quantity = move._get_parts_qty()
        return {
            "move_id": move.id,
            "product_id": False,
            "lot_id": False,
            "value": move.company_id.currency_id.round(unit_value * quantity),
            "description": self.env._("Salvage value"),
        }

    def _settle_worthless_stock(self):
        """Let what is worth nothing cost nothing.

        Odoo keeps the last average when the new one is zero, and would then issue for
        money what came in for none.
        """
        for product in self:
            if product.cost_method == "average" and product.standard_price:
                # with all rights: who removes a part may lack write access to products
                product_sudo = as_superuser(product).with_context(
                    disable_auto_revaluation=True
                )
                quantity = product_sudo._with_valuation_context().qty_available
                if (
                    product.uom_id.compare(quantity, 0.0) > 0
                    and not (product_sudo._run_avco()[0])
                ):
                    product_sudo.standard_price = 0.0
