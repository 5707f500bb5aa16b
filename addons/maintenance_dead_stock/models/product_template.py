from odoo import models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if "categ_id" in vals:
            self._follow_category()
        return result

    def _follow_category(self):
        """Show the category on the rows of dead stock at once: it is stored there."""
        self.flush_recordset(["categ_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE maintenance_dead_stock d
                      SET categ_id = t.categ_id
                     FROM product_product p
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE d.product_id = p.id
                      AND t.id = ANY(%s)""",
                self.ids,
            )
        )
        if self.env.cr.rowcount:
            self.env["maintenance.dead.stock"].invalidate_model(["categ_id"])
