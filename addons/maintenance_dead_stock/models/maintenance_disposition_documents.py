from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from odoo.addons.maintenance_bom.models.rights import (
    OwnValue,
    as_superuser,
    get_own_value,
)

from ..tools import (
    APPROVED,
    CANCELLED,
    DONATE,
    DONE,
    DRAFT,
    RETURN,
    SCRAP,
    SELL,
    Moved,
    find_state,
    sum_done,
)

# key of the context: dispositions that are carried out follow their documents later
AT_WORK = "maintenance_dispositions_at_work"
# the activity that tells that a part is needed again
WARNING = "mail.mail_activity_data_warning"


class MaintenanceDispositionDocuments(models.AbstractModel):
    """How parts of dispositions leave: by Odoo's own documents, which they follow."""

    _name = "maintenance.disposition.documents"
    _description = "Documents of Dispositions"

    # --- what may be taken ------------------------------------------------------------

    def _get_free(self):
        """Return what is there, belongs to the company, is not reserved, and not what
        other approved dispositions take that cannot reserve: scraps, quotations.
        """
        self.ensure_one()
        quants = self._gather_quants()
        free = sum(quants.mapped("quantity")) - sum(quants.mapped("reserved_quantity"))
        return free - sum(self._get_scraps_of_others().values()) - self._get_quoted()

    def _get_free_quants(self):
        """Return [(quant, what of it may be taken)], in the order of Odoo's removal
        strategy.
        """
        held, found = self._get_scraps_of_others(), []
        for quant in self._gather_quants():
            key = quant.location_id, quant.lot_id, quant.package_id, quant.owner_id
            quantity = quant.quantity - quant.reserved_quantity
            taken = min(held.get(key, 0.0), max(quantity, 0.0))
            if taken:
                held[key] -= taken
            found.append((quant, quantity - taken))
        return found

    def _gather_quants(self):
        """Return what lies where the part is taken from and belongs to the company."""
        # with all rights: stock is the same for all users of the company
        quants_sudo = self.env["stock.quant"].sudo()._of_company(self.company_id)
        quants_sudo = quants_sudo._gather(
            self.product_id, self.location_id, lot_id=self.lot_id or None
        )
        if self.lot_id:
            quants_sudo = quants_sudo.filtered(lambda one: one.lot_id == self.lot_id)
        return quants_sudo

    def _get_scraps_of_others(self):
        """Return {(place, lot, package, owner): what the scraps of other dispositions
        take there}.
        """
        # with all rights: scraps reserve nothing, and those of all users count
        scraps_sudo = self.env["stock.scrap"].sudo()
        held = {}
        for scrap in scraps_sudo.search(
            [
                ("maintenance_disposition_id", "not in", (False, self.id)),
                ("product_id", "=", self.product_id.id),
                ("location_id", "child_of", self.location_id.id),
                ("state", "=", "draft"),
            ]
        ):
            if self.lot_id and scrap.lot_id != self.lot_id:
                continue
            key = scrap.location_id, scrap.lot_id, scrap.package_id, scrap.owner_id
            quantity = scrap.product_uom_id._compute_quantity(
                scrap.scrap_qty, scrap.product_id.uom_id, round=False
            )
            held[key] = held.get(key, 0.0) + quantity
        return held

    def _get_quoted(self):
        """Return what other approved dispositions take that have no moves yet, as
        quotations that nobody has confirmed.
        """
        # with all rights: those of all users of the company count
        others_sudo = self.sudo().search(
            Domain("product_id", "=", self.product_id.id)
            & (
                Domain("location_id", "child_of", self.location_id.id)
                | Domain("location_id", "parent_of", self.location_id.id)
            )
            & Domain("state", "=", APPROVED)
            & Domain("kind", "!=", SCRAP)
            & Domain("move_ids", "=", False)
            & Domain("id", "!=", self.id)
            & (
                Domain("lot_id", "in", (self.lot_id.id, False))
                if self.lot_id
                else Domain.TRUE
            )
        )
        return sum(others_sudo.mapped("quantity"))

    def _get_moved(self):
        """Return the Moved of the moves by which the part leaves the warehouse, less
        what has come back; not of the steps inside it.
        """
        self.ensure_one()
        here, moved = self.warehouse_id, []
        # what has moved is the same for all who see the disposition
        for move in self.sudo().move_ids:
            is_from_here = move.location_id.warehouse_id == here
            if is_from_here != (move.location_dest_id.warehouse_id == here):
                sign = 1 if is_from_here else -1
                moved.append(Moved(move.state, sign * move._get_parts_qty()))
        return moved

    # --- documents --------------------------------------------------------------------

    def _prepare_keep(self):
        """Nothing moves."""

    def _prepare_scrap(self):
        """Make a scrap of each place and batch that the part is taken from.

        Odoo scraps exactly where it is told to, and does not look at shelves below.
        """
        left, values = self.quantity - self.done_qty, []
        for quant, free in self._get_free_quants():
            quantity = min(free, left)
            if self.uom_id.compare(quantity, 0.0) > 0:
                values.append(self._prepare_scrap_of(quant, quantity))
                left -= quantity
        if self.uom_id.compare(left, 0.0) > 0:
            self._raise_missing()
        return self.env["stock.scrap"].create(values)

    def _prepare_scrap_of(self, quant, quantity):
        """Return the values of the scrap of ``quantity`` of ``quant``."""
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "scrap_qty": quantity,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "scrap_location_id": self.company_id._get_disposition_location(SCRAP).id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "maintenance_disposition_id": self.id,
        }

    def _prepare_donate(self):
        self._deliver(self.company_id._get_disposition_location(DONATE))

    def _prepare_sell(self):
        """Deliver to the buyer: a seam for quotations."""
        self._deliver(self.company_id._get_disposition_location(SELL))

    def _prepare_transfer(self):
        """As requisitions transfer: on the resupply route if there is one, which begins
        at the stock of the warehouse.
        """
        route = self.dest_warehouse_id._get_resupply_route(self.warehouse_id)
        if not route or not self.location_id._child_of(self.warehouse_id.lot_stock_id):
            self.env["stock.picking"]._move_disposition(
                self,
                self.warehouse_id.int_type_id,
                self.dest_warehouse_id.lot_stock_id,
                self.quantity,
            )
            return
        rules = self.env["stock.rule"]
        rules.run(
            [
                rules.Procurement(
                    self.product_id,
                    self.quantity,
                    self.uom_id,
                    self.dest_warehouse_id.lot_stock_id,
                    self.product_id.display_name,
                    self.name,
                    self.company_id,
                    {
                        "warehouse_id": self.dest_warehouse_id,
                        "route_ids": route,
                        "date_planned": fields.Datetime.now(),
                        "maintenance_disposition_id": self.id,
                    },
                )
            ]
        )

    def _prepare_return(self):
        """Return what was received from the vendor, and deliver the rest to him."""
        left = self.quantity
        for move, quantity in self._get_receipts_to_return():
            move.picking_id._return_disposition(self, move, quantity)
            left -= quantity
        if self.uom_id.compare(left, 0.0) > 0:
            self._deliver(self.company_id._get_disposition_location(RETURN), left)

    def _deliver(self, destination, quantity=None):
        """Make the delivery of ``quantity`` (all if left out) to a location."""
        self.env["stock.picking"]._move_disposition(
            self,
            self.warehouse_id.out_type_id,
            destination,
            self.quantity if quantity is None else quantity,
        )

    def _get_recipient(self):
        return self._get_vendor() if self.kind == RETURN else self.partner_id

    # --- receipts of a vendor ---------------------------------------------------------

    def _get_vendor(self):
        """Return the vendor: the chosen one, else that of the last receipt."""
        self.ensure_one()
        if self.partner_id:
            return self.partner_id
        moves = self._find_receipts()
        return moves[:1].picking_id.partner_id

    def _find_receipts(self):
        """Return the receipts of the part in the warehouse, the newest first."""
        # who returns a part need not see all receipts
        moves_sudo = self.env["stock.move"].sudo()
        return moves_sudo._find_receipts_of(
            self.product_id, self.warehouse_id, self.partner_id, self.lot_id
        )

    def _get_receipts_to_return(self):
        """Return [(move, quantity in the own unit)] of the receipts that the
        disposition takes back, the newest first.
        """
        self.ensure_one()
        vendor, left, found = self._get_vendor(), self.quantity, []
        for move in self._find_receipts():
            if self.uom_id.compare(left, 0.0) <= 0:
                break
            if move.picking_id.partner_id != vendor and not self.partner_id:
                continue
            quantity = min(move._get_returnable_receipt_qty(self.lot_id), left)
            if self.uom_id.compare(quantity, 0.0) > 0:
                found.append((move, quantity))
                left -= quantity
        return found

    def _get_rest_to_return(self):
        """Return how much is returned that no receipt brought."""
        # which receipts there are is the same for all who see the disposition
        if self.sudo().move_ids:
            return sum(
                move.product_qty
                for move in self.sudo().move_ids
                if not move.origin_returned_move_id and move.state != "cancel"
            )
        known = sum(quantity for _move, quantity in self._get_receipts_to_return())
        left = self.quantity - known
        return left if self.uom_id.compare(left, 0.0) > 0 else 0.0

    # --- carried out, followed and cancelled ------------------------------------------

    def _carry_out(self):
        """Validate the documents of one approved disposition."""
        self.ensure_one()
        self._carry_out_scraps()
        while moves := self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        ):
            ready = moves.filtered(lambda move: move.state != "waiting")
            ready.filtered(
                lambda move: move.state in ("confirmed", "partially_available")
            )._action_assign()
            for move in ready:
                if float_compare(
                    move.quantity,
                    move.product_uom_qty,
                    precision_rounding=move.product_uom.rounding,
                ):
                    self._raise_missing()
            if not ready:
                self._raise_missing()
            ready.picked = True
            ready.picking_id._action_done()

    def _at_work(self):
        """Return these dispositions so that they do not follow each single document:
        :meth:`_finish` lets them, all at once.
        """
        return self.with_context(**{AT_WORK: OwnValue()})

    def _finish(self):
        """Follow the documents that were validated.

        :raises UserError: naming the disposition of which something is left
        """
        ones = self.with_context(**{AT_WORK: None})
        ones._follow_moves()
        for one in ones.filtered(lambda one: one.state == APPROVED):
            one._raise_missing()

    def _carry_out_scraps(self):
        """Scrap what is to be scrapped, from where it lies by now.

        A scrap reserves nothing: what was reserved since it was approved stays.
        """
        scraps = self._get_open_scraps()
        if not scraps:
            return
        if not all(scrap._is_free() for scrap in scraps):
            fresh = self._prepare_scrap()
            scraps.unlink()
            scraps = fresh
        scraps.do_scrap()

    def _get_open_scraps(self):
        """Return the scraps that nothing was moved by yet."""
        return self.scrap_ids.filtered(
            lambda scrap: scrap.state == "draft" and not scrap.move_ids
        )

    def _raise_missing(self):
        raise UserError(
            self.env._(
                "“%(name)s”: not all of %(quantity)s is ready to leave. Open its "
                "documents, or cancel it.",
                name=self.display_name,
                quantity=self.uom_id._tell_quantity(self.quantity - self.done_qty),
            )
        )

    def _follow_moves(self):
        """Bring approved dispositions in line with their documents."""
        if get_own_value(self.env, AT_WORK):
            return
        finished = self.browse()
        for one in self.filtered(lambda one: one.state == APPROVED):
            if one._get_open_scraps():
                continue
            moved = one._get_moved()
            state = find_state(Moved(move.state, 0.0) for move in one.move_ids)
            if state == DONE and sum_done(moved):
                finished |= one
                left = one.quantity - sum_done(moved)
                if one.uom_id.compare(left, 0.0) > 0:
                    one.message_post(
                        body=one.env._(
                            "%s stayed: the rest was cancelled.",
                            one.uom_id._tell_quantity(left),
                        )
                    )
            elif state == DRAFT or (
                one.kind == SCRAP and not one.move_ids and not one.scrap_ids
            ):
                one.state = DRAFT
                one.message_post(
                    body=one.env._("Its documents were cancelled: decide anew.")
                )
        if finished:
            finished._set_done()

    def _cancel(self, reason):
        """Cancel the open documents. What has left has left: then it is done."""
        self.ensure_one()
        # documents of the warehouse: a planner may lack rights on some
        one_sudo = as_superuser(self)
        has_left = bool(one_sudo.done_qty)
        if reason:
            one_sudo.cancel_reason = reason
            one_sudo.message_post(body=self.env._("Cancelled: %s", reason))
        if not has_left:
            one_sudo.state = CANCELLED
        one_sudo._cancel_documents(has_left)
        one_sudo.activity_unlink([WARNING])
        if not has_left:
            one_sudo._rebuild_stock()

    def _cancel_documents(self, has_left):
        """Cancel what has not left yet; what is on its way arrives.

        :param has_left: whether some of it has left
        """
        self._get_open_scraps().unlink()
        moves = self.move_ids if not has_left else self._get_moves_here()
        still_open = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        still_open._action_cancel()
        # scraps have no moves before they are done
        self._follow_moves()

    def _can_be_cancelled(self):
        """Return whether something of it has not left yet."""
        self.ensure_one()
        if self.state == DRAFT:
            return True
        # documents of the warehouse: a planner may lack rights on some
        one_sudo = self.sudo()
        return self.state == APPROVED and (
            not one_sudo.done_qty
            or bool(one_sudo._get_open_scraps())
            or any(
                move.state not in ("done", "cancel")
                for move in one_sudo._get_moves_here()
            )
        )

    def _get_moves_here(self):
        """Return the moves whose parts are in the warehouse before them."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: move.location_id.warehouse_id == self.warehouse_id
        )
