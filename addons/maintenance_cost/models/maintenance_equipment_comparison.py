from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import formatLang

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records

from ..tools import MIN_PEERS, Comparison


class MaintenanceEquipmentComparison(models.AbstractModel):
    """What a comparison with the peers says: in words, in plain values, in a list."""

    _name = "maintenance.equipment.comparison"
    _description = "Comparison of an Asset with Its Peers"

    # --- in words -------------------------------------------------------------------

    def _explain_comparison(self, found: Comparison):
        """Return what ``found`` says of this asset, in words with figures."""
        self.ensure_one()
        if not found.typical:
            return self._explain_no_comparison(found)
        currency = (self.company_id or self.env.company).currency_id
        text = self.env._(
            "%(cost)s %(months)s, its %(count)s peers a median of %(median)s",
            cost=currency.format(found.own.cost),
            months=self._describe_months(found),
            count=found.peer_count,
            median=currency.format(found.typical.cost),
        )
        if found.ratio is not None:
            text += self.env._(": × %s", self._format_ratio(found.ratio))
        factor = found.reason and getattr(found.factors, found.reason)
        if factor and round(factor, 1) > 1:
            text += self.env._(
                ", mostly %(reason)s (× %(ratio)s)",
                reason=self._describe_reason(found.reason),
                ratio=self._format_ratio(factor),
            )
        return text

    def _explain_no_comparison(self, found):
        if found.state == "few_peers":
            return self.env._(
                "At least %s other assets of this BOM are needed that have enough of "
                "the same months in service on record.",
                MIN_PEERS,
            )
        if found.state == "no_record":
            return self.env._("Less than a month of its service is on record.")
        if not self.in_service_date:
            return self.env._(
                "Since when it is in service is unknown. Enter the day to compare it."
            )
        return self.env._(
            "It has left on an unknown day. Without it, it cannot be compared."
        )

    def _describe_months(self, found):
        """Return which months in service were compared, such as "in 26 months"."""
        if found.first:
            return self.env._(
                "in months %(first)s to %(last)s of its service",
                first=found.first + 1,
                last=found.last,
            )
        if found.last == 1:
            return self.env._("in its first month")
        if found.last < found.months:
            return self.env._("in its first %s months", found.last)
        return self.env._("in %s months", found.last)

    def _describe_reason(self, reason):
        return {
            "jobs": self.env._("more jobs"),
            "parts": self.env._("more parts a job"),
            "price": self.env._("dearer parts"),
        }[reason]

    def _format_ratio(self, ratio):
        return formatLang(self.env, ratio, digits=1)

    # --- side by side ---------------------------------------------------------------

    def get_peer_comparison(self):
        """Return what the parts of each of these assets cost beside its peers.

        :raises AccessError: if the user may not read an asset, or not see costs
        :return: list of dicts, one an asset, in their order:
            ``equipment_id``, ``equipment_name``, ``bom_id``, ``currency``,
            ``state`` (``normal``, ``flagged``, ``few_peers``, ``no_record``,
            ``age_unknown``, or False: no BOM), ``explanation`` in words,
            ``months`` in service, and of the months compared, from ``month_from`` up to
            ``month_to``, not included: ``cost``, ``jobs``, ``parts``, ``median_cost``,
            ``peer_count``, ``ratio`` (False if the median is nothing), ``reason`` of a
            higher cost (``jobs``, ``parts``, ``price`` or False), ``factors`` (dict of
            these three, whose product is the ratio, or False), ``peers`` (list of dicts
            ``equipment_id``, ``equipment_name``, ``cost``, of those that the user may
            see, the dearest first). Amounts are in the company's currency; what is not
            known is False.
        """
        self = to_records(self)
        self.check_access("read")
        self._check_may_see_costs()
        comparisons = self._compare_with_peers()
        peer_ids = {key for found in comparisons.values() for key in found.cohort}
        visible = self.browse(peer_ids).with_context(active_test=False)
        names = {
            peer.id: peer.display_name for peer in visible._filtered_access("read")
        }
        return [
            asset._prepare_peer_comparison(comparisons.get(asset.id), names)
            for asset in self
        ]

    def _check_may_see_costs(self):
        if not self._has_field_access(self._fields["peer_state"], "read"):
            raise AccessError(
                self.env._(
                    "What assets cost is for planners, managers and accountants. Ask "
                    "one of them."
                )
            )

    def _prepare_peer_comparison(self, found, names):
        self.ensure_one()
        values = {
            "equipment_id": self.id,
            "equipment_name": self.display_name,
            "bom_id": self.bom_id.id,
            "currency": (self.company_id or self.env.company).currency_id.name,
            **self._prepare_peer_figures(found),
        }
        peers = found.cohort if found else {}
        values["peers"] = [
            {"equipment_id": key, "equipment_name": names[key], "cost": figures.cost}
            for key, figures in sorted(
                peers.items(), key=lambda item: (-item[1].cost, item[0])
            )
            if key != self.id and key in names
        ]
        return values

    def _prepare_peer_figures(self, found):
        """Return the figures of a comparison as plain values, False for nothing."""
        found = found or Comparison(self.id, False)
        own, typical, factors = found.own, found.typical, found.factors
        values = {
            "state": found.state,
            "explanation": found.state and self._explain_comparison(found),
            "months": found.months,
            "month_from": found.first if own else None,
            "month_to": found.last if own else None,
            "cost": own.cost if own else None,
            "jobs": own.jobs if own else None,
            "parts": own.parts if own else None,
            "median_cost": typical.cost if typical else None,
            "peer_count": found.peer_count,
            "ratio": found.ratio,
            "reason": found.reason,
            "factors": factors._asdict() if factors else None,
        }
        # the external API carries no None
        return {
            name: False if value is None else value for name, value in values.items()
        }

    def action_view_peers(self):
        """Open this asset beside its peers, each at the months in service compared."""
        self = to_record(self)
        return self.env["maintenance.peer.comparison"]._open_beside(self)
