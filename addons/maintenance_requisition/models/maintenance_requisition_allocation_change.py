from odoo import fields, models


class MaintenanceRequisitionAllocationChange(models.AbstractModel):
    """What becomes of an order: at which price, and what a buyer takes off it."""

    _name = "maintenance.requisition.allocation.change"
    _description = "Changes of a Purchase for a Requisition Line"

    normal_price = fields.Float(
        readonly=True,
        copy=False,
        min_display_digits="Product Price",
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
        help="What the vendor normally asks for one, by its list on the day of the "
        "order, without taxes and in the currency of the company. 0: nobody knows.",
    )

    # --- what a buyer takes off -----------------------------------------------------

    def _take_off(self, excess):
        """Take ``excess`` off these links of one purchase line, in the part's unit.

        What nobody wants any more goes first, and then what is wanted last. What has
        come stays.
        """
        links = self.sorted(
            lambda link: (link.line_id.date_need, link.id), reverse=True
        )
        for get_free in (_get_surplus, _get_open):
            for link in links:
                taken = min(excess, get_free(link))
                if taken > 0:
                    excess -= taken
                    link.quantity -= taken
                    line = link.line_id
                    line.surplus_qty = max(line.surplus_qty - taken, 0.0)
        self.filtered(
            lambda link: link.line_id.uom_id.is_zero(link.quantity)
        )._give_up()

    def _give_up(self):
        """Remove these links, of which nothing is left, and what they were for.

        If somebody wants it after all, the planner proposes it anew.
        """
        for line, links in self.grouped("line_id").items():
            names = ", ".join(links.purchase_line_id.order_id.mapped("name"))
            links.unlink()
            if all(link.state == "cancel" for link in line.allocation_ids):
                line._set_cancelled(self.env._("Taken off %s.", names))

    # --- at which price -------------------------------------------------------------

    def _note_normal_prices(self):
        """Note what the vendors normally ask for what is ordered by these links."""
        for purchase_line, links in self.grouped("purchase_line_id").items():
            order = purchase_line.order_id
            line = purchase_line.with_company(order.company_id)
            seller = line.product_id._select_seller(
                partner_id=order.partner_id,
                quantity=line.product_qty,
                date=order.company_id._get_today(),
                uom_id=line.product_uom_id,
            )
            for link in links:
                # who is no vendor of the part is set beside the one who is
                usual = seller or link.line_id.supplierinfo_id
                link.normal_price = usual and line._get_normal_price(usual)


def _get_surplus(link):
    return min(link.line_id.surplus_qty, _get_open(link))


def _get_open(link):
    return max(link.quantity - link.received_qty, 0.0)
