from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    warranty_reason = fields.Selection(
        lambda self: (
            self.env["maintenance.request"]
            ._fields["warranty_reason"]
            ._description_selection(self.env)
        ),
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Why parts were issued without a job although the asset was under "
        "warranty.",
    )

    def _keep_warranty_reason(self, reason):
        result = super()._keep_warranty_reason(reason)
        if reason:
            self.warranty_reason = reason
        return result
