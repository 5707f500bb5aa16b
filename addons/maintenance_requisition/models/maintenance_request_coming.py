import logging
from collections import defaultdict

from psycopg2 import DatabaseError

from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_consumption.tools import next_plan

from ..tools import number_jobs, number_keys

_logger = logging.getLogger(__name__)


class MaintenanceRequestComing(models.AbstractModel):
    """The parts of occurrences that do not exist yet."""

    _name = "maintenance.request.coming"
    _description = "Coming Occurrences of a Maintenance Job"

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
        lists = jobs._get_listed_parts()
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
        # the count is a fact of the asset, whoever may see those jobs
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
