from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import reduce_demands


class MaintenanceRequestPartPending(models.AbstractModel):
    """What stock does not show of a planned part, and what the job needs no more of."""

    _name = "maintenance.request.part.pending"
    _description = "Pending Quantity of a Planned Part"

    pending_ids = fields.One2many(
        "maintenance.parts.pending", "part_id", string="Pending Issues"
    )
    pending_qty = fields.Float(
        string="Pending",
        compute="_compute_pending_qty",
        compute_sudo=True,
        digits="Product Unit",
        help="Taken, but not seen in stock. It is issued as soon as a receipt or a "
        "count shows it.",
    )
    # not copied: the next occurrence plans as much as this one did
    unneeded_qty = fields.Float(
        string="Not Needed",
        readonly=True,
        copy=False,
        help="How much of the plan turned out not to be needed.",
    )

    @api.depends("pending_ids.state", "pending_ids.product_qty", "uom_id")
    def _compute_pending_qty(self):
        """In the unit of the plan."""
        pending = self._get_pending_quantities()
        for part in self:
            part.pending_qty = part.product_id.uom_id._compute_quantity(
                pending.get(part._origin.id, 0.0), part.uom_id, round=False
            )

    def _get_pending_quantities(self):
        """Return {part id: what was taken and is pending}, in the part's own unit."""
        # who plans parts sees what became of them, with or without rights on stock
        groups = (
            self.env["maintenance.parts.pending"]
            .sudo()
            ._read_group(
                [("part_id", "in", self.ids), ("state", "=", "open")],
                ["part_id"],
                ["product_qty:sum"],
            )
        )
        return {part.id: quantity for part, quantity in groups}

    def _get_needed_qty(self):
        """Return planned − not needed, in the part's own unit."""
        self.ensure_one()
        return self.product_qty - self.uom_id._compute_quantity(
            self.unneeded_qty, self.product_id.uom_id, round=False
        )

    def _get_held_qty(self, moved):
        """Return what the asset or the technician has, in the part's own unit.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        return moved["issued"] - moved["returned"] + moved["pending"]

    def _get_taken_quantities(self):
        """Return {part: what the asset or the technician has, in its planned unit}."""
        moved = self._get_moved_quantities()
        return {
            part: part._to_planned_unit(part._get_held_qty(moved[part.id]))
            for part in self
        }

    def _give_up_need(self, quantities):
        """Say that what came back is not needed any more; the plan stays as it was.

        :param quantities: {part: quantity in the part's own unit}
        """
        moved = self._get_moved_quantities()
        for part, quantity in quantities.items():
            most = part._get_needed_qty() - part._get_held_qty(moved[part.id])
            given_up = min(quantity, most)
            if given_up > 0:
                part.unneeded_qty += part._to_planned_unit(given_up)

    def _give_up_excess(self, moved):
        """Reduce or cancel open issues that ask for more than is still planned.

        Keeps ``moved``, what :meth:`_get_moved_quantities` returns, up to date.
        """
        for part in self:
            entry = moved[part.id]
            excess = min(-part._get_balance(entry), entry["open"])
            if part._to_planned_unit(excess) > 0:
                entry["open"] -= excess
                part._reduce_open_issues(excess)

    def _reduce_open_issues(self, excess):
        """Let the open issues ask for ``excess`` less, the latest before the others.

        :param excess: in the part's own unit
        """
        self.ensure_one()
        stock_unit = self.product_id.uom_id
        issues = self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move._is_parts_issue()
        ).sorted("id", reverse=True)
        demands = reduce_demands(
            [
                (
                    move,
                    *(
                        move.product_uom._compute_quantity(
                            quantity, stock_unit, round=False
                        )
                        for quantity in (move.product_uom_qty, move.quantity)
                    ),
                )
                for move in issues
            ],
            excess,
        )
        for move, demand in demands.items():
            quantity = stock_unit._compute_quantity(
                demand, move.product_uom, round=False
            )
            if move.product_uom.is_zero(quantity):
                move._action_cancel()
            else:
                move.product_uom_qty = quantity
                move._action_assign()

    def _check_nothing_pending(self):
        for pending in self.sudo().pending_ids:
            if pending.state == "open":
                raise UserError(
                    self.env._(
                        "%(quantity)s %(unit)s of “%(part)s” were taken for “%(job)s” "
                        "and are pending: issue them, or say that they were not "
                        "taken, before deleting the line.",
                        quantity=f"{pending.quantity:g}",
                        unit=pending.uom_id.name,
                        part=pending.product_id.display_name,
                        job=pending.request_id.display_name,
                    )
                )
