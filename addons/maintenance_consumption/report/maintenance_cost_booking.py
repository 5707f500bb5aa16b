from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records

from ..models.groups import ACCOUNTANTS
from ..tools import ChargeFacts, get_booking
from ..tools.drift import CLOSING


class MaintenanceCostReport(models.Model):
    """From a charge to its journal entry, or to the reason why there is none yet."""

    _inherit = "maintenance.cost.report"

    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    booking = fields.Selection(
        [
            ("booked", "Booked"),
            ("closed", "Booked at Closing"),
            ("awaits_closing", "Awaits Closing"),
            ("entry_draft", "Entry in Draft"),
            ("entry_cancelled", "Entry Cancelled"),
            ("no_account", "No Expense Account"),
            ("not_booked_then", "Not Booked Then"),
            ("no_value", "No Value"),
            ("billed", "On Its Bill"),
            ("consigned", "On the Owner's Bill"),
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
        last_closings = {
            company: company._get_last_closing_date() for company in charges.company_id
        }
        entries = charges._get_entries()
        for row, charge in zip(self, charges, strict=True):
            if not charge.company_id:
                row.booking = row.entry_id = row.booking_note = False
                continue
            entry = entries[charge]
            last_closing = last_closings[charge.company_id]
            booking = get_booking(charge._get_charge_facts(entry, last_closing))
            row.booking = booking
            row.entry_id = entry
            row.booking_note = charge._get_booking_note(booking, entry, last_closing)

    def _get_entries(self):
        """Return {charge: the journal entry that books it, empty if none does}.

        Of several the one that counts: a posted one before a draft, its own before
        others.
        """
        items = self.env["account.move.line"].search_fetch(
            [("parts_move_id", "in", self.move_id.ids)], ["move_id", "parts_move_id"]
        )
        items_by_move = items.grouped("parts_move_id")
        ranks = {"posted": 0, "draft": 1, "cancel": 2}
        entries = {}
        for charge in self:
            own = charge.move_id.account_move_id | charge.bill_line_id.move_id
            others = items_by_move.get(charge.move_id, items.browse()).move_id
            entries[charge] = (own | others).sorted(
                lambda entry, own=own: (ranks[entry.state], entry not in own, entry.id)
            )[:1]
        return entries

    def _get_charge_facts(self, entry, last_closing):
        """Return the facts of this charge for ``get_booking()``."""
        self.ensure_one()
        move = self.move_id.with_company(self.company_id)
        if not move:
            return ChargeFacts(
                entry=entry.state or None, is_imputed=not self.bill_line_id
            )
        is_recent = not last_closing or move.date > last_closing
        is_periodic = move.product_id.valuation == "periodic"
        return ChargeFacts(
            entry=entry.state or None,
            is_closing=move.parts_booking == CLOSING,
            is_stocked=move.product_id.is_storable,
            is_consigned=move._is_consigned(),
            has_value=not self.currency_id.is_zero(self.cost),
            has_account=bool(
                move.location_id.valuation_account_id
                or move.location_dest_id.valuation_account_id
            ),
            awaits_closing=move.parts_booking == CLOSING or (is_periodic and is_recent),
        )

    def _get_booking_note(self, booking, entry, last_closing):
        """Return in words how the charge is booked, and what to do if it is not."""
        self.ensure_one()
        name = entry.name
        day = last_closing and format_date(self.env, last_closing)
        notes = {
            "booked": self.env._("Booked by journal entry %s.", name),
            "closed": self.env._("Booked with others by stock closing %s.", name),
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
            "consigned": self.env._(
                "There is nothing to book: the part was not the company's own. Its "
                "owner's bill is the cost. Name the asset on that bill."
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
