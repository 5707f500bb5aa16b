from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_planning.tools import LONGEST_DAYS


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_for_maintenance = fields.Boolean(
        compute="_compute_is_for_maintenance",
        # accountants read orders, and no requisitions
        compute_sudo=True,
        groups="base.group_user",
        help="Some of it is for assets, or for requisitions of parts.",
    )

    maintenance_line_count = fields.Integer(
        string="Requisition Lines",
        compute="_compute_is_for_maintenance",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends(
        "order_line.equipment_id", "order_line.maintenance_allocation_ids.line_id"
    )
    def _compute_is_for_maintenance(self):
        for order in self:
            lines = order.order_line
            links = lines.maintenance_allocation_ids
            order.is_for_maintenance = bool(lines.equipment_id or links)
            order.maintenance_line_count = len(links.line_id)

    def action_open_maintenance_lines(self):
        """Open the requisition lines that these orders bring parts for."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_requisition.maintenance_requisition_line_action"
        )
        lines = self.order_line.maintenance_requisition_line_ids
        action.update(domain=[("id", "in", lines.ids)], context={})
        return action

    def button_confirm(self):
        self = to_records(self)
        # before Odoo notes what is paid now as what the vendor asks
        links = self.filtered(lambda order: order.state in ("draft", "sent"))
        # with all rights: who orders may lack access to requisitions
        links = as_superuser(links).order_line.maintenance_allocation_ids
        links._note_normal_prices()
        return super().button_confirm()

    def button_cancel(self):
        self = to_records(self)
        result = super().button_cancel()
        for order in self:
            order.order_line._note_parts_undone(order)
        return result

    def _prepare_grouped_data(self, rfq):
        """Leave out of a merge what would forget for whom it is.

        Odoo throws lines of the same part together.
        """
        key = super()._prepare_grouped_data(rfq)
        return (*key, rfq.id) if rfq._would_forget_parts() else key

    def _would_forget_parts(self):
        self.ensure_one()
        lines = self.order_line.filtered("product_id")
        if lines.filtered(
            lambda line: line.equipment_id or line.maintenance_request_id
        ):
            return True
        # with all rights: who merges orders may lack access to requisitions
        return any(
            len(same) > 1 and same.sudo().maintenance_allocation_ids
            for same in lines.grouped("product_id").values()
        )

    def _get_parts_action(self):
        """Return the action that opens these requests for quotation and orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_rfq")
        action.update(domain=[("id", "in", self.ids)], context={})
        if len(self) == 1:
            action.update(views=[(False, "form")], res_id=self.id)
        return action

    def _cancel_empty(self):
        """Cancel the draft orders that nothing is left of."""
        empty = self.filtered(
            lambda order: order.state == "draft" and not order.order_line
        )
        if empty:
            empty.button_cancel()

    # --- requisition lines ----------------------------------------------------------

    @api.model
    def _buy_lines(self, lines):
        """Order requisition lines: one procurement each, all at once.

        They become draft requests for quotation, the way that Odoo makes them.

        :return: {line: failure}
        """
        failures = {}
        for company, mine in lines.grouped("company_id").items():
            mine = mine.with_company(company)
            failures |= mine.env["stock.rule"]._procure_lines(mine)
        bought = lines - lines.browse(line.id for line in failures)
        bought.invalidate_recordset(["allocation_ids"])
        for line in bought.filtered(lambda line: not line._has_order()):
            failures[line] = {"code": "no_order"}
        bought.allocation_ids.purchase_line_id._remember_parts()
        bought.allocation_ids._time_orders()
        return failures

    def _write_order_deadline(self):
        """Set the order deadline of these draft orders to that of their earliest line.

        Odoo does so for a new order only. The deadline of an order that also buys for
        others is never moved to a later day.
        """
        for order in self:
            bought = order.order_line
            moment = min(
                self._get_order_moment(line)
                for line in bought.maintenance_allocation_ids.line_id
            )
            others = bought.filtered(
                lambda line: (
                    not line.display_type and not line.maintenance_allocation_ids
                )
            )
            if others:
                moment = min(moment, order.date_order)
            if order.date_order != moment:
                order.date_order = moment

    def _get_order_moment(self, line):
        """Return when a requisition line is to be ordered, for its planned day.

        The days of its vendor count, those of the company if it names none, as in the
        planner.
        """
        days = line.supplierinfo_id.delay or line.company_id.parts_default_lead_days
        return line._get_planned_moment() - timedelta(min(days, LONGEST_DAYS))
