from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records

from ..models.groups import ACCOUNTANTS
from ..tools import ChargeFacts, get_booking, get_closing


class MaintenanceCostReport(models.Model):
    """From a charge to its journal entry, or to the reason why there is none yet."""

    _inherit = "maintenance.cost.report"

    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    booking = fields.Selection(
        [
            ("booked", "Booked"),
            ("closed", "Booked at Closing"),
            ("awaits_closing", "Awaits Closing"),
            ("passed_over", "Left out at Closing"),
            ("entry_draft", "Entry in Draft"),
            ("entry_cancelled", "Entry Cancelled"),
            ("no_account", "No Expense Account"),
            ("not_booked_then", "Not Booked Then"),
            ("no_value", "No Value"),
            ("billed", "On Its Bill"),
            ("imputed", "Not Booked"),
        ],
        compute="_compute_booking",
    )
    booking_note = fields.Text(string="In the Books", compute="_compute_booking")
    entry_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        compute="_compute_booking",
        groups=ACCOUNTANTS,
    )
    analytic_line_ids = fields.Many2many(
        "account.analytic.line",
        compute="_compute_analytic_lines",
        groups="analytic.group_analytic_accounting",
    )

    @api.depends("bill_line_id", "kind", "move_id")
    def _compute_booking(self):
        # who may see a charge may know how it is booked; the entry itself is for
        # accountants, see the groups of the field
        charges = self.sudo()
        closings = {
            company: company._get_stock_closings() for company in charges.company_id
        }
        for row, charge in zip(self, charges, strict=True):
            entry, closing = charge._get_entry(), "awaits_closing"
            last_closing, entries, is_complete = closings[charge.company_id]
            if not entry and charge.move_id:
                is_closed = bool(last_closing) and charge.move_id.date <= last_closing
                closing, index = get_closing(
                    charge.date, is_closed, entries.mapped("date"), is_complete
                )
            booking = get_booking(charge._get_charge_facts(closing))
            if booking == "closed" and index is not None:
                entry = entries[index]
            row.booking = booking
            row.entry_id = entry
            row.booking_note = charge._get_booking_note(booking, entry, last_closing)

    def _get_entry(self):
        """Return the journal entry of this charge alone."""
        self.ensure_one()
        return self.move_id.account_move_id or self.bill_line_id.move_id

    def _get_charge_facts(self, closing):
        """Return the facts of this charge for ``get_booking()``."""
        self.ensure_one()
        move = self.move_id.with_company(self.company_id)
        if not move:
            return ChargeFacts(
                entry=self._get_entry().state or None, is_imputed=not self.bill_line_id
            )
        return ChargeFacts(
            entry=self._get_entry().state or None,
            is_stocked=move.product_id.is_storable,
            has_value=not self.currency_id.is_zero(self.cost),
            is_perpetual=move.product_id.valuation == "real_time",
            has_account=bool(
                move.location_id.valuation_account_id
                or move.location_dest_id.valuation_account_id
            ),
            closing=closing,
        )

    def _get_booking_note(self, booking, entry, last_closing):
        """Return in words how the charge is booked, and what to do if it is not."""
        self.ensure_one()
        name = entry.name
        day = last_closing and format_date(self.env, last_closing)
        notes = {
            "booked": self.env._("Booked by journal entry %s.", name),
            "closed": self.env._("Booked with others by stock closing %s.", name)
            if entry
            else self.env._("Booked with others by an earlier stock closing."),
            "awaits_closing": self.env._(
                "The part's category is valued periodically: the next stock closing "
                "books it. The last one was on %s.",
                day,
            )
            if day
            else self.env._(
                "The part's category is valued periodically: a stock closing books it. "
                "There was none yet."
            ),
            "passed_over": self.env._(
                "No stock closing took it: the one of %s was made after it, but "
                "reaches up to an earlier day only. Book it by hand.",
                day,
            ),
            "entry_draft": self.env._("Journal entry %s is in draft. Post it.", name),
            "entry_cancelled": self.env._(
                "Journal entry %s is cancelled. Reset it to draft and post it.", name
            ),
            "no_account": self.env._(
                "It is booked on no account of its own, because the Maintenance "
                "location has none. For issues from then on, set “Expense Account” "
                "under Inventory, Settings, Parts of Assets."
            ),
            "not_booked_then": self.env._(
                "It has no journal entry: when it was issued, there was no expense "
                "account, or the part's category was valued periodically. Book it by "
                "hand."
            ),
            "no_value": self.env._(
                "There is nothing to book: the part had no cost at that time."
            ),
            "billed": self.env._(
                "There is nothing to book: the part is not kept in stock, so its "
                "vendor bill is the cost. Name the asset on that bill."
            ),
            "imputed": self.env._(
                "It is not booked: labour is counted for the asset, hours at a rate. "
                "Wages are booked elsewhere."
            ),
        }
        return notes[booking]

    @api.depends("bill_line_id", "move_id")
    def _compute_analytic_lines(self):
        # who may see analytic lines need not see moves and bills
        for row, charge in zip(self, self.sudo(), strict=True):
            row.analytic_line_ids = (
                charge.move_id.analytic_account_line_ids
                or charge.bill_line_id.analytic_line_ids
            ).ids

    def action_open_entry(self):
        """Open the journal entry of this charge, or say why there is none.

        :raises AccessError: without accounting rights
        """
        self = to_record(self)
        if not self.entry_id:
            raise UserError(self.booking_note)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Entry"),
            "res_model": "account.move",
            "res_id": self.entry_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_analytic_lines(self):
        """Open the analytic lines of these charges.

        :raises AccessError: without the right to see analytic accounting
        """
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "analytic.account_analytic_line_action_entries"
        )
        return dict(
            action, domain=[("id", "in", self.analytic_line_ids.ids)], context={}
        )
