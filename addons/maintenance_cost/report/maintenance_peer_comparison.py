from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..models.maintenance_equipment import PEER_REASONS, PEER_STATES

# what there is of an asset only in the months in which it is compared
FIGURES = (
    "is_compared",
    "months_compared",
    "cost",
    "median_cost",
    "excess",
    "ratio",
    "jobs",
    "parts_per_job",
    "part_price",
)


class MaintenancePeerComparison(models.TransientModel):
    """Assets beside their peers, in a list that can be sorted and grouped.

    Made anew whenever somebody opens it, for him alone: the figures follow from today.
    """

    _name = "maintenance.peer.comparison"
    _description = "Assets Compared with Peers"
    _inherit = ["maintenance.checked.values"]
    _order = "is_compared desc, excess desc, cost_total desc, id"
    _rec_name = "equipment_id"

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    code = fields.Char(related="equipment_id.code")
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    category_id = fields.Many2one(related="equipment_id.category_id")
    lifecycle_state = fields.Selection(related="equipment_id.lifecycle_state")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(PEER_STATES, string="Compared with Peers", readonly=True)
    months = fields.Integer(
        string="Months in Service",
        readonly=True,
        aggregator="avg",
        help="Full months, up to the day on which the asset left.",
    )
    months_compared = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How many months in service were compared: those that the asset and "
        "enough peers have on record.",
    )
    months_on_record = fields.Char(
        string="On Record",
        readonly=True,
        help="The months in service of which the costs are known: those since both the "
        "asset and the costs of the company began to be kept here.",
    )
    cost_total = fields.Monetary(
        string="Cost to Date", readonly=True, help="All that its parts cost so far."
    )
    cost = fields.Monetary(
        string="Cost at Equal Months",
        readonly=True,
        help="What its parts cost in the months in service compared.",
    )
    median_cost = fields.Monetary(
        string="Median of Peers",
        readonly=True,
        aggregator=None,
        help="What the parts of its peers cost in the same months in service.",
    )
    excess = fields.Monetary(
        string="Above Peers",
        readonly=True,
        help="What the asset cost more than the median of its peers.",
    )
    ratio = fields.Float(
        string="Times Its Peers", readonly=True, digits=(16, 2), aggregator="max"
    )
    jobs = fields.Integer(
        readonly=True,
        help="Jobs that used parts. Parts taken without a job count as one job a day.",
    )
    parts_per_job = fields.Float(
        string="Parts a Job",
        readonly=True,
        digits=(16, 1),
        aggregator=None,
        help="Pieces. What is measured, such as oil, counts once each time.",
    )
    part_price = fields.Monetary(string="Price a Part", readonly=True, aggregator=None)
    reason = fields.Selection(PEER_REASONS, string="Mostly By", readonly=True)
    explanation = fields.Char(readonly=True)
    is_compared = fields.Boolean(
        readonly=True,
        help="The asset has the months compared on record.",
    )
    is_chosen = fields.Boolean(
        readonly=True, help="The asset whose peers the others are."
    )

    @api.model
    def action_view_fleet(self):
        """Open all assets that have a BOM, each beside its peers, the dearest first.

        :raises AccessError: if the user may not see costs
        :return: the action
        """
        self.check_access("read")
        equipment = self.env["maintenance.equipment"].with_context(active_test=False)
        assets = equipment.search([("bom_id", "!=", False)])
        found = assets._compare_with_peers()
        rows = self._create_rows(assets, found, found)
        return self._get_action(rows, {"search_default_filter_living": 1})

    def _open_beside(self, asset):
        """Open the assets of the BOM of ``asset``, in the months in service in which it
        is compared."""
        self.check_access("read")
        company = asset.company_id or self.env.company
        equipment = self.env["maintenance.equipment"].with_context(active_test=False)
        assets = equipment.with_company(company).search(
            [
                ("bom_id", "=", asset.bom_id.id),
                ("company_id", "in", (company.id, False)),
            ]
        )
        found = assets._compare_with_peers()
        rows = self._create_rows(
            assets, found, dict.fromkeys(found, found.get(asset.id)), asset
        )
        beside = "maintenance_cost.maintenance_peer_comparison_view_list_beside"
        name = self.env._("Peers of %s", asset.display_name)
        base = found.get(asset.id)
        if base and base.typical:
            name = self.env._(
                "Peers of %(asset)s in months %(first)s – %(last)s",
                asset=asset.display_name,
                first=base.first + 1,
                last=base.last,
            )
        return dict(
            self._get_action(rows, {}),
            name=name,
            display_name=name,
            views=[(self.env.ref(beside).id, "list"), (False, "kanban")],
        )

    def _create_rows(self, assets, found, bases, chosen=None):
        """Make a row for each of ``assets``.

        :param found: {asset id: its own Comparison}
        :param bases: {asset id: the Comparison whose months and median it is held to}
        """
        # nobody writes these rows but this
        return as_superuser(self).create(
            [
                {
                    **self._prepare_figures(asset.id, bases[asset.id]),
                    "equipment_id": asset.id,
                    "bom_id": asset.bom_id.id,
                    "company_id": (asset.company_id or asset.env.company).id,
                    "state": found[asset.id].state,
                    "months": found[asset.id].months,
                    "months_on_record": self._describe_record(found[asset.id]),
                    "reason": found[asset.id].reason
                    if bases[asset.id] is found[asset.id]
                    else False,
                    "explanation": asset._explain_comparison(found[asset.id]),
                    "cost_total": asset.parts_cost,
                    "is_chosen": asset == chosen,
                }
                for asset in assets
            ]
        )

    def _describe_record(self, found):
        """Return the months on record, such as "4 – 38"; False if there are none."""
        return (found.months or 0) > found.known_from and (
            f"{found.known_from + 1} – {found.months}"
        )

    def _prepare_figures(self, asset_id, base):
        """Return the figures of an asset in the months of ``base``, if it has them."""
        figures = base.cohort.get(asset_id)
        if not figures:
            return dict.fromkeys(FIGURES, 0)
        typical = base.typical.cost
        return {
            "is_compared": True,
            "months_compared": base.last - base.first,
            "cost": figures.cost,
            "median_cost": typical,
            "excess": figures.cost - typical,
            "ratio": figures.cost / typical if base.ratio is not None else 0.0,
            "jobs": figures.jobs,
            "parts_per_job": figures.jobs and figures.parts / figures.jobs,
            "part_price": figures.parts and figures.cost / figures.parts,
        }

    def _get_action(self, rows, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_cost.maintenance_peer_comparison_action"
        )
        return dict(action, domain=[("id", "in", rows.ids)], context=context)

    def action_open_asset(self):
        """Open the asset of this row."""
        self = to_record(self)
        return self.equipment_id.get_formview_action()
