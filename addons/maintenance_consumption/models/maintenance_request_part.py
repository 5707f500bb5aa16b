from collections import defaultdict
from math import isclose, isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    get_visible_names,
)
from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_bom.tools import CRITICALITIES, TOLERANCE

from ..tools import finite, gather, hold, lack, reduce_demands, summarize, want

# what became of a part depends on these
MOVED_FIELDS = {"product_id", "uom_id", "request_id", "quantity"}
LISTED_KEYS = {"product_id", "quantity", "uom_id"}


class MaintenanceRequestPart(models.Model):
    """A part of a job: planned, then issued, some of it perhaps returned."""

    _name = "maintenance.request.part"
    _inherit = [
        "maintenance.own.values",
        "maintenance.checked.values",
    ]
    _description = "Part of a Maintenance Job"
    _order = "sequence, id"
    _check_company_auto = True

    _owner = "request_id"

    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    equipment_id = fields.Many2one(related="request_id.equipment_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain="[('type', '=', 'consu')]",
        index=True,
        check_company=True,
    )
    # not rounded: as much as the BOM says
    quantity = fields.Float(
        default=1.0, required=True, min_display_digits="Product Unit"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    product_qty = fields.Float(
        string="Quantity in Stock Unit", compute="_compute_product_qty", store=True
    )
    position = fields.Char()
    bom_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        help="The line that the part was proposed from. Empty: the part is not on the "
        "asset's BOM.",
    )
    path = fields.Char(readonly=True)
    listed = fields.Json(
        readonly=True,
        help="What the BOM listed when the part was proposed: as long as nobody plans "
        "anything else, the next occurrences follow the BOM.",
    )
    is_unlisted = fields.Boolean(
        compute="_compute_is_unlisted",
        store=True,
        help="The part was added by hand and is not on the BOM of the asset.",
    )
    criticality = fields.Selection(
        CRITICALITIES,
        default="essential",
        required=True,
    )
    move_ids = fields.One2many("stock.move", "maintenance_request_part_id")
    issued_qty = fields.Float(
        string="Issued",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    returned_qty = fields.Float(
        string="Returned",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    reserved_qty = fields.Float(
        string="Reserved",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    # not copied: the next occurrence plans as much as this one did
    unneeded_qty = fields.Float(
        string="Not Needed",
        readonly=True,
        copy=False,
        min_display_digits="Product Unit",
        help="How much of the plan turned out not to be needed.",
    )
    availability = fields.Selection(
        [
            ("available", "Available"),
            ("expected", "Expected"),
            ("late", "Late"),
            ("short", "Short"),
            ("issued", "Issued"),
        ],
        compute="_compute_availability",
        compute_sudo=True,
    )
    date_expected = fields.Date(
        string="Expected On", compute="_compute_availability", compute_sudo=True
    )

    substitute_note = fields.Char(
        string="There Instead",
        compute="_compute_availability",
        compute_sudo=True,
        help="Another part that replaces this one and is there, or will be, while this "
        "one is not. No other job counts on it.",
    )
    can_substitute = fields.Boolean(compute="_compute_availability", compute_sudo=True)
    substitute_for_id = fields.Many2one(
        "product.product",
        string="Instead Of",
        check_company=True,
        compute="_compute_substitute_for_id",
        store=True,
        readonly=False,
        help="The part that was planned first. The next occurrence of the job plans "
        "that one again.",
    )

    @api.depends("product_id", "position")
    def _compute_display_name(self):
        for part in self:
            name = part.product_id.display_name
            part.display_name = f"{name} ({part.position})" if part.position else name

    @api.depends("product_id")
    def _compute_uom_id(self):
        for part in self:
            if part.product_id:
                part.uom_id = part.uom_id._or_own_of(part.product_id)

    @api.depends("quantity", "uom_id.factor", "product_id.uom_id.factor")
    def _compute_product_qty(self):
        for part in self:
            part.product_qty = part.uom_id._compute_quantity(
                part.quantity, part.product_id.uom_id, round=False
            )

    def _is_as_listed(self):
        """Return whether this part is planned as the BOM listed it."""
        self.ensure_one()
        if not _is_listed(self.listed):
            return False
        return (
            (self.substitute_for_id or self.product_id).id == self.listed["product_id"]
            and self.uom_id.id == self.listed["uom_id"]
            # as precise as the BOM: grams of what is kept in kilograms count
            and isclose(self.quantity, self.listed["quantity"], rel_tol=TOLERANCE)
        )

    def _prepare_as_listed(self, listed):
        """Return the values by which this part differs from what the BOM lists.

        :param listed: what ``_prepare_part()`` of a job takes
        """
        self.ensure_one()
        values = self.request_id._prepare_part(listed)
        return {
            name: value
            for name, value in values.items()
            if name != "request_id"
            and self._fields[name].convert_to_cache(value, self, validate=False)
            != (self[name].id if self._fields[name].relational else self[name])
        }

    @api.depends("bom_line_id")
    def _compute_is_unlisted(self):
        for part in self:
            part.is_unlisted = not part.bom_line_id

    @api.depends(
        "move_ids.state", "move_ids.quantity", "move_ids.product_uom", "uom_id"
    )
    def _compute_moved(self):
        """Quantities in the unit of the plan."""
        moved = self._get_moved_quantities()
        for part in self:
            stock_unit = part.product_id.uom_id
            for name in ("issued", "returned", "reserved"):
                part[f"{name}_qty"] = stock_unit._compute_quantity(
                    moved[part._origin.id][name], part.uom_id, round=False
                )

    @api.depends(
        "product_qty",
        "unneeded_qty",
        "move_ids.state",
        "move_ids.quantity",
        "request_id.schedule_date",
        "request_id.stage_id",
        "request_id.archive",
        "request_id.stock_location_id",
        "request_id.warehouse_id",
    )
    def _compute_availability(self):
        states = self.request_id._origin._get_part_availability()
        for part in self:
            state, day, instead = states.get(part._origin.id, (False, None, ()))
            part.availability = state
            part.date_expected = day
            part._set_substitutes(instead)

    @api.constrains("product_id")
    def _check_product(self):
        for part in self:
            if part.product_id.type != "consu":
                raise ValidationError(
                    self.env._(
                        "“%(product)s” on “%(job)s” is not a part: only goods are.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )

    @api.constrains("quantity")
    def _check_quantity(self):
        for part in self:
            if part.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” on “%(job)s”: enter a quantity above zero, or "
                        "delete the line if the part is not needed.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )

    @api.constrains("unneeded_qty")
    def _check_unneeded_qty(self):
        for part in self:
            if (
                part.uom_id.compare(part.unneeded_qty, 0.0) < 0
                or part.uom_id.compare(part.unneeded_qty, part.quantity) > 0
            ):
                raise ValidationError(
                    self.env._(
                        "“%(part)s” of “%(job)s”: what is not needed cannot be below "
                        "zero nor above the planned quantity, %(quantity)s.",
                        part=part.product_id.display_name,
                        job=part.request_id.display_name,
                        quantity=part.uom_id._tell_quantity(part.quantity),
                    )
                )

    @api.constrains("product_id", "uom_id")
    def _check_uom(self):
        for part in self:
            unit, stock_unit = part.uom_id, part.product_id.uom_id
            # the database refuses a line without part or unit
            if unit and stock_unit and not unit._has_common_reference(stock_unit):
                raise ValidationError(
                    self.env._(
                        "“%(product)s” is kept in %(stock_unit)s and cannot be planned "
                        "in %(unit)s. Choose a unit that converts to %(stock_unit)s.",
                        product=part.product_id.display_name,
                        stock_unit=stock_unit.name,
                        unit=unit.name,
                    )
                )

    @api.model
    def _check_units_of(self, domain):
        """
        :param domain: of planned parts whose units, or those of their parts, changed
        :raises UserError: if the one does not convert to the other any more
        """
        for product, unit, parts in self._read_group(
            domain, ["product_id", "uom_id"], ["id:recordset"]
        ):
            if not unit._has_common_reference(product.uom_id):
                raise UserError(
                    self.env._(
                        "“%(product)s” is planned in %(unit)s on “%(job)s” and cannot "
                        "be kept in %(stock_unit)s. Choose a unit that converts to "
                        "%(unit)s, or create another product.",
                        product=product.display_name,
                        unit=unit.name,
                        job=get_visible_names(
                            parts[0].request_id,
                            self.env._("a job that you may not see"),
                        ),
                        stock_unit=product.uom_id.name,
                    )
                )

    def write(self, vals):
        """What was issued or is pending stays what it is, and where it is planned.

        :raises UserError: for another part, unit or job once something was issued or is
            pending, and for less than is there of it
        """
        if MOVED_FIELDS & vals.keys():
            self._check_moved(vals)
        return super().write(vals)

    def _check_moved(self, vals):
        """Refuse ``vals`` that contradict what became of these parts.

        :raises UserError: naming the part, its job and what to do
        """
        fixed = vals.keys() & {"product_id", "uom_id", "request_id"}
        changing = self.filtered(
            lambda part: any(part[name].id != vals[name] for name in fixed)
        )
        moved = self._get_moved_quantities()
        for part in changing:
            entry = moved[part.id]
            names = {
                "part": part.product_id.display_name,
                "job": part.request_id.display_name,
            }
            if entry["issued"] or entry["pending"]:
                raise UserError(
                    self.env._(
                        "“%(part)s” was issued to “%(job)s”: its part, unit and job "
                        "stay as they are. Plan another line instead.",
                        **names,
                    )
                )
            other_job = vals.get("request_id", part.request_id.id) != part.request_id.id
            if other_job and entry["open"]:
                raise UserError(
                    self.env._(
                        "“%(part)s” is reserved for “%(job)s”. Delete the line there, "
                        "and plan it on the other job.",
                        **names,
                    )
                )
        try:
            quantity = float(vals["quantity"] or 0.0) if "quantity" in vals else None
        except (TypeError, ValueError):
            # refused when it is written
            return
        if quantity is not None and isfinite(quantity):
            self._check_quantity_left(quantity, moved)

    def _check_quantity_left(self, quantity, moved):
        """Refuse to plan less than was taken and did not come back.

        :param quantity: in the unit of the plan
        :param moved: what :meth:`_get_moved_quantities` returns
        """
        for part in self:
            held = part._to_planned_unit(part._get_held_qty(moved[part.id]))
            if part.uom_id.compare(quantity, held) < 0 < held:
                raise UserError(
                    self.env._(
                        "%(parts)s were issued to “%(job)s”. Return what was not used "
                        "first, or enter at least %(held)s.",
                        held=format_quantity(self.env, held),
                        parts=part.product_id._describe_quantity(held, part.uom_id),
                        job=part.request_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        # who plans parts gives up their issues, with or without rights on stock
        for part in as_superuser(self):
            if part.move_ids.filtered(lambda move: move.state == "done"):
                raise UserError(
                    self.env._(
                        "“%(product)s” was issued to “%(job)s”: return it, then set "
                        "its quantity, instead of deleting the line.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )
            part.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )._action_cancel()

    # --- issued and returned ---------------------------------------------------------

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

        In the part's own unit, unrounded. "pending" is what was taken and no
        move shows yet, "open" what issues not done yet ask for, "reserved" what of it
        is reserved. "products" has the same, and what is "planned" and needed, for
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

    def _get_pending_products(self):
        """Yield (part id, product, quantity) of what was taken and no move shows.

        In the product's own unit; of a kit, by the products that it is made of. A seam:
        here nothing is taken without a move.
        """
        return ()

    @api.model
    def _get_pending_sql(self, part_id):
        """Return the SQL condition that :meth:`_get_pending_products` has something of
        the planned part whose id is the SQL ``part_id``.
        """
        return SQL("FALSE")

    def _drop_pending(self, quantity):
        """Say that so much of what :meth:`_get_pending_products` has was not taken; a
        seam as well.

        :param quantity: in the part's own unit
        """

    def _note_taken(self):
        """Note that something of these parts was taken, which no move shows: a seam for
        what follows from that.
        """

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
        return hold(moved)

    def _get_taken_quantities(self):
        """Return {part: what the asset or the technician has, in its own unit}."""
        moved = self._get_moved_quantities()
        return {
            part: part.product_id.uom_id.round(part._get_held_qty(moved[part.id]))
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
            if part.product_id.uom_id.compare(given_up, 0.0) > 0:
                part.unneeded_qty += part._to_planned_unit(given_up)

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

    def _get_missing_quantities(self, moved):
        """Return {part: what no move asks for yet, in the part's own unit}.

        :param moved: what :meth:`_get_moved_quantities` returns; only parts that lack
            something are in the result
        """
        balances = {part: part._get_balance(moved[part.id]) for part in self}
        return {
            part: balance
            for part, balance in balances.items()
            if balance > 0 and not _is_rest(part.product_id, balance, moved[part.id])
        }

    def _get_wanted_quantities(self, moved):
        """Return {part: what is neither issued nor reserved, in its own unit}.

        :param moved: what :meth:`_get_moved_quantities` returns; only parts that want
            something are in the result
        """
        wanted = {}
        for part in self:
            entry = moved[part.id]
            quantity = want(entry, part._get_balance(entry))
            if not _is_rest(part.product_id, quantity, entry):
                wanted[part] = quantity
        return wanted

    def _get_wanted_products(self, moved):
        """Return {product: what is neither issued nor reserved, in its own unit}.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        wanted = {}
        for product, entry in moved["products"].items():
            quantity = want(entry, lack(entry))
            if entry["planned"] and not _is_rest(product, quantity, entry):
                wanted[product] = quantity
        return wanted

    def _get_missing_products(self, moved):
        """Return {product: what nobody has and no issue asks for, in its own unit}.

        :param moved: the part's entry of :meth:`_get_moved_quantities`
        """
        self.ensure_one()
        lacking = {
            product: lack(entry)
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
                # as stock can move what is planned of it
                planned = product._get_movable_qty(entry["planned"])
                excess = min(-lack(entry, planned), entry["open"])
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

    # Substitutes: a part is available if it is there itself, as reserving and issuing
    # take the very part that is planned. Whether another will do a person says.

    @api.depends("product_id")
    def _compute_substitute_for_id(self):
        """What a person plans is planned for its own sake."""
        self.substitute_for_id = False

    def _set_substitutes(self, instead):
        """Tell what is there instead.

        :param instead: the last of what ``_get_part_availability()`` says of the part
        """
        self.ensure_one()
        notes = (
            other._describe_as_substitute(lacking, day, quantity, self)
            for lacking, other, day, quantity in instead
        )
        self.substitute_note = " ".join(notes) or False
        self.can_substitute = bool(self._filter_substitutes(instead))

    def _filter_substitutes(self, instead):
        """Return {product to plan instead: how much of it, in its own unit}.

        What lacks of a kit is not planned by itself, so nothing is planned instead.
        """
        quantities = defaultdict(float)
        for lacking, other, _day, quantity in instead:
            if lacking == self.product_id:
                quantities[other] += quantity
        return quantities

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_plan_substitute(self):
        """Plan what is there, or comes, instead of what these parts lack.

        What is there of the parts themselves, or was taken, stays planned.

        :raises UserError: if nothing is there instead of any of them
        :return: True
        """
        self = to_records(self)
        found = self.request_id._get_part_availability()
        changes = {part: part._filter_substitutes(found[part.id][2]) for part in self}
        if not any(changes.values()):
            raise UserError(
                self.env._(
                    "Nothing is there instead of %(parts)s.",
                    parts=", ".join(
                        f"“{part.product_id.display_name}”" for part in self
                    ),
                )
            )
        for part, quantities in changes.items():
            part._plan_instead(quantities)
        self._give_up_excess(self._get_moved_quantities())
        return True

    def _plan_instead(self, quantities):
        """Plan other products for so much of this part, in their own units."""
        self.ensure_one()
        unit, wanted = self.uom_id, self.substitute_for_id or self.product_id
        rows = [
            {
                "product_id": product.id,
                "quantity": product.uom_id._compute_quantity(
                    quantity, unit, round=False
                ),
                "uom_id": unit.id,
                "substitute_for_id": wanted != product and wanted.id,
            }
            for product, quantity in quantities.items()
        ]
        rest = self.quantity - sum(row["quantity"] for row in rows)
        if rows and unit.compare(rest, 0.0) > 0:
            self.quantity = rest
        elif rows and self._has_moved():
            # all of it came back: its history stays where it is
            self.unneeded_qty = self.quantity
        elif rows:
            self.write(rows.pop(0))
        for row in rows:
            self.copy(row)

    def _has_moved(self):
        # who plans parts sees what became of them, with or without rights on stock
        return "done" in self.sudo().move_ids.mapped("state")

    def _copy_to_next(self, request):
        """Plan these parts on the next occurrence, as they were before substitution."""
        copies, whole = {}, set()
        for part in self.sorted(lambda part: bool(part.substitute_for_id)):
            product = part.substitute_for_id or part.product_id
            key = (part.path, part.position, product, part.uom_id)
            if part.substitute_for_id and key in copies:
                # of a part that was not needed at all, the plan still has all
                if key not in whole:
                    copies[key].quantity += part.quantity
                continue
            copies[key] = part.copy(
                {
                    "request_id": request.id,
                    "product_id": product.id,
                    "uom_id": part.uom_id.id,
                    "substitute_for_id": False,
                }
            )
            if part.product_id.uom_id.is_zero(part._get_needed_qty()):
                whole.add(key)


def _is_listed(value):
    """Return whether ``value`` says what a BOM listed: over RPC anything may come."""
    return (
        isinstance(value, dict)
        and value.keys() >= LISTED_KEYS
        and type(value["quantity"]) in (int, float)
    )


def _is_rest(product, quantity, entry):
    """Say whether so much is but a rest of what was taken or asked for."""
    return product._is_dust(quantity, hold(entry) + entry["open"])
