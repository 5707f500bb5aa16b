from odoo import fields, models
from odoo.fields import Domain


class MaintenancePlannerExceptions(models.AbstractModel):
    """What keeps the planner from a decision becomes a row with a remedy."""

    _name = "maintenance.planner.exceptions"
    _description = "Exceptions of the Planner"

    def _prepare_exceptions(self, world, decisions):
        """Return {key: dict of values} of ``maintenance.planning.exception``."""
        found = {}
        lacks = [
            lack
            for _members, decision in decisions
            for lack in decision.lacks
            if not lack.is_late
        ]
        parts = self.env["product.product"].browse({lack.part for lack in lacks})
        archived = {part.id for part in parts if not part.active}
        barred = {part.id for part in parts if not part.purchase_ok}
        for lack in lacks:
            if lack.part in archived:
                self._add_part_problem("archived_part", lack, found)
            elif lack.part in barred:
                self._add_part_problem("not_purchasable", lack, found)
            else:
                self._add_sourcing_problem(world, lack, found)
        for part_id in world.misfits:
            found[f"unit/{part_id}"] = {"kind": "unit", "product_id": part_id}
        found |= self._get_plan_problems(world)
        found |= self._get_missed_series(world)
        found |= self._get_placeless_jobs(world)
        found |= self._get_superseded_rules(world)
        found |= self._get_age_problems(world)
        found |= self._get_line_problems(world)
        found |= world.problems
        found |= {
            f"failed_part/{part_id}": {
                "kind": "failed_part",
                "product_id": part_id,
                "reason": reason,
            }
            for part_id, reason in world.failed.items()
        }
        return found

    def _add_sourcing_problem(self, world, lack, found):
        """Note that what lacks is sold by nobody, or in no known time."""
        sourcing = world.sourcing[lack.part]
        if sourcing.vendor_id is None:
            kind = "vendor_unit" if sourcing.is_unit_wrong else "no_vendor"
        elif sourcing.delay is None:
            kind = "no_lead_time"
        else:
            return
        self._add_part_problem(kind, lack, found)

    def _add_part_problem(self, kind, lack, found):
        found.setdefault(
            f"{kind}/{lack.part}",
            {"kind": kind, "product_id": lack.part, "date_need": lack.day},
        )

    def _get_age_problems(self, world):
        """Return {key: values} of the parts whose age nobody knows."""
        asked = Domain("counts_from", "=", False) & (
            Domain("ask_on", "=", False) | Domain("ask_on", "<=", world.today)
        )
        return {
            f"unknown_age/{age.equipment_id}/{age.path}": {
                "kind": "unknown_age",
                "equipment_id": age.equipment_id,
                "product_id": age.product_id,
                "bom_line_id": age.bom_line_id,
            }
            for age in self._get_age_lines(world.warehouse, world.today, asked)
        }

    def _get_line_problems(self, world):
        """Return {key: values} of own lines of assets that have no effect."""
        near = self._get_near_assets_domain(world.warehouse)
        lines = self.env["maintenance.bom.line"].search(
            Domain("is_dangling", "=", True) & Domain("equipment_id", "any", near)
        )
        return {
            f"dangling_line/{line.id}": {
                "kind": "dangling_line",
                "equipment_id": line.equipment_id.id,
                "bom_line_id": line.id,
            }
            for line in lines
        }

    def _get_plan_problems(self, world):
        """Return {key: values} of jobs that plan nothing though they should."""
        requests = self.env["maintenance.request"]
        jobs = requests.search(
            Domain("warehouse_id", "=", world.warehouse.id)
            & requests._get_open_domain()
            & Domain("maintenance_type", "=", "preventive")
            & Domain("part_ids", "=", False)
            & Domain("equipment_id.bom_id", "!=", False)
            & Domain("equipment_id.active", "=", True)
            & Domain("equipment_id.lifecycle_state", "!=", "retired")
        )
        with_parts = {
            asset.id
            for [asset] in self.env["maintenance.equipment.part"]._read_group(
                [
                    ("equipment_id", "in", jobs.equipment_id.ids),
                    ("maintenance_type", "in", ("preventive", "both")),
                ],
                ["equipment_id"],
            )
        }
        return {
            f"no_plan/{job.id}": {
                "kind": "no_plan",
                "request_id": job.id,
                "equipment_id": job.equipment_id.id,
            }
            for job in jobs
            if job.equipment_id.id in with_parts
        }

    def _get_missed_series(self, world):
        """Return {key: values} of recurring jobs that were not closed in time, so that
        others of their series are missed.
        """
        requests = self.env["maintenance.request"]
        jobs = requests.search(
            Domain("warehouse_id", "=", world.warehouse.id)
            & requests._get_open_domain()
            & Domain("recurring_maintenance", "=", True)
            & Domain("schedule_date", "<", fields.Datetime.now())
            & (
                Domain("equipment_id", "=", False)
                | Domain("equipment_id.active", "=", True)
                & Domain("equipment_id.lifecycle_state", "!=", "retired")
            )
        )
        to_day = world.warehouse.company_id._get_day_converter()
        return {
            f"missed/{job.id}": {
                "kind": "missed",
                "request_id": job.id,
                "equipment_id": job.equipment_id.id or None,
                "date_need": to_day(job.schedule_date),
            }
            for job in jobs
            if job._is_repeated() and job._has_missed()
        }

    def _get_placeless_jobs(self, world):
        """Return {key: values} of jobs that plan parts and are for no warehouse, or for
        one that is archived: nobody plans for them. The first of the company tells it.
        """
        company = world.warehouse.company_id
        warehouses = self.env["stock.warehouse"]
        if world.warehouse != warehouses.search(
            [("company_id", "=", company.id)], limit=1
        ):
            return {}
        requests = self.env["maintenance.request"]
        jobs = requests.search(
            Domain("company_id", "=", company.id)
            & requests._get_open_domain()
            & Domain("part_ids", "!=", False)
            & (
                Domain("warehouse_id", "=", False)
                | Domain("warehouse_id.active", "=", False)
            )
        )
        return {
            f"no_warehouse/{job.id}": {
                "kind": "no_warehouse",
                "request_id": job.id,
                "equipment_id": job.equipment_id.id or None,
            }
            for job in jobs
        }

    def _get_superseded_rules(self, world):
        """Return {key: values} of superseded parts that an automatic reordering rule
        goes on to order.
        """
        return {
            f"superseded_rule/{product_id}": {
                "kind": "superseded_rule",
                "product_id": product_id,
            }
            for _place_id, product_id in world.owners
            if world.get_part_to_buy(product_id) != product_id
        }
