from odoo import models

from ..tools import sum_refused


class MaintenanceRequestAvailability(models.AbstractModel):
    """What persons have said no to takes only what nobody else wants: in the traffic
    light as in the planner.
    """

    _inherit = "maintenance.request.availability"

    def _get_part_needs(self, parts, moved, places, products):
        needs, companies = super()._get_part_needs(parts, moved, places, products)
        # a no is a fact of the company, whoever of its users looks
        shares_sudo = self.env["maintenance.requisition.share"].sudo()
        refused = shares_sudo._find_refused(parts.request_id.warehouse_id)
        if refused:
            keys = {
                part.id: (part, key) for part, key in parts._get_need_keys().items()
            }
            for (_place_id, product), here in needs.items():
                here[:] = [
                    self._with_refused(need, product, *keys[need.key[1]], refused)
                    for need in here
                ]
        return needs, companies

    def _with_refused(self, need, product, part, key, refused):
        """Return ``need`` with what of it persons have said no to, if that still holds.

        :param need: what a planned ``part`` wants of ``product``
        :param key: what the planner calls the need of the part
        :param refused: what ``_find_refused()`` of shares returns
        """
        name = key if product == part.product_id else f"{key}/{product.id}"
        said = refused.get((part.request_id.warehouse_id.id, name))
        if not said:
            return need
        today = part.company_id._get_today()
        quantity = sum_refused(
            (refusal, _get_factor(line.product_id.uom_id, product.uom_id))
            for line, before, refusal in said
            if max(before, today) == need.day
        )
        return need._replace(refused=quantity) if quantity else need


def _get_factor(unit, other):
    """Return how much of ``other`` one ``unit`` is, 1 if nobody can convert it."""
    if not unit._has_common_reference(other):
        return 1.0
    return unit._compute_quantity(1.0, other, round=False)
