from collections import defaultdict

from odoo import models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def _get_kit_contents(self, product):
        """Return {component: how much of it is in one ``product``}, own units of both.

        Unrounded. Services are left out, as are components without a quantity: Odoo
        moves neither.
        """
        self.ensure_one()
        batches = product.uom_id._compute_quantity(
            1.0 / self.product_qty, self.product_uom_id, round=False
        )
        contents = defaultdict(float)
        for line in self.bom_line_ids:
            part = line.product_id
            if part.type == "consu" and not line._skip_bom_line(product):
                contents[part] += batches * line.product_uom_id._compute_quantity(
                    line.product_qty, part.uom_id, round=False
                )
        return {part: amount for part, amount in contents.items() if amount}
