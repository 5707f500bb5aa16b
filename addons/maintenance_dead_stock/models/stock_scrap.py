from odoo import api, fields, models

from ..tools import SCRAP


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    maintenance_disposition_id = fields.Many2one(
        "maintenance.disposition",
        string="Disposition",
        index="btree_not_null",
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )

    @api.model
    def _scrap_disposition(self, disposition):
        """Make a scrap of each place and batch from which a disposition takes its part.

        Odoo scraps exactly where it is told to, and does not look at shelves below.
        """
        unit = disposition.uom_id
        left, values = disposition.quantity - disposition.done_qty, []
        quants = self.env["stock.quant"]
        for quant, free in quants._get_free_of_disposition(disposition):
            quantity = min(free, left)
            if unit.compare(quantity, 0.0) > 0:
                values.append(self._prepare_disposition(disposition, quant, quantity))
                left -= quantity
        if unit.compare(left, 0.0) > 0:
            disposition._raise_missing()
        return self.create(values)

    @api.model
    def _prepare_disposition(self, disposition, quant, quantity):
        """Return the values of the scrap of ``quantity`` of ``quant``."""
        company = disposition.company_id
        return {
            "product_id": disposition.product_id.id,
            "product_uom_id": disposition.uom_id.id,
            "scrap_qty": quantity,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "scrap_location_id": company._get_disposition_location(SCRAP).id,
            "company_id": company.id,
            "origin": disposition.name,
            "maintenance_disposition_id": disposition.id,
        }

    @api.model
    def _get_held_by_others(self, disposition):
        """Return {(place, lot, package, owner): what the scraps of other dispositions
        take there}: they reserve nothing.
        """
        held = {}
        # with all rights: the scraps of all users count
        for scrap in self.sudo().search(
            [
                ("maintenance_disposition_id", "not in", (False, disposition.id)),
                ("product_id", "=", disposition.product_id.id),
                ("location_id", "child_of", disposition.location_id.id),
                ("state", "=", "draft"),
            ]
        ):
            if disposition.lot_id and scrap.lot_id != disposition.lot_id:
                continue
            key = scrap.location_id, scrap.lot_id, scrap.package_id, scrap.owner_id
            held[key] = held.get(key, 0.0) + scrap._get_own_qty()
        return held

    def _get_own_qty(self):
        """Return the quantity in the part's own unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.scrap_qty, self.product_id.uom_id, round=False
        )

    def _is_free(self):
        """Return whether what this scrap takes is there and not reserved."""
        self.ensure_one()
        # with all rights: stock is the same for all users of the company
        free = (
            self.env["stock.quant"]
            .sudo()
            ._get_available_quantity(
                self.product_id,
                self.location_id,
                lot_id=self.lot_id or None,
                package_id=self.package_id or None,
                owner_id=self.owner_id or None,
                strict=True,
            )
        )
        return self.product_id.uom_id.compare(free, self._get_own_qty()) >= 0

    def unlink(self):
        # with all rights: who deletes a scrap need not decide about dispositions
        dispositions_sudo = self.sudo().maintenance_disposition_id
        result = super().unlink()
        dispositions_sudo._follow_moves()
        return result

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        if self.maintenance_disposition_id:
            values["maintenance_disposition_id"] = self.maintenance_disposition_id.id
        return values
