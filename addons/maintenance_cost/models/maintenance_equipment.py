from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_consumption.models.cost_groups import COST_GROUPS

from ..tools import MIN_PEERS, Comparison, PeerCharge, Service, compare, roll_up

PEER_STATES = [
    ("flagged", "Above Peers"),
    ("normal", "In Line"),
    ("few_peers", "Too Few Peers"),
    ("no_record", "Short Record"),
    ("age_unknown", "Age Unknown"),
]
PEER_REASONS = [
    ("jobs", "More Jobs"),
    ("parts", "More Parts"),
    ("price", "Higher Prices"),
]


class MaintenanceEquipment(models.Model):
    """Assets that are built into other assets, and assets beside their peers.

    What the parts of an asset cost beside the other assets of its BOM is decided in
    ``tools/peers.py``; here are the facts, and the words. The facts are those of the
    company: the median is the same whoever asks, and whichever of the peers he may see.
    """

    _inherit = "maintenance.equipment"

    parent_id = fields.Many2one(
        "maintenance.equipment",
        string="Part of",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="The asset that this one is built into or belongs to, such as the line of "
        "a machine.",
    )
    child_ids = fields.One2many("maintenance.equipment", "parent_id", copy=False)
    child_count = fields.Integer(compute="_compute_child_count")
    # empty for an asset that is part of no other
    root_id = fields.Many2one(
        "maintenance.equipment",
        string="Top Asset",
        compute="_compute_root_id",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    tree_cost = fields.Monetary(
        string="With Components",
        compute="_compute_tree_cost",
        groups=COST_GROUPS,
        help="The total cost of this asset and of all assets that are part of it, "
        "archived ones included.",
    )
    peer_state = fields.Selection(
        PEER_STATES,
        string="Compared with Peers",
        compute="_compute_peers",
        search="_search_peer_state",
        groups=COST_GROUPS,
        help="What the parts of this asset cost, compared with the other assets of its "
        "BOM at equal months in service.",
    )
    peer_ratio = fields.Float(
        string="Times Its Peers",
        compute="_compute_peers",
        digits=(16, 2),
        aggregator=None,
        groups=COST_GROUPS,
        help="What its parts cost, as a multiple of the median of its peers at equal "
        "months in service.",
    )
    peer_explanation = fields.Char(
        string="Explanation",
        compute="_compute_peers",
        groups=COST_GROUPS,
    )

    @api.model
    def _get_derived_names(self):
        return super()._get_derived_names() | {"root_id"}

    # --- assets that are part of this one ---------------------------------------------

    @api.depends("parent_id", "parent_id.root_id")
    def _compute_root_id(self):
        for asset in self:
            asset.root_id = asset.parent_id.root_id or asset.parent_id

    @api.constrains("parent_id")
    def _check_parent_id(self):
        for asset in self:
            if asset._has_cycle():
                raise ValidationError(
                    self.env._(
                        "“%(asset)s” cannot be part of “%(parent)s”, which is part "
                        "of it. Choose another, or none.",
                        asset=asset.display_name,
                        parent=asset.parent_id.display_name,
                    )
                )

    @api.depends("child_ids")
    def _compute_child_count(self):
        counts = dict(
            self.env["maintenance.equipment"]._read_group(
                [("parent_id", "in", self.ids)], ["parent_id"], ["__count"]
            )
        )
        for asset in self:
            asset.child_count = counts.get(asset._origin, 0)

    @api.depends("child_ids")
    @api.depends_context("company")
    def _compute_tree_cost(self):
        tree = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        costs = [
            ((asset_id, company_id), sum(by_name.values()))
            for (asset_id, company_id), by_name in tree._get_costs().items()
        ]
        company_ids = {company_id for (_asset_id, company_id), _cost in costs}
        totals = roll_up(
            costs,
            {
                (asset.id, company_id): (asset.parent_id.id, company_id)
                for asset in tree
                if asset.parent_id
                for company_id in company_ids
            },
        )
        for asset in self:
            company = asset._get_cost_company()
            asset.tree_cost = company.currency_id.round(
                totals.get((asset._origin.id, company.id), 0.0)
            )

    def action_view_tree_costs(self):
        """Open the charges of this asset and of all that are part of it."""
        self = to_record(self)
        return self._prepare_costs_action(
            "maintenance_cost.maintenance_cost_report_action_tree",
            [("equipment_id", "child_of", self.id)],
        )

    def action_view_components(self):
        """Open the assets that are built directly into this one."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance.hr_equipment_action"
        )
        return dict(
            action,
            name=self.env._("Part of %s", self.display_name),
            domain=[("parent_id", "=", self.id)],
            context={"default_parent_id": self.id},
        )

    # --- peers ------------------------------------------------------------------------

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

    # --- the facts of a comparison with the peers -------------------------------------

    def _compare_with_peers(self):
        """Return {asset id: Comparison} for those of these assets that have a BOM."""
        found = {}
        for company, assets in self.filtered("bom_id")._by_cost_company().items():
            # what is flagged is a setting that everybody's figures follow
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
        today = company._get_today()
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
        # with all rights: all costs of the company count
        [[first]] = (
            self.env["maintenance.cost.report"]
            .sudo()
            ._read_group(self._get_parts_cost_domain(company), [], ["date:min"])
        )
        return first

    def _get_charges(self, company):
        """Return {asset id: [PeerCharge]} of what parts cost these assets."""
        groups = self.env["maintenance.cost.report"]._read_group(
            self._get_parts_cost_domain(company)
            & Domain("equipment_id", "in", self.ids),
            ["equipment_id", "date:day", "maintenance_request_id", "product_id"],
            ["cost:sum", "quantity:sum"],
        )
        pieces = self.env.ref("uom.product_uom_unit")
        charges = defaultdict(list)
        for asset, day, job, product, cost, quantity in groups:
            unit = product.uom_id
            if unit and unit._has_common_reference(pieces):
                parts = unit._compute_quantity(quantity, pieces, round=False)
            else:
                # forty litres of oil are not forty parts: what is measured counts once
                parts = float(quantity > 0)
            charges[asset.id].append(PeerCharge(day, cost, parts, job.id or None))
        return charges

    # --- a comparison in words --------------------------------------------------------

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
                "Its in-service date is unknown. Enter the date to compare it."
            )
        return self.env._(
            "Its retirement date is unknown. Enter the date to compare it."
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
            "price": self.env._("higher prices"),
        }[reason]

    def _format_ratio(self, ratio):
        return formatLang(self.env, ratio, digits=1)

    # --- an asset beside its peers ----------------------------------------------------

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
