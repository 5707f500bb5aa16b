from odoo import fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceBomLine(models.Model):
    """Parts that are taken off a BOM are remembered: they may be dead stock now."""

    _inherit = "maintenance.bom.line"

    def write(self, vals):
        if "product_id" in vals:
            self._remember_parts()
        return super().write(vals)

    def unlink(self):
        self._remember_parts()
        return super().unlink()

    def _remember_parts(self):
        """Note on the parts of these lines, and on what kits among them are made of,
        that they were on a BOM; not of what was entered since yesterday by mistake.
        """
        yesterday = fields.Datetime.subtract(self.env.cr.now(), days=1)
        # who takes a part off a BOM need not be allowed to write on products
        lines = as_superuser(self).filtered(lambda line: line.create_date < yesterday)
        parts = lines.product_id
        for company in lines.company_id or self.env.company:
            for inside in parts._get_part_contents(company).values():
                parts = parts.union(*inside)
        parts.filtered(lambda part: not part.was_on_bom).was_on_bom = True
