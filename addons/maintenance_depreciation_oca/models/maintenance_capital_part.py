from odoo import api, fields, models


class MaintenanceCapitalPart(models.Model):
    _inherit = "maintenance.capital.part"

    asset_profile_id = fields.Many2one(
        "account.asset.profile",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        compute="_compute_asset_profile_id",
        store=True,
        readonly=False,
        help="How the part is depreciated. Proposed: as the part was last, else as the "
        "asset.",
    )
    account_asset_ids = fields.One2many(
        "account.asset", "capital_part_id", string="Fixed Asset", readonly=True
    )

    @api.depends("equipment_id", "product_id")
    def _compute_asset_profile_id(self):
        for part in self.filtered(lambda part: not part.asset_profile_id):
            part.asset_profile_id = part._find_profile()

    def _find_profile(self):
        """Return the profile of the last such part, else that of the asset."""
        self.ensure_one()
        # with all rights: who issues a part may lack access to the books
        assets_sudo = self.env["account.asset"].sudo()
        company = ("company_id", "=", self.company_id.id)
        alike = ("capital_part_id.product_id", "=", self.product_id.id)
        own = ("equipment_id", "=", self.equipment_id.id)
        return (
            assets_sudo.search([company, alike], limit=1)
            or assets_sudo.search([company, own], order="date_start, id", limit=1)
        ).profile_id

    def _post(self, entry):
        # only this makes a fixed asset of an item with a profile
        if entry.line_ids.asset_profile_id:
            return entry.action_post()
        return super()._post(entry)
