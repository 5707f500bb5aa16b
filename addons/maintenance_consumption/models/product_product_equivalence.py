from odoo import api, models
from odoo.tools import SQL

from ..tools import find_sets


class ProductProductEquivalence(models.AbstractModel):
    """Parts that replace each other: superseded ones, successors and alternatives."""

    _name = "product.product.equivalence"
    _description = "Parts That Replace Each Other"

    @api.model
    def _get_equivalences(self, product_ids):
        """Return (sets of products, {product id: the one that supersedes it}).

        Each set lists the ids of products that replace each other, the oldest first.
        """
        products = self.env["product.product"]
        products.flush_model(["alternative_ids", "superseded_by_id"])
        successors = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, superseded_by_id FROM product_product "
                    "WHERE superseded_by_id IS NOT NULL"
                )
            )
        )
        alternatives = self.env.execute_query(
            SQL("SELECT product_id, alternative_id FROM product_alternative_rel")
        )
        return find_sets(product_ids, successors, alternatives), successors

    def _get_substitution_sets(self):
        """Return [{product: how much of the unit of its set one of its own is}].

        Each of these products is in one of them, with those of which stock is kept and
        whose unit converts; the oldest first.
        """
        found, _successors = self._get_equivalences(self.ids)
        products = self.browse(id_ for members in found for id_ in members)
        stored = {product.id: product for product in products if product.is_storable}
        sets = []
        for members in found:
            by_reference = {}
            for product in (stored[id_] for id_ in members if id_ in stored):
                unit = product.uom_id
                for reference, group in by_reference.items():
                    if unit._has_common_reference(reference):
                        group[product] = unit._compute_quantity(
                            1.0, reference, round=False
                        )
                        break
                else:
                    by_reference[unit] = {product: 1.0}
            sets += by_reference.values()
        return sets
