from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.rights import as_superuser


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self._send_jobs_to_warehouse("child_of")
        elif vals.get("usage", "internal") != "internal":
            self._send_jobs_to_warehouse("in")
        return result

    def _get_nearest(self, places):
        """Return the id of the innermost of ``places`` around this one, or False."""
        for location_id in reversed((self.parent_path or "").split("/")):
            if location_id and int(location_id) in places._ids:
                return int(location_id)
        return False

    def _send_jobs_to_warehouse(self, operator):
        """Let open jobs take their parts from their warehouse, not from a place that
        is archived, or no stock any more.

        :param operator: of a domain: "in" for these places alone, or "child_of"
        """
        # with all rights: who archives a van may lack access to some jobs
        jobs_sudo = as_superuser(self.env["maintenance.request"])
        jobs_sudo.search(
            Domain("stock_location_id", operator, self.ids)
            & jobs_sudo._get_open_domain()
        ).stock_location_id = False
