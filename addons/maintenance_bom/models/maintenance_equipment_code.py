from odoo import api, fields, models
from odoo.exceptions import UserError

from .arguments import to_records
from .locking import one_at_a_time
from .rights import as_superuser


class MaintenanceEquipmentCode(models.AbstractModel):
    """The tag on an asset: its code, its numbering and its label."""

    _name = "maintenance.equipment.code"
    _description = "Code of an Asset"

    code = fields.Char(
        string="Asset Code",
        copy=False,
        tracking=True,
        help="The tag on the asset. Unique within the company; printed on its label.",
    )
    _code_company_uniq = models.UniqueIndex(
        "(code, (COALESCE(company_id, 0))) WHERE code IS NOT NULL",
        "Another asset of the same company already has this asset code.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        assets = super().create([self._clean_code(vals) for vals in vals_list])
        assets._assign_codes()
        return assets

    def write(self, vals):
        return super().write(self._clean_code(vals))

    @api.model
    def _clean_code(self, vals):
        """Return ``vals`` with an empty code as no code: two of them do not collide."""
        if "code" not in vals:
            return vals
        return dict(vals, code=str(vals["code"] or "").strip() or False)

    def _assign_codes(self):
        """Number the assets that have no code and whose category has a numbering."""
        for asset in self.filtered(lambda asset: not asset.code):
            # the numbering is a means of ours: who may create assets may use it
            sequence_sudo = as_superuser(asset.category_id).code_sequence_id
            while sequence_sudo and not asset.code:
                code = sequence_sudo.next_by_id()
                # taken is taken, by whichever asset
                taken = self.sudo().with_context(active_test=False)
                if not taken.search_count(
                    [("code", "=", code), ("company_id", "=", asset.company_id.id)],
                    limit=1,
                ):
                    asset.code = code

    @one_at_a_time
    def action_assign_codes(self):
        """Number those of these assets that have no code yet."""
        self = to_records(self)
        self.check_access("write")
        missing = self.filtered(
            lambda asset: not asset.code and not asset.category_id.code_prefix
        )
        if missing:
            raise UserError(
                self.env._(
                    "“%(asset)s” has no code and its category %(category)s has no "
                    "prefix to number it by. Set one there, or type the code.",
                    asset=missing[0].display_name,
                    category=missing[0].category_id.name or self.env._("(none)"),
                )
            )
        self._assign_codes()
        return True

    def action_print_label(self):
        """Print the labels of these assets.

        :raises UserError: if one has nothing that a scanner could read
        """
        self = to_records(self)
        unlabelled = self.filtered(lambda asset: not asset._get_label_code())
        if unlabelled:
            raise UserError(
                self.env._(
                    "Give %s an asset code or a serial number first: without one there "
                    "is nothing to put on a label.",
                    ", ".join(unlabelled[:5].mapped("display_name")),
                )
            )
        report = self.env.ref("maintenance_bom.action_report_asset_label")
        action = report.report_action(self)
        # XML-RPC carries no None
        return {name: value for name, value in action.items() if value is not None}

    def _get_label_code(self):
        """Return what the label says: the asset code, else the serial number."""
        self.ensure_one()
        return self.code or self.serial_no
