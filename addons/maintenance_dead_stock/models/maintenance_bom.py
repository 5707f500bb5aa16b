from odoo import models


class MaintenanceBom(models.Model):
    _inherit = "maintenance.bom"

    def unlink(self):
        # its lines go with it
        self.line_ids._remember_parts()
        return super().unlink()
