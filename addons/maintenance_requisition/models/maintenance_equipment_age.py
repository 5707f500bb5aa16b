import logging
from datetime import datetime, time

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_date

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS, log_error

from ..tools import DUE, NEAR

_logger = logging.getLogger(__name__)

# when a job of a day begins
MORNING = time(8)


class MaintenanceEquipmentAge(models.AbstractModel):
    """Parts that are replaced at an age."""

    _name = "maintenance.equipment.age"
    _description = "Ages of the Parts of an Asset"

    age_count = fields.Integer(
        string="Parts With an Age",
        compute="_compute_age_count",
        groups="maintenance_bom.group_user",
        help="How many of its parts are replaced when they reach an age.",
    )

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
            "maintenance_requisition.maintenance_part_age_action"
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
        # whoever is asked to do the job
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
