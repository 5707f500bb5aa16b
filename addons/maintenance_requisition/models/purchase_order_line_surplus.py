from odoo import models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class PurchaseOrderLineSurplus(models.AbstractModel):
    """What a buyer takes off an order is taken off what it was for."""

    _name = "purchase.order.line.surplus"
    _description = "Surplus of a Purchase"

    def write(self, vals):
        promised = {}
        if "date_planned" in vals:
            promised = {line: line.date_planned for line in self}
        result = super().write(vals)
        for line, before in promised.items():
            if line.date_planned != before:
                # the word of the buyer is the last now; he need not move receipts
                line.sudo().move_ids.filtered("parts_moved_to").parts_moved_to = False
        # who changes an order as a buyer need not have rights on requisitions
        if "product_id" in vals:
            as_superuser(self)._drop_other_parts_links()
        if {"product_qty", "product_uom_id"} & vals.keys():
            as_superuser(self)._shrink_parts_links()
        return result

    def unlink(self):
        # see write()
        links_sudo = as_superuser(self).maintenance_allocation_ids
        lost = [
            (order, links.line_id)
            for order, links in links_sudo.grouped(
                lambda link: link.purchase_line_id.order_id
            ).items()
        ]
        result = super().unlink()
        for order, lines in lost:
            lines._note_undone(order)
        return result

    def _note_parts_undone(self, order):
        """Somebody has cancelled these lines of ``order``."""
        # see write()
        links_sudo = as_superuser(self).maintenance_allocation_ids
        links_sudo.line_id._note_undone(order)

    def _drop_other_parts_links(self):
        """A buyer has put another product on these lines: they bring nothing any more
        to the requisition lines that they were for.
        """
        self.maintenance_allocation_ids.filtered(
            lambda link: link.line_id.product_id != link.purchase_line_id.product_id
        )._give_up()

    def _shrink_parts_links(self):
        """Let no more of these lines be for requisition lines than they order."""
        for line in self.filtered("maintenance_allocation_ids"):
            unit = line.product_id.uom_id
            links = line.maintenance_allocation_ids
            excess = sum(links.mapped("quantity")) - (
                line.product_uom_id._compute_quantity(
                    line.product_qty, unit, round=False
                )
            )
            if unit.compare(excess, 0.0) > 0:
                links._take_off(excess)
