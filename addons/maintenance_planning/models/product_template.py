from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.rights import get_visible_names


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _check_unit_change(self, units):
        """Minimums count in the part's own unit: it stays, or another that converts."""
        result = super()._check_unit_change(units)
        changed = self._filter_other_units(units)
        # with all rights: rows of all companies count
        minimums_sudo = self.env["maintenance.part.minimum"].sudo()
        minimum = changed and minimums_sudo.search(
            [
                ("product_id.product_tmpl_id", "in", changed.ids),
                ("is_applied", "=", True),
            ],
            limit=1,
        )
        if minimum:
            product = minimum.product_id
            raise UserError(
                self.env._(
                    "“%(part)s” has a minimum in %(place)s, in %(unit)s, which "
                    "does not convert to %(stock_unit)s. Delete the minimum, or "
                    "create another product.",
                    part=product.display_name,
                    place=get_visible_names(
                        minimum.warehouse_id,
                        self.env._("a warehouse that you may not see"),
                    ),
                    unit=units[product.product_tmpl_id].name,
                    stock_unit=product.uom_id.name,
                )
            )
        return result

    def _filter_other_units(self, units):
        """Return those of these products whose unit does not convert to the former.

        :param units: {product: its former unit}
        """
        return self.filtered(
            lambda product: not product.uom_id._has_common_reference(units[product])
        )
