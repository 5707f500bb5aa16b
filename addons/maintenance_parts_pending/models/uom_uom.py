from odoo import models
from odoo.fields import Domain


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _check_parts_convert(self):
        result = super()._check_parts_convert()
        counted = Domain("uom_id", "in", self.ids)
        counted |= Domain("product_id.uom_id", "in", self.ids)
        # with all rights: rows of all companies count
        self.env["maintenance.parts.pending"].sudo()._check_units_of(counted)
        return result
