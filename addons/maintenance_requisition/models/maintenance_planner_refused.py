from collections import defaultdict

from odoo import models

from ..tools import EPSILON, Refusal, refuse


class MaintenancePlannerRefused(models.AbstractModel):
    """What a person has said no to is not proposed again, and claims nothing."""

    _name = "maintenance.planner.refused"
    _description = "Refusals for the Planner"

    def _get_refused(self, world, decisions):
        """Return {name of a need: [(cancelled line, day, Refusal)]}, remembered."""
        if world.refused is None:
            names = {
                name_need(key)
                for _members, decision in decisions
                for lack in decision.lacks
                for key, _quantity in lack.pieces
            }
            world.refused = self._find_refused(world.warehouse, names)
        return world.refused

    def _find_refused(self, warehouse, names):
        shares = self.env["maintenance.requisition.share"].search(
            [
                ("key", "in", list(names)),
                ("line_id.warehouse_id", "=", warehouse.id),
                ("line_id.decision", "=", "cancel"),
                ("line_id.cancelled_by_id", "!=", False),
            ]
        )
        found = defaultdict(list)
        for share in shares:
            line = share.line_id
            refusal = Refusal(line._get_group(), share.quantity, share.lacking_qty)
            found[share.key].append((line, share.date_need, refusal))
        return found

    def _refuse(self, world, refused, key, day, pieces):
        """Return (how much of each piece is refused, the line that was cancelled).

        :param refused: what :meth:`_get_refused` returns
        :param key: of a need that lacks ``pieces`` for ``day``
        :param pieces: [(group, quantity in the unit of the part)]
        """
        said = [
            (line, refusal)
            for line, before, refusal in refused.get(name_need(key), ())
            # what is overdue is wanted today, whatever day that is; and a minimum is
            # always wanted on the first day on which it can be there
            if key[0] == "minimum" or max(before, world.today) == day
        ]
        taken = refuse(pieces, [refusal for _line, refusal in said])
        return taken, said[-1][0] if said else None

    def _get_unrefused(self, world, refused, lack):
        """Return what of a ``Lack`` nobody has refused and no reordering rule orders,
        in the unit of the set.
        """
        left = 0.0
        for key, quantity in lack.pieces:
            if key[1] in world.rules:
                continue
            factor = world.factors[lack.part]
            [taken], _line = self._refuse(
                world, refused, key, lack.day, [(None, quantity / factor)]
            )
            if quantity - taken * factor > EPSILON:
                left += quantity - taken * factor
        return left


def name_need(key: tuple) -> str:
    """Return the name under which a share remembers a need, or a minimum."""
    kind, name = key
    return name if kind == "need" else f"{kind}/{name}"
