from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.rights import get_visible_names


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _check_unit_change(self, units):
        """Requisition lines count in the part's own unit: it stays, or another that
        converts.
        """
        result = super()._check_unit_change(units)
        changed = self._filter_other_units(units)
        # with all rights: rows of all companies count
        lines_sudo = self.env["maintenance.requisition.line"].sudo()
        line = changed and lines_sudo.search(
            [
                ("product_id.product_tmpl_id", "in", changed.ids),
                ("state", "not in", ("received", "cancel")),
            ],
            limit=1,
        )
        if line:
            product = line.product_id
            raise UserError(
                self.env._(
                    "“%(part)s” is on %(requisition)s in %(unit)s, which does not "
                    "convert to %(stock_unit)s. Cancel the line or receive it first, "
                    "or create another product.",
                    part=product.display_name,
                    requisition=get_visible_names(
                        line.requisition_id,
                        self.env._("a requisition that you may not see"),
                    ),
                    unit=units[product.product_tmpl_id].name,
                    stock_unit=product.uom_id.name,
                )
            )
        return result
