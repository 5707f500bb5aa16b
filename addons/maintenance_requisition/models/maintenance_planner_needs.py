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

        In each part's own unit, kits by what they are made of. What has passed is
        needed ``today``.

        :param products: only these, if given
        """
        self.env.flush_all()
        planned, places = self._get_planned_needs(warehouse, today, last_day)
        coming, coming_places = self._get_coming_needs(warehouse, today, last_day)
        places |= coming_places
        needs = planned + coming
        needs += self._get_age_needs(warehouse, today, last_day, places)
        needs = self._take_apart(needs, warehouse.company_id)
        if products is not None:
            needs = [need for need in needs if need.product_id in products._ids]
        return needs

    def _get_planned_needs(self, warehouse, today, last_day):
        """Return what open jobs still want, and {(asset id, path)} of all they plan.

        What they want is planned − issued + returned − open; an open issue counts once,
        as Odoo's own demand.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, p.product_id, p.product_qty, r.schedule_date,
                          COALESCE(r.stock_location_id, w.lot_stock_id),
                          r.equipment_id, r.id, p.bom_line_id, p.position,
                          p.criticality, p.path,
                          LEAST(e.retirement_date, e.scrap_date),
                          COALESCE(p.unneeded_qty, 0) <> 0
                          OR EXISTS (SELECT 1
                                       FROM stock_move m
                                      WHERE m.maintenance_request_part_id = p.id
                                        AND m.state != 'cancel')
                          OR EXISTS (SELECT 1
                                       FROM maintenance_parts_pending g
                                      WHERE g.part_id = p.id AND g.state = 'open')
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
        lines = self.env["maintenance.request.part"].browse([row[0] for row in rows])
        keys = {part.id: key for part, key in lines._get_need_keys().items()}
        begun = lines.browse([row[0] for row in rows if row[-1]])
        moved = begun._get_moved_quantities()
        left = {part.id: part._get_missing_products(moved[part.id]) for part in begun}
        to_day = self._get_day_converter(warehouse.company_id)
        needs, places = [], set()
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
            path,
            leaves_on,
            _begun,
        ) in rows:
            places.add((equipment_id, path))
            day = max(to_day(moment), today) if moment else today
            if day > last_day or (leaves_on and leaves_on <= day):
                continue
            need = RawNeed(
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
            if part_id not in left:
                needs.append(need)
                continue
            for product, lacking in left[part_id].items():
                key = keys[part_id]
                if product.id != product_id:
                    key = f"{key}/{product.id}"
                needs.append(
                    need._replace(key=key, product_id=product.id, quantity=lacking)
                )
        return needs, places

    def _get_coming_needs(self, warehouse, today, last_day):
        """Return what coming occurrences will want, and {(asset id, path)} of it.

        They have the keys of the jobs that they become.
        """
        jobs = self.env["maintenance.request"].search(
            Domain("warehouse_id", "=", warehouse.id)
            & Domain("archive", "=", False)
            & Domain("stage_id.done", "=", False)
            & Domain("recurring_maintenance", "=", True)
            & Domain("equipment_id.lifecycle_state", "!=", "retired")
        )
        to_day = self._get_day_converter(warehouse.company_id)
        until = self._get_end_of(last_day)
        needs, places = [], set()
        for job, plans in jobs._get_coming_plans(until).items():
            asset = job.equipment_id
            leaves_on = self._get_leaving_day(asset)
            location_id = (job.stock_location_id or warehouse.lot_stock_id).id
            for _number, moment, rows in plans:
                day = max(to_day(moment), today)
                if day > last_day or (leaves_on and leaves_on <= day):
                    continue
                for row in rows:
                    places.add((asset.id, row["path"]))
                    needs.append(
                        RawNeed(
                            row["key"],
                            row["product_id"],
                            row["product_qty"],
                            day,
                            location_id,
                            "recurring",
                            asset.id or None,
                            job.id,
                            row["bom_line_id"] or None,
                            row["position"] or None,
                            row["criticality"],
                        )
                    )
        return needs, places

    def _get_age_needs(self, warehouse, today, last_day, places):
        """Return the parts that reach their age, where no job plans them.

        An age that nobody knows is a question, never a need. What a job has planned
        for an age is that job's need; if a person cancelled it, that is his word.

        :param places: {(asset id, path)} of what jobs plan, which restarts the clock
        """
        ages = [
            age
            for age in self._get_ages(warehouse, today)
            if age["due_on"]
            and age["due_on"] <= last_day
            and (age["equipment_id"], age["path"]) not in places
        ]
        answered = self.env["maintenance.request.part"].search(
            [("age_key", "in", [age["key"] for age in ages])]
        )
        answered_keys = set(answered.mapped("age_key"))
        return [
            RawNeed(
                age["key"],
                age["product_id"],
                age["product_qty"],
                max(age["due_on"], today),
                warehouse.lot_stock_id.id,
                "age",
                age["equipment_id"],
                None,
                age["bom_line_id"] or None,
                age["position"] or None,
                age["criticality"],
            )
            for age in ages
            if age["key"] not in answered_keys
        ]

    def _get_ages(self, warehouse, today):
        """Return the ages of the parts of living assets near ``warehouse``."""
        near = self._get_near_assets_domain(warehouse)
        assets = self.env["maintenance.equipment"].search(near)
        return assets._get_part_ages(today)

    def _get_near_assets_domain(self, warehouse):
        """Return the domain of the living assets that get parts from ``warehouse``.

        Those that are there; of the first warehouse of the company also those that are
        in none of its warehouses.
        """
        company = warehouse.company_id
        first = warehouse.search([("company_id", "=", company.id)], limit=1)
        near = Domain("location_id.warehouse_id", "=", warehouse.id)
        if warehouse == first:
            near |= ~Domain("location_id.warehouse_id.company_id", "=", company.id)
        return (
            near
            & Domain("lifecycle_state", "!=", "retired")
            & Domain("company_id", "in", (False, company.id))
        )

    def _get_leaving_day(self, asset):
        days = [day for day in (asset.retirement_date, asset.scrap_date) if day]
        return min(days, default=None)

    def _take_apart(self, needs, company):
        """Return the needs with those of kits replaced by what the kits are made of."""
        products = self.env["product.product"].browse(
            {need.product_id for need in needs}
        )
        contents = {
            product.id: inside
            for product, inside in products._get_part_contents(company).items()
            if product not in inside
        }
        if not contents:
            return needs
        apart = []
        for need in needs:
            if need.product_id not in contents:
                apart.append(need)
                continue
            for product, amount in contents[need.product_id].items():
                apart.append(
                    need._replace(
                        key=f"{need.key}/{product.id}",
                        product_id=product.id,
                        quantity=need.quantity * amount,
                    )
                )
        return apart

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
        near = self._get_near_assets_domain(warehouse)
        domain = Domain("criticality", "in", list(levels)) & Domain(
            "equipment_id", "any", near
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
