from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.maintenance_bom_line import CRITICALITIES

from ..tools import RawNeed


class MaintenancePlannerNeeds(models.AbstractModel):
    """What a warehouse will need and when: from jobs, recurrences and ages."""

    _name = "maintenance.planner.needs"
    _description = "Needs of a Warehouse"

    def _get_needs(self, warehouse, today, last_day, products=None):
        """Return the needs of ``warehouse`` up to ``last_day`` as a list of RawNeed.

        In each part's own unit. What has passed is needed ``today``.

        :param products: only these, if given
        """
        needs = self._get_planned_needs(warehouse, today, last_day)
        if products is not None:
            needs = [need for need in needs if need.product_id in products._ids]
        return needs

    def _get_planned_needs(self, warehouse, today, last_day):
        """Return what open jobs still want: planned − issued + returned − open."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, p.product_id, p.product_qty, r.schedule_date,
                          COALESCE(r.stock_location_id, w.lot_stock_id),
                          r.equipment_id, r.id, p.bom_line_id, p.position,
                          p.criticality,
                          e.retirement_date,
                          EXISTS (SELECT 1
                                    FROM stock_move m
                                   WHERE m.maintenance_request_part_id = p.id
                                     AND m.state != 'cancel')
                     FROM maintenance_request_part p
                     JOIN maintenance_request r ON r.id = p.request_id
                     JOIN maintenance_stage s ON s.id = r.stage_id
                     JOIN stock_warehouse w ON w.id = r.warehouse_id
                     LEFT JOIN maintenance_equipment e ON e.id = r.equipment_id
                    WHERE r.warehouse_id = %s
                      AND r.archive IS NOT TRUE
                      AND s.done IS NOT TRUE
                      AND (r.schedule_date IS NULL OR r.schedule_date < %s)
                      AND COALESCE(e.lifecycle_state, '') != 'retired'
                 ORDER BY p.id""",
                warehouse.id,
                self._get_end_of(last_day),
            )
        )
        parts = self.env["maintenance.request.part"].browse(
            [row[0] for row in rows if row[-1]]
        )
        moved = parts._get_moved_quantities()
        balances = {
            part.id: part.product_id.uom_id.is_zero(balance) or balance
            for part, balance in (
                (part, part._get_balance(moved[part.id])) for part in parts
            )
        }
        keys = self._get_job_keys([row[0] for row in rows])
        to_day = self._get_day_converter(warehouse.company_id)
        needs = []
        for (
            part_id,
            product_id,
            quantity,
            moment,
            location_id,
            equipment_id,
            request_id,
            line_id,
            position,
            criticality,
            leaves_on,
            has_moves,
        ) in rows:
            if has_moves:
                quantity = balances[part_id]
            day = max(to_day(moment), today) if moment else today
            if quantity is True or quantity <= 0 or day > last_day:
                continue
            if leaves_on and leaves_on <= day:
                continue
            needs.append(
                RawNeed(
                    keys[part_id],
                    product_id,
                    quantity,
                    day,
                    location_id,
                    "planned",
                    equipment_id,
                    request_id,
                    line_id,
                    position,
                    criticality,
                )
            )
        return needs

    def _get_minimums(self, warehouse, products=None):
        """Return {product id: (least quantity to keep, criticality)}.

        Of the parts that living assets near this warehouse have: what the company
        always wants to have of a vital, essential or desirable one.
        """
        company = warehouse.company_id
        levels = {
            name: company[f"parts_minimum_{name}"]
            for name, _label in CRITICALITIES
            if company[f"parts_minimum_{name}"] > 0
        }
        if not levels:
            return {}
        first = warehouse.search([("company_id", "=", company.id)], limit=1)
        near = Domain("location_id.warehouse_id", "=", warehouse.id)
        if warehouse == first:
            near |= ~Domain("location_id.warehouse_id.company_id", "=", company.id)
        domain = (
            Domain("criticality", "in", list(levels))
            & Domain("lifecycle_state", "!=", "retired")
            & Domain("company_id", "in", (False, company.id))
            & Domain("equipment_id", "any", near)
        )
        if products is not None:
            domain &= Domain("product_id", "in", products.ids)
        found = {}
        for product, criticality in self.env["maintenance.equipment.part"]._read_group(
            domain, ["product_id", "criticality"]
        ):
            level = (levels[criticality], criticality)
            found[product.id] = max(found.get(product.id, level), level)
        return found

    def _get_job_keys(self, part_ids):
        """Return {planned part id: its key}."""
        return {part_id: f"job/{part_id}" for part_id in part_ids}

    def _get_end_of(self, day):
        """Return a UTC moment by which ``day`` is over wherever one is."""
        return datetime.combine(day + timedelta(2), time.min)

    def _get_day_converter(self, company):
        """Return a function from a UTC moment to the day where ``company`` is.

        Remembers what it was asked: many jobs begin at the same hour.
        """
        days = {}

        def to_day(moment):
            day = days.get(moment)
            if day is None:
                day = days[moment] = company._get_local_day(
                    fields.Datetime.to_datetime(moment)
                )
            return day

        return to_day
