from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.locking import one_at_a_time

RUNNING = ("draft", "open", "close")


class AccountAsset(models.Model):
    """A fixed asset, and the maintenance asset that it is."""

    _name = "account.asset"
    _inherit = ["maintenance.checked.values", "account.asset"]

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Maintenance Asset",
        index="btree_not_null",
        copy=False,
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="The machine, vehicle or device. It may have several fixed assets, such "
        "as itself and its capital parts.",
    )
    capital_part_id = fields.Many2one(
        "maintenance.capital.part",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    removal_reason = fields.Selection(
        [("retired", "Asset Retired"), ("replaced", "Part Replaced")],
        string="Proposed for Removal",
        compute="_compute_removal_reason",
        search="_search_removal_reason",
        help="It is in the books and no longer in use. Remove it, or keep it.",
    )
    is_kept = fields.Boolean(
        string="Keep in the Books",
        copy=False,
        tracking=True,
        help="Do not propose to remove it.",
    )

    @api.depends("capital_part_id", "equipment_id", "is_kept", "state")
    def _compute_removal_reason(self):
        reasons = self._get_removal_reasons()
        for asset in self:
            asset.removal_reason = reasons.get(asset._origin.id, False)

    def _search_removal_reason(self, operator, value):
        if operator != "in":
            return NotImplemented
        # of the companies that are chosen, see the record rule
        linked = self.search([("equipment_id", "!=", False)])
        reasons = linked._get_removal_reasons()
        ids = [id_ for id_, reason in reasons.items() if reason in value]
        domain = Domain("id", "in", ids)
        return domain | ~Domain("id", "in", list(reasons)) if False in value else domain

    def _get_removal_reasons(self):
        """Return {id: reason} of those of these fixed assets that nobody uses."""
        running = self._origin.filtered(
            lambda asset: (
                asset.state in RUNNING and asset.equipment_id and not asset.is_kept
            )
        )
        # with all rights: accountants may lack access to maintenance assets
        equipment_sudo = running.sudo().equipment_id
        living_sudo = equipment_sudo.search(
            equipment_sudo._get_living_domain() & Domain("id", "in", equipment_sudo.ids)
        )
        parts = self.env["maintenance.capital.part"]
        replaced = parts.union(
            *(parts._find_replaced(company) for company in running.company_id)
        )
        reasons = {}
        for asset in running:
            # with all rights: see above
            if asset.sudo().equipment_id not in living_sudo:
                reasons[asset.id] = "retired"
            elif asset.capital_part_id in replaced:
                reasons[asset.id] = "replaced"
        return reasons

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`: two do not make the same maintenance asset."""
        return (self,)

    @one_at_a_time
    def action_make_equipment(self):
        """Make a maintenance asset of each of these fixed assets that has none, and
        open them.

        One a unit bought: a fixed asset that stands for several units is refused.

        :raises UserError: naming it, with the remedy
        :return: dict of a window action
        """
        missing = self.filtered(lambda asset: not asset.equipment_id)
        for asset in missing:
            asset._check_is_one_unit()
        made = self.env["maintenance.equipment"].create(
            [asset._prepare_equipment() for asset in missing]
        )
        for asset, equipment in zip(missing, made, strict=True):
            asset.equipment_id = equipment
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance.hr_equipment_action"
        )
        return dict(action, domain=[("id", "in", self.equipment_id.ids)], context={})

    def _get_bill_lines(self):
        """Return the lines of the vendor bills that made these fixed assets."""
        return self.account_move_line_ids.filtered(
            lambda line: line.move_id.is_purchase_document(include_receipts=True)
        )

    def _check_is_one_unit(self):
        self.ensure_one()
        line = self._get_bill_lines()[:1]
        if line.quantity > 1:
            raise UserError(
                self.env._(
                    "“%(asset)s” stands for %(quantity)s units of bill %(bill)s. Set "
                    "“Create an asset by product item” on profile %(profile)s, reset "
                    "the bill to draft and post it again: then each unit has its own.",
                    asset=self.display_name,
                    quantity=line.quantity,
                    bill=line.move_id.display_name,
                    profile=self.profile_id.display_name,
                )
            )

    def _prepare_equipment(self):
        """Return the values of the maintenance asset that this fixed asset is."""
        self.ensure_one()
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "cost": self.purchase_value,
            "in_service_date": self.date_start,
            "partner_id": self.partner_id.id,
        }
