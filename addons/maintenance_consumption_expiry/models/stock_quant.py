from odoo import api, fields, models
from odoo.fields import Domain

# the reservation of a move for an asset: nothing that has expired by now
FRESH_NOW = "maintenance_consumption_expiry_fresh_now"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _get_parts_domain(self, places, products):
        """What is to be removed from stock by now does not count as there."""
        return super()._get_parts_domain(places, products) & get_fresh_domain()

    @api.model
    def _get_free_parts(self, places, products):
        perishable = products.filtered("use_expiration_date")
        found = super()._get_free_parts(places, products - perishable)
        groups = self._read_group(
            self._get_parts_domain(places, perishable),
            ["product_id", "location_id", "lot_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return found + [
            (product, location, quantity - reserved, lot.removal_date)
            for product, location, lot, quantity, reserved in groups
        ]

    def _get_gather_domain(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        """Odoo takes what is fresh on the day of a move, even if that has passed."""
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        if self.env.context.get(FRESH_NOW) and self.env.context.get("with_expiration"):
            domain &= get_fresh_domain()
        return domain


def get_fresh_domain():
    """Return the domain of what is not to be removed from stock by now."""
    return Domain("removal_date", "=", False) | Domain(
        "removal_date", ">", fields.Datetime.now()
    )
