from odoo import models
from odoo.fields import Domain


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._send_jobs_to_warehouse()
        return result

    def _send_jobs_to_warehouse(self):
        """Let open jobs take their parts from their warehouse, not from a place that
        is archived.
        """
        # whoever archives a van need not see every job
        jobs_sudo = self.env["maintenance.request"].sudo()
        jobs_sudo.search(
            Domain("stock_location_id", "child_of", self.ids)
            & jobs_sudo._get_open_domain()
        ).stock_location_id = False
