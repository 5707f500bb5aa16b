import logging
from datetime import datetime, time

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_date

from odoo.addons.maintenance_bom.models.arguments import (
    to_date,
    to_id,
    to_lines,
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.isolation import (
    NOT_OF_RECORDS,
    log_error,
    try_each,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time, try_at_night
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import DUE, NEAR

_logger = logging.getLogger(__name__)
# when a job of a day begins
MORNING = time(8)


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    age_count = fields.Integer(
        string="Parts With an Age",
        compute="_compute_age_count",
        groups="maintenance_bom.group_user",
        help="How many of its parts are replaced when they reach an age.",
    )

    # --- parts by age ---------------------------------------------------------------

    def _compute_age_count(self):
        ages = self.env["maintenance.part.age"]
        today = fields.Date.context_today(self)
        counts = dict(
            ages._read_group(
                Domain("equipment_id", "in", self.ids)
                & ages._get_current_domain(today),
                ["equipment_id"],
                ["__count"],
            )
        )
        for asset in self:
            asset.age_count = counts.get(asset._origin, 0)

    def action_view_part_ages(self):
        """Open the ages of the parts of these assets."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_part_age.maintenance_part_age_action"
        )
        domain = Domain("equipment_id", "in", self.ids)
        today = fields.Date.context_today(self)
        domain &= self.env["maintenance.part.age"]._get_current_domain(today)
        return dict(action, domain=list(domain), context={})

    def _get_part_ages(self, today, domain=Domain.TRUE):
        """Return the parts of these assets that are replaced at an age.

        Dicts ``equipment_id``, ``product_id``, ``product_qty`` (in the part's own
        unit), ``path``, ``position``, ``bom_line_id``, ``criticality``, ``company_id``
        (ids, False for none), ``state`` (``unknown``, ``far``, ``near``, ``due``),
        ``due_on`` and ``last_replaced_on`` (dates or False), ``basis``
        (``replacement``, ``in_service`` or False), ``age_action``, ``notice_days``,
        ``key`` and ``ask_on``. Assets that are gone by the day on which the part is
        due have none.

        :param domain: only those of ``maintenance.part.age``
        """
        # ages are facts of the assets that the caller has
        ages_sudo = self.env["maintenance.part.age"].sudo()
        # a view is not told what has changed since it was read
        ages_sudo.invalidate_model()
        rows = ages_sudo.search(
            Domain("equipment_id", "in", self.ids)
            & ages_sudo._get_current_domain(today)
            & Domain(domain)
        )
        return [row._prepare_age_values(today) for row in rows]

    # --- jobs for parts near their age ----------------------------------------------

    @api.model
    def _cron_open_age_jobs(self):
        """Open jobs for the parts that come near their age: nightly, each company by
        itself and committed.

        The seam of addons that open them at another time. What fails is logged.
        """
        companies = self.env["res.company"].search([])
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(companies)):
            return
        for company in companies:
            try_at_night(company, self._open_age_jobs_of)
            if not progress._commit_progress(1):
                break

    @api.model
    def _open_age_jobs_of(self, company):
        """Open jobs for the parts of the assets of ``company`` near their age.

        Those for assets that belong to no company are opened by the oldest company.

        :return: as :meth:`_open_age_jobs`
        """
        owners = company.ids
        if company == company.search([], order="id", limit=1):
            owners.append(False)
        domain = Domain("company_id", "in", owners)
        domain &= Domain("lifecycle_state", "!=", "retired")
        assets = self.with_company(company).search(domain)
        return assets._try_open_age_jobs(company._get_today())

    def _try_open_age_jobs(self, today):
        """Open the jobs of these assets as :meth:`_open_age_jobs` does; if that fails,
        those of the assets for which it works.

        :return: the same as it
        """
        results = []
        failed = try_each(
            self, lambda assets: results.append(assets._open_age_jobs(today))
        )
        opened = self.env["maintenance.request"]
        for result in results:
            opened |= result["opened"]
            failed |= result["failed"]
        return {"opened": opened, "failed": failed}

    def _open_age_jobs(self, today=None):
        """Open a job for each of these assets that has parts due or nearly so.

        One job an asset, with all of its parts that no open job plans, on the day of
        the first. What was planned for an age before is not planned again for the same
        age: a job that was cancelled, or closed without the part, is a person's word.
        Delete it to be asked again. Jobs for ages that are not near any more, or
        that a job of a person looks after, are withdrawn.

        :return: dict ``opened`` (the jobs) and ``failed`` ({asset: why, in words})
        """
        today = today or self.env.company._get_today()
        ages = self._get_part_ages(today, Domain("notice_on", "<=", today))
        self._withdraw_age_jobs(ages, today)
        due = {}
        for age in ages:
            if age["state"] in (NEAR, DUE) and age["age_action"] == "job":
                due.setdefault(age["equipment_id"], []).append(age)
        due = self.browse(due)._drop_planned_ages(due, today)
        return self.browse(due)._open_each_age_job(due, today)

    def _drop_planned_ages(self, due, today):
        """Return {asset id: [ages]} without those that a job plans, or has planned.

        A job that comes long after the part is due plans nothing for this age.
        """
        ages = [age for here in due.values() for age in here]
        # with all rights: the user may lack access to some jobs
        planned_sudo = (
            self.env["maintenance.request.part"]
            .sudo()
            .search(
                Domain("age_key", "in", [age["key"] for age in ages])
                | (
                    Domain("request_id.equipment_id", "in", self.ids)
                    & Domain("path", "in", [False, *(age["path"] for age in ages)])
                    & self.env["maintenance.request"]._get_open_parts_domain()
                )
            )
        )
        keys = set(planned_sudo.mapped("age_key"))
        opened_sudo = planned_sudo.filtered(lambda part: part.request_id._is_open())
        looked_after = opened_sudo._find_looked_after(ages, today)
        left = {
            asset_id: [
                age
                for age in here
                if age["key"] not in keys
                and (asset_id, age["path"]) not in looked_after
            ]
            for asset_id, here in due.items()
        }
        return {asset_id: here for asset_id, here in left.items() if here}

    def _open_each_age_job(self, due, today):
        """Open these jobs at once, or else each that it works for."""
        jobs, failed = self.env["maintenance.request"], {}
        if not self:
            return {"opened": jobs, "failed": failed}
        try:
            with self.env.cr.savepoint():
                jobs = jobs.create(
                    [asset._prepare_age_job(due[asset.id], today) for asset in self]
                )
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            self.env.invalidate_all()
            if len(self) > 1:
                for asset in self:
                    result = asset._open_each_age_job(due, today)
                    jobs |= result["opened"]
                    failed |= result["failed"]
            # another run may have opened it at the same time
            elif not isinstance(error, UniqueViolation):
                failed[self] = log_error(_logger, self, error)
        return {"opened": jobs, "failed": failed}

    def _prepare_age_job(self, ages, today):
        """Return the values of the job that replaces the parts of ``ages``."""
        self.ensure_one()
        company = self.company_id or self.env.company
        day = max(min(age["due_on"] for age in ages), today)
        return {
            "name": self._get_age_job_name(ages),
            "description": self._get_age_job_reason(ages),
            "equipment_id": self.id,
            "company_id": company.id,
            "maintenance_type": "preventive",
            "maintenance_team_id": self._get_age_job_team(company).id,
            "request_date": today,
            "schedule_date": company._get_utc_moment(datetime.combine(day, MORNING)),
            "part_ids": [Command.create(self._prepare_age_part(age)) for age in ages],
        }

    def _get_age_job_name(self, ages):
        products = self.env["product.product"].browse(
            dict.fromkeys(age["product_id"] for age in ages)
        )
        names = ", ".join(products.mapped("name"))
        return self.env._("Replace by age: %s", names)

    def _get_age_job_reason(self, ages):
        """Return which part is due when, for the notes of the job."""
        products = self.env["product.product"]
        reasons = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(part)s is due by its age on %(day)s.",
                part=", ".join(
                    filter(
                        None,
                        [
                            products.browse(age["product_id"]).display_name,
                            age["position"],
                        ],
                    )
                ),
                day=format_date(self.env, age["due_on"]),
            )
            for age in ages
        )
        return Markup("<ul>%s</ul>") % reasons

    def _get_age_job_team(self, company):
        """Return who does the job: the team of the asset, else one of the company."""
        team = self.maintenance_team_id or self.env["maintenance.team"].search(
            [("company_id", "in", (company.id, False))], limit=1
        )
        if not team:
            raise UserError(
                self.env._(
                    "%(company)s has no maintenance team to replace parts of "
                    "“%(asset)s”. Create one.",
                    company=company.display_name,
                    asset=self.display_name,
                )
            )
        return team

    def _prepare_age_part(self, age):
        """Return the values of the planned part for one of ``_get_part_ages()``."""
        return {
            "product_id": age["product_id"],
            "quantity": age["product_qty"],
            "position": age["position"],
            "path": age["path"],
            "bom_line_id": age["bom_line_id"],
            "criticality": age["criticality"],
            "age_key": age["key"],
        }

    # --- age jobs that nothing asks for ---------------------------------------------

    def _withdraw_age_jobs(self, ages, today):
        """Take back the jobs of these assets for ages that are not near any more, or
        that a job of a person looks after.

        A job that nobody has touched is cancelled; on one that somebody has, it is only
        said. Either way the job is no longer the one for that age, so that another can
        open when it comes near again.

        :param ages: what ``_get_part_ages()`` of these assets returns
        :return: the cancelled jobs
        """
        near = {age["key"] for age in ages if age["state"] in (NEAR, DUE)}
        jobs = self.env["maintenance.request"]
        # with all rights: the user may lack access to some jobs
        parts_sudo = (
            self.env["maintenance.request.part"]
            .sudo()
            .search(
                jobs._get_open_parts_domain()
                & (
                    Domain("request_id.equipment_id", "in", self.ids)
                    & Domain("age_key", "!=", False)
                    | Domain(
                        "request_id.equipment_id",
                        "in",
                        list({age["equipment_id"] for age in ages}),
                    )
                    & Domain("path", "in", [False, *{age["path"] for age in ages}])
                )
            )
        )
        planned_sudo = parts_sudo.filtered("age_key")
        by_persons = (parts_sudo - planned_sudo)._find_looked_after(ages, today)
        # a part that was issued has restarted its age
        moved = planned_sudo._get_moved_quantities()
        stale_sudo, replaced = planned_sudo.browse(), {}
        for part in planned_sudo:
            if moved[part.id]["issued"] or moved[part.id]["pending"]:
                continue
            instead = by_persons.get((part.equipment_id.id, part.path))
            if part.age_key not in near:
                stale_sudo |= part
            elif instead and instead != part.request_id:
                stale_sudo |= part
                replaced[part.request_id] = instead
        by_job = stale_sudo.grouped("request_id")
        untouched = jobs.union(*by_job)._filter_untouched_age_jobs()
        bodies = {
            job.id: job._tell_withdrawn(parts, job in untouched, replaced.get(job))
            for job, parts in by_job.items()
        }
        if bodies:
            # with all rights: the user may lack access to the persons to notify
            as_superuser(jobs).browse(bodies)._message_log_batch(bodies=bodies)
        (stale_sudo | untouched.part_ids).age_key = False
        untouched.archive_equipment_request()
        return untouched

    # --- replacements ---------------------------------------------------------------

    @one_at_a_time
    def record_replacements(self, lines):
        """Record when parts of this asset were replaced.

        :param lines: list of dicts ``product_id``, with ``position`` if the asset has
            the part in several places, or ``path`` instead (as in
            ``get_spare_parts()``); ``date``: date or ISO string; ``note`` if wanted
        :raises AccessError: if the user may not read the asset
        :return: list of dicts, one a line: ``line`` (its number, from 1),
            ``replacement_id`` and ``path`` (False if the line is wrong), and ``error``
            (words, False if all is well)

        A wrong line is reported, the others are recorded. What is known already, for
        the same place and day, is not recorded again.
        """
        self = to_record(self)
        self._check_may_report()
        lines, problems = self._read_replacements(to_lines(self.env, lines))
        # users record facts about assets that they see; planners correct them
        replacements_sudo = as_superuser(self.env["maintenance.part.replacement"])
        places = replacements_sudo._find_places(lines)
        results, vals_list = [], {}
        for number, (line, wrong, (place, no_place)) in enumerate(
            zip(lines, problems, places, strict=True), 1
        ):
            day, wrong_day = self._read_replacement_day(line.get("date"))
            problem = wrong or no_place or wrong_day
            result = {
                "line": number,
                "replacement_id": False,
                "path": not problem and place.path,
                "error": problem,
            }
            if not problem:
                vals_list.setdefault(
                    (place.path, day), self._prepare_replacement(line, place, day)
                )
                result["day"] = day
            results.append(result)
        recorded = replacements_sudo.search(
            [("equipment_id", "=", self.id)], order="id desc"
        )
        known = {(row.path, row.replaced_on): row.id for row in recorded}
        fresh = {place: vals for place, vals in vals_list.items() if place not in known}
        created = replacements_sudo.create(list(fresh.values()))
        known |= dict(zip(fresh, created.ids, strict=True))
        for result in results:
            day = result.pop("day", None)
            result["replacement_id"] = known.get((result["path"], day), False)
        return results

    def _read_replacements(self, lines):
        """Return (lines with what they give, read; what is wrong with each, or False).

        Without parts that there are not.
        """
        read, problems = [], []
        for line in lines:
            given, problem = {"equipment_id": self.id}, False
            for name, reader in (
                ("product_id", to_id),
                ("position", to_text),
                ("path", to_text),
                ("note", to_text),
            ):
                try:
                    given[name] = reader(self.env, line.get(name), name) or False
                except UserError as error:
                    given[name] = False
                    problem = problem or error.args[0]
            read.append(dict(given, date=line.get("date")))
            problems.append(problem)
        products = self.env["product.product"].browse(
            {line["product_id"] for line in read if line["product_id"]}
        )
        # what is found is told by name
        known = set(products.exists()._filtered_access("read").ids)
        for line in read:
            line["product_id"] = line["product_id"] in known and line["product_id"]
        return read, problems

    def _read_replacement_day(self, value):
        """Return (date, False), or (None, what is wrong with it)."""
        try:
            day = to_date(self.env, value, "date")
        except UserError as error:
            return None, error.args[0]
        if not day:
            return None, self.env._("Say in date when the part was replaced.")
        if day > fields.Date.context_today(self):
            return None, self.env._("%s is in the future.", day)
        return day, False

    def _prepare_replacement(self, line, place, day):
        """Return the values of one replacement that another system knows."""
        self.ensure_one()
        return {
            "equipment_id": self.id,
            "product_id": line.get("product_id") or place.product_id,
            "path": place.path,
            "position": place.position,
            "bom_line_id": place.bom_line_id,
            "replaced_on": day,
            "source": "import",
            "note": line.get("note"),
        }
