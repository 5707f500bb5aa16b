from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsReturn(models.TransientModel):
    """Which of the parts that were issued on a job, or to an asset without one, were
    not used and come back.
    """

    _name = "maintenance.parts.return"
    _description = "Return Unused Parts"

    request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True, ondelete="cascade"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        ondelete="cascade",
        help="Of the parts that it got without a job.",
    )
    line_ids = fields.One2many(
        "maintenance.parts.return.line", "return_id", string="Parts"
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["maintenance.request"].browse(values.get("request_id"))
        asset = self.env["maintenance.equipment"].browse(values.get("equipment_id"))
        values["line_ids"] = [
            Command.create(line)
            for line in [
                *(
                    line
                    for part in request.part_ids._filter_returnable()
                    for line in self._prepare_part_lines(part)
                ),
                *self._prepare_lines(asset._get_issues_without_job()),
            ]
        ]
        return values

    @api.model
    def _prepare_part_lines(self, part):
        """Return the values of the lines of a planned part: one for each lot of it."""
        if part.product_id.tracking == "none":
            return [{"part_id": part.id}]
        lines = self._prepare_lines(part._get_done_issues())
        return [{**line, "part_id": part.id} for line in lines]

    @api.model
    def _prepare_lines(self, issues):
        """Return the values of a line for each part and lot of which there is some."""
        return [
            {"product_id": product.id, "lot_id": lot.id}
            for (product, lot), balance in issues._get_lot_balances().items()
            if product.uom_id.compare(balance.left, 0.0) > 0
        ]

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (*self.request_id._get_records_to_lock(), self.equipment_id)

    @one_at_a_time
    def action_apply(self):
        """Take the parts back into stock.

        :raises UserError: if no line says how much comes back
        :return: the action of a notification
        """
        self = to_record(self)
        lines = self.line_ids.filtered("quantity")
        returned = [line._prepare_return() for line in lines]
        if self.request_id:
            self.request_id.action_return_parts(returned)
        else:
            self.equipment_id.return_parts(returned)
        target = self.request_id or self.equipment_id
        return get_notification(
            self.env._(
                "Returned to stock from “%(target)s”: %(parts)s.",
                target=target.display_name,
                parts=", ".join(line._describe() for line in lines),
            )
        )
