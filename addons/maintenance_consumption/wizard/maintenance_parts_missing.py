from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsMissing(models.TransientModel):
    """Asks what to do about planned parts that are not in stock."""

    _name = "maintenance.parts.missing"
    _description = "Parts Not in Stock"
    _inherit = ["maintenance.checked.values"]

    request_id = fields.Many2one(
        "maintenance.request", required=True, readonly=True, ondelete="cascade"
    )
    closes_job = fields.Boolean(readonly=True)
    line_ids = fields.One2many(
        "maintenance.parts.missing.line", "missing_id", string="Parts", readonly=True
    )
    can_issue = fields.Boolean(
        compute="_compute_can_issue", help="Some of the planned parts are in stock."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["maintenance.request"].browse(values.get("request_id"))
        values["line_ids"] = [
            Command.create(line) for line in request._prepare_missing_lines()
        ]
        return values

    @api.depends("line_ids", "request_id")
    def _compute_can_issue(self):
        # a dialog may name any job; of one that its user may not see it tells nothing
        self.request_id.check_access("read")
        for dialog in self:
            dialog.can_issue = dialog.request_id._has_parts_in_stock()

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_issue_available(self):
        """Issue what is in stock; the job stays open for the rest.

        :raises UserError: if none of the parts is in stock any more
        :return: the action of a notification
        """
        self = to_record(self)
        request = self.request_id
        if not request._has_parts_in_stock():
            raise UserError(
                self.env._(
                    "None of the parts of “%s” is in stock. Receive or count them "
                    "first.",
                    request.display_name,
                )
            )
        request.action_issue_available_parts()
        return get_notification(
            self.env._(
                "Still missing: %s.",
                ", ".join(line._describe() for line in self.line_ids),
            ),
            kind="warning",
            title=self.env._("The job stays open"),
        )


class MaintenancePartsMissingLine(models.TransientModel):
    _name = "maintenance.parts.missing.line"
    _description = "Part Not in Stock"
    _inherit = ["maintenance.checked.values"]

    missing_id = fields.Many2one(
        "maintenance.parts.missing",
        string="Dialog",
        required=True,
        ondelete="cascade",
        index=True,
    )
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, readonly=True
    )
    wanted_qty = fields.Float(string="To Issue", digits="Product Unit", readonly=True)
    missing_qty = fields.Float(string="Missing", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    # a text is not cut off in lists
    supply = fields.Text(
        string="Orders",
        readonly=True,
        help="The receipts and orders that bring the part, and what of it in stock is "
        "planned for jobs that come first.",
    )

    def _describe(self):
        self.ensure_one()
        return self.product_id._describe_quantity(self.missing_qty, self.uom_id)
