from functools import partial

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import choose_offer, find_surplus

# as many decimals as tell one price or quantity from another
DIGITS = 6


class PurchaseOrderLine(models.Model):
    """A purchase line says what it is for: requisition lines, or one asset."""

    _name = "purchase.order.line"
    _inherit = [
        "maintenance.asset.line",
        "purchase.order.line.asset",
        "purchase.order.line.surplus",
        "purchase.order.line",
        "purchase.order.line.price",
        "purchase.order.line.purpose",
    ]

    maintenance_allocation_ids = fields.One2many(
        "maintenance.requisition.allocation",
        "purchase_line_id",
        copy=False,
        groups="base.group_user",
    )
    maintenance_requisition_line_ids = fields.Many2many(
        "maintenance.requisition.line",
        string="Requisition Lines",
        compute="_compute_maintenance_requisition_line_ids",
        # accountants read orders, and no requisitions
        compute_sudo=True,
        groups="base.group_user",
        search="_search_maintenance_requisition_line_ids",
    )

    @api.depends("maintenance_allocation_ids.line_id")
    def _compute_maintenance_requisition_line_ids(self):
        for line in self:
            line.maintenance_requisition_line_ids = (
                line.maintenance_allocation_ids.line_id
            )

    def _search_maintenance_requisition_line_ids(self, operator, value):
        return [("maintenance_allocation_ids.line_id", operator, value)]

    # --- merging --------------------------------------------------------------------

    def _find_candidate(
        self,
        product_id,
        product_qty,
        product_uom,
        location_id,
        name,
        origin,
        company_id,
        values,
    ):
        """Keep what is for maintenance apart, unless it is for the same day.

        Else a part that is wanted in six days would wait with one for day sixty; and a
        reordering rule would no longer find its own.
        """
        key = values.get("maintenance_merge_key")
        # whoever sets off a procurement need not have rights on purchases
        apart_sudo = self.sudo().filtered(
            lambda line: line.maintenance_allocation_ids or line.equipment_id
        )
        lines_sudo = (
            apart_sudo._get_parts_mergeable(key) if key else self.sudo() - apart_sudo
        )
        lines = lines_sudo.sudo(self.env.su)
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id,
            product_qty,
            product_uom,
            location_id,
            name,
            origin,
            company_id,
            values,
        )

    def _get_parts_mergeable(self, key):
        """Return those of these lines that share the merge key ``key``, untouched."""
        same = self.filtered(
            lambda line: (
                not line.orderpoint_id
                and all(
                    requisition_line.decision == "approved"
                    and requisition_line._get_merge_key() == key
                    for requisition_line in line.maintenance_allocation_ids.line_id
                )
            )
        )
        return same._get_parts_untouched()

    def _merge_po_line(self, rfq_line):
        result = super()._merge_po_line(rfq_line)
        # whoever merges orders as a buyer need not have rights on requisitions
        links_sudo = as_superuser(rfq_line).maintenance_allocation_ids
        links_sudo.purchase_line_id = self
        return result

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        po,
    ):
        result = super()._prepare_purchase_order_line_from_procurement(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            po,
        )
        return result | self.env["stock.rule"]._prepare_parts_links(values)

    # --- ours and untouched ---------------------------------------------------------

    def _get_parts_untouched(self):
        """Return the lines of draft orders that are as we wrote them.

        All of such a line is for requisition lines.
        """
        return self.filtered(
            lambda line: (
                line.order_id.state == "draft"
                and line.maintenance_allocation_ids
                and all(
                    link.written == line._get_parts_print()
                    for link in line.maintenance_allocation_ids
                )
            )
        )

    def _get_parts_following(self):
        """Return the lines that follow the needs: untouched, and entered by nobody."""
        # who plans or buys need not see whose the others are
        links = (
            self.env["maintenance.requisition.allocation"]
            .sudo()
            .search([("purchase_line_id", "in", self.ids), ("state", "=", "rfq")])
        )
        return links.purchase_line_id._get_parts_untouched().filtered(
            lambda line: all(
                one.decision == "approved" and not one.is_manual
                for one in line.maintenance_allocation_ids.line_id
            )
        )

    def _get_parts_print(self):
        """Return what a buyer may change of a line that we wrote."""
        self.ensure_one()
        return {
            "vendor": self.order_id.partner_id.id,
            "product": self.product_id.id,
            "quantity": round(self.product_qty, DIGITS),
            "unit": self.product_uom_id.id,
            "date": str(self.date_planned),
            "price": round(self.price_unit, DIGITS),
            "discount": round(self.discount, DIGITS),
        }

    def _remember_parts(self):
        """Remember these lines as we wrote them."""
        for line in self:
            seen = line._get_parts_print()
            for link in line.maintenance_allocation_ids:
                if link.written != seen:
                    link.written = seen

    def _share_parts_surplus(self, claimed, offers):
        """Return {requisition line: what of its order nobody wants any more}.

        The latest line has it first. What a buyer orders beyond the lines is his.

        :param claimed: {("rfq", purchase line id) or ("incoming", move id): how much
            somebody counts on}, in the unit of the part
        :param offers: {product id: [Offer]}
        """
        self.ensure_one()
        part = self.product_id
        links = self.maintenance_allocation_ids.filtered(
            lambda link: link.line_id.product_id == part
        )
        mine = [
            one for one in offers.get(part.id, ()) if one.vendor == self.partner_id.id
        ]
        to_part = partial(
            self.product_uom_id._compute_quantity, to_unit=part.uom_id, round=False
        )
        came, coming = 0.0, to_part(self.product_qty)
        if self.order_id.state == "purchase":
            # what has come and gone back has come: nothing more is due for it
            came, coming = self._get_parts_came_and_coming()
        left = find_surplus(
            came + coming,
            came,
            claimed["rfq", self.id]
            + sum(claimed["incoming", move.id] for move in self.move_ids),
            lambda quantity: choose_offer(quantity, mine)[0],
        )
        left -= max(to_part(self.product_qty) - sum(links.mapped("quantity")), 0.0)
        surplus = {}
        links = links.sorted(
            lambda link: (link.line_id.date_need, link.id), reverse=True
        )
        for link in links:
            taken = max(min(left, link.quantity - link.received_qty), 0.0)
            surplus[link.line_id] = taken
            left -= taken
        return surplus

    def _write_parts_quantity(self, supplierinfo, moment=None):
        """Let this draft line ask for what its requisition lines want, at its price.

        :param supplierinfo: the line of the vendor list to buy at
        :param moment: when it is to arrive, if that changes
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        links = self.maintenance_allocation_ids.filtered(lambda one: one.state == "rfq")
        wanted = sum(links.mapped("quantity"))
        asked = self.product_uom_id._compute_quantity(
            self.product_qty, unit, round=False
        )
        values = self.env["stock.rule"]._update_purchase_order_line(
            self.product_id,
            wanted - asked,
            unit,
            self.company_id,
            {"supplier": supplierinfo},
            self,
        )
        # the price stays the vendor's: Odoo goes on to change it with the quantity
        values["technical_price_unit"] = values["price_unit"]
        if moment:
            values["date_planned"] = moment
        self.write(values)
        self._remember_parts()
