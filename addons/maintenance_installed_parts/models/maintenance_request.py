from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.answers import get_dialog
from odoo.addons.maintenance_bom.models.arguments import to_choice, to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.models.maintenance_request import (
    describe_parts,
)

NOT_GIVEN = "not_given"


class MaintenanceRequest(models.Model):
    """Worn parts that a job takes off its asset, and why parts were issued whose vendor
    should have paid for them.
    """

    _inherit = "maintenance.request"

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

    # Warranty

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

    @api.model
    def _read_warranty_reason(self, reason):
        """
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

    def _ask_before_issue(self, method):
        return super()._ask_before_issue(method) or self._ask_warranty_reason(method)

    def _ask_warranty_reason(self, method):
        """Return the dialog that asks for a reason first, None if there is no need.

        :param method: the button that is pressed, and that the dialog presses again
        """
        unclear = self._get_unclear_warranty()
        if not unclear:
            return None
        return get_dialog(
            self.env._("Under Warranty"),
            "maintenance.parts.warranty",
            {"request_id": unclear[0].id, "method": method},
        )

    def _keep_warranty_reason(self, reason):
        result = super()._keep_warranty_reason(reason)
        self._write_warranty_reason(reason)
        return result

    def _write_warranty_reason(self, reason, note=False):
        reason = self._read_warranty_reason(reason)
        if not reason:
            return
        # who may issue parts on a job may say why, without the right to change the job
        as_superuser(self).write({"warranty_reason": reason, "warranty_note": note})

    # Removal of worn parts

    @one_at_a_time
    def action_remove_parts(self, lines, reference=None):
        """Take worn parts off the asset of this job.

        :param lines: see ``maintenance.equipment.remove_parts()``, which also says what
            is returned
        :param reference: see there: it makes a second call harmless
        :raises UserError: if the job is about no asset, or a line is wrong
        """
        self = to_record(self)
        if not self.equipment_id:
            raise UserError(
                self.env._(
                    "“%s” is about no asset. Choose the asset first.",
                    self.display_name,
                )
            )
        return self.equipment_id.remove_parts(lines, self.id, reference)

    def _get_issues_and_returns(self):
        """A removal that is returned goes back to the asset, and is no issue."""
        return (
            super()
            ._get_issues_and_returns()
            .filtered(
                lambda move: move.origin_returned_move_id.maintenance_kind != "salvage"
            )
        )

    def _get_steps_to_undo_parts(self):
        steps = super()._get_steps_to_undo_parts()
        removed = self._get_parts_taken_off()
        if removed:
            steps.append(
                self.env._(
                    "Return the transfer that took off %s.", describe_parts(removed)
                )
            )
        return steps

    def _get_parts_taken_off(self):
        """Return {part: quantity in its own unit} of what this job took off its asset
        into stock.
        """
        self.ensure_one()
        removed = defaultdict(float)
        for move in self.move_ids.filtered(lambda move: move.state == "done"):
            quantity = move._get_parts_qty()
            if move.maintenance_kind == "salvage":
                # a used part comes in as another product, and only that has a value
                if move.location_dest_id.usage == "internal":
                    removed[move.product_id] += quantity
            elif move.origin_returned_move_id.maintenance_kind == "salvage":
                removed[move.product_id] -= quantity
        return {
            part: quantity
            for part, quantity in removed.items()
            if not part.uom_id.is_zero(quantity)
        }
