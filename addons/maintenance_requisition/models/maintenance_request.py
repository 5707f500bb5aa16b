from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maintenance_bom.models.rights import as_superuser, get_own_value
from odoo.addons.maintenance_consumption.models.maintenance_request import (
    FINISHING,
    RECURRENCE,
)

from ..tools import MOST_OCCURRENCES, find_step, occurrence, occurrences
from .maintenance_planner_jobs import is_in_range

# a century
LONGEST_INTERVAL = {"day": 36_525, "week": 5_218, "month": 1_200, "year": 100}
SERIES_FIELDS = frozenset(
    {"recurrence_anchor", "recurrence_step", "series_id", "series_number"}
)
MOVING_FIELDS = ("repeat_interval", "repeat_unit", "schedule_date")


class MaintenanceRequest(models.Model):
    _name = "maintenance.request"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.request",
        "maintenance.request.age",
        "maintenance.request.coming",
        "maintenance.request.outlook",
    ]

    # all empty on a job that nothing is known about: it begins a series of its own
    recurrence_anchor = fields.Datetime(
        string="Counted From",
        copy=False,
        readonly=True,
        help="The date that the next occurrences are counted from, so that what is due "
        "on the 31st is so again after a short month. Empty: the job's own date.",
    )
    recurrence_step = fields.Integer(
        copy=False,
        readonly=True,
        aggregator=None,
        help="So many intervals after that date.",
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
        help="So many occurrences after the first.",
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
                        "“%(job)s” would come back after more than a century. Enter a "
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
                # which job it follows, whoever may see that one
                job = jobs.browse(copied.sudo().previous_request_id.id)
                copied._note_missed(job, missed[job.id])
            return copies
        return super().copy(default)

    def _note_missed(self, job, number):
        """Say on this job that ``number`` others should have come since ``job``."""
        if number:
            # whoever finishes a job, its series is told
            as_superuser(self)._message_log(
                body=self.env._(
                    "Missed since “%(job)s” was due: %(number)s more of this series. "
                    "They are not made up for.",
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

        Of one with which nobody can calculate, that is not known.
        """
        try:
            self._check_series()
        except ValueError:
            return False
        return bool(self._count_missed())

    def _check_series(self):
        """Refuse a job whose series nobody can calculate.

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
        today, for who finishes a job late has missed those. Of a job without a date
        nobody knows when it comes back: it has none.
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
            "from %(day)s on it comes back every %(interval)s (%(unit)s): more than "
            "%(most)s times, or on days that no calendar has",
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
            # whoever may see that one
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
            asked = (
                self._get_quotations(short)[self.id]
                + self._get_requisitions(short)[self.id]
            )
            here = [texts[product.id]] if texts.get(product.id) else []
            texts[product.id] = ", ".join(here + asked)
        return texts
