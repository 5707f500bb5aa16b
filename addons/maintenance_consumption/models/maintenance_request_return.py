from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestReturn(models.AbstractModel):
    """How unused parts of a job come back."""

    _name = "maintenance.request.return"
    _description = "Return of the Parts of a Maintenance Job"

    @one_at_a_time
    def action_return_parts(self, lines):
        """Take unused parts back into stock, at the value they left with.

        :param lines: list of dicts ``part_id`` (planned part), ``quantity`` in the
            part's own unit, and if wanted ``still_needed``: whether the job needs it
            again (True), or turned out not to need it (False)
        :raises UserError: if more is returned than is there of what was issued
        :return: True
        """
        self.ensure_one()
        quantities, unneeded = {}, defaultdict(float)
        for line in lines:
            part = self.part_ids.filtered(
                lambda part, line=line: part.id == line.get("part_id")
            )
            if not part:
                raise UserError(
                    self.env._(
                        "“%(job)s” plans no part with id %(id)s: name in part_id the "
                        "planned part that comes back.",
                        job=self.display_name,
                        id=line.get("part_id"),
                    )
                )
            quantity = line.get("quantity") or 0.0
            quantities |= self._get_moves_to_return(part, quantity)
            if not line.get("still_needed", True):
                unneeded[part] += quantity
        if quantities:
            self._return_moves(quantities)
        self.part_ids._give_up_need(unneeded)
        return True

    def _get_moves_to_return(self, part, quantity):
        """Return {issue move: quantity}: the latest issues come back first.

        :param quantity: in the part's own unit; those returned in that of their product
        """
        quantities = {}
        contents = part._get_contents()[part]
        for product, amount in contents.items():
            uom = product.uom_id
            issues = part.move_ids.filtered(
                lambda move, product=product: (
                    move.product_id == product
                    and move.state == "done"
                    and move._is_parts_issue()
                )
            )
            there = {
                move: move._get_returnable_qty()
                for move in issues.sorted("id", reverse=True)
            }
            left, total = quantity * amount, sum(there.values())
            for move, still_there in there.items():
                taken = min(left, still_there)
                if uom.compare(taken, 0.0) > 0:
                    quantities[move] = taken
                    left -= taken
            if uom.compare(left, 0.0) > 0:
                raise UserError(
                    self.env._(
                        "“%(job)s” cannot give back %(quantity)s of “%(part)s”: it has "
                        "%(most)s of it.",
                        job=self.display_name,
                        quantity=f"{quantity:g}",
                        most=f"{total / amount:g}",
                        part=part.product_id.display_name,
                    )
                )
        return quantities

    def _return_moves(self, quantities):
        """Return what was issued, at the value it left with.

        :param quantities: {done issue move: quantity to return, in the part's own unit}
        """
        for picking, moves in (
            self.env["stock.move"].union(*quantities).grouped("picking_id").items()
        ):
            wizard = (
                self.env["stock.return.picking"]
                .with_company(picking.company_id)
                .create({"picking_id": picking.id})
            )
            for line in wizard.product_return_moves:
                quantity = quantities.get(line.move_id, 0.0)
                if quantity:
                    line.quantity = line.move_id._to_line_quantity(quantity)
            wizard.product_return_moves.filtered(
                lambda line, moves=moves: line.move_id not in moves
            ).unlink()
            back = wizard._create_return()
            for move in back.move_ids:
                quantity = quantities[move.origin_returned_move_id]
                # of what was issued in packs the wizard knows only rounded packs
                if move.product_uom.compare(move.product_uom_qty, quantity):
                    move.product_uom_qty = quantity
                move.quantity = move.product_uom_qty
            back.move_ids.picked = True
            back._validate_parts()
