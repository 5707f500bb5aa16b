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
        linked = self._find_linked(list(product_ids))
        successors = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, superseded_by_id FROM product_product "
                    "WHERE id = ANY(%s) AND superseded_by_id IS NOT NULL",
                    linked,
                )
            )
        )
        alternatives = self.env.execute_query(
            SQL(
                "SELECT product_id, alternative_id FROM product_alternative_rel "
                "WHERE product_id = ANY(%s)",
                linked,
            )
        )
        return find_sets(product_ids, successors, alternatives), successors

    def _find_linked(self, product_ids):
        """Return the ids of all that these products lead to, themselves included.

        By the indexes of both relations: a large catalogue costs no more.
        """
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE linked(id) AS (
                       SELECT unnest(%s::int4[])
                        UNION
                       SELECT next.id
                         FROM linked l
                   CROSS JOIN LATERAL (
                              SELECT superseded_by_id AS id
                                FROM product_product
                               WHERE id = l.id AND superseded_by_id IS NOT NULL
                           UNION ALL
                              SELECT id
                                FROM product_product
                               WHERE superseded_by_id = l.id
                           UNION ALL
                              SELECT alternative_id
                                FROM product_alternative_rel
                               WHERE product_id = l.id
                           UNION ALL
                              SELECT product_id
                                FROM product_alternative_rel
                               WHERE alternative_id = l.id
                   ) next
                   )
                   SELECT id FROM linked""",
                product_ids,
            )
        )
        return [product_id for [product_id] in rows]

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

    @api.model
    def _get_dust(self, factors):
        """Return less than what stock can move of some parts, in the unit of their set.

        :param factors: for each part, how much of that unit one of its own is
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return 0.5 * 10**-digits * min(factors)
