from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.maintenance_bom_line import CRITICALITIES

from ..tools import MOST, tell_apart


class MaintenancePlannerNeeds(models.AbstractModel):
    """What a warehouse will need and when: from jobs, recurrences and ages."""

    _name = "maintenance.planner.needs"
    _description = "Needs of a Warehouse"
    _inherit = ["maintenance.planner.jobs", "maintenance.planner.ages"]

    def _get_needs(self, warehouse, today, last_day, products=None, problems=None):
        """Return the needs of ``warehouse`` up to ``last_day`` as a list of RawNeed.

        In each part's own unit, kits by what they are made of. What has passed is
        needed ``today``.

        :param products: only these, if given
        :param problems: {key: values of an exception}, to add those to of what cannot
            be planned with, and is left out
        """
        problems = {} if problems is None else problems
        planned, places = self._get_planned_needs(
            warehouse, today, last_day, products, problems
        )
        coming, coming_places = self._get_coming_needs(
            warehouse, today, last_day, products, problems
        )
        for place, days in coming_places.items():
            places[place] += days
        ages = self._get_age_needs(warehouse, today, last_day, places, products)
        needs = self._take_apart([*planned, *coming, *ages], warehouse.company_id)
        needs = self._leave_out_no_quantities(needs, problems)
        if products is not None:
            needs = [need for need in needs if need.product_id in products._ids]
        return tell_apart(needs)

    def _leave_out_no_quantities(self, needs, problems):
        """Return those of ``needs`` whose quantity one can calculate with."""
        good = []
        for need in needs:
            # not: above, for NaN is neither
            bad = [
                number
                for number in (need.quantity, need.used)
                if not abs(number) <= MOST
            ]
            if not bad:
                good.append(need)
                continue
            part = self.env["product.product"].browse(need.product_id)
            reason = self.env._(
                "the quantity of “%(part)s” is %(number)s",
                part=part.display_name,
                number=bad[0],
            )
            if need.request_id:
                self._note_job_problem(problems, need.request_id, reason)
            else:
                problems[f"failed_asset/{need.equipment_id}"] = {
                    "kind": "failed_asset",
                    "equipment_id": need.equipment_id,
                    "reason": reason,
                }
        return good

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
                        used=need.used * amount,
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
