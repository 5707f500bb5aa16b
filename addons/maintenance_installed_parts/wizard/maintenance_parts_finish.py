from odoo import api, fields, models


class MaintenancePartsFinish(models.TransientModel):
    """Asks too why parts are paid for that the vendor should pay for."""

    _inherit = "maintenance.parts.finish"

    warranty_warning = fields.Char(compute="_compute_from_job")
    asks_reason = fields.Boolean(compute="_compute_from_job")
    warranty_reason = fields.Selection(
        lambda self: self.env["maintenance.parts.warranty"]._fields["reason"].selection,
        string="Why Issue Parts Under Warranty?",
    )

    @api.depends("request_id.warranty_warning")
    def _compute_from_job(self):
        result = super()._compute_from_job()
        for finish in self:
            job = finish.request_id
            finish.warranty_warning = job.warranty_warning
            finish.asks_reason = bool(job._get_unclear_warranty())
        return result

    def _keep_answers(self):
        result = super()._keep_answers()
        self.request_id._keep_warranty_reason(self.warranty_reason)
        return result
