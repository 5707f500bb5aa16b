from odoo import models


class MaintenanceRequestAvailability(models.AbstractModel):
    """What was taken and stock does not show is not there for anybody else."""

    _inherit = "maintenance.request.availability"

    def _get_debts(self, places, products):
        debts = super()._get_debts(places, products)
        # with all rights: pending quantities are the same for all users of the company
        return debts + (
            self.env["maintenance.parts.pending"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "open"),
                    ("location_id", "in", places.ids),
                    ("product_id", "in", products.ids),
                ],
                ["product_id", "location_id"],
                ["product_qty:sum"],
            )
        )
