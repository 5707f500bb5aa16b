import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_consumption.tools import newest

from ..tools import MOST, Use

_logger = logging.getLogger(__name__)

# what was learned since then is up to date
LEARN_AGAIN_AFTER = timedelta(days=1)
# what has been watched for a shorter time teaches nothing
LEAST_DAYS = 90
DAYS_A_MONTH = 365 / 12
# what the explanation of a proposal tells
FACTS = frozenset({"uses", "months", "used", "lead_days", "cost", "served"})


class MaintenancePartMinimum(models.Model):
    """How much of a part a warehouse keeps for failures that nobody plans.

    Learned from past use, or set by a person; in force only by a person's word.
    """

    _name = "maintenance.part.minimum"
    _description = "Minimum Stock of a Part"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "to_decide DESC, warehouse_id, product_id, id"
    _rec_name = "product_id"
    _check_company_auto = True
    _owner = "warehouse_id"
    # what the planner found when it proposed
    _own_values = frozenset({"facts"})

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user._get_default_warehouse_id(),
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    quantity = fields.Float(
        string="Minimum",
        digits="Product Unit",
        help="Minimum in the part's own unit, instead of that of its criticality. "
        "Zero: no minimum.",
    )
    is_applied = fields.Boolean(
        string="In Force",
        help="The planner keeps this minimum. Otherwise that of the part's criticality "
        "in the settings counts.",
    )
    proposed_qty = fields.Float(
        string="Proposed",
        readonly=True,
        digits="Product Unit",
        help="Quantity that would have served most failures for its cost.",
    )
    answered_qty = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="The last proposal that a person answered. It is not made again.",
    )
    to_decide = fields.Boolean(
        compute="_compute_to_decide",
        store=True,
        help="Nobody has accepted or declined the proposal.",
    )
    # both tell what the part costs
    facts = fields.Json(readonly=True, groups="maintenance_bom.group_planner")
    explanation = fields.Text(
        compute="_compute_explanation",
        groups="maintenance_bom.group_planner",
        help="Unplanned use, and how often the proposal would have covered it.",
    )

    _product_warehouse_uniq = models.Constraint(
        "unique(product_id, warehouse_id)",
        "The part already has a minimum in this warehouse. Change that one.",
    )
    _quantity_not_negative = models.Constraint(
        "CHECK(quantity >= 0)", "A minimum cannot be below zero."
    )

    @api.depends("proposed_qty", "answered_qty")
    def _compute_to_decide(self):
        for minimum in self:
            minimum.to_decide = minimum.proposed_qty != minimum.answered_qty

    @api.depends("facts", "proposed_qty")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for minimum in self:
            facts = minimum.facts
            if not isinstance(facts, dict) or not FACTS <= facts.keys():
                minimum.explanation = False
                continue
            minimum.explanation = self.env._(
                "Unplanned use on %(uses)s days in %(months)s months, %(used)s in "
                "all. It takes %(lead)s days to get, and costs %(cost)s: keeping "
                "%(proposed)s would have served %(served)s of them at once.",
                uses=facts["uses"],
                months=facts["months"],
                used=minimum.uom_id._tell_quantity(facts["used"]),
                lead=facts["lead_days"],
                cost=minimum.company_id.currency_id.format(facts["cost"]),
                proposed=format_quantity(self.env, minimum.proposed_qty),
                served=facts["served"],
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{"is_applied": "quantity" in vals, **vals} for vals in vals_list]
        )

    def write(self, vals):
        """A person who sets a minimum puts it in force, and answers the proposal."""
        if "quantity" in vals:
            vals = {"is_applied": True, **vals}
        done = super().write(vals)
        if {"is_applied", "quantity"} & vals.keys():
            self._answer()
        return done

    def _answer(self):
        for minimum in self.filtered("to_decide"):
            minimum.answered_qty = minimum.proposed_qty

    def action_accept(self):
        """Keep what is proposed from now on. Returns True."""
        self = to_records(self)
        self.check_access("write")
        for minimum in self:
            minimum.quantity = minimum.proposed_qty
        return True

    def action_decline(self):
        """Leave these minimums as they are until another is proposed. Returns True."""
        self = to_records(self)
        self.check_access("write")
        self._answer()
        return True

    @api.model
    def propose_minimums(self, warehouse_ids=None):
        """Learn minimums from past use anew. Nothing is in force by that.

        :param warehouse_ids: ids of warehouses; those of the user's companies if left
            out. None of them if it is empty
        :raises AccessError: unless the user is a Planner
        :raises UserError: if a warehouse is not one of the user's companies
        :return: how many proposals wait for an answer there
        """
        self.check_access("write")
        warehouses = self.env["stock.warehouse"]._get_of_user(warehouse_ids)
        warehouses._lock_for_decision()
        table = self.env["maintenance.planning.exception"]
        for warehouse in warehouses:
            failed = try_each(warehouse, self._propose_at_night)
            if failed:
                table._tell_failures("failed_minimum", failed, warehouse)
        return self.search_count(
            [("warehouse_id", "in", warehouses.ids), ("to_decide", "=", True)]
        )

    @api.model
    def _cron_propose_minimums(self):
        """Learn minimums for every warehouse: weekly, one transaction each.

        A warehouse for which it does not work is logged, and the others go on.
        """
        name = "parts_minimums_at"
        warehouses = self.env["stock.warehouse"]._find_due(name, LEARN_AGAIN_AFTER)
        progress = self.env["ir.cron"]
        if warehouses and progress._commit_progress(remaining=len(warehouses)):
            warehouses._do_at_night(
                name, self._propose_at_night, _logger, "failed_minimum"
            )

    @api.model
    def _propose_at_night(self, warehouse):
        """Learn the minimums of ``warehouse``; return False if it is being planned."""
        if not warehouse._lock_for_planning():
            return False
        self._propose(warehouse)
        return True

    def action_propose(self):
        """Learn minimums from past use, now, and show what is proposed."""
        self = to_records(self)
        self.propose_minimums()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # --- what is learned from past use ------------------------------------------------

    def _propose(self, warehouse, today=None):
        """Propose minimums for ``warehouse`` from what was used there unplanned.

        Nothing is in force by that. Parts that an automatic reordering rule keeps, and
        those that cost nothing known, are left out.
        """
        # with all rights: use is counted for the whole company; callers check rights
        table = as_superuser(self).with_company(warehouse.company_id)
        company = table.env.company
        today = today or company._get_today()
        since = fields.Date.add(today, months=-max(company.parts_use_months, 0))
        rows = table._get_unforeseen_use(warehouse, since, today)
        first_day = table._get_first_day_of_use(warehouse, since)
        length = (today - first_day).days if first_day else 0
        proposals, failed = {}, {}
        if length >= LEAST_DAYS:
            proposals = table._learn_minimums(warehouse, rows, length, failed)
        table._write_proposals(warehouse, proposals)
        table.env["maintenance.planning.exception"]._tell_failures(
            "failed_minimum", failed, warehouse
        )

    def _learn_minimums(self, warehouse, rows, length, failed=None):
        """Return {product id: (quantity to propose, facts)}.

        :param rows: [(product id, day, quantity, day on which it was planned or None)]
        :param length: over so many days
        :param failed: {part: why, in words}, to add those to for which that fails
        """
        failed = {} if failed is None else failed
        _sets, successors = self.env["product.product"]._get_equivalences(
            {row[0] for row in rows}
        )
        products = self.env["product.product"].browse(
            {row[0] for row in rows} | {newest(row[0], successors) for row in rows}
        )
        by_id = {product.id: product for product in products}
        sourcing = products._get_part_sourcing()
        leads = products._get_part_leads(sourcing, warehouse._get_receipt_days())
        used = defaultdict(lambda: defaultdict(float))
        for product_id, day, quantity, planned_on in rows:
            part = by_id[newest(product_id, successors)]
            unit, own = part.uom_id, by_id[product_id].uom_id
            if not part.is_storable or not own._has_common_reference(unit):
                continue
            lead = leads[part.id].days
            if planned_on and planned_on <= day - timedelta(lead):
                continue
            used[part.id][day.toordinal()] += own._compute_quantity(
                quantity, unit, round=False
            )
        kept = self._get_parts_with_rule(warehouse, used)
        proposals = {}
        for part_id, by_day in used.items():
            # what is no number is not below zero either
            by_day = {day: amount for day, amount in by_day.items() if not amount <= 0}
            cost = sourcing[part_id].cost
            if part_id in kept or cost <= 0 or not by_day:
                continue
            if not abs(cost) <= MOST or not sum(by_day.values()) <= MOST:
                failed[by_id[part_id]] = self.env._(
                    "“%s”: its cost, or a used quantity, is not a number",
                    by_id[part_id].display_name,
                )
                continue
            days = sorted(by_day)
            use = Use(
                cost,
                leads[part_id].days,
                length,
                days,
                [by_day[day] for day in days],
            )
            level = use.find_best_level(self.env.company.parts_served_worth)
            proposals[part_id] = (
                level,
                {
                    "uses": len(days),
                    "used": sum(by_day.values()),
                    "months": round(length / DAYS_A_MONTH),
                    "lead_days": use.lead_days,
                    "cost": cost,
                    "served": use.count_served(level),
                },
            )
        return proposals

    def _get_unforeseen_use(self, warehouse, since, today):
        """Return [(product id, day, quantity, day on which it was planned or None)].

        What living assets got from ``warehouse`` and did not give back, on corrective
        jobs, without a job, or without being on their BOM; in the part's own unit.
        """
        zone = warehouse.company_id._get_time_zone()
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT m.product_id,
                          (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                          (m.quantity - COALESCE(b.quantity, 0)) * u.factor / o.factor,
                          (p.create_date AT TIME ZONE 'UTC'
                           AT TIME ZONE %(zone)s)::date
                     FROM stock_move m
                     JOIN stock_location l ON l.id = m.location_id
                     JOIN maintenance_equipment e ON e.id = m.equipment_id
                     JOIN uom_uom u ON u.id = m.product_uom
                     JOIN product_product i ON i.id = m.product_id AND i.active
                     JOIN product_template t ON t.id = i.product_tmpl_id
                     JOIN uom_uom o ON o.id = t.uom_id
                     LEFT JOIN maintenance_request r ON r.id = m.maintenance_request_id
                     LEFT JOIN maintenance_request_part p
                            ON p.id = m.maintenance_request_part_id
                     LEFT JOIN LATERAL
                          (SELECT SUM(x.quantity * y.factor / u.factor) AS quantity
                             FROM stock_move x
                             JOIN uom_uom y ON y.id = x.product_uom
                            WHERE x.origin_returned_move_id = m.id
                              AND x.state = 'done') b ON TRUE
                    WHERE l.warehouse_id = %(warehouse)s
                      AND m.maintenance_kind = 'issue'
                      AND m.state = 'done'
                      AND m.date >= %(since)s
                      AND m.date < %(until)s
                      AND e.active
                      AND e.lifecycle_state != 'retired'
                      AND m.quantity > COALESCE(b.quantity, 0)
                      AND (r.maintenance_type IS DISTINCT FROM 'preventive'
                           OR p.bom_line_id IS NULL)
                 ORDER BY m.date, m.id""",
                zone=zone,
                warehouse=warehouse.id,
                since=since,
                until=today,
            )
        )

    def _get_first_day_of_use(self, warehouse, since):
        """Return the day of the first issue from ``warehouse`` that is known."""
        [[moment]] = self.env.execute_query(
            SQL(
                """SELECT MIN(m.date)
                     FROM stock_move m
                     JOIN stock_location l ON l.id = m.location_id
                    WHERE l.warehouse_id = %s
                      AND m.maintenance_kind = 'issue'
                      AND m.state = 'done'
                      AND m.date >= %s""",
                warehouse.id,
                since,
            )
        )
        return moment and warehouse.company_id._get_local_day(moment)

    def _get_parts_with_rule(self, warehouse, part_ids):
        """Return which of these parts an automatic reordering rule keeps there."""
        rules = self.env["stock.warehouse.orderpoint"].search_fetch(
            [
                ("trigger", "=", "auto"),
                ("product_id", "in", list(part_ids)),
                ("location_id", "parent_of", warehouse.lot_stock_id.id),
            ],
            ["product_id"],
        )
        return set(rules.product_id.ids)

    def _write_proposals(self, warehouse, proposals):
        """Bring the minimums of ``warehouse`` in line with what is proposed now."""
        known = {
            minimum.product_id.id: minimum
            for minimum in self.search([("warehouse_id", "=", warehouse.id)])
        }
        idle = self.browse()
        for part_id, minimum in known.items():
            level, facts = proposals.get(part_id, (0.0, None))
            if not (level or minimum.is_applied):
                idle |= minimum
            elif (minimum.proposed_qty, minimum.facts) != (level, facts or False):
                minimum.write({"proposed_qty": level, "facts": facts})
        idle.unlink()
        self.create(
            [
                {
                    "product_id": part_id,
                    "warehouse_id": warehouse.id,
                    "proposed_qty": level,
                    "facts": facts,
                }
                for part_id, (level, facts) in proposals.items()
                if level and part_id not in known
            ]
        )
