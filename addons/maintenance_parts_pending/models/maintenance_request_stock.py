from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceRequestStock(models.AbstractModel):
    """Who issues parts says “I took these”: what stock does not show is pending."""

    _inherit = "maintenance.request.stock"

    def _pay_debts(self):
        self.env["maintenance.parts.pending"].search(
            [
                ("state", "=", "open"),
                ("product_id", "in", self.part_ids.product_id.ids),
                (
                    "location_id",
                    "in",
                    [place.id for place in self._get_stock_locations().values()],
                ),
            ]
        )._issue_each()
        return super()._pay_debts()

    def _action_issue_parts(self):
        pickings, owed = self.picking_ids, self.pending_ids
        super()._action_issue_parts()
        # delete the empty cancelled transfer with all rights: only a stock manager may
        # delete its moves
        as_superuser(self.picking_ids - pickings).filtered(
            lambda picking: picking.state == "cancel"
        ).unlink()
        kept = (self.pending_ids - owed).filtered(
            lambda pending: pending.state == "open"
        )
        kept._ask_for_proof()
        return kept._get_notification()

    def _settle_missing_parts(self):
        """Keep as pending what is planned and not reserved; no move asks for it then.

        Where the company issues beyond stock, nothing is kept.
        """
        parts = self.filtered(
            lambda request: not request.company_id.parts_allow_negative
        ).part_ids
        moved = parts._get_moved_quantities()
        lacking = parts._get_wanted_quantities(moved)
        places = self._get_stock_locations()
        vals_list = []
        for part in lacking:
            request = part.request_id
            for product, quantity in part._get_wanted_products(moved[part.id]).items():
                moved[part.id]["products"][product]["pending"] += quantity
                vals_list.append(
                    request._prepare_pending(part, product, quantity, places[request])
                )
        self.env["maintenance.parts.pending"]._keep(vals_list)
        parts._give_up_excess(moved)
        return super()._settle_missing_parts()

    def _prepare_pending(self, part, product, quantity, location, **values):
        """Return the values of so much of ``product``, in its own unit, pending."""
        self.ensure_one()
        return {
            "request_id": self.id,
            "part_id": part.id,
            "equipment_id": self.equipment_id.id,
            "product_id": product.id,
            "quantity": quantity,
            "uom_id": product.uom_id.id,
            "location_id": location.id,
            "company_id": self.company_id.id,
            **values,
        }

    def _issue_taken_parts(self, taken):
        """What stock shows is issued, and the rest is kept as pending."""
        pending = self.env["maintenance.parts.pending"]._keep(
            [
                self._prepare_pending(
                    piece.part,
                    piece.product,
                    piece.quantity,
                    piece.location,
                    lot_id=piece.lot.id,
                )
                for piece in taken
            ]
        )
        self.part_ids._give_up_excess(self.part_ids._get_moved_quantities())
        # what stock shows at once was never pending
        shown = pending._issue()
        as_superuser(shown).unlink()
        left = pending.exists()
        left._ask_for_proof()
        return left._get_notification()
