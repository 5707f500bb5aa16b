from functools import partial

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.tools import take
from odoo.addons.maintenance_planning.tools import choose_offer

from ..tools import Taker, find_surplus

# as many decimals as tell one price or quantity from another
DIGITS = 6


class PurchaseOrderLine(models.Model):
    """A purchase line says what it is for: requisition lines, or one asset."""

    _name = "purchase.order.line"
    _inherit = ["maintenance.asset.line", "purchase.order.line", "maintenance.purpose"]

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
        # with all rights: who sets off a procurement may lack access to purchases
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
        # with all rights: who merges orders as a buyer may lack access to requisitions
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
        # with all rights: the user may lack access to the other requisitions
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
        surplus = dict.fromkeys(links.line_id, 0.0)
        last_needed_first = links._sort_last_needed_first()
        for (link, _left), taken in take(
            left, [[link, link._get_open_qty()] for link in last_needed_first]
        ):
            surplus[link.line_id] += taken
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

    # Asset: a part kept in stock may name its asset too; it is charged when it is
    # issued, so neither order nor bill has the distribution of the asset

    def _charges_asset(self):
        return not self.display_type and super()._charges_asset()

    @api.depends("equipment_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for line in self:
            own = line._get_equipment_distribution()
            if own:
                others = line._get_distribution_beside(own)
                line.analytic_distribution = own | others
                line.equipment_distribution = line.analytic_distribution
        return result

    def _get_distribution_beside(self, own):
        """Return what of the distribution is on other plans than ``own``."""
        # with all rights: who buys may lack access to analytic accounts
        accounts = self.env["account.analytic.account"].sudo()

        def find_plans(key):
            return accounts.browse(map(int, key.split(","))).exists().root_plan_id

        taken = accounts.root_plan_id.union(*map(find_plans, own))
        return {
            key: share
            for key, share in (self.analytic_distribution or {}).items()
            if not find_plans(key) & taken
        }

    @api.constrains("equipment_id", "maintenance_request_id", "order_id")
    def _check_asset_company(self):
        names = ["equipment_id", "maintenance_request_id"]
        self.filtered(lambda line: any(line[name] for name in names))._check_company(
            names
        )

    def _prepare_account_move_line(self, move=False):
        values = super()._prepare_account_move_line(move=move)
        if self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        if self.maintenance_request_id:
            values["maintenance_request_id"] = self.maintenance_request_id.id
        return values

    # Surplus: what a buyer takes off an order is taken off what it was for

    def write(self, vals):
        result = super().write(vals)
        # with all rights: who changes an order as a buyer may lack access to
        # requisitions
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

    # Price

    def _get_normal_price(self, vendor_line):
        """Return what one of the part costs by ``vendor_line`` of a vendor list.

        Without taxes, in the currency of the company and at the rate of the order, so
        that it is comparable with what the order costs.
        """
        self.ensure_one()
        order, company = self.order_id, self.company_id
        price = self.env["account.tax"]._fix_tax_included_price_company(
            vendor_line.price_discounted,
            self.product_id.supplier_taxes_id,
            self.tax_ids,
            company,
        )
        price = vendor_line.currency_id._convert(
            price, order.currency_id, company, order.date_order, round=False
        )
        if self.tax_ids:
            quantity = self.product_uom_id._compute_quantity(
                self.product_qty, self.product_id.uom_id, round=False
            )
            totals = self.tax_ids.with_context(round=False).compute_all(
                price,
                currency=order.currency_id,
                quantity=quantity or 1.0,
                product=self.product_id,
                partner=order.partner_id,
                rounding_method="round_globally",
            )
            price = totals["total_excluded"] / (quantity or 1.0)
        return price / (order.currency_rate or 1.0)

    # Receipt pegging: for the buyer, and for nobody outside

    @api.depends(
        "equipment_id",
        "maintenance_allocation_ids",
        "maintenance_request_id",
        "product_qty",
        "product_uom_id",
    )
    @api.depends_context("lang")
    def _compute_maintenance_for(self):
        for line in self:
            # with all rights: buyers see whom it is for, also without access to jobs
            line_sudo = line.sudo()
            unit = line_sudo.product_id.uom_id or line_sudo.product_uom_id
            whole = line_sudo.product_uom_id._compute_quantity(
                line_sudo.product_qty, unit, round=False
            )
            takers = line_sudo._get_direct_takers(whole) + [
                share._prepare_taker(share.quantity)
                for share in line_sudo.maintenance_allocation_ids.line_id.share_ids
            ]
            line.maintenance_for = line._tell_purpose(takers, whole)

    def _get_direct_takers(self, quantity):
        """Return the Taker of what is bought directly for one asset, as a list."""
        asset, job = self.equipment_id, self.maintenance_request_id
        name = asset._get_short_name() or job.display_name
        if not name:
            return []
        day = job.schedule_date and job.company_id._get_local_day(job.schedule_date)
        return [Taker(name, day or None, quantity)]

    def _get_parts_receipts(self):
        """Return [(move, what it brings in the unit of the part)], the first first.

        What comes again after a return is a receipt of its own.
        """
        moves = self._get_parts_incoming()
        return [
            (move, move._get_parts_quantity())
            for move in moves.sorted(lambda move: move._get_parts_turn())
        ]

    def _get_parts_incoming(self):
        """Return the receipts; a draft is but a copy that somebody made of one."""
        _back, moves = self._get_outgoing_incoming_moves()
        return moves.filtered(lambda move: move.state != "draft")

    def _get_parts_came_and_coming(self):
        """Return (what has come, gone back or not; what is still to come)."""
        moves = self._get_parts_incoming()
        done = moves.filtered(lambda move: move.state == "done")
        return done._sum_parts("quantity"), (moves - done)._sum_parts("product_uom_qty")

    def _get_parts_received(self):
        """Return what has come and not gone back, in the unit of the part.

        As Odoo counts it, but not rounded in the unit of the order: when four of a pack
        of six have come, that says 4.02.
        """
        back, came = (
            moves.filtered(lambda move: move.state == "done")
            for moves in self._get_outgoing_incoming_moves()
        )
        return came._sum_parts("quantity") - back._sum_parts("quantity")
