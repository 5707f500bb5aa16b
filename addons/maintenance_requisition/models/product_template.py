from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.rights import get_visible_names


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _check_unit_change(self, units):
        """Minimums and requisition lines count in the part's own unit: it stays, or
        another that converts.
        """
        result = super()._check_unit_change(units)
        changed = self.filtered(
            lambda product: not product.uom_id._has_common_reference(units[product])
        )
        of_parts = [("product_id.product_tmpl_id", "in", changed.ids)]
        # of every company, whoever of its users changes the unit
        minimums_sudo = self.env["maintenance.part.minimum"].sudo()
        lines_sudo = self.env["maintenance.requisition.line"].sudo()
        minimum = changed and minimums_sudo.search(
            [*of_parts, ("is_applied", "=", True)], limit=1
        )
        line = changed and lines_sudo.search(
            [*of_parts, ("state", "not in", ("received", "cancel"))], limit=1
        )
        counted = minimum or line
        if not counted:
            return result
        product = counted.product_id
        values = {
            "part": product.display_name,
            "unit": units[product.product_tmpl_id].name,
            "stock_unit": product.uom_id.name,
        }
        if minimum:
            raise UserError(
                self.env._(
                    "“%(part)s” has a minimum in %(place)s, in %(unit)s, which "
                    "does not convert to %(stock_unit)s. Delete the minimum, or "
                    "create another product.",
                    place=get_visible_names(
                        minimum.warehouse_id,
                        self.env._("a warehouse that you may not see"),
                    ),
                    **values,
                )
            )
        raise UserError(
            self.env._(
                "“%(part)s” is on %(requisition)s in %(unit)s, which does not "
                "convert to %(stock_unit)s. Cancel the line or receive it first, "
                "or create another product.",
                requisition=get_visible_names(
                    line.requisition_id,
                    self.env._("a requisition that you may not see"),
                ),
                **values,
            )
        )
