from odoo import models

from ..tools import EPSILON, refuse, sum_refused


class MaintenancePlannerRefused(models.AbstractModel):
    """What a person has rejected is not proposed again, and claims nothing."""

    _name = "maintenance.planner.refused"
    _description = "Refusals for the Planner"

    def _get_refused(self, world):
        """Return {name of a need: [(cancelled line, day, Refusal)]}, remembered."""
        if world.refused is None:
            names = {need.key for need in world.needs}
            names.update(name_need(("minimum", part_id)) for part_id in world.minimums)
            shares = self.env["maintenance.requisition.share"]
            refused = shares._find_refused(world.warehouse)
            world.refused = {
                name: refused[warehouse_id, name]
                for warehouse_id, name in refused
                if name in names
            }
        return world.refused

    def _with_refused(self, world, need):
        """Return ``need`` with what of it persons have rejected, if that still holds.

        In the unit of the set.
        """
        if not self._get_refused(world):
            return need
        refused = sum_refused(
            (refusal, world.factors.get(refusal.group[0], 1.0))
            for _line, refusal in self._get_said(world, need.key, need.day)
        )
        return need._replace(refused=refused) if refused else need

    def _get_said(self, world, key, day):
        """Return [(cancelled line, Refusal)] of a need for ``day``."""
        return [
            (line, refusal)
            for line, before, refusal in self._get_refused(world).get(
                name_need(key), ()
            )
            # what is overdue is wanted today, whatever day that is; and a minimum is
            # always wanted on the first day on which it can be there
            if key[0] == "minimum" or max(before, world.today) == day
        ]

    def _refuse(self, world, key, day, pieces):
        """Return (how much of each piece is refused, the line that was cancelled).

        :param key: of a need that lacks ``pieces`` for ``day``
        :param pieces: [(group, quantity in the unit of the part)]
        """
        said = self._get_said(world, key, day)
        if not said:
            return [0.0] * len(pieces), None
        taken = refuse(pieces, [refusal for _line, refusal in said])
        return taken, said[-1][0]

    def _get_unrefused(self, world, lack):
        """Return what of a ``Lack`` nobody has refused and no reordering rule orders,
        in the unit of the set.
        """
        left = 0.0
        for key, quantity in lack.pieces:
            if key[1] in world.rules:
                continue
            factor = world.factors[lack.part]
            [taken], _line = self._refuse(
                world, key, lack.day, [(None, quantity / factor)]
            )
            if quantity - taken * factor > EPSILON:
                left += quantity - taken * factor
        return left


def name_need(key: tuple) -> str:
    """Return the name under which a share remembers a need, or a minimum."""
    kind, name = key
    return name if kind == "need" else f"{kind}/{name}"
