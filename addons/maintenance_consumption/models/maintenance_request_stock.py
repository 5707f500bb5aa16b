from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import (
    to_flag,
    to_id,
    to_lines,
    to_number,
    to_record,
)
from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.locking import (
    lock_alone,
    one_at_a_time,
    try_at_night,
)
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.models.words import format_quantity

from .stock_picking import TakenPart

CLOSED_STATES = ("done", "cancel")
# how many jobs are done in one transaction
RESERVE_BATCH = 100


class MaintenanceRequestStock(models.AbstractModel):
    """Where the parts of a job lie, and how they get to the asset and back."""

    _name = "maintenance.request.stock"
    _description = "Stock of a Maintenance Job"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="Where the parts come from: the warehouse of the asset's location, else "
        "the first of the company.",
    )
    stock_location_id = fields.Many2one(
        "stock.location",
        string="Parts From",
        check_company=True,
        domain="[('usage', '=', 'internal'), "
        "('company_id', 'in', (company_id, False))]",
        help="The place that the parts are taken from, such as a van. Empty: the stock "
        "of the warehouse.",
    )
    picking_ids = fields.One2many("stock.picking", "maintenance_request_id")
    picking_count = fields.Integer(
        compute="_compute_picking_count", groups="stock.group_stock_user"
    )

    @api.depends("company_id", "equipment_id")
    def _compute_warehouse_id(self):
        # with all rights: who reports a job may lack access to warehouses
        warehouses_sudo = self.env["stock.warehouse"].sudo().search([])
        first = {}
        for warehouse in warehouses_sudo:
            first.setdefault(warehouse.company_id, warehouse)
        for request in self:
            company = request.company_id
            # nor the asset and where it is
            place_sudo = request.equipment_id.sudo().location_id
            near = place_sudo.warehouse_id._filter_usable(company)
            if near:
                request.warehouse_id = near
            elif not request.sudo().warehouse_id._filter_usable(company):
                request.warehouse_id = first.get(company)

    @api.constrains("stock_location_id")
    def _check_stock_location(self):
        """Odoo takes any quantity from a vendor or a virtual place: none is there."""
        for request in self:
            # with all rights: who reports a job may lack access to locations
            place = request.stock_location_id.sudo()
            if place and place.usage != "internal":
                raise ValidationError(
                    self.env._(
                        "“%s” takes its parts from a place that is no stock. Choose an "
                        "internal location, or none.",
                        request.display_name,
                    )
                )

    def _compute_picking_count(self):
        counts = dict(
            self.env["stock.picking"]._read_group(
                [("maintenance_request_id", "in", self.ids)],
                ["maintenance_request_id"],
                ["__count"],
            )
        )
        for request in self:
            request.picking_count = counts.get(request._origin, 0)

    def _get_stock_locations(self):
        """Return {job: the location that its parts are taken from}."""
        return {
            request: request.stock_location_id or request.warehouse_id.lot_stock_id
            for request in self
        }

    def _get_need_days(self):
        """Return {job: its day where its company is, today if that has passed}."""
        now = fields.Datetime.now()
        return {
            request: request.company_id._get_local_day(
                max(request.schedule_date or now, now)
            )
            for request in self
        }

    # --- reserve --------------------------------------------------------------------

    def _reserve_parts(self, shares=None):
        """Make or extend one Parts Issue for what each job still lacks, and reserve it.

        More than is still planned is given up. Who comes first when parts are netted
        comes first here, and before them all who have taken parts already.

        :param shares: {planned part: no more than this share of what it wants}
        """
        lock_alone(self)
        self._pay_debts()
        parts = self.part_ids
        moved = parts._get_moved_quantities()
        self._withhold_promised(shares or {}, moved)
        parts._give_up_excess(moved)
        missing = parts._get_missing_quantities(moved)
        pickings = self._get_open_pickings()
        jobs = self.env["maintenance.request"].union(
            *(part.request_id for part in missing)
        )
        without = jobs.filtered(lambda job: not pickings[job])
        created = self.env["stock.picking"].create(
            [job._prepare_issue_picking() for job in without]
        )
        for job, picking in zip(without, created, strict=True):
            pickings[job] = picking
        turns = self._get_part_turns(parts, moved) if len(self) > 1 else {}
        moves = self.env["stock.move"].create(
            [
                values
                for part, quantity in sorted(
                    missing.items(),
                    key=lambda item: (turns.get(item[0], ()), item[0].id),
                )
                for values in part.request_id._prepare_issue_moves(
                    part, quantity, moved[part.id], pickings[part.request_id][:1]
                )
            ]
        )
        waiting = self.env["stock.move"].union(
            *(picking.move_ids for picking in pickings.values())
        )
        waiting = waiting.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        (moves | waiting)._lock_source_quants()
        # what was confirmed into a move that is there already is gone
        waiting |= moves._action_confirm()
        waiting = waiting.exists().filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        waiting.sorted(
            lambda move: (
                turns.get(move.maintenance_request_part_id, ()),
                move.date,
                move.id,
            )
        )._action_assign()

    def _pay_debts(self):
        """What stock shows goes first to those who have taken it already. A seam: here
        nobody has taken what stock does not show.
        """

    def _get_open_pickings(self):
        """Return {job: its Parts Issues that are not done, without returns and drafts.

        What is in draft somebody has copied or begun: it counts when it is confirmed.
        """
        open_pickings = self.env["stock.picking"].search(
            [
                ("maintenance_request_id", "in", self.ids),
                ("state", "not in", ("draft", *CLOSED_STATES)),
                ("return_id", "=", False),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="id",
        )
        pickings = open_pickings.grouped("maintenance_request_id")
        return {
            request: pickings.get(request, open_pickings.browse()) for request in self
        }

    def _get_moves_to_issue(self):
        """Return {job: the moves of its Parts Issues that are not done yet}."""
        # with all rights: who may write on a job may lack access to stock
        return {
            request: pickings.move_ids.filtered(
                lambda move: move.state not in CLOSED_STATES
            )
            for request, pickings in as_superuser(self)._get_open_pickings().items()
        }

    def _prepare_issue_picking(self):
        """Return the values of a Parts Issue of this job, without moves."""
        self.ensure_one()
        issue_type = self.warehouse_id._get_parts_issue_type()
        if not issue_type:
            raise UserError(
                self.env._(
                    "“%s” has no warehouse to take parts from. Choose one on the job.",
                    self.display_name,
                )
            )
        return {
            "picking_type_id": issue_type.id,
            "location_id": self._get_stock_locations()[self].id,
            # with all rights: who moves stock may lack access to the company's settings
            "location_dest_id": self.company_id.sudo().maintenance_location_id.id,
            "origin": self.name,
            "maintenance_request_id": self.id,
            "company_id": self.company_id.id,
            "scheduled_date": self.schedule_date or fields.Datetime.now(),
        }

    def _prepare_picking_of_taken(self, location):
        """Return the values of the Parts Issue of what was taken from ``location``."""
        self.ensure_one()
        values = self._prepare_issue_picking()
        issue_type = location.warehouse_id.parts_issue_type_id
        return {
            **values,
            "picking_type_id": issue_type.id or values["picking_type_id"],
            "location_id": location.id,
            "scheduled_date": fields.Datetime.now(),
        }

    def _prepare_issue_moves(self, part, quantity, moved, picking):
        """Return the values of the moves for ``quantity``, in the part's own unit.

        :param moved: the part's entry of ``_get_moved_quantities()``
        """
        values = self._prepare_issue_move(part, quantity, picking)
        return [values | piece for piece in part._prepare_pieces(moved)]

    def _prepare_issue_move(self, part, quantity, picking):
        """Return the values of the move of ``quantity``, in the part's own unit."""
        self.ensure_one()
        return {
            "product_id": part.product_id.id,
            "product_uom_qty": part.product_id._get_movable_qty(quantity),
            "product_uom": part.product_id.uom_id.id,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "company_id": self.company_id.id,
            "equipment_id": self.equipment_id.id,
            "equipment_position": part.position,
            "maintenance_request_id": self.id,
            "maintenance_request_part_id": part.id,
            "description_picking": part.position or False,
            "origin": self.name,
            "date": self.schedule_date or fields.Datetime.now(),
        }

    def _prepare_move_of_taken(self, taken, picking):
        """Return the values of the move of what was taken, a :class:`TakenPart`."""
        return {
            **self._prepare_issue_move(taken.part, taken.quantity, picking),
            "product_id": taken.product.id,
            "product_uom_qty": taken.product._get_movable_qty(taken.quantity),
            "product_uom": taken.product.uom_id.id,
            "equipment_id": taken.equipment.id,
            "date": fields.Datetime.now(),
            # the user who took it, not the one who records it
            "parts_user_id": taken.user.id,
        }

    def _find_part_of(self, product):
        """Return the planned part that ``product`` is, or is in; empty if none is.

        Of several, one that still needs some.
        """
        self.ensure_one()
        moved = self.part_ids._get_moved_quantities()
        contents = self.part_ids._get_contents()
        return self.part_ids.filtered(lambda part: product in contents[part]).sorted(
            lambda part: (
                part.product_id != product,
                part._get_held_qty(moved[part.id]) >= part._get_needed_qty(),
                part.sequence,
                part.id,
            )
        )[:1]

    # --- reserving at night ---------------------------------------------------------

    @api.model
    def _cron_reserve_parts(self):
        """Reserve the parts of the jobs that have come near.

        Nightly. A batch at a time, each committed. A job for which it does not work is
        told, and the others go on.
        """
        failed = {}
        if not self._pay_debts_at_night(failed):
            return
        jobs = self.browse()
        for company in self.env["res.company"].search([]):
            jobs |= self.search(
                self._get_near_jobs_domain(company), order="schedule_date, id"
            )
        progress = self.env["ir.cron"]
        if not jobs or not progress._commit_progress(remaining=len(jobs)):
            self._tell_reservation_failures(failed)
            return
        for start in range(0, len(jobs), RESERVE_BATCH):
            batch = jobs[start : start + RESERVE_BATCH]
            failed |= try_at_night(batch, lambda batch: batch._reserve_each())
            if not progress._commit_progress(len(batch)):
                break
        self._tell_reservation_failures(failed)

    @api.model
    def _pay_debts_at_night(self, failed):
        """Do what comes before parts are reserved: a seam for those who have taken
        parts already.

        :param failed: {job: why, in words}, to add those to for which it fails
        :return: whether there is time for more
        """
        return True

    def _get_near_jobs_domain(self, company):
        """Return the domain of the jobs of ``company`` to reserve the parts of."""
        return (
            Domain("company_id", "=", company.id)
            & self._get_open_domain()
            & Domain("schedule_date", "<=", company._get_reservation_limit())
            & Domain("part_ids", "!=", False)
        )

    def _is_near(self):
        """Return whether the parts of this job are reserved at night."""
        self.ensure_one()
        limit = self.company_id._get_reservation_limit()
        return bool(self.schedule_date) and self.schedule_date <= limit

    def _follow_schedule(self, near):
        """Move what is still to be issued to the new dates of these jobs, and unreserve
        rescheduled jobs that are not near any more.

        :param near: those that were near before
        """
        far = near.filtered(lambda job: job.schedule_date and not job._is_near())
        far._give_up_parts(
            lambda parts: self.env._(
                "Unreserved until the job comes near again: %(parts)s.",
                parts=parts,
            )
        )
        for job, moves in (self - far)._get_moves_to_issue().items():
            moves.date = job.schedule_date or fields.Datetime.now()

    def _reserve_each(self):
        """Reserve what stock promises these jobs, at once or for those for which it
        works.

        :return: {job: why, in words} of the others, which are logged
        """
        return try_each(
            self, lambda jobs: jobs._reserve_parts(jobs._get_promised_shares())
        )

    @api.model
    def _tell_reservation_failures(self, failed):
        """Tell the jobs whose parts could not be issued or reserved at night.

        The hook of addons that have a place for it; the log has them already.

        :param failed: {job: why, in words}
        """

    # --- issue ----------------------------------------------------------------------

    def _issue_parts(self):
        """Take from stock what is reserved; the rest stays open for the same asset.

        Returns the moves that were done. If the company allows it, parts that the stock
        does not show are issued too.
        """
        done = self.env["stock.move"]
        by_company = defaultdict(lambda: self.env["stock.picking"])
        for request, pickings in self._get_open_pickings().items():
            by_company[request.company_id] |= pickings
        for company, pickings in by_company.items():
            moves = pickings.move_ids.filtered(
                lambda move: move.state not in CLOSED_STATES
            )
            if company.parts_allow_negative:
                for move in moves:
                    if (
                        move.product_uom.compare(move.quantity, move.product_uom_qty)
                        < 0
                    ):
                        move.quantity = move.product_uom_qty
            ready = moves.filtered(
                lambda move: not move.product_uom.is_zero(move.quantity)
            )
            ready.picked = True
            ready.picking_id.with_company(company)._validate_parts()
            done |= ready.filtered(lambda move: move.state == "done")
        return done

    def _action_issue_available_parts(self):
        """Issue what stock shows of the planned parts; the rest stays to be issued."""
        self._reserve_parts()
        self._issue_parts()

    def _action_issue_parts(self):
        """Issue the planned parts.

        :raises UserError: see :meth:`_settle_missing_parts`
        :return: True, or the action of a notification that says what became of the
            parts that stock does not show
        """
        self._reserve_parts()
        self._settle_missing_parts()
        self._issue_parts()
        return True

    def _settle_missing_parts(self):
        """Refuse to issue more than stock shows, unless the company allows it.

        A seam for addons that keep what was taken otherwise: they leave no open move
        that asks for it.

        :raises UserError: naming a part that is not there, and what to do
        """
        for request, moves in self._get_moves_to_issue().items():
            for move in moves:
                if (
                    not request.company_id.parts_allow_negative
                    and move.product_uom.compare(move.quantity, move.product_uom_qty)
                    < 0
                ):
                    raise UserError(move._get_shortage_message())

    def _action_finish_as_planned(self):
        """Issue the planned parts and close the job.

        :return: as :meth:`_action_issue_parts`
        """
        self._check_may_finish()
        stage = self._get_done_stage()
        answer = self._action_issue_parts()
        self.stage_id = stage
        return answer

    def _get_done_stage(self):
        stage = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        if not stage:
            raise UserError(
                self.env._("No maintenance stage is marked as done. Mark one.")
            )
        return stage

    # --- parts that somebody takes one by one ---------------------------------------

    def _take_parts(self, rows):
        """Issue parts by name: those that are planned, else they are added to the plan.

        :param rows: dicts ``product``, ``quantity``, ``uom``, ``lot`` and ``location``,
            the lot possibly empty
        :raises UserError: see :meth:`_issue_taken_parts`
        :return: as :meth:`_action_issue_parts`
        """
        self.ensure_one()
        moved = self.part_ids._get_moved_quantities()
        parts = self._plan_taken_parts(rows, moved)
        pieces = []
        for part, row in zip(parts, rows, strict=True):
            taken = row["uom"]._compute_quantity(
                row["quantity"], part.product_id.uom_id, round=False
            )
            moved[part.id]["pending"] += taken
            beyond = part._get_held_qty(moved[part.id]) - part._get_needed_qty()
            if part.product_id.uom_id.compare(beyond, 0.0) > 0:
                part.quantity += part._to_planned_unit(beyond)
            pieces += [
                TakenPart(
                    self,
                    part,
                    self.equipment_id,
                    product,
                    taken * amount,
                    row["lot"],
                    row["location"],
                    self.env.user,
                )
                for product, amount in part._get_contents()[part].items()
            ]
        return self._issue_taken_parts(pieces)

    def _plan_taken_parts(self, rows, moved):
        """Return the planned part of each of ``rows``; unlisted ones are added.

        Of several planned parts of one product, one that still needs some.
        """
        by_product = {}
        for part in self.part_ids.sorted(
            lambda part: part._get_held_qty(moved[part.id]) >= part._get_needed_qty()
        ):
            by_product.setdefault(part.product_id, part)
        new = {row["product"]: row for row in rows if row["product"] not in by_product}
        created = self.env["maintenance.request.part"].create(
            [
                {
                    "request_id": self.id,
                    "product_id": product.id,
                    "quantity": row["quantity"],
                    "uom_id": row["uom"].id,
                }
                for product, row in new.items()
            ]
        )
        by_product |= {part.product_id: part for part in created}
        return [by_product[row["product"]] for row in rows]

    def _issue_taken_parts(self, taken):
        """Issue what was taken for this job by name. What was reserved for it is free
        for that.

        A seam for addons that keep what stock does not show.

        :param taken: list of :class:`TakenPart`
        :raises UserError: naming a part that is not there, and what to do
        :return: as :meth:`_action_issue_parts`
        """
        moved = self.part_ids._get_moved_quantities()
        for piece in taken:
            entries = moved[piece.part.id]["products"]
            entries[piece.product]["pending"] += piece.quantity
        self.part_ids._give_up_excess(moved)
        self.env["stock.picking"]._issue_taken_parts(taken)
        return True

    # --- close ------------------------------------------------------------------------

    def _close_parts(self):
        """Give up what is still to be issued to jobs that are over, and note it."""
        self._give_up_parts(
            lambda parts: self.env._(
                "Given up, as the job is over: %(parts)s.", parts=parts
            )
        )

    def _give_up_parts(self, tell):
        """Give up what is still to be issued to these jobs, and note it on them.

        :param tell: function that says so, given in words how much of what it is
        """
        open_moves = self._get_moves_to_issue()
        # with all rights: who issues parts may lack write access to the job
        as_superuser(self.env["maintenance.request"]).union(
            *(request for request, moves in open_moves.items() if moves)
        )._message_log_batch(
            {
                request.id: tell(_describe_moves(moves))
                for request, moves in open_moves.items()
            }
        )
        self._release_parts()

    def _release_parts(self):
        """Cancel what is open: nothing stays reserved for these jobs.

        Parts that are on their way back still come back. Whoever may close a job
        releases its parts, with or without rights on stock.
        """
        as_superuser(self.env["stock.picking"]).union(
            *as_superuser(self)._get_open_pickings().values()
        ).action_cancel()

    # --- return ---------------------------------------------------------------------

    @one_at_a_time
    def action_return_parts(self, lines):
        """Take unused parts back into stock, at the value they left with.

        :param lines: list of dicts ``part_id`` (planned part), ``quantity`` in the
            part's own unit, and if wanted ``still_needed``: whether the job needs it
            again (True), or turned out not to need it (False), and ``lot_id``: which
            lot or serial number comes back
        :raises UserError: if a line is wrong, or more is returned than is there of what
            was issued
        :return: True

        Several lines of one part come back together.
        """
        self = to_record(self)
        returned, unneeded = self._read_return_lines(to_lines(self.env, lines))
        if not returned:
            raise UserError(
                self.env._(
                    "Name at least one part of “%s” that comes back, and how much.",
                    self.display_name,
                )
            )
        self._action_return_parts(returned, unneeded)
        return True

    def _read_return_lines(self, lines):
        """Return ({(planned part, lot): quantity}, {planned part: of it not needed}).

        In the part's own unit.

        :raises UserError: naming the line and what is wrong with it
        """
        returned, unneeded = defaultdict(float), defaultdict(float)
        parts = {part.id: part for part in self.part_ids}
        lots = self.part_ids._get_done_issues().move_line_ids.lot_id
        for number, line in enumerate(lines, 1):
            try:
                part = parts.get(to_id(self.env, line.get("part_id"), "part_id"))
                if not part:
                    raise UserError(
                        self.env._(
                            "“%(job)s” plans no part with id %(id)s: name in part_id "
                            "the planned part that comes back.",
                            job=self.display_name,
                            id=line.get("part_id"),
                        )
                    )
                quantity = to_number(self.env, line.get("quantity"), "quantity") or 0.0
                if part.product_id.uom_id.compare(quantity, 0.0) <= 0:
                    raise UserError(
                        self.env._(
                            "say how much of “%s” comes back in quantity, above zero.",
                            part.product_id.display_name,
                        )
                    )
                lot_id = to_id(self.env, line.get("lot_id"), "lot_id")
                lot = lots.filtered(lambda lot, lot_id=lot_id: lot.id == lot_id)
                if lot_id and not lot:
                    raise UserError(
                        self.env._(
                            "no lot or serial number with id %(id)s was issued on "
                            "“%(job)s”.",
                            id=lot_id,
                            job=self.display_name,
                        )
                    )
                returned[part, lot] += quantity
                if not to_flag(
                    self.env, line.get("still_needed"), "still_needed", default=True
                ):
                    unneeded[part] += quantity
            except UserError as error:
                raise UserError(
                    self.env._(
                        "Line %(number)s: %(problem)s",
                        number=number,
                        problem=error.args[0],
                    )
                ) from error
        return returned, unneeded

    def _action_return_parts(self, returned, unneeded):
        """Take parts back; what turned out not to be needed is not planned any more.

        :param returned: {(planned part, lot, empty for any): quantity in the part's own
            unit}
        :param unneeded: {planned part: how much of it is not needed any more}
        """
        quantities = defaultdict(lambda: defaultdict(float))
        for (part, lot), quantity in returned.items():
            for move, taken in self._get_moves_to_return(part, lot, quantity).items():
                for of_lot, share in taken.items():
                    quantities[move][of_lot] += share
        if quantities:
            self.env["stock.picking"]._return_parts(quantities)
        self.part_ids._give_up_need(unneeded)

    def _get_moves_to_return(self, part, lot, quantity):
        """Return {issue move: {lot, empty for any: quantity}}: the latest issues come
        back first.

        :param lot: the lot or serial number that comes back, empty for any
        :param quantity: in the part's own unit; those returned in that of their product
        """
        quantities = {}
        contents = part._get_contents()[part]
        for product, amount in contents.items():
            issues = part._get_done_issues().filtered(
                lambda move, product=product: move.product_id == product
            )
            wanted = quantity * amount
            shares, total, removed = issues._share_return(wanted, lot)
            if product.uom_id.compare(total, wanted) < 0:
                message = self.env._(
                    "“%(job)s” cannot give back %(quantity)s of “%(part)s”: it has "
                    "%(most)s of it.",
                    job=self.display_name,
                    quantity=format_quantity(self.env, quantity),
                    most=format_quantity(self.env, total / amount),
                    part=part.product_id._get_name_with_lot(lot),
                )
                reason = issues._get_removed_message(
                    issues.equipment_id[:1], product, removed
                )
                raise UserError(f"{message} {reason}".strip())
            quantities |= shares
        return quantities


def _describe_moves(moves):
    """Return in words how much of what ``moves`` ask for."""
    totals = defaultdict(float)
    for move in moves:
        totals[move.product_id, move.product_uom] += move.product_uom_qty
    return ", ".join(
        product._describe_quantity(quantity, unit)
        for (product, unit), quantity in totals.items()
    )
