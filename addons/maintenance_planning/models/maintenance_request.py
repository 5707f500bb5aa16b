import logging
from collections import defaultdict
from datetime import timedelta
from itertools import chain

from psycopg2 import DatabaseError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import is_in_range
from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_bom.models.rights import as_superuser, get_own_value
from odoo.addons.maintenance_bom.tools import EPSILON
from odoo.addons.maintenance_consumption.models.maintenance_request import (
    FINISHING,
    RECURRENCE,
)
from odoo.addons.maintenance_consumption.tools import next_plan, summarize
from odoo.addons.maintenance_part_age.tools import occurrence

from ..tools import (
    DRAFT_ORDERS,
    MOST_OCCURRENCES,
    find_step,
    number_jobs,
    number_keys,
    occurrences,
)
from .words import tell_amounts

# a century
LONGEST_INTERVAL = {"day": 36_525, "week": 5_218, "month": 1_200, "year": 100}
SERIES_FIELDS = frozenset(
    {"recurrence_anchor", "recurrence_step", "series_id", "series_number"}
)
MOVING_FIELDS = ("repeat_interval", "repeat_unit", "schedule_date")
_logger = logging.getLogger(__name__)


class MaintenanceRequest(models.Model):
    _name = "maintenance.request"
    _inherit = ["maintenance.checked.values", "maintenance.request"]

    # all empty on a job that nothing is known about: it begins a series of its own
    recurrence_anchor = fields.Datetime(
        string="Counted From",
        copy=False,
        readonly=True,
        help="Date from which the next occurrences are counted. A job that is due on "
        "the 31st is due on the 31st again after a short month. Empty: the job's own "
        "date.",
    )
    recurrence_step = fields.Integer(
        copy=False,
        readonly=True,
        aggregator=None,
        help="Intervals since that date.",
    )
    series_id = fields.Many2one(
        "maintenance.request",
        string="First of the Series",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: this job is the first.",
    )
    series_number = fields.Integer(
        copy=False,
        readonly=True,
        aggregator=None,
        help="Number of the occurrence in its series.",
    )

    parts_missing = fields.Char(
        string="Missing",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="Planned parts that are not available yet, with quantities.",
    )
    parts_expected_on = fields.Date(
        string="Complete On",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="Date on which all of them are available. Empty: all are available now, "
        "or some have no planned supply yet.",
    )
    parts_ordered = fields.Char(
        string="Orders",
        compute="_compute_parts_outlook",
        compute_sudo=True,
        help="The orders and receipts that bring what is missing, and the requests for "
        "quotation that ask for it.",
    )

    @api.model
    def _get_own_names(self):
        return super()._get_own_names() | SERIES_FIELDS

    @api.constrains("repeat_interval", "repeat_unit")
    def _check_repeat_interval_length(self):
        for job in self:
            if job.repeat_interval > LONGEST_INTERVAL.get(
                job.repeat_unit, job.repeat_interval
            ):
                raise ValidationError(
                    self.env._(
                        "“%(job)s” would recur after more than a century. Enter a "
                        "shorter interval.",
                        job=job.display_name,
                    )
                )

    def write(self, vals):
        self._check_entered(vals, SERIES_FIELDS)
        # before they are compared with the present ones
        self._check_values([vals])
        if self._is_finished_by(vals):
            self._repeat_by_local_day()
        moved = self.filtered(lambda job: job._is_moved_by(vals))
        if not moved:
            return super().write(vals)
        if self - moved:
            super(MaintenanceRequest, self - moved).write(vals)
        # where a person puts the job, the series goes on from there
        fresh = {"recurrence_anchor": False, "recurrence_step": 0}
        return super(MaintenanceRequest, moved).write({**fresh, **vals})

    @api.model
    def _tell_reservation_failures(self, failed):
        table = self.env["maintenance.planning.exception"]
        table._tell_failures("failed_reservation", failed)
        return super()._tell_reservation_failures(failed)

    def _is_finished_by(self, vals):
        stage = self.env["maintenance.stage"].browse(vals.get("stage_id") or [])
        return bool(stage.done)

    def _is_moved_by(self, vals):
        """Say whether a person changes when the job comes."""
        self.ensure_one()
        return any(
            self._fields[name].convert_to_cache(vals[name], self, validate=False)
            != (self[name] or None)
            for name in MOVING_FIELDS
            if name in vals
        )

    def copy(self, default=None):
        """Of a recurring job there is no copy beyond the day on which it ends."""
        if self._is_recurrence(default):
            jobs = self.filtered(
                lambda job: (
                    not job.schedule_date or job._is_repeated_on(job._get_next_date())
                )
            )
            missed = {job.id: job._count_missed() for job in jobs}
            copies = super(MaintenanceRequest, jobs).copy(default)
            # of a job that is finished again there is no copy
            for copied in copies:
                # with all rights: the user may lack access to the previous job
                job = jobs.browse(copied.sudo().previous_request_id.id)
                copied._note_missed(job, missed[job.id])
            return copies
        return super().copy(default)

    def _note_missed(self, job, number):
        """Say on this job that ``number`` others should have come since ``job``."""
        if number:
            # with all rights: the user may lack write access to the next job
            as_superuser(self)._message_log(
                body=self.env._(
                    "Missed since “%(job)s” was due: %(number)s more of this series. "
                    "They are skipped.",
                    job=job.display_name,
                    number=number,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self._is_recurrence(default):
            for job, vals in zip(self, vals_list, strict=True):
                vals.update(job._prepare_next(default))
        return vals_list

    def _is_recurrence(self, default):
        """Say whether Odoo makes the next occurrence of a job, and not a duplicate."""
        is_finishing = get_own_value(self.env, RECURRENCE)
        return bool(is_finishing and default and "schedule_date" in default)

    def _prepare_next(self, default):
        """Return when the next occurrence comes, and what it follows.

        :param default: the dates that Odoo would take
        """
        self.ensure_one()
        vals = {
            "series_id": self._get_series_root().id,
            "series_number": self.series_number + 1 + self._count_missed(),
        }
        if self.schedule_date:
            date = self._get_next_date()
            duration = default["schedule_end"] - default["schedule_date"]
            vals.update(
                schedule_date=date,
                schedule_end=date + duration,
                recurrence_anchor=self._get_anchor(),
                recurrence_step=self._get_next_step(),
            )
        return vals

    def _get_series_root(self):
        """Return the first job of the series of this one."""
        return self.series_id or self

    def _get_anchor(self):
        return self.recurrence_anchor or self.schedule_date

    def _get_next_step(self):
        """Return how many intervals after the anchor the next occurrence comes.

        The first after today: what was missed is missed.
        """
        company = self.company_id
        return find_step(
            company._get_local_moment(self._get_anchor()),
            self.repeat_unit,
            self.repeat_interval,
            self.recurrence_step,
            company._get_today() + timedelta(1),
        )

    def _count_missed(self):
        """Return how many occurrences should have come since this job was due."""
        self.ensure_one()
        if not self.schedule_date:
            return 0
        return self._get_next_step() - self.recurrence_step - 1

    def _has_missed(self):
        """Say whether others of its series should have come since this job was due.

        False if its dates or its interval are out of range.
        """
        try:
            self._check_series()
        except ValueError:
            return False
        return bool(self._count_missed())

    def _check_series(self):
        """Refuse a job whose series cannot be calculated.

        :raises ValueError: if its dates or its interval are out of range
        """
        self.ensure_one()
        if not (is_in_range(self._get_anchor()) and is_in_range(self.schedule_date)):
            raise ValueError("out of range")
        if self.repeat_interval < 1 or not self.repeat_unit:
            raise ValueError("no interval")

    def _get_next_date(self):
        """Return when the next occurrence comes, in UTC: at the same local hour."""
        company = self.company_id
        return company._get_utc_moment(
            occurrence(
                company._get_local_moment(self._get_anchor()),
                self.repeat_unit,
                self.repeat_interval,
                self._get_next_step(),
            )
        )

    def _is_repeated_on(self, date):
        """Say whether the job may still come on ``date``, by the local day."""
        self.ensure_one()
        if self.repeat_type != "until":
            return True
        day = self.company_id._get_local_day(date)
        return bool(self.repeat_until) and day <= self.repeat_until

    def _repeat_by_local_day(self):
        """Create the occurrences that Odoo leaves out.

        It looks at the UTC day of a date of its own, which may be a day late.
        """
        for job in self:
            if (
                job.maintenance_type == "preventive"
                and not job.stage_id.done
                and job.recurring_maintenance
                and job.schedule_date
                and job.repeat_type == "until"
                and not job._is_repeated_by_odoo()
                and job._is_repeated_on(job._get_next_date())
            ):
                date = job._get_next_date()
                job.with_context(**{RECURRENCE: FINISHING}).copy(
                    {
                        "schedule_date": date,
                        "schedule_end": date + timedelta(hours=job.duration or 1),
                        "stage_id": job._default_stage().id,
                    }
                )

    def _is_repeated_by_odoo(self):
        """Say whether Odoo creates the next occurrence of a job that ends on a day."""
        date = occurrence(self.schedule_date, self.repeat_unit, self.repeat_interval, 1)
        return bool(self.repeat_until) and date.date() <= self.repeat_until

    def _get_coming_occurrences(self, until, failed=None):
        """Return {job: [(series number, UTC datetime)]} of those not created yet.

        :param until: UTC datetime, inclusive
        :param failed: {job: why, in words}, to add those to whose dates or interval
            cannot be counted with, and which have none by that

        They are what finishing each job, one after the other, will create: none up to
        today, for who finishes a job late has missed those. A job without a
        date has none.
        """
        coming = {}
        for job in self:
            if not job._is_repeated():
                continue
            try:
                coming[job] = job._list_occurrences(until)
            except (OverflowError, ValueError):
                if failed is not None:
                    failed[job] = job._tell_endless()
        return {job: found for job, found in coming.items() if found}

    def _list_occurrences(self, until):
        """Return [(series number, UTC datetime)] of those of this job not created yet.

        :raises OverflowError: if they are too many
        :raises ValueError: if its dates or its interval are out of range
        """
        self._check_series()
        company = self.company_id
        found = []
        for step, local in occurrences(
            company._get_local_moment(self._get_anchor()),
            self.repeat_unit,
            self.repeat_interval,
            self.recurrence_step,
            # the local clock is nowhere more than a day ahead
            until + timedelta(days=1),
            company._get_today() + timedelta(1),
        ):
            date = company._get_utc_moment(local)
            if date > until or not self._is_repeated_on(date):
                break
            number = self.series_number + step - self.recurrence_step
            found.append((number, date))
        return found

    def _tell_endless(self):
        """Return in words that this job comes back too often, or at no known time."""
        return self.env._(
            "from %(day)s on it recurs every %(interval)s (%(unit)s): more than "
            "%(most)s times, or on dates that do not exist",
            day=self._get_anchor().date().isoformat(),
            interval=self.repeat_interval,
            unit=self.repeat_unit,
            most=MOST_OCCURRENCES,
        )

    def _is_repeated(self):
        """Say whether finishing this open job creates one that is not there yet."""
        self.ensure_one()
        return bool(
            self._is_open()
            and self.maintenance_type == "preventive"
            and self.recurring_maintenance
            and self.schedule_date
            # with all rights: the user may lack access to the next job
            and not self.sudo().next_request_ids
        )

    # --- what brings a part ---------------------------------------------------------

    def _name_receipt(self, move):
        order = move.purchase_line_id.order_id
        if order:
            return f"{order.name}, {order.partner_id.display_name}"
        return super()._name_receipt(move)

    def _get_supply_texts(self, products):
        texts = super()._get_supply_texts(products)
        for product in products:
            short = {self.id: {product.id, product._get_successor().id}}
            asked = self._get_asking(short)[self.id]
            here = [texts[product.id]] if texts.get(product.id) else []
            texts[product.id] = "; ".join(here + asked)
        return texts

    # Coming occurrences

    def _get_coming_plans(self, until, failed=None):
        """Return {job: [(series number, UTC datetime, rows)]} of these jobs.

        :param until: UTC datetime, inclusive
        :param failed: {job: why, in words}, to add those to that cannot be expanded

        A row is a dict ``product_id``, ``quantity`` in ``uom_id``, ``product_qty`` in
        the part's own unit, ``path``, ``bom_line_id``, ``position``, ``criticality``,
        ``is_as_listed`` (nobody has planned it otherwise than the BOM), and ``key``:
        that of the planned part that it becomes. As many queries for thousands of jobs
        as for one.
        """
        coming = self._get_coming_occurrences(until, failed)
        jobs = self.browse().union(*coming)
        numbers = jobs._get_coming_job_numbers(coming, until)
        lists = jobs.equipment_id._get_listed_parts()
        to_day = {company: company._get_day_converter() for company in jobs.company_id}
        plans = {}
        for job in jobs:
            try:
                plans[job] = job._expand_plan(
                    coming[job],
                    numbers[job],
                    *lists[job.equipment_id.parts_key],
                    to_day[job.company_id],
                )
            except DatabaseError:
                raise
            except Exception as error:
                if failed is None:
                    raise
                _logger.exception("The plan of %s is not expanded", job)
                failed[job] = describe_error(error)
        return plans

    def _expand_plan(self, coming, job_numbers, listed, values, to_day):
        """Hand on the plan of this job from occurrence to occurrence, on paper."""
        self.ensure_one()
        rows = [part._prepare_coming_row() for part in self.part_ids]
        is_proposed = self._is_plan_proposed()
        fresh = {path: self._prepare_listed_row(values[path]) for path in values}
        last_day, root = to_day(self.schedule_date), self._get_series_root()
        plans = []
        for (number, date), job_number in zip(coming, job_numbers, strict=True):
            day = to_day(date)
            kept, added = next_plan(
                [
                    (rank, self.equipment_id and row["path"])
                    for rank, row in enumerate(rows)
                ],
                listed,
                job_number,
                day,
                last_day,
                is_proposed,
            )
            rows = [
                # what the BOM lists by now, unless somebody has planned something else
                fresh[rows[rank]["path"]]
                if rows[rank]["is_as_listed"] and rows[rank]["path"] in fresh
                else rows[rank]
                for rank in kept
            ] + [fresh[path] for path in added]
            last_day = day
            keys = number_keys(
                root.id, number, ((row["path"], row["product_id"]) for row in rows)
            )
            plans.append(
                (
                    number,
                    date,
                    [dict(row, key=key) for row, key in zip(rows, keys, strict=True)],
                )
            )
        return plans

    def _prepare_listed_row(self, values):
        """Return the row of a part that comes from the BOM at its turn."""
        row = self._prepare_part(values)
        del row["request_id"], row["listed"]
        return row | {"product_qty": values["product_qty"], "is_as_listed": True}

    def _get_coming_job_numbers(self, coming, until):
        """Return {job: job number of each of its coming occurrences}.

        As :meth:`_get_job_number` will say when they are created, if each job is
        finished on its day. Other recurring jobs of the same assets count too.
        """
        domain = (
            Domain("equipment_id", "in", self.equipment_id.ids)
            & Domain("maintenance_type", "=", "preventive")
            & Domain("archive", "=", False)
        )
        # with all rights: all jobs of the asset count
        jobs_sudo = self.sudo()
        done = dict(
            jobs_sudo._read_group(
                domain & Domain("stage_id.done", "=", True),
                ["equipment_id"],
                ["__count"],
            )
        )
        open_jobs = jobs_sudo.search(
            domain
            & Domain("stage_id.done", "=", False)
            & Domain("schedule_date", "!=", False)
        )
        others = (open_jobs - jobs_sudo)._get_coming_occurrences(until)
        dates, series = defaultdict(list), defaultdict(dict)
        for job in open_jobs:
            dates[job.equipment_id].append(job.schedule_date)
        for job, found in (coming | others).items():
            series[job.equipment_id][job] = [
                job.schedule_date,
                *(date for _number, date in found),
            ]
        return {
            job: numbers
            for asset, here in series.items()
            for job, numbers in zip(
                here,
                number_jobs(done.get(asset, 0), dates[asset], list(here.values())),
                strict=True,
            )
        }

    # Outlook

    # on what the state of the parts depends, and what is on order besides
    @api.depends("parts_state", "warehouse_id")
    @api.depends_context("lang")
    def _compute_parts_outlook(self):
        jobs = self._origin
        _moved, allocations = jobs._get_part_allocations()
        # together, so that they are read together
        products = self.env["product.product"].browse(
            {
                allocation.need.key[-1]
                for part in jobs.part_ids
                for allocation, _instead in allocations[part.id]
            }
        )
        products = {product.id: product for product in products}
        lacks = {
            job.id: [
                (products[allocation.need.key[-1]], allocation)
                for part in job.part_ids
                for allocation, _instead in allocations[part.id]
                if allocation.need.quantity - allocation.from_stock > EPSILON
            ]
            for job in jobs
        }
        orders = jobs._get_orders(lacks)
        for job in self:
            lacking = lacks.get(job._origin.id, [])
            amounts = defaultdict(float)
            for product, allocation in lacking:
                amounts[product] += allocation.need.quantity - allocation.from_stock
            job.parts_missing = tell_amounts(self.env, amounts)
            job.parts_expected_on = summarize(one for _product, one in lacking)[1]
            job.parts_ordered = "; ".join(orders[job._origin.id])

    def _get_orders(self, lacks):
        """Return {job id: [what brings what it lacks, in words]}.

        :param lacks: {job id: [(product, Allocation)]}
        """
        days, short = defaultdict(dict), defaultdict(set)
        for job_id, lacking in lacks.items():
            for product, allocation in lacking:
                if allocation.short > EPSILON:
                    # asked for is the newest of those that replace each other
                    short[job_id] |= {product.id, product._get_successor().id}
                for supply, _quantity in allocation.supplies:
                    kind, *number = supply.source
                    if kind == "move":
                        days[job_id][number[0]] = supply.day
        # with all rights: the user may lack access to purchases and receipts
        moves_sudo = (
            self.env["stock.move"].sudo().browse({*chain.from_iterable(days.values())})
        )
        names = {move.id: self._name_receipt(move) for move in moves_sudo}
        orders = defaultdict(list)
        for job_id, here in days.items():
            latest = {}
            for number, day in here.items():
                latest[names[number]] = max(day, latest.get(names[number], day))
            orders[job_id] = [
                f"{name} ({format_date(self.env, day)})" for name, day in latest.items()
            ]
        for job_id, names in self._get_asking(short).items():
            orders[job_id] += names
        return orders

    def _get_asking(self, short):
        """Return {job id: [what asks for what is short, in words]}: requests for
        quotation, and what other addons have.

        :param short: {job id: {product id}}
        """
        return self._get_quotations(short)

    def _get_quotations(self, short):
        """Return {job id: [the requests for quotation that ask for what is short]}.

        :param short: {job id: {product id}}
        """
        # see _get_orders()
        lines_sudo = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                Domain("product_id", "in", set().union(*short.values()))
                & Domain("state", "in", DRAFT_ORDERS)
            )
        )
        asked = defaultdict(list)
        for line in lines_sudo:
            order = line.order_id
            name = self.env._(
                "RFQ %(order)s, %(vendor)s",
                order=order.name,
                vendor=order.partner_id.display_name,
            )
            here = order.picking_type_id.warehouse_id.id
            asked[here, line.product_id.id].append(name)
        return {
            job.id: list(
                dict.fromkeys(
                    name
                    for product_id in sorted(short[job.id])
                    for name in asked[job.warehouse_id.id, product_id]
                )
            )
            for job in self.browse(short)
        }
