from collections import defaultdict

from odoo import fields, models
from odoo.tools import float_round

from ..tools import Listed, next_plan


class MaintenanceRequestNext(models.AbstractModel):
    """The plan that a recurring job hands on to the next."""

    _name = "maintenance.request.next"
    _description = "Plan of the Next Maintenance Job"

    follows_bom = fields.Boolean(
        help="The parts were proposed from the BOM: when the job recurs, those that "
        "are not used on every job come at their turn.",
    )

    def _hand_on_plan(self, following):
        """Give the job ``following`` the plan of this one, as far as it needs it."""
        self.ensure_one()
        parts, is_proposed = self.part_ids, self._is_plan_proposed()
        listed, values = self._get_listed_parts()[self.equipment_id.parts_key]
        kept, added = next_plan(
            # without an asset there is nothing to judge the plan by
            [(part, self.equipment_id and part.path) for part in parts],
            listed,
            following._get_job_number(),
            self._get_plan_day(following.schedule_date),
            self._get_plan_day(self.schedule_date),
            is_proposed,
        )
        parts.browse().union(*kept)._copy_to_next(following)
        parts.create([following._prepare_part(values[path]) for path in added])
        following.follows_bom = is_proposed

    def _get_plan_day(self, moment):
        """Return the day whose BOM counts for a job at ``moment``."""
        return self.company_id._get_local_day(moment or fields.Datetime.now())

    def _is_plan_proposed(self):
        """Say whether parts that the BOM has at their turn belong into the plan."""
        self.ensure_one()
        return self.follows_bom or any(part.path for part in self.part_ids)

    def _get_listed_parts(self):
        """Return {parts key: ({path: Listed}, {path: values})} of the assets of these
        jobs, empty dicts for a key that there is not.

        Values are what ``_prepare_part`` takes. Assets of one BOM share a key.
        """
        # whoever may finish a job need not see BOMs
        components_sudo = (
            self.env["maintenance.bom.component"]
            .sudo()
            .search([("parts_key", "in", self.sudo().equipment_id.mapped("parts_key"))])
        )
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        lists = defaultdict(lambda: ({}, {}))
        for component in components_sudo:
            quantity = float_round(component.product_qty, precision_digits=digits)
            if quantity:
                listed, values = lists[component.parts_key]
                listed[component.path] = _to_listed(component)
                values[component.path] = {
                    "product_id": component.product_id.id,
                    "product_qty": quantity,
                    "uom_id": component.product_uom_id.id,
                    "position": component.position,
                    "path": component.path,
                    "line_id": component.line_id.id,
                    "criticality": component.criticality,
                }
        return lists


def _to_listed(component):
    line, replaces = component.line_id, None
    if line.equipment_id and line.effect == "replace":
        # an own line stands where the line that it replaces stood
        above = component.path.removesuffix(f"{line.id}/")
        replaces = f"{above}{line.target_line_id.id}/"
    return Listed(
        component.path,
        component.every_nth,
        component.date_from or None,
        component.date_to or None,
        component.maintenance_type in ("preventive", "both"),
        replaces,
    )
