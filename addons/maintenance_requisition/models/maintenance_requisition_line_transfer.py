from datetime import timedelta

from odoo import models
from odoo.fields import Command
from odoo.tools import format_date

# differences below it are dust
EPSILON = 1e-6


class MaintenanceRequisitionLineTransfer(models.AbstractModel):
    """Lines that another warehouse gives: through its resupply route, if there is one.

    A transfer is made when its day is near, as parts are reserved: until then it
    follows the needs, and the other warehouse may still use its stock.
    """

    _name = "maintenance.requisition.line.transfer"
    _description = "Transfer for a Requisition Line"

    def _is_near(self):
        """Return whether the transfer of this line is to be made by now."""
        today = self.company_id._get_today()
        return self._get_transfer_day() <= today

    def _get_transfer_day(self):
        """Return the day on which the transfer of this line is made."""
        self.ensure_one()
        return self.date_planned - timedelta(self.company_id.parts_reservation_days)

    def _tell_transfer(self):
        """Return when the transfer is made that this line waits for, else False."""
        if self.action != "transfer" or self.state != "approved" or self._is_near():
            return False
        return self.env._(
            "Transfer on %s", format_date(self.env, self._get_transfer_day())
        )

    def _get_resupply_route(self):
        """Return the route on which the other warehouse supplies this one, or none."""
        self.ensure_one()
        return self.warehouse_id.resupply_route_ids.filtered(
            lambda route: (
                route.active and route.supplier_wh_id == self.source_warehouse_id
            )
        )[:1]

    def _transfer(self):
        """Make the transfers of these lines; return {line: failure}."""
        failures = {}
        for company, lines in self.grouped("company_id").items():
            lines = lines.with_company(company)
            by_route = lines.filtered(lambda line: line._get_resupply_route())
            failures |= by_route._procure_each()
            for warehouse, mine in (lines - by_route).grouped("warehouse_id").items():
                for source, them in mine.grouped("source_warehouse_id").items():
                    them._make_picking(source, warehouse)
        moved = self - self.browse(line.id for line in failures)
        moved.invalidate_recordset(["move_ids"])
        for line in moved.filtered(lambda line: line.state == "approved"):
            failures[line] = {"code": "no_transfer"}
        return failures

    def _make_picking(self, source, warehouse):
        """Make one internal transfer of these lines between two warehouses."""
        picking = self.env["stock.picking"].create(
            self._prepare_picking(source, warehouse)
        )
        picking.action_confirm()

    def _prepare_picking(self, source, warehouse):
        return {
            "picking_type_id": source.int_type_id.id,
            "location_id": source.lot_stock_id.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "company_id": source.company_id.id,
            "origin": ", ".join(sorted(set(self.requisition_id.mapped("name")))),
            "scheduled_date": min(line._get_planned_moment() for line in self),
            "move_ids": [
                Command.create(line._prepare_transfer_move()) for line in self
            ],
        }

    def _prepare_transfer_move(self):
        self.ensure_one()
        part = self.product_id
        return {
            "product_id": part.id,
            "product_uom_qty": self.quantity,
            "product_uom": part.uom_id.id,
            "location_id": self.source_warehouse_id.lot_stock_id.id,
            "location_dest_id": self.warehouse_id.lot_stock_id.id,
            "company_id": self.company_id.id,
            "date": self._get_planned_moment(),
            "maintenance_requisition_line_id": self.id,
        }

    # --- what nobody wants any more -------------------------------------------------

    def _get_transfer_surplus(self, claimed):
        """Return what this transfer is still to bring and nobody wants.

        :param claimed: {("incoming", move id): how much somebody counts on}
        """
        self.ensure_one()
        moves = self._get_transfer_moves()
        coming = moves.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_id._child_of(self.warehouse_id.lot_stock_id)
            )
        )
        # what a first step is to bring to its second comes later
        coming |= moves.filtered(
            lambda move: move.state not in ("done", "cancel") and not move.move_dest_ids
        )
        return sum(
            max(move.product_qty - claimed["incoming", move.id], 0.0) for move in coming
        )

    def _is_transfer_untouched(self):
        """Return whether the transfer of this line is as it was made."""
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        return bool(moves) and all(
            move.state != "done"
            and not move.picked
            and not move.origin_returned_move_id
            and not move.picking_id.printed
            and abs(move.product_qty - self.quantity) < EPSILON
            for move in moves
        )

    def _drop_transfer(self):
        """Cancel the transfers of these lines, which nobody wants any more."""
        self._set_cancelled(self.env._("Not needed any more."))
        self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )._action_cancel()
