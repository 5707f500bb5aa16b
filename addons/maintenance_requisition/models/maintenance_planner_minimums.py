from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.tools import newest

from ..tools import MOST, Use

# what has been watched for a shorter time teaches nothing
LEAST_DAYS = 90
DAYS_A_MONTH = 365 / 12


class MaintenancePlannerMinimums(models.AbstractModel):
    """What to keep for failures: as a person decided, and proposed from past use."""

    _name = "maintenance.planner.minimums"
    _description = "Minimums of a Warehouse"
    _inherit = ["maintenance.planner.needs"]

    def _get_minimums(self, warehouse, products=None):
        """A minimum of a part's own counts instead of that of its criticality."""
        found = super()._get_minimums(warehouse, products)
        domain = [("warehouse_id", "=", warehouse.id), ("is_applied", "=", True)]
        if products is not None:
            domain.append(("product_id", "in", products.ids))
        for own in self.env["maintenance.part.minimum"].search_fetch(
            domain, ["product_id", "quantity"]
        ):
            _level, criticality = found.pop(own.product_id.id, (0.0, "desirable"))
            if own.quantity > 0:
                found[own.product_id.id] = (own.quantity, criticality)
        return found

    # --- proposals --------------------------------------------------------------------

    def _propose_minimums(self, warehouse, today=None):
        """Propose minimums for ``warehouse`` from what was used there unplanned.

        Nothing is in force by that. Parts that an automatic reordering rule keeps, and
        those that cost nothing known, are left out.
        """
        # see maintenance.planner; callers have checked who may ask for it
        planner = as_superuser(self).with_company(warehouse.company_id)
        company = planner.env.company
        today = today or company._get_today()
        since = fields.Date.add(today, months=-max(company.parts_use_months, 0))
        rows = planner._get_unforeseen_use(warehouse, since, today)
        first_day = planner._get_first_day_of_use(warehouse, since)
        length = (today - first_day).days if first_day else 0
        proposals, failed = {}, {}
        if length >= LEAST_DAYS:
            proposals = planner._learn_minimums(warehouse, rows, length, failed)
        planner._write_proposals(warehouse, proposals)
        planner.env["maintenance.planning.exception"]._tell_failures(
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
                    "“%s”: its cost, or a quantity that was used, is no number",
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
        table = self.env["maintenance.part.minimum"]
        known = {
            minimum.product_id.id: minimum
            for minimum in table.search([("warehouse_id", "=", warehouse.id)])
        }
        idle = table.browse()
        for part_id, minimum in known.items():
            level, facts = proposals.get(part_id, (0.0, None))
            if not (level or minimum.is_applied):
                idle |= minimum
            elif (minimum.proposed_qty, minimum.facts) != (level, facts or False):
                minimum.write({"proposed_qty": level, "facts": facts})
        idle.unlink()
        table.create(
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
