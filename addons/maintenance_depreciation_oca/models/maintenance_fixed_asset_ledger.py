from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser

from .account_asset import RUNNING


class MaintenanceFixedAssetLedger(models.AbstractModel):
    """The fixed assets of OCA's `account_asset_management`."""

    _inherit = "maintenance.fixed.asset.ledger"

    @api.model
    def _get_ledger_name(self):
        return self.env._("Assets Management")

    # --- figures ----------------------------------------------------------------------

    @api.model
    def _get_book_values(self, assets, company, day):
        # callers have checked who may know
        assets_sudo = self.env["account.asset"].sudo()
        fixed_sudo = assets_sudo.search(
            [
                ("equipment_id", "in", assets.ids),
                ("company_id", "=", company.id),
                "|",
                ("state", "!=", "removed"),
                ("date_remove", ">", day),
            ]
        )
        # they may lack access to the lines of fixed assets
        lines_sudo = self.env["account.asset.line"].sudo()
        domain = Domain("asset_id", "in", fixed_sudo.ids) & Domain(
            "type", "=", "depreciate"
        )
        booked = Domain("init_entry", "=", True) | Domain("move_check", "=", True)
        depreciated = dict(
            lines_sudo._read_group(
                domain & booked & Domain("line_date", "<=", day),
                ["asset_id"],
                ["amount:sum"],
            )
        )
        ends = dict(
            lines_sudo._read_group(domain, ["asset_id"], ["line_date:max"]),
        )
        values = defaultdict(
            lambda: {"count": 0, "acquisition": 0.0, "depreciated": 0.0, "end": False}
        )
        for fixed in fixed_sudo:
            found = values[fixed.equipment_id.id]
            found["count"] += 1
            found["acquisition"] += fixed.purchase_value
            found["depreciated"] += depreciated.get(fixed, 0.0)
            days = [day for day in (found["end"], ends.get(fixed)) if day]
            found["end"] = max(days, default=False)
        for found in values.values():
            found["acquisition"] = company.currency_id.round(found["acquisition"])
            found["depreciated"] = company.currency_id.round(found["depreciated"])
            found["book_value"] = company.currency_id.round(
                found["acquisition"] - found["depreciated"]
            )
        return dict(values)

    @api.model
    def _get_linked_domain(self, company):
        return Domain("id", "in", self._get_linked(company, RUNNING).ids)

    @api.model
    def _get_removed_domain(self, company):
        removed = self._get_linked(company, ("removed",))
        return Domain("id", "in", (removed - self._get_linked(company, RUNNING)).ids)

    @api.model
    def _get_linked(self, company, states):
        """Return the maintenance assets with fixed assets in these states."""
        # callers have checked who may know
        assets_sudo = self.env["account.asset"].sudo()
        rows = assets_sudo._read_group(
            [
                ("company_id", "=", company.id),
                ("equipment_id", "!=", False),
                ("state", "in", states),
            ],
            ["equipment_id"],
        )
        return self.env["maintenance.equipment"].union(*(row[0] for row in rows))

    @api.model
    def _open_fixed_assets(self, assets):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_asset_management.account_asset_action"
        )
        return dict(action, domain=[("equipment_id", "in", assets.ids)], context={})

    # --- capital parts ----------------------------------------------------------------

    @api.model
    def _make_fixed_asset(self, part, day):
        profile = part.asset_profile_id
        if not profile:
            raise UserError(
                self.env._(
                    "Choose the asset profile of “%s”: it says how the part is "
                    "depreciated.",
                    part.display_name,
                )
            )
        return part._post_entry(
            day,
            part.amount,
            {
                "account_id": profile.account_asset_id.id,
                "asset_profile_id": profile.id,
                "quantity": 1,
            },
            {"account_id": part.account_id.id, "asset_profile_id": False},
            profile.journal_id,
        )

    @api.model
    def _take_back_fixed_asset(self, part, day):
        # who may decide about capital parts need not be able to remove fixed assets
        fixed = as_superuser(part).account_asset_ids
        fixed = fixed.filtered(lambda asset: asset.state in RUNNING)
        if len(fixed) != 1:
            raise UserError(
                self.env._(
                    "“%s” has no fixed asset that is in the books any more. Put the "
                    "clearing account right with an entry by hand.",
                    part.display_name,
                )
            )
        posted = fixed.depreciation_line_ids.filtered(
            lambda line: line.type == "depreciate" and line.move_check
        )
        if posted:
            # the ledger depreciates up to the day before, which is posted already
            day = max(day, max(posted.mapped("line_date")) + timedelta(1))
            return self._remove_against_clearing(part, fixed, day)
        profile = fixed.profile_id
        fixed.set_to_draft()
        fixed.unlink()
        return part._post_entry(
            day,
            part.confirmed_amount,
            {"account_id": part.account_id.id, "asset_profile_id": False},
            {"account_id": profile.account_asset_id.id, "asset_profile_id": False},
            profile.journal_id,
        )

    @api.model
    def _remove_against_clearing(self, part, fixed, day):
        """Remove a fixed asset as if it were sold for what it was confirmed with, on
        the clearing account. What was depreciated is a gain.
        """
        profile = fixed.profile_id
        if not profile.account_plus_value_id:
            raise UserError(
                self.env._(
                    "Depreciation of “%(part)s” is posted already. Set the plus-value "
                    "account of profile %(profile)s, on which it is given back.",
                    part=part.display_name,
                    profile=profile.display_name,
                )
            )
        context = fixed.remove()["context"]
        wizard = self.env["account.asset.remove"].with_context(**context)
        # who may decide about capital parts need not be able to remove fixed assets
        wizard = as_superuser(wizard).create(
            {
                "account_plus_value_id": profile.account_plus_value_id.id,
                "account_sale_id": part.account_id.id,
                "company_id": part.company_id.id,
                "date_remove": day,
                "posting_regime": "gain_loss_on_sale",
                "sale_value": part.confirmed_amount,
            }
        )
        entry_id = wizard.remove()["domain"][0][2]
        # which capital part an entry is about is nobody's to enter
        entry = as_superuser(self.env["account.move"]).browse(entry_id)
        entry.capital_part_id = part.id
        # dated ahead or not: the balance of the clearing account is to be right
        entry._post(soft=False)
        return entry.sudo(False)
