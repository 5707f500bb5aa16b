from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..tools import roll_up
from .groups import COST_GROUPS


class MaintenanceEquipment(models.Model):
    """Assets that are built into other assets, and what they cost together."""

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

    @api.model
    def _get_derived_names(self):
        return super()._get_derived_names() | {"root_id"}

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
            "maintenance_consumption.maintenance_cost_report_action_tree",
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
