from odoo import models


class MaintenanceRequest(models.Model):
    _inherit = "maintenance.request"

    def _reserve_parts(self, shares=None):
        """Batches that expire before the job are left on the shelf, and others
        reserved.
        """
        # with all rights: who may write on a job may lack access to stock
        moves_sudo = self.env["stock.move"].sudo()
        moves_sudo = moves_sudo.union(*self._get_moves_to_issue().values())
        expired = moves_sudo._get_expired_lines().filtered(lambda line: not line.picked)
        expired.unlink()
        return super()._reserve_parts(shares)
