from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_dead_stock.tools import APPROVED, DRAFT, SELL


class MaintenanceDisposition(models.Model):
    """Surplus is sold by a quotation: it moves when that is confirmed."""

    _inherit = "maintenance.disposition"

    sale_line_ids = fields.One2many(
        "sale.order.line", "maintenance_disposition_id", readonly=True, copy=False
    )
    sale_order_id = fields.Many2one(
        "sale.order", string="Quotation", compute="_compute_sale_order_id"
    )

    @api.depends("sale_line_ids.order_id")
    def _compute_sale_order_id(self):
        for one in self:
            # who disposes of parts sees by which order they leave
            lines_sudo = one.sudo().sale_line_ids
            one.sale_order_id = lines_sudo.order_id.sorted("id")[-1:].sudo(False)

    def _make_sell(self):
        self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "warehouse_id": self.warehouse_id.id,
                "origin": self.name,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom_qty": self.quantity,
                            "product_uom_id": self.uom_id.id,
                            "maintenance_disposition_id": self.id,
                        }
                    )
                ],
            }
        )

    def _check_complete(self):
        result = super()._check_complete()
        stock = self.warehouse_id.lot_stock_id
        if self.kind == SELL and not self.location_id._child_of(stock):
            raise UserError(
                self.env._(
                    "“%(name)s”: a sales order takes parts from %(stock)s, and these "
                    "are at %(place)s. Move them there first.",
                    name=self.display_name,
                    stock=stock.display_name,
                    place=self.location_id.display_name,
                )
            )
        return result

    def _is_booked_by_others(self):
        return self.kind == SELL or super()._is_booked_by_others()

    def _tell_booked_by_others(self):
        if self.kind == SELL:
            return self.env._("The customer invoice books it, as with each sale.")
        return super()._tell_booked_by_others()

    def _carry_out(self):
        quotations = self.sale_line_ids.order_id.filtered(
            lambda order: order.state in ("draft", "sent")
        )
        if quotations:
            raise UserError(
                self.env._(
                    "“%(name)s” is sold by the quotation %(order)s: who sells confirms "
                    "it first.",
                    name=self.display_name,
                    order=quotations[0].name,
                )
            )
        return super()._carry_out()

    def _set_done(self):
        for one in self:
            if one.kind == SELL and not one.proceeds:
                one.proceeds = one._get_sale_proceeds()
        return super()._set_done()

    def _get_sale_proceeds(self):
        """Return what was got for the delivered quantity, without taxes, in the
        currency of the company.
        """
        self.ensure_one()
        total = 0.0
        for line in self.sale_line_ids.filtered(lambda line: line.state == "sale"):
            moved = self.uom_id._compute_quantity(
                self.done_qty, line.product_uom_id, round=False
            )
            total += line.currency_id._convert(
                line.price_reduce_taxexcl * moved,
                self.currency_id,
                self.company_id,
                line.order_id.date_order.date(),
            )
        return total

    def _cancel_documents(self, has_left):
        result = super()._cancel_documents(has_left)
        if not has_left:
            # of what some has left the order is invoiced: its transfers are cancelled
            orders = self.sale_line_ids.order_id
            orders.filtered(lambda order: order.state != "cancel")._action_cancel()
        return result

    def _follow_orders(self):
        """Decide anew about dispositions whose quotations were cancelled."""
        for one in self.filtered(lambda one: one.state == APPROVED):
            if not one.move_ids and all(
                line.order_id.state == "cancel" for line in one.sale_line_ids
            ):
                one.state = DRAFT
                one.message_post(
                    body=one.env._("Its quotation was cancelled: decide anew.")
                )

    def action_open_sale_order(self):
        """Open the quotation or sales order."""
        self = to_record(self)
        if not self.sale_order_id:
            raise UserError(self.env._("“%s” has no quotation.", self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
