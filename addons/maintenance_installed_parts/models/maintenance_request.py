from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_choice
from odoo.addons.maintenance_bom.models.rights import as_superuser

NOT_GIVEN = "not_given"


class MaintenanceRequestWarranty(models.AbstractModel):
    """Why parts were issued to an asset whose vendor should have paid for them."""

    _name = "maintenance.request.warranty"
    _description = "Warranty on a Maintenance Job"

    warranty_warning = fields.Char(compute="_compute_warranty_warning")
    warranty_reason = fields.Selection(
        [
            ("claimed", "Claimed from the vendor"),
            ("refused", "Refused by the vendor"),
            ("not_covered", "Not covered"),
            ("urgent", "No time to claim first"),
            ("other", "Other"),
            (NOT_GIVEN, "Not given"),
        ],
        copy=False,
        tracking=True,
        help="Why parts were issued although the asset was under warranty.",
    )
    warranty_note = fields.Char(copy=False)

    @api.depends(
        "company_id",
        "equipment_id.partner_id",
        "equipment_id.warranty_date",
        "stage_id",
    )
    def _compute_warranty_warning(self):
        for request in self:
            asset = request.equipment_id
            request.warranty_warning = (
                request._is_open()
                and asset._is_under_warranty(request.company_id)
                and asset._get_warranty_warning()
            )

    def _read_warranty_reason(self, reason):
        """Return the reason that a caller gave, None for nothing.

        :raises UserError: if nobody knows this reason, naming those that there are
        """
        reasons = dict(self._fields["warranty_reason"].selection)
        return to_choice(self.env, reason, "warranty_reason", reasons)

    def _get_unclear_warranty(self):
        """Return the jobs whose parts are paid for under warranty, nobody said why."""
        return self.filtered(
            lambda request: (
                request.warranty_warning
                and request.warranty_reason in (False, NOT_GIVEN)
                and request.part_ids
            )
        )

    def _ask_warranty_reason(self, method):
        """Return the dialog that asks for a reason first, None if there is no need.

        :param method: the button that is pressed, and that the dialog presses again
        """
        unclear = self._get_unclear_warranty()
        if not unclear:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Under Warranty"),
            "res_model": "maintenance.parts.warranty",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_request_id": unclear[0].id,
                "default_method": method,
            },
        }

    def _keep_warranty_reason(self, reason, note=False):
        reason = self._read_warranty_reason(reason)
        # who may issue parts on a job may say why, without the right to change the job
        as_superuser(self).write({"warranty_reason": reason, "warranty_note": note})
