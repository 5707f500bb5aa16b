from odoo import models
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
        for lack in lacks:
            if lack.part in archived:
                self._add_part_problem("archived_part", lack, found)
            else:
                self._add_sourcing_problem(world, lack, found)
        for part_id in world.misfits:
            found[f"unit/{part_id}"] = {"kind": "unit", "product_id": part_id}
        found |= self._get_plan_problems(world)
        found |= self._get_age_problems(world)
        found |= self._get_line_problems(world)
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
