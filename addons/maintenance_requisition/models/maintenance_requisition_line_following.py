from odoo import models
from odoo.fields import Command

from .maintenance_requisition_line_decision import NOT_ORDERED

# differences below it are dust
EPSILON = 1e-6


class MaintenanceRequisitionLineFollowing(models.AbstractModel):
    """Lines follow the needs until a person fixes them.

    A line follows while nothing of it is ordered, and while all that is ordered is in
    draft requests for quotation just as we wrote it. It is written only where it
    differs, and so is its request for quotation.
    """

    _name = "maintenance.requisition.line.following"
    _description = "Following of a Requisition Line"

    def _get_following(self, warehouse):
        """Return the lines of ``warehouse`` that follow the needs."""
        lines = self.search(
            [
                ("warehouse_id", "=", warehouse.id),
                ("is_manual", "=", False),
                ("state", "in", (*NOT_ORDERED, "ordered")),
            ],
            order="id",
        )
        untouched = lines.allocation_ids.purchase_line_id._get_parts_untouched()
        return lines.filtered(lambda line: line._is_following(untouched))

    def _get_group(self):
        """Return what this line shares with the replenishments that it may carry."""
        self.ensure_one()
        return self.product_id.id, self.action, self.source_warehouse_id.id or None

    def _is_following(self, untouched=None):
        """Return whether nothing of this line is fixed yet.

        :param untouched: the purchase lines that no buyer has changed, if known
        """
        self.ensure_one()
        if self.state != "ordered":
            return self.state != "received"
        links = self.allocation_ids.filtered(lambda one: one.state != "cancel")
        if untouched is None:
            untouched = links.purchase_line_id._get_parts_untouched()
        moving = self.move_ids.filtered(lambda move: move.state != "cancel")
        return not moving and links.purchase_line_id <= untouched

    # --- bringing them in line ------------------------------------------------------

    def _follow(self, values, shares):
        """Bring this line, its shares and its request for quotation in line.

        :param values: what ``_prepare_line()`` of the planner returns
        :param shares: {key of a need: values of its share}
        :return: the orders of which something was taken
        """
        self.ensure_one()
        changes = {
            name: value
            for name, value in values.items()
            if not self._is_same(name, value)
        }
        left = self.env["purchase.order"]
        if self.state == "ordered" and not self._is_order_kept(changes):
            left |= self._withdraw()
        moved = "date_planned" in changes
        asked = {"date_planned", "price_unit", "quantity", "supplierinfo_id"}
        if changes:
            self.write(changes)
        if self.state == "ordered" and self._find_obstacle():
            # what may not be ordered any more is not asked for
            left |= self._withdraw()
        self._write_shares(shares)
        if self._has_grown():
            if self._needs_approval():
                left |= self._withdraw()
                self._set_outgrown()
                return left
            self.approved_cost = self.cost
        if self.state == "ordered" and asked & changes.keys():
            left |= self._write_order(moved)
        return left

    def _is_same(self, name, value):
        mine = self[name]
        if self._fields[name].type == "many2one":
            return mine.id == (value or False)
        if isinstance(value, float):
            return abs(mine - value) < EPSILON
        return (mine or False) == (value or False)

    def _is_order_kept(self, changes):
        """Return whether what changes can be written on the same purchase line.

        Not if there are two: a buyer has reopened an order that he had cancelled.
        """
        links = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        if len(links) > 1 or {"vendor_id", "currency_id"} & changes.keys():
            return False
        alone = links.purchase_line_id.maintenance_allocation_ids <= links
        return alone or "date_planned" not in changes

    def _write_shares(self, shares):
        """Replace the shares if they differ.

        :param shares: {key of a need: values}
        """
        mine = {
            share.key: {
                "equipment_id": share.equipment_id.id or None,
                "request_id": share.request_id.id or None,
                "date_need": share.date_need,
                "criticality": share.criticality,
                "quantity": share.quantity,
            }
            for share in self.share_ids
        }
        if mine.keys() == shares.keys() and all(
            abs(mine[key]["quantity"] - values["quantity"]) < EPSILON
            and mine[key] | {"quantity": 0} == values | {"quantity": 0}
            for key, values in shares.items()
        ):
            return
        self.share_ids = [
            Command.clear(),
            *(Command.create({"key": key, **values}) for key, values in shares.items()),
        ]

    def _write_order(self, moved):
        """Bring the request for quotation of this line in line with it.

        :param moved: whether its day is another
        """
        link = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        link.quantity = self.quantity
        moment = self._get_planned_moment() if moved else None
        link.purchase_line_id._write_parts_quantity(self.supplierinfo_id, moment)
        self._time_orders()
        return self.env["purchase.order"]

    def _withdraw(self):
        """Take these lines out of their draft requests for quotation.

        :return: the orders that they were in
        """
        links = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        purchase_lines = links.purchase_line_id
        orders = purchase_lines.order_id
        links.unlink()
        idle = purchase_lines.filtered(lambda one: not one.maintenance_allocation_ids)
        for line in purchase_lines - idle:
            shared = line.maintenance_allocation_ids.line_id[:1]
            line._write_parts_quantity(shared.supplierinfo_id)
        idle.unlink()
        return orders

    def _drop(self):
        """Give up lines that nothing needs any more; return the orders they were in.

        What was never approved leaves no trace.
        """
        orders = self._withdraw()
        undecided = self.filtered(lambda line: line.decision != "approved")
        (self - undecided)._set_cancelled(self.env._("Not needed any more."))
        undecided.unlink()
        return orders

    def _create_lines(self, warehouse, rows):
        """Create lines in the draft requisition of ``warehouse``.

        :param rows: list of (values, shares)
        """
        if not rows:
            return self.browse()
        draft = self.env["maintenance.requisition"]._get_draft(warehouse)
        return self.create(
            [
                {
                    **values,
                    "requisition_id": draft.id,
                    "share_ids": [
                        Command.create({"key": key, **share})
                        for key, share in shares.items()
                    ],
                }
                for values, shares in rows
            ]
        )
