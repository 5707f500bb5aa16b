from collections import defaultdict

from odoo import models

from ..tools import finite, gather, reduce_demands, summarize


class MaintenanceRequestPartMoved(models.AbstractModel):
    """How much of a planned part was issued, came back, is set aside, still lacks.

    All of it by the products that the part consists of.
    """

    _name = "maintenance.request.part.moved"
    _description = "What Became of a Part of a Maintenance Job"

    def _get_contents(self):
        """Return {part: {product: how much of it is in one of the part}}.

        In the own units of both: a part is just itself, a kit what it is made of.
        """
        contents = {}
        for company, parts in self.grouped("company_id").items():
            products = parts.product_id._get_part_contents(company)
            contents |= {part: products.get(part.product_id, {}) for part in parts}
        return contents

    def _get_moved_quantities(self):
        """Return {part id: {"issued", "returned", "pending", "reserved", "open": …}}.

        In the part's own unit, unrounded. "pending" is what was taken although stock
        did not show it, "open" what issues not done yet ask for, "reserved" what of it
        is set aside. "products" has the same, and what is "planned" and needed, for
        each product that the part consists of or that moved for it.
        """
        products = self._get_moved_products()
        moved = defaultdict(lambda: defaultdict(float))
        for part, contents in self._get_contents().items():
            entries = products[part._origin.id]
            for product in {**contents, **entries}:
                amount = contents.get(product, 0.0)
                entries[product]["planned"] = part._get_needed_qty() * amount
            if contents:
                moved[part._origin.id] = {
                    **gather(contents, entries),
                    "products": entries,
                }
        return moved

    def _get_moved_products(self):
        """Return {part id: {product: the same five names}}, but for what is planned."""
        moved = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
        # who plans parts sees what became of them, with or without rights on stock
        moves_sudo = (
            self.env["stock.move"]
            .sudo()
            .search_fetch(
                [
                    ("maintenance_request_part_id", "in", self.ids),
                    ("state", "not in", ("draft", "cancel")),
                ],
                [
                    "location_dest_id",
                    "maintenance_request_part_id",
                    "product_id",
                    "product_uom",
                    "product_uom_qty",
                    "quantity",
                    "state",
                ],
            )
        )
        for move in moves_sudo:
            # in the environment of the caller, as what a part consists of
            product = move.product_id.with_env(self.env)
            entry = moved[move.maintenance_request_part_id.id][product]
            quantity = finite(move._get_parts_qty())
            if move.state == "done":
                entry["issued" if move._is_parts_issue() else "returned"] += quantity
            elif move._is_parts_issue():
                entry["reserved"] += quantity
                entry["open"] += move.product_uom._compute_quantity(
                    finite(move.product_uom_qty), move.product_id.uom_id, round=False
                )
        for part_id, product, quantity in self._get_pending_products():
            moved[part_id][product]["pending"] += finite(quantity)
        return moved

    def _get_needed_qty(self):
        """Return planned − not needed, in the part's own unit.

        What is no number counts as zero: it would stop all that is netted with it.
        """
        self.ensure_one()
        return finite(self.product_qty) - self.uom_id._compute_quantity(
            finite(self.unneeded_qty), self.product_id.uom_id, round=False
        )

    def _get_held_qty(self, moved):
        """Return what the asset or the technician has, in the part's own unit.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        return moved["issued"] - moved["returned"] + moved["pending"]

    def _get_done_issues(self):
        """Return the done moves that issued these parts."""
        return self.move_ids.filtered(
            lambda move: move.state == "done" and move._is_parts_issue()
        )

    def _get_removed_quantities(self):
        """Return {part: what was removed of what was issued, in the part's own unit}.

        Of a kit the product of which most was removed counts.
        """
        removed = defaultdict(lambda: defaultdict(float))
        for move, balances in self._get_done_issues()._get_balances().items():
            quantity = sum(balance.removed for balance in balances.values())
            removed[move.maintenance_request_part_id][move.product_id] += quantity
        return {
            part: max(
                (
                    removed[part][product] / amount
                    for product, amount in contents.items()
                    if amount
                ),
                default=0.0,
            )
            for part, contents in self._get_contents().items()
        }

    def _filter_returnable(self):
        """Return those of these parts of which some was issued and neither came back
        nor was removed.
        """
        removed = self._origin._get_removed_quantities()

        def has_left(part):
            unit = part.product_id.uom_id
            left = part.uom_id._compute_quantity(
                part.issued_qty - part.returned_qty, unit, round=False
            )
            return unit.compare(left - removed.get(part._origin, 0.0), 0.0) > 0

        return self.filtered(has_left)

    def _get_balance(self, moved):
        """Return planned − not needed − issued + returned − pending − open.

        In the part's own unit.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        needed = self._get_needed_qty() - moved.get("withheld", 0.0)
        return needed - self._get_held_qty(moved) - moved["open"]

    def _to_planned_unit(self, quantity):
        """Return ``quantity``, in the part's own unit, in the unit of the plan."""
        self.ensure_one()
        return self.product_id.uom_id._compute_quantity(
            quantity, self.uom_id, round=False
        )

    def _is_rest(self, quantity, moved):
        """Say whether ``quantity``, in the part's own unit, is but a rest of what was
        taken or asked for: less than stock can count.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        held = self._get_held_qty(moved) + moved["open"]
        return self.product_id._is_dust(quantity, held)

    def _get_missing_quantities(self, moved):
        """Return {part: what no move asks for yet, in the part's own unit}.

        :param moved: what :meth:`_get_moved_quantities` returns; only parts that lack
            something are in the result
        """
        balances = {part: part._get_balance(moved[part.id]) for part in self}
        return {
            part: balance
            for part, balance in balances.items()
            if balance > 0 and not part._is_rest(balance, moved[part.id])
        }

    def _get_wanted_quantities(self, moved):
        """Return {part: what is neither issued nor set aside, in its own unit}.

        :param moved: what :meth:`_get_moved_quantities` returns; only parts that want
            something are in the result
        """
        wanted = {}
        for part in self:
            entry = moved[part.id]
            waiting = max(entry["open"] - entry["reserved"], 0.0)
            quantity = max(part._get_balance(entry), 0.0) + waiting
            if not part._is_rest(quantity, entry):
                wanted[part] = quantity
        return wanted

    def _get_wanted_products(self, moved):
        """Return {product: what is neither issued nor set aside, in its own unit}.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        wanted = {}
        for product, entry in moved["products"].items():
            waiting = max(entry["open"] - entry["reserved"], 0.0)
            quantity = max(_get_lacking(entry), 0.0) + waiting
            if entry["planned"] and not _is_rest(product, quantity, entry):
                wanted[product] = quantity
        return wanted

    def _get_missing_products(self, moved):
        """Return {product: what nobody has and no issue asks for, in its own unit}.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        lacking = {
            product: _get_lacking(entry)
            for product, entry in moved["products"].items()
            if entry["planned"]
        }
        return {
            product: quantity
            for product, quantity in lacking.items()
            if quantity > 0
            and not _is_rest(product, quantity, moved["products"][product])
        }

    def _prepare_pieces(self, moved):
        """Return the values by which the moves of what lacks differ from each other.

        A part that is just itself has one move. A kit has one for each product of which
        something lacks, in that product's own unit.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        itself = moved["products"].get(self.product_id)
        if itself and itself["planned"]:
            return [{}]
        return [
            {
                "product_id": product.id,
                "product_uom_qty": product._get_movable_qty(quantity),
                "product_uom": product.uom_id.id,
                "description_picking": self.product_id.display_name,
            }
            for product, quantity in self._get_missing_products(moved).items()
        ]

    def _get_availability(self, moved, allocations):
        """Return (state, day on which the last of it is there or None, what is there
        instead of it).

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        :param allocations: [(what the part gets of the stock, what is there instead)],
            for each product of which it wants something and stock is kept
        """
        self.ensure_one()
        if not self.request_id._is_open():
            taken = moved["issued"] or moved["pending"]
            return ("issued" if taken else False, None, [])
        held = self._get_held_qty(moved)
        left = self._get_balance(moved) + moved["open"]
        if left <= 0 or self.product_id._is_dust(left, held):
            is_there = self.product_id.uom_id.compare(held, 0.0) > 0
            return ("issued" if is_there else False, None, [])
        # of what no stock is kept, there is always some
        state, day = summarize(allocation for allocation, _instead in allocations)
        return state, day, [entry for _own, instead in allocations for entry in instead]

    def _give_up_excess(self, moved):
        """Reduce or cancel open issues that ask for more than is still planned.

        Keeps ``moved``, what :meth:`_get_moved_quantities` returns, up to date.
        """
        contents = self._get_contents()
        for part in self:
            entries = moved[part.id]["products"]
            for product, entry in entries.items():
                excess = min(-_get_lacking(entry, product), entry["open"])
                if product.uom_id.compare(excess, 0.0) > 0:
                    entry["open"] -= excess
                    part._reduce_open_moves(product, excess)
            moved[part.id].update(gather(contents[part], entries))

    def _reduce_open_moves(self, product, excess):
        """Let the open issues of ``product`` ask for ``excess`` less, the latest first.

        :param excess: in the product's own unit
        """
        self.ensure_one()
        stock_unit = product.uom_id
        issues = self.move_ids.filtered(
            lambda move: (
                move.product_id == product
                and move.state not in ("done", "cancel")
                and move._is_parts_issue()
            )
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


def _get_lacking(entry, product=None):
    """Return what of one product of a part nobody has, and no issue asks for.

    :param product: if given, as stock can move what is planned of it
    """
    planned = entry["planned"]
    if product:
        planned = product._get_movable_qty(planned)
    return planned - _get_held(entry) - entry["open"]


def _get_held(entry):
    return entry["issued"] - entry["returned"] + entry["pending"]


def _is_rest(product, quantity, entry):
    """Say whether so much is but a rest of what was taken or asked for."""
    return product._is_dust(quantity, _get_held(entry) + entry["open"])
