from collections import defaultdict

from odoo import models

from ..tools import EPSILON, Refusal, refuse


class MaintenancePlannerRefused(models.AbstractModel):
    """What a person has said no to is not proposed again, and claims nothing."""

    _name = "maintenance.planner.refused"
    _description = "Refusals for the Planner"

    def _get_refused(self, world):
        """Return {name of a need: [(cancelled line, day, Refusal)]}, remembered."""
        if world.refused is None:
            names = {need.key for need in world.needs}
            names.update(name_need(("minimum", part_id)) for part_id in world.minimums)
            world.refused = self._find_refused(world.warehouse, names)
        return world.refused

    def _with_refused(self, world, need):
        """Return ``need`` with what of it persons have said no to, if that still holds.

        In the unit of the set.
        """
        if not self._get_refused(world):
            return need
        said = [
            (refusal, world.factors.get(refusal.group[0], 1.0))
            for _line, refusal in self._get_said(world, need.key, need.day)
        ]
        if not said:
            return need
        return need._replace(
            # a later no may be about more of the same
            refused=min(
                sum(refusal.quantity * factor for refusal, factor in said),
                max(refusal.total * factor for refusal, factor in said),
            )
        )

    def _find_refused(self, warehouse, names):
        # persons say no to a few: not worth telling the database thousands of names
        shares = self.env["maintenance.requisition.share"].search(
            [
                ("line_id.warehouse_id", "=", warehouse.id),
                ("line_id.decision", "=", "cancel"),
                ("line_id.cancelled_by_id", "!=", False),
            ]
        )
        found = defaultdict(list)
        for share in shares.filtered(lambda share: share.key in names):
            line = share.line_id
            refusal = Refusal(line._get_group(), share.quantity, share.lacking_qty)
            found[share.key].append((line, share.date_need, refusal))
        return found

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
