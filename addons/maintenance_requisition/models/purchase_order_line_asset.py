from odoo import api, models


class PurchaseOrderLineAsset(models.AbstractModel):
    """Parts and services that are bought for one asset, which the bill charges to it.

    A part that is kept in stock may name its asset too; it is charged when it is issued
    and so neither the order nor the bill has the distribution of the asset.
    """

    _name = "purchase.order.line.asset"
    _description = "Purchase for One Asset"

    def _charges_asset(self):
        return not self.display_type and super()._charges_asset()

    @api.depends("equipment_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for line in self:
            own = line._get_equipment_distribution()
            if own:
                others = line._get_distribution_beside(own)
                line.analytic_distribution = own | others
        return result

    def _get_distribution_beside(self, own):
        """Return what of the distribution is on other plans than ``own``."""
        # who buys need not see analytic accounts
        accounts = self.env["account.analytic.account"].sudo()

        def find_plans(key):
            return accounts.browse(map(int, key.split(","))).exists().root_plan_id

        taken = accounts.root_plan_id.union(*map(find_plans, own))
        return {
            key: share
            for key, share in (self.analytic_distribution or {}).items()
            if not find_plans(key) & taken
        }

    @api.constrains("equipment_id", "maintenance_request_id", "order_id")
    def _check_asset_company(self):
        names = ["equipment_id", "maintenance_request_id"]
        self.filtered(lambda line: any(line[name] for name in names))._check_company(
            names
        )

    def _prepare_account_move_line(self, move=False):
        values = super()._prepare_account_move_line(move=move)
        if self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        if self.maintenance_request_id:
            values["maintenance_request_id"] = self.maintenance_request_id.id
        return values
