from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..tools import Charge, Comparison, Service, compare
from .groups import COST_GROUPS

PEER_STATES = [
    ("flagged", "Dearer Than Its Peers"),
    ("normal", "In Line"),
    ("few_peers", "Too Few Peers"),
    ("no_record", "Too Short a Record"),
    ("age_unknown", "Age Unknown"),
]
PEER_REASONS = [
    ("jobs", "More Jobs"),
    ("parts", "More Parts a Job"),
    ("price", "Dearer Parts"),
]


class MaintenanceEquipmentPeers(models.AbstractModel):
    """What the parts of an asset cost beside the other assets of its BOM.

    The decisions are in ``tools/peers.py``; here are the facts for them. They are facts
    of the company: the median is the same whoever asks, and whichever of the peers he
    may see.
    """

    _name = "maintenance.equipment.peers"
    _description = "Peers of an Asset"

    peer_state = fields.Selection(
        PEER_STATES,
        string="Beside Its Peers",
        compute="_compute_peers",
        search="_search_peer_state",
        groups=COST_GROUPS,
        help="What the parts of this asset cost, beside the other assets of its BOM at "
        "equal months in service.",
    )
    peer_ratio = fields.Float(
        string="Times Its Peers",
        compute="_compute_peers",
        digits=(16, 1),
        aggregator=None,
        groups=COST_GROUPS,
        help="What its parts cost, as a multiple of the median of its peers at equal "
        "months in service.",
    )
    peer_explanation = fields.Char(
        string="Why",
        compute="_compute_peers",
        groups=COST_GROUPS,
    )

    @api.depends(
        "bom_id",
        "company_id",
        "in_service_date",
        "lifecycle_state",
        "retirement_date",
        "scrap_date",
    )
    @api.depends_context("company", "lang")
    def _compute_peers(self):
        comparisons = self._origin._compare_with_peers()
        for asset in self:
            found = comparisons.get(asset._origin.id)
            asset.peer_state = found and found.state
            asset.peer_ratio = found and found.ratio or 0.0
            asset.peer_explanation = found and asset._explain_comparison(found)

    def _search_peer_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        assets = self.with_context(active_test=False).search([("bom_id", "!=", False)])
        found = assets.filtered(lambda asset: asset.peer_state in value)
        domain = Domain("id", "in", found.ids)
        return domain | Domain("bom_id", "=", False) if False in value else domain

    # --- the facts ------------------------------------------------------------------

    def _compare_with_peers(self):
        """Return {asset id: Comparison} for those of these assets that have a BOM."""
        found = {}
        for company, assets in self.filtered("bom_id")._by_cost_company().items():
            company_sudo = company.sudo()
            for services in assets._get_services(company_sudo).values():
                found |= compare(
                    services,
                    company_sudo.parts_peer_factor,
                    company_sudo.parts_peer_min_amount,
                )
        return {asset.id: found[asset.id] for asset in self if asset.id in found}

    def _get_services(self, company):
        """Return {BOM: [Service]} of all assets of these BOMs in ``company``.

        Those that have left are among them: their history is real.
        """
        # peers count, whether or not the one who asks may see them
        assets_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("bom_id", "in", self.bom_id.ids),
                    ("company_id", "in", (company.id, False)),
                ]
            )
        )
        today = company._get_local_day(fields.Datetime.now())
        first_day = self._get_first_cost_day(company) or today
        charges = assets_sudo._get_charges(company)
        services = defaultdict(list)
        for asset in assets_sudo:
            services[asset.bom_id].append(
                Service(
                    asset.id,
                    asset.in_service_date or None,
                    asset._get_service_end(today),
                    max(company._get_local_day(asset.create_date), first_day),
                    charges[asset.id],
                )
            )
        return services

    def _get_service_end(self, today):
        """Return the day on which this asset left, ``today`` if it is still here, None
        if the day is unknown."""
        self.ensure_one()
        ends = (self.retirement_date, self.scrap_date)
        past = [day for day in ends if day and day <= today]
        if past:
            return min(past)
        if self.lifecycle_state == "retired" or not self.active:
            return None
        return today

    def _get_first_cost_day(self, company):
        """Return the day from which on parts of assets were charged in ``company``."""
        [[first]] = (
            self.env["maintenance.cost.report"]
            .sudo()
            ._read_group(self._get_parts_cost_domain(company), [], ["date:min"])
        )
        return first and company._get_local_day(first)

    def _get_charges(self, company):
        """Return {asset id: [Charge]} of what parts cost these assets."""
        groups = (
            self.env["maintenance.cost.report"]
            # days are those of the company
            .with_context(tz=company._get_local_zone())
            ._read_group(
                self._get_parts_cost_domain(company)
                & Domain("equipment_id", "in", self.ids),
                ["equipment_id", "date:day", "maintenance_request_id", "product_id"],
                ["cost:sum", "quantity:sum"],
            )
        )
        pieces = self.env.ref("uom.product_uom_unit")
        charges = defaultdict(list)
        for asset, moment, job, product, cost, quantity in groups:
            unit = product.uom_id
            if unit and unit._has_common_reference(pieces):
                parts = unit._compute_quantity(quantity, pieces, round=False)
            else:
                # forty litres of oil are not forty parts: what is measured counts once
                parts = float(quantity > 0)
            charges[asset.id].append(
                Charge(moment.date(), cost, parts, job.id or None)
            )
        return charges

    # --- in words -------------------------------------------------------------------

    def _explain_comparison(self, found: Comparison):
        """Return what ``found`` says of this asset, in words with figures."""
        self.ensure_one()
        if not found.typical:
            return self._explain_no_comparison(found)
        currency = (self.company_id or self.env.company).currency_id
        text = self.env._(
            "%(cost)s %(months)s; its %(count)s peers %(median)s",
            cost=currency.format(found.own.cost),
            months=self._describe_months(found),
            count=found.peer_count,
            median=currency.format(found.typical.cost),
        )
        if found.ratio is not None:
            text += self.env._(": × %s", self._format_ratio(found.ratio))
        if found.reason:
            text += self.env._(
                "; %(reason)s (× %(ratio)s)",
                reason=self._describe_reason(found.reason),
                ratio=self._format_ratio(getattr(found.factors, found.reason)),
            )
        return text

    def _explain_no_comparison(self, found):
        if found.state == "few_peers":
            return self.env._(
                "At least 3 other assets of this BOM are needed that have enough of the "
                "same months in service on record."
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
        return self.env["ir.qweb.field.float"].value_to_html(ratio, {"precision": 1})

    # --- side by side ---------------------------------------------------------------

    def get_peer_comparison(self):
        """Return what the parts of each of these assets cost beside its peers.

        :raises AccessError: if the user may not read one of the assets, or not see costs
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
        return {
            "state": found.state,
            "explanation": found.state and self._explain_comparison(found),
            "months": False if found.months is None else found.months,
            "month_from": own and found.first,
            "month_to": own and found.last,
            "cost": own and own.cost,
            "jobs": own and own.jobs,
            "parts": own and own.parts,
            "median_cost": typical and typical.cost,
            "peer_count": found.peer_count,
            "ratio": False if found.ratio is None else found.ratio,
            "reason": found.reason or False,
            "factors": factors and factors._asdict(),
        }

    def action_view_peers(self):
        """Open this asset beside its peers, each at the months in service compared."""
        self.ensure_one()
        return self.env["maintenance.peer.comparison"]._open_beside(self)
