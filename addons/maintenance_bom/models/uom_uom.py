from odoo import models
from odoo.fields import Domain

from .words import format_quantity


class UomUom(models.Model):
    _inherit = "uom.uom"

    def write(self, vals):
        if not {"relative_factor", "relative_uom_id"} & vals.keys():
            return super().write(vals)
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            result = super().write(vals)
            units = self.with_context(active_test=False).search(
                [("id", "child_of", self.ids)]
            )
            # a unit is shared: every line counted in it converts anew
            lines_sudo = (
                self.env["maintenance.bom.line"]
                .sudo()
                .search(
                    [
                        "|",
                        ("uom_id", "in", units.ids),
                        ("product_id.uom_id", "in", units.ids),
                    ]
                )
            )
            lines_sudo._check_uom()
            lines_sudo._mark_for_rebuild(pending)
            self.env["product.template"]._check_units_of(
                Domain("uom_id", "in", units.ids)
                | Domain("product_id.uom_id", "in", units.ids)
            )
        return result

    def _tell_quantity(self, quantity):
        """Return ``quantity`` of this unit in words: “2.5 L”."""
        return f"{format_quantity(self.env, quantity)} {self.name}"

    def _get_factor_to(self, unit):
        """Return how much of ``unit`` one of this is, None if nobody can convert it."""
        if self == unit:
            return 1.0
        if not self._has_common_reference(unit):
            return None
        return self._compute_quantity(1.0, unit, round=False)

    def _or_own_of(self, product):
        """Return this unit if there is one that ``product`` can be counted in, else the
        product's own.
        """
        own = product.uom_id
        return self if self and own and self._has_common_reference(own) else own
