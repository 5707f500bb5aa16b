from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import (
    FIRST_DAY,
    LAST_DAY,
    to_date,
    to_records,
)
from odoo.addons.maintenance_bom.models.locking import lock_alone, one_at_a_time
from odoo.addons.maintenance_bom.models.maintenance_bom_component import SLOTS
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.report.row_ids import by_slot

from ..tools import age_key, judge_age

ANSWERS = frozenset({"ask_on", "in_service_date", "last_replaced_on"})


class MaintenancePartAge(models.Model):
    """The age of each part that is replaced at an age: one row a fitted position.

    A flat view; what a person knows can be written.
    """

    _name = "maintenance.part.age"
    _description = "Age of a Part"
    _inherit = []
    _auto = False
    _order = "due_on, equipment_id, id"
    _rec_name = "product_id"

    _depends = {
        "maintenance.equipment": [
            "active",
            "category_id",
            "company_id",
            "in_service_date",
            "lifecycle_state",
            "parts_key",
            "retirement_date",
            "scrap_date",
        ],
        "maintenance.bom.line": [
            "age_action",
            "notice_days",
            "replace_after",
            "replace_unit",
        ],
        "maintenance.part.question": ["ask_on", "equipment_id", "path"],
        "maintenance.part.replacement": ["equipment_id", "path", "replaced_on"],
    }

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    product_qty = fields.Float(
        string="Quantity", readonly=True, help="In the part's own unit, not rounded."
    )
    path = fields.Char(readonly=True)
    position = fields.Char(readonly=True)
    bom_line_id = fields.Many2one(
        "maintenance.bom.line", string="BOM Line", readonly=True
    )
    criticality = fields.Selection(
        lambda self: self._selection_of_line("criticality"), readonly=True
    )
    replace_after = fields.Integer(readonly=True, aggregator=None)
    replace_unit = fields.Selection(
        lambda self: self._selection_of_line("replace_unit"), readonly=True
    )
    notice_days = fields.Integer(string="Notice", readonly=True, aggregator=None)
    age_action = fields.Selection(
        lambda self: self._selection_of_line("age_action"),
        string="When Due",
        readonly=True,
    )
    date_from = fields.Date(string="Valid From", readonly=True)
    date_to = fields.Date(string="Valid Until", readonly=True)
    leaves_on = fields.Date(
        string="Asset Leaves On",
        readonly=True,
        help="The day on which the asset retires or is scrapped.",
    )
    counts_from = fields.Date(
        string="Since",
        readonly=True,
        help="The day from which the age counts: of the last replacement, else the one "
        "on which the asset went into service.",
    )
    due_on = fields.Date(
        readonly=True, help="The day on which the part reaches its age."
    )
    notice_on = fields.Date(
        readonly=True, help="First day of the notice before it is due."
    )
    state = fields.Selection(
        [
            ("unknown", "Unknown"),
            ("far", "Not Yet"),
            ("near", "Near"),
            ("due", "Due"),
        ],
        compute="_compute_state",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        compute="_compute_request_id",
        help="The job that plans the part for this age, or that has planned it.",
    )

    in_service_date = fields.Date(
        string="In Service Since",
        help="If the part is the original one: the date on which the asset went into "
        "service. It applies to all original parts of the asset.",
    )
    last_replaced_on = fields.Date(
        string="Last Replaced",
        help="Date on which the part in this position was last replaced. The age "
        "counts from it.",
    )
    ask_on = fields.Date(
        string="Ask Again On",
        help="Date on which to ask again.",
    )

    def _selection_of_line(self, field_name):
        line = self.env["maintenance.bom.line"]
        return line._fields[field_name]._description_selection(self.env)

    @api.depends("counts_from", "replace_after", "replace_unit", "notice_days")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.state = row._judge(today).state

    def _judge(self, today):
        """Return the :class:`Age` of the part."""
        self.ensure_one()
        return judge_age(
            self.last_replaced_on or None,
            self.in_service_date or None,
            self.replace_after,
            self.replace_unit,
            self.notice_days,
            today,
        )

    def _compute_request_id(self):
        planned = self.env["maintenance.request.part"].search(
            Domain("request_id.equipment_id", "in", self.equipment_id.ids)
            & (
                Domain("path", "in", self.mapped("path"))
                # what a person has added says by its asset where it goes
                | Domain("path", "=", False)
                & self.env["maintenance.request"]._get_open_parts_domain()
            ),
            order="id",
        )
        open_jobs, by_key = {}, {}
        for part, path in planned._get_paths().items():
            if part.request_id._is_open():
                open_jobs[part.equipment_id.id, path] = part.request_id
            by_key[part.age_key] = part.request_id
        for row in self:
            row.request_id = open_jobs.get(
                (row.equipment_id.id, row.path)
            ) or by_key.get(row._get_key())

    def _get_key(self):
        """Return what a need for this age is about; each cycle has a key of its own."""
        self.ensure_one()
        return age_key(self.equipment_id.id, self.path, self.due_on or None)

    def _prepare_age_values(self, today):
        """Return this row as ``_get_part_ages()`` of assets promises."""
        self.ensure_one()
        age = self._judge(today)
        basis = "replacement" if self.last_replaced_on else "in_service"
        return {
            "equipment_id": self.equipment_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.product_qty,
            "path": self.path,
            "position": self.position,
            "bom_line_id": self.bom_line_id.id,
            "criticality": self.criticality,
            "company_id": self.company_id.id,
            "state": age.state,
            "due_on": age.due_on or False,
            "last_replaced_on": self.last_replaced_on,
            "basis": self.counts_from and basis,
            "age_action": self.age_action,
            "notice_days": self.notice_days,
            "key": self._get_key(),
            "ask_on": self.ask_on,
        }

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        # the longest that a unit can be, so that no date is computed beyond the year
        # 9999, which neither Python nor a calendar knows
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %(view)s AS
                   SELECT a.*,
                          -- nobody wants to know a century before
                          a.due_on - LEAST(a.notice_days, 36500) AS notice_on
                     FROM (SELECT e.id::bigint * %(slots)s + c.slot AS id,
                                  c.slot,
                                  e.id AS equipment_id,
                                  e.category_id,
                                  e.company_id,
                                  i.in_service_date,
                                  LEAST(e.retirement_date, e.scrap_date) AS leaves_on,
                                  c.product_id,
                                  c.product_qty,
                                  c.path,
                                  c.position,
                                  c.line_id AS bom_line_id,
                                  c.criticality,
                                  c.date_from,
                                  c.date_to,
                                  l.replace_after,
                                  l.replace_unit,
                                  l.notice_days,
                                  l.age_action,
                                  r.last_replaced_on,
                                  s.counts_from,
                                  q.ask_on,
                                  CASE WHEN l.replace_after::bigint
                                            * CASE l.replace_unit
                                                   WHEN 'day' THEN 1
                                                   WHEN 'week' THEN 7
                                                   WHEN 'month' THEN 31
                                                   ELSE 366
                                               END
                                            <= '9999-12-31'::date - s.counts_from
                                       THEN (s.counts_from
                                             + l.replace_after
                                             * ('1 ' || l.replace_unit)::interval)::date
                                   END AS due_on
                             FROM maintenance_bom_line l
                             JOIN maintenance_bom_component c ON c.line_id = l.id
                             JOIN maintenance_equipment e ON e.parts_key = c.parts_key
                             LEFT JOIN (SELECT equipment_id,
                                               path,
                                               max(replaced_on) AS last_replaced_on
                                          FROM maintenance_part_replacement
                                         -- a day that cannot be is not known
                                         WHERE replaced_on
                                               BETWEEN %(first)s AND %(last)s
                                      GROUP BY equipment_id, path) r
                                    ON r.equipment_id = e.id AND r.path = c.path
                             LEFT JOIN maintenance_part_question q
                                    ON q.equipment_id = e.id AND q.path = c.path
                            CROSS JOIN LATERAL
                                  (SELECT CASE WHEN e.in_service_date
                                                    BETWEEN %(first)s AND %(last)s
                                               THEN e.in_service_date
                                          END AS in_service_date) i
                            CROSS JOIN LATERAL
                                  (SELECT COALESCE(r.last_replaced_on,
                                                   i.in_service_date) AS counts_from) s
                            WHERE l.replace_after > 0
                              AND e.active
                              AND e.lifecycle_state != 'retired'
                              AND (e.lifecycle_state != 'planned'
                                   OR e.in_service_date IS NOT NULL)) a
                    WHERE (a.due_on < a.leaves_on) IS NOT FALSE
                      AND (a.due_on <= a.date_to) IS NOT FALSE""",
                view=SQL.identifier(self._table),
                slots=SQL(str(SLOTS)),
                first=FIRST_DAY,
                last=LAST_DAY,
            )
        )

    def _search(self, domain, *args, **kwargs):
        return super()._search(Domain(domain).map_conditions(by_slot), *args, **kwargs)

    @api.model
    def _get_current_domain(self, today):
        """Return the domain of the parts that assets in use have ``today``."""
        return Domain.AND(
            [
                Domain("leaves_on", "=", False) | Domain("leaves_on", ">", today),
                Domain("date_from", "=", False) | Domain("date_from", "<=", today),
                Domain("date_to", "=", False) | Domain("date_to", ">=", today),
            ]
        )

    # Answers

    # the rows are a view: what is written is stored elsewhere
    def write(self, vals):  # pylint: disable=method-required-super
        """Take what a person knows: ``last_replaced_on``, ``in_service_date``, and
        ``ask_on`` to be asked later.

        :raises UserError: for anything else, and for a date that cannot be
        """
        self.check_access("write")
        if vals.keys() - ANSWERS:
            raise UserError(
                self.env._(
                    "Only these fields can be written: %s.",
                    ", ".join(self._fields[name].string for name in sorted(ANSWERS)),
                )
            )
        vals = {
            name: to_date(self.env, day, self._fields[name].string)
            for name, day in vals.items()
        }
        # concurrent answers for the same assets are run again, on these answers
        lock_alone(self.equipment_id)
        if "in_service_date" in vals:
            self.equipment_id.in_service_date = vals["in_service_date"]
        if vals.get("last_replaced_on"):
            self._record_replacements(vals["last_replaced_on"])
        if "ask_on" in vals:
            self.env["maintenance.part.question"]._ask_on(
                vals["ask_on"], [(row.equipment_id, row.path) for row in self]
            )
        self.env.flush_all()
        self.invalidate_model()
        return True

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.equipment_id,)

    def _record_replacements(self, day):
        # users record facts about assets that they see; planners correct them
        replacements_sudo = as_superuser(self.env["maintenance.part.replacement"])
        replacements_sudo.create(
            [
                {
                    "equipment_id": row.equipment_id.id,
                    "product_id": row.product_id.id,
                    "path": row.path,
                    "position": row.position,
                    "bom_line_id": row.bom_line_id.id,
                    "replaced_on": day,
                    "source": "person",
                }
                for row in self
                # somebody else may have said so a moment ago
                if row.last_replaced_on != day
            ]
        )

    @one_at_a_time
    def action_ask_later(self):
        """Ask again in three months how old these parts are. Returns True."""
        self = to_records(self)
        later = fields.Date.add(fields.Date.context_today(self), months=3)
        return self.write({"ask_on": later})
