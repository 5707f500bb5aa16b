from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser


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
        jobs_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo.search(
            Domain("stock_location_id", "child_of", self.ids)
            & jobs_sudo._get_open_domain()
        ).stock_location_id = False
