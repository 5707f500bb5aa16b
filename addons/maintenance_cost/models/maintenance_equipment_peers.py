from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import PeerCharge, Service, compare
from .groups import COST_GROUPS

PEER_STATES = [
    ("flagged", "Dear"),
    ("normal", "In Line"),
    ("few_peers", "Too Few Peers"),
    ("no_record", "Short Record"),
    ("age_unknown", "Age Unknown"),
]
PEER_REASONS = [
    ("jobs", "More Jobs"),
    ("parts", "More Parts"),
    ("price", "Dearer Parts"),
]


class MaintenanceEquipmentPeers(models.AbstractModel):
    """What the parts of an asset cost beside the other assets of its BOM.

    The decisions are in ``tools/peers.py``, their words in
    ``maintenance.equipment.comparison``; here are the facts. They are facts of the
    company: the median is the same whoever asks, and whichever of the peers he may see.
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
        digits=(16, 2),
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
        # a fact of the company, whoever of its users may see which costs
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
