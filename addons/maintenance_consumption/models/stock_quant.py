from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_parts_domain(self, places, products):
        """Return the domain of what counts as there of ``products`` at ``places``.

        A seam for what lies there and must not be used.
        """
        return Domain("location_id", "child_of", places.ids) & Domain(
            "product_id", "in", products.ids
        )

    @api.model
    def _get_free_parts(self, places, products):
        """Return [(product, location, what nobody has reserved, the UTC moment until
        which it can be used or None)].

        A seam for what expires.
        """
        groups = self._read_group(
            self._get_parts_domain(places, products),
            ["product_id", "location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return [
            (product, location, quantity - reserved, None)
            for product, location, quantity, reserved in groups
        ]

    @api.model
    def _get_parts_on_hand(self, places, products):
        """Return {(place, product, lot): (on hand, what of it nobody has reserved)}.

        A thing lies at the innermost of ``places`` around it; the lot may be empty.
        """
        # with all rights: stock is the same for all users of the company
        groups = self.sudo()._read_group(
            self._get_parts_domain(places, products),
            ["location_id", "product_id", "lot_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        on_hand = defaultdict(lambda: (0.0, 0.0))
        for location, product, lot, quantity, reserved in groups:
            place = places.browse(location._get_nearest(places))
            there, free = on_hand[place, product, lot]
            on_hand[place, product, lot] = (
                there + quantity,
                free + quantity - reserved,
            )
        return on_hand
