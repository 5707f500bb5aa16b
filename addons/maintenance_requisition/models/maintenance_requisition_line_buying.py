import logging
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS, describe_error
from odoo.addons.stock.models.stock_rule import ProcurementException

from ..tools import LONGEST_DAYS

_logger = logging.getLogger(__name__)

# what is bought is asked for in the middle of its day, so that it is that day in all
# time zones near the company
NOON = time(12)


class MaintenanceRequisitionLineBuying(models.AbstractModel):
    """Lines become draft requests for quotation, the way that Odoo makes them.

    All of this works beyond the rights of whoever decides: who approves a line need not
    be a buyer.
    """

    _name = "maintenance.requisition.line.buying"
    _description = "Buying for a Requisition Line"

    purchase_line_ids = fields.Many2many(
        "purchase.order.line",
        string="Purchase Lines",
        compute="_compute_purchase_line_ids",
        search="_search_purchase_line_ids",
    )
    order_names = fields.Char(
        string="Orders",
        compute="_compute_order_names",
        help="The orders and transfers that bring it, or why there are none.",
    )

    @api.depends("allocation_ids.purchase_line_id")
    def _compute_purchase_line_ids(self):
        for line in self:
            line.purchase_line_ids = line.allocation_ids.purchase_line_id

    def _search_purchase_line_ids(self, operator, value):
        return [("allocation_ids.purchase_line_id", operator, value)]

    @api.depends(
        "action",
        "allocation_ids.state",
        "date_planned",
        "failure_reason",
        "move_ids.state",
        "state",
    )
    @api.depends_context("lang")
    def _compute_order_names(self):
        # the name of an order is no secret of those who buy; all at once
        links_sudo = self.sudo().allocation_ids
        order_of = {
            link.id: link.purchase_line_id.order_id
            for link in links_sudo
            if link.state != "cancel"
        }
        for line in self:
            orders = {
                order_of[link] for link in line.allocation_ids.ids if link in order_of
            }
            names = sorted(order.name for order in orders)
            moves = line.move_ids.filtered(lambda move: move.state != "cancel")
            names += moves.picking_id.mapped("name")
            line.order_names = (
                ", ".join(names) or line.failure_reason or line._tell_transfer()
            )

    def _buy(self):
        """Run one procurement a line, all at once; return {line: failure}."""
        failures = {}
        for company, lines in self.grouped("company_id").items():
            failures |= lines.with_company(company)._procure_each()
        bought = self - self.browse(line.id for line in failures)
        bought.invalidate_recordset(["allocation_ids"])
        for line in bought.filtered(lambda line: not line._has_order()):
            failures[line] = {"code": "no_order"}
        bought.allocation_ids.purchase_line_id._remember_parts()
        bought._time_orders()
        return failures

    def _has_order(self):
        """Return whether anything is ordered for this line."""
        self.ensure_one()
        return any(link.state != "cancel" for link in self.allocation_ids)

    def _procure_each(self):
        """Procure what these lines want, or what of it is possible.

        :return: {line: failure}
        """
        failures, left = {}, self
        while left:
            try:
                with self.env.cr.savepoint():
                    left._procure()
                break
            except ProcurementException as error:
                self.env.invalidate_all()
                found = {
                    self.browse(procurement.values["maintenance_line_id"]): told(reason)
                    for procurement, reason in error.procurement_exceptions
                    if procurement.values.get("maintenance_line_id") in left._ids
                }
                if not found:
                    return failures | dict.fromkeys(left, told(error))
                failures |= found
                left -= self.browse(line.id for line in found)
            except NOT_OF_RECORDS:
                raise
            except Exception as error:
                # whatever Odoo's rules stumble over: the other lines are ordered
                self.env.invalidate_all()
                if len(left) == 1:
                    if not isinstance(error, UserError):
                        _logger.exception("%s is not ordered", left)
                    return failures | {left: told(describe_error(error))}
                for line in left:
                    failures |= line._procure_each()
                break
        return failures

    def _procure(self):
        rules = self.env["stock.rule"]
        rules.run(
            [line._prepare_procurement() for line in self], raise_user_error=False
        )

    def _prepare_procurement(self):
        """Return the procurement of this line, for the stock of its warehouse."""
        self.ensure_one()
        part = self.product_id
        return self.env["stock.rule"].Procurement(
            part,
            self.quantity,
            part.uom_id,
            self.warehouse_id.lot_stock_id,
            part.display_name,
            self.requisition_id.name,
            self.company_id,
            self._prepare_procurement_values(),
        )

    def _prepare_procurement_values(self):
        """Return the values of the procurement, as Odoo's rules read them."""
        self.ensure_one()
        values = {
            "company_id": self.company_id,
            "date_planned": self._get_planned_moment(),
            "maintenance_line_id": self.id,
            "warehouse_id": self.warehouse_id,
        }
        if self.action == "buy":
            values |= {
                "maintenance_links": [(self.id, self.quantity)],
                "maintenance_merge_key": self._get_merge_key(),
                "route_ids": self.warehouse_id.buy_pull_id.route_id,
                "supplierinfo_id": self.supplierinfo_id,
            }
        else:
            values |= {
                "maintenance_requisition_line_id": self.id,
                "route_ids": self._get_resupply_route(),
            }
        return values

    def _get_merge_key(self):
        """Return what lines have in common that may share a purchase line."""
        self.ensure_one()
        return f"{self.date_planned}/{self.is_manual}"

    def _get_planned_moment(self):
        self.ensure_one()
        noon = datetime.combine(self.date_planned, NOON)
        return self.company_id._get_utc_moment(noon)

    def _time_orders(self):
        """Let each draft order be placed in time for the earliest of its lines.

        Odoo sees to that for a new order only. Later than it is only if all of it is
        for maintenance: then nobody else waits for it.
        """
        orders = self.allocation_ids.purchase_line_id.order_id
        for order in orders.filtered(lambda order: order.state == "draft"):
            lines = order.order_line.maintenance_allocation_ids.line_id
            moment = min(
                line._get_planned_moment()
                - timedelta(min(line._get_vendor_days(), LONGEST_DAYS))
                for line in lines
            )
            others = order.order_line.filtered(
                lambda line: (
                    not line.display_type and not line.maintenance_allocation_ids
                )
            )
            if others:
                moment = min(moment, order.date_order)
            if order.date_order != moment:
                order.date_order = moment

    def _get_vendor_days(self):
        """Return how many days the vendor takes: those of the company if it names none,
        as the planner has it.
        """
        self.ensure_one()
        return self.supplierinfo_id.delay or self.company_id.parts_default_lead_days


def told(text) -> dict:
    """Return the failure that Odoo tells in its own words."""
    return {"code": "odoo", "text": str(text)}
