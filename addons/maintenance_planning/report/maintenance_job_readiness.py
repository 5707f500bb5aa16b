import ast
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..models.words import tell_amounts


class MaintenanceJobReadiness(models.Model):
    """The coming jobs, and whether their parts will be there: one row a job.

    A flat view of the open jobs, and of those that do not exist yet, which the planner
    has foreseen: occurrences of recurring jobs, and parts that reach their age.
    """

    _name = "maintenance.job.readiness"
    _description = "Readiness of a Coming Job"
    _auto = False
    # breakdowns without a date before what is overdue
    _order = "period, date, id"
    _rec_name = "name"
    _depends = {
        "maintenance.request": [
            "archive",
            "company_id",
            "equipment_id",
            "maintenance_team_id",
            "maintenance_type",
            "name",
            "schedule_date",
            "stage_id",
            "user_id",
            "warehouse_id",
        ],
        "maintenance.equipment": ["category_id", "location_id", "technician_user_id"],
        "maintenance.part.need": [
            "bom_line_id",
            "covered_by",
            "date_expected",
            "date_need",
            "equipment_id",
            "request_id",
            "source",
            "warehouse_id",
        ],
        "maintenance.bom.line": ["age_action"],
        "stock.warehouse": ["company_id"],
    }

    name = fields.Char(string="Job", readonly=True)
    kind = fields.Selection(
        [
            ("job", "Job"),
            ("recurring", "Coming Occurrence"),
            ("age", "Replacement by Age"),
        ],
        readonly=True,
        help="A coming occurrence becomes a job when the one before it is finished, a "
        "replacement by age when the part comes near its age.",
    )
    date = fields.Date(
        string="Day", readonly=True, help="The day in the time zone of the company."
    )
    period = fields.Selection(
        # groups are sorted by these
        [
            ("0", "Overdue or Breakdown"),
            ("1", "This Week"),
            ("2", "Next Week"),
            ("3", "Later"),
            ("4", "Without a Date"),
        ],
        string="When",
        readonly=True,
        help="A corrective job without a date is a breakdown: it comes first.",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        readonly=True,
        help="The job; of a coming occurrence the one that it will follow.",
    )
    maintenance_type = fields.Selection(
        lambda self: self._selection_of_job("maintenance_type"), readonly=True
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    location_id = fields.Many2one("stock.location", string="Place", readonly=True)
    user_id = fields.Many2one("res.users", string="Technician", readonly=True)
    team_id = fields.Many2one("maintenance.team", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    needs_state = fields.Selection(
        lambda self: self._selection_of_job("parts_state"),
        readonly=True,
        help="For jobs not created yet: from the last planner run.",
    )
    parts_state = fields.Selection(
        lambda self: self._selection_of_job("parts_state"),
        string="Parts",
        compute="_compute_outlook",
        search="_search_parts_state",
        help="Ready: all parts are there. Expected: they arrive in time. Late: they "
        "arrive after the job. Short: nothing is on the way.",
    )
    parts_missing = fields.Char(
        string="Missing",
        compute="_compute_outlook",
        help="Planned parts that are not available yet, with quantities.",
    )
    parts_expected_on = fields.Date(
        string="Complete On",
        compute="_compute_outlook",
        help="Date on which all of them are available. Empty: all are available now, "
        "or some have no planned supply yet.",
    )
    parts_ordered = fields.Char(
        string="Orders",
        compute="_compute_outlook",
        help="The orders and receipts that bring what is missing, and requests for "
        "quotation that ask for it.",
    )

    def _selection_of_job(self, field_name):
        job = self.env["maintenance.request"]
        return job._fields[field_name]._description_selection(self.env)

    @api.depends_context("lang")
    def _compute_outlook(self):
        needs = self._get_foreseen_needs()
        for row in self:
            job = row.request_id
            if row.kind == "job":
                row.parts_state = job.parts_state
                row.parts_missing = job.parts_missing
                row.parts_expected_on = job.parts_expected_on
                row.parts_ordered = job.parts_ordered
                continue
            here = needs[row._get_place()].filtered(
                lambda need: need.covered_by != "stock"
            )
            amounts = defaultdict(float)
            for need in here:
                amounts[need.product_id] += need.short_qty or need.quantity
            days = here.filtered("date_expected").mapped("date_expected")
            row.parts_state = row.needs_state
            row.parts_missing = tell_amounts(self.env, amounts)
            row.parts_expected_on = row.needs_state != "short" and max(
                days, default=False
            )
            row.parts_ordered = False

    def _get_place(self):
        """Return what tells the needs of one row from those of another."""
        self.ensure_one()
        return self.kind, self.request_id, self.equipment_id, self.date

    def _get_foreseen_needs(self):
        """Return {place: the needs of the rows that are no jobs yet}."""
        rows = self.filtered(lambda row: row.kind != "job")
        needs = defaultdict(self.env["maintenance.part.need"].browse)
        if rows:
            for need in needs.default_factory().search(rows._get_needs_domain()):
                place = need.source, need.request_id, need.equipment_id, need.date_need
                needs[place] |= need
        return needs

    def _get_needs_domain(self):
        """Return the domain of the needs of these rows, and perhaps of some more."""
        return (
            Domain("source", "in", ("recurring", "age"))
            & Domain("request_id", "in", [*self.request_id.ids, False])
            & Domain("equipment_id", "in", [*self.equipment_id.ids, False])
            & Domain("date_need", "in", self.mapped("date"))
        )

    def _search_parts_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_job = Domain("kind", "=", "job")
        return (is_job & Domain("request_id.parts_state", "in", value)) | (
            ~is_job & Domain("needs_state", "in", value)
        )

    @api.model
    def action_open_coming_jobs(self):
        """Open the coming jobs: those of the user if he is a technician, else all."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_planning.maintenance_job_readiness_action"
        )
        if not self.env.user.has_group("maintenance_bom.group_planner"):
            context = ast.literal_eval(action["context"])
            action["context"] = dict(context, search_default_my_jobs=1)
        return action

    def action_open(self):
        """Open the job, or what the one that is still to come will need."""
        self = to_record(self)
        if self.kind == "job":
            return {
                "type": "ir.actions.act_window",
                "res_model": "maintenance.request",
                "res_id": self.request_id.id,
                "view_mode": "form",
                "views": [(False, "form")],
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_planning.maintenance_part_need_action"
        )
        place = self._get_needs_domain() & Domain("source", "=", self.kind)
        if self.request_id:
            place &= Domain("request_id", "=", self.request_id.id)
        if self.equipment_id:
            place &= Domain("equipment_id", "=", self.equipment_id.id)
        return dict(action, domain=list(place), context={})

    @property
    def _table_query(self):
        # a week begins on the day that the reader's language says, as in Odoo's groups
        return SQL(
            """SELECT a.*,
                      CASE WHEN a.date < t.today THEN '0'
                           WHEN a.date IS NULL AND a.maintenance_type = 'corrective'
                           THEN '0'
                           WHEN a.date IS NULL THEN '4'
                           WHEN a.date < t.week + 7 THEN '1'
                           WHEN a.date < t.week + 14 THEN '2'
                           ELSE '3'
                       END AS period
                 FROM (%(jobs)s UNION ALL %(foreseen)s) a
                 JOIN res_company c ON c.id = a.company_id
                 JOIN res_partner p ON p.id = c.partner_id
                 LEFT JOIN resource_calendar k ON k.id = c.resource_calendar_id
                CROSS JOIN LATERAL
                      (SELECT d.today,
                              d.today - (date_part('isodow', d.today)::int
                                         + 7 - %(first_day)s) %% 7 AS week
                         FROM (SELECT (now() AT TIME ZONE %(zone)s)::date AS today
                              ) d) t""",
            jobs=self._get_jobs_sql(),
            foreseen=self._get_foreseen_sql(),
            zone=self._get_zone_sql(),
            first_day=int(get_lang(self.env).week_start),
        )

    def _get_zone_sql(self):
        """Return the time zone of a company ``c``, as ``_get_time_zone()`` does."""
        return SQL("COALESCE(NULLIF(p.tz, ''), k.tz, 'UTC')")

    def _get_jobs_sql(self):
        """Return the SQL of the jobs that there are."""
        return SQL(
            """SELECT r.id::bigint * 2 AS id,
                      'job' AS kind,
                      r.name,
                      (r.schedule_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                          AS date,
                      r.id AS request_id,
                      r.maintenance_type,
                      r.equipment_id,
                      e.category_id,
                      e.location_id,
                      r.user_id,
                      r.maintenance_team_id AS team_id,
                      r.warehouse_id,
                      r.company_id,
                      NULL AS needs_state
                 FROM maintenance_request r
                 JOIN maintenance_stage s ON s.id = r.stage_id
                 JOIN res_company c ON c.id = r.company_id
                 JOIN res_partner p ON p.id = c.partner_id
                 LEFT JOIN resource_calendar k ON k.id = c.resource_calendar_id
                 LEFT JOIN maintenance_equipment e ON e.id = r.equipment_id
                WHERE r.archive IS NOT TRUE
                  AND s.done IS NOT TRUE""",
            self._get_zone_sql(),
        )

    def _get_foreseen_sql(self):
        """Return the SQL of the jobs that are still to come, from what they need."""
        return SQL(
            """SELECT min(n.id)::bigint * 2 + 1 AS id,
                      n.source AS kind,
                      r.name,
                      n.date_need AS date,
                      n.request_id,
                      COALESCE(r.maintenance_type, 'preventive') AS maintenance_type,
                      n.equipment_id,
                      e.category_id,
                      e.location_id,
                      COALESCE(r.user_id, e.technician_user_id) AS user_id,
                      COALESCE(r.maintenance_team_id, e.maintenance_team_id) AS team_id,
                      n.warehouse_id,
                      w.company_id,
                      CASE WHEN bool_or(n.covered_by = 'nothing') THEN 'short'
                           WHEN bool_or(n.date_expected > n.date_need) THEN 'late'
                           WHEN bool_or(n.covered_by != 'stock') THEN 'expected'
                           ELSE 'ready'
                       END AS needs_state
                 FROM maintenance_part_need n
                 JOIN stock_warehouse w ON w.id = n.warehouse_id
                 LEFT JOIN maintenance_request r ON r.id = n.request_id
                 LEFT JOIN maintenance_equipment e ON e.id = n.equipment_id
                 LEFT JOIN maintenance_bom_line l ON l.id = n.bom_line_id
                WHERE n.source = 'recurring'
                   OR (n.source = 'age' AND l.age_action = 'job')
             GROUP BY n.source, n.request_id, n.equipment_id, n.date_need,
                      n.warehouse_id, w.company_id, r.id, e.id"""
        )
