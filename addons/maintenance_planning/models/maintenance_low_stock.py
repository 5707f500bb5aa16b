from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import (
    to_date,
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_bom.tools import CRITICALITIES

COLUMNS = (
    "product_id",
    "location_id",
    "source",
    "criticality",
    "orderpoint_id",
    "level_qty",
    "free_qty",
    "missing_qty",
    "incoming_qty",
    "state",
    "date_expected",
    "since",
)
SNOOZE_DAYS = 30


class MaintenanceLowStock(models.Model):
    """A part of which less is there than is to be kept: derived by the planner.

    Only the snooze is a person's.
    """

    _name = "maintenance.low.stock"
    _description = "Low Stock of a Part"
    _inherit = ["maintenance.derived"]
    _order = "state DESC, since, id"
    _rec_name = "product_id"
    _log_access = False

    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    location_id = fields.Many2one(
        "stock.location",
        string="Place",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Location of the minimum: the stock of the warehouse, or a van.",
    )
    source = fields.Selection(
        [
            ("criticality", "Criticality"),
            ("minimum", "Own Minimum"),
            ("rule", "Reordering Rule"),
        ],
        string="Reason",
        required=True,
        readonly=True,
        help="Source of the minimum: the minimum of its criticality in the settings, "
        "its own minimum, or a reordering rule.",
    )
    criticality = fields.Selection(CRITICALITIES, readonly=True)
    orderpoint_id = fields.Many2one(
        "stock.warehouse.orderpoint",
        string="Reordering Rule",
        readonly=True,
        ondelete="set null",
    )
    level_qty = fields.Float(
        string="Minimum", required=True, readonly=True, digits="Product Unit"
    )
    free_qty = fields.Float(
        string="Free",
        readonly=True,
        digits="Product Unit",
        help="On hand and not reserved, including the parts that replace it.",
    )
    missing_qty = fields.Float(
        string="Missing",
        readonly=True,
        digits="Product Unit",
        help="Minimum less the free quantity: today, or on the day on which an order "
        "placed today arrives.",
    )
    incoming_qty = fields.Float(
        string="On the Way",
        readonly=True,
        digits="Product Unit",
        help="In receipts under way and in requests for quotation.",
    )
    state = fields.Selection(
        [("coming", "On the Way"), ("low", "Low")],
        required=True,
        readonly=True,
        help="Low: not all of what is missing is on the way.",
    )
    date_expected = fields.Date(
        string="Complete On",
        readonly=True,
        help="Date on which the minimum is reached again.",
    )
    since = fields.Date(
        required=True,
        readonly=True,
        help="The day on which the planner first found it low.",
    )
    explanation = fields.Char(
        compute="_compute_explanation",
        help="How the quantity is calculated.",
    )
    snoozed_until = fields.Date(help="No alerts before this date.")
    snooze_reason = fields.Char()
    is_snoozed = fields.Boolean(
        compute="_compute_is_snoozed", search="_search_is_snoozed"
    )

    @api.depends("free_qty", "incoming_qty", "level_qty", "missing_qty")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for row in self:
            if not row.product_id:
                row.explanation = False
                continue
            now = row.level_qty - row.free_qty
            values = {
                "level": format_quantity(self.env, row.level_qty),
                "free": format_quantity(self.env, row.free_qty),
                "incoming": format_quantity(self.env, row.incoming_qty),
                "left": format_quantity(self.env, row.level_qty - row.missing_qty),
                "missing": format_quantity(self.env, row.missing_qty),
            }
            if row.uom_id.compare(now, row.missing_qty) >= 0:
                text = self.env._(
                    "Minimum %(level)s − %(free)s free = %(missing)s missing",
                    **values,
                )
            else:
                text = self.env._(
                    "%(free)s free, of which needs leave %(left)s by the day on which "
                    "an order placed today arrives; minimum %(level)s − %(left)s = "
                    "%(missing)s missing",
                    **values,
                )
            if row.incoming_qty:
                text = self.env._(
                    "%(text)s; %(incoming)s on the way", text=text, **values
                )
            row.explanation = text

    @api.depends("snoozed_until")
    def _compute_is_snoozed(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.is_snoozed = bool(row.snoozed_until and row.snoozed_until > today)

    def _search_is_snoozed(self, operator, value):
        if operator != "in":
            return NotImplemented
        later = Domain("snoozed_until", ">", fields.Date.context_today(self))
        wanted = Domain.FALSE
        if True in value:
            wanted |= later
        if False in value:
            wanted |= ~later
        return wanted

    def write(self, vals):
        """Of what the planner derives a person may only change the snooze.

        :raises UserError: for anything else
        """
        if vals.keys() - {"snoozed_until", "snooze_reason"}:
            raise UserError(
                self.env._(
                    "Low stock is recorded by the planner. Snooze it, or change the "
                    "minimum."
                )
            )
        return super().write(vals)

    def snooze(self, until=None, reason=None):
        """Tell nobody of these before a day. Returns True.

        :param until: date or ISO string; a month from today if left out, False to be
            told again
        :param reason: why, in words
        :raises UserError: if there is no reason, or the day has passed
        """
        self = to_records(self)
        if until is False:
            return self.write({"snoozed_until": False, "snooze_reason": False})
        today = fields.Date.context_today(self)
        until = to_date(self.env, until, "until") or today + timedelta(SNOOZE_DAYS)
        reason = to_text(self.env, reason, "reason")
        if until <= today:
            raise UserError(
                self.env._("Choose a future date for the end of the snooze.")
            )
        if not reason:
            raise UserError(self.env._("Enter a reason."))
        return self.write({"snoozed_until": until, "snooze_reason": reason})

    def action_wake(self):
        """Be told of these again. Returns True."""
        self = to_records(self)
        return self.snooze(until=False)

    def action_open_part(self):
        """Open the part."""
        self = to_record(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "res_id": self.product_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
