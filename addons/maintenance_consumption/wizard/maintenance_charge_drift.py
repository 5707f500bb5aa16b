from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceChargeDrift(models.TransientModel):
    """A charge that the books disagree with, why, and what to do about it."""

    _name = "maintenance.charge.drift"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.charge.drift.acceptance",
        "maintenance.charge.drift.correction",
        "maintenance.charge.drift.words",
    ]
    _description = "Drifting Charge"
    _order = "is_explained, date desc, id"
    _rec_name = "name"

    reconciliation_id = fields.Many2one(
        "maintenance.reconciliation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reconciliation_id.company_id")
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    name = fields.Char(string="Reference")
    reason = fields.Selection(
        [
            ("zero_value", "Issued Before It Was in Stock"),
            ("quantity_edited", "Quantity Changed Afterwards"),
            ("value_changed", "Value Changed Afterwards"),
            ("no_account", "No Account on the Location"),
            ("account_changed", "Account of the Location Changed"),
            ("item_moved", "Account of the Item Changed"),
            ("entry_draft", "Journal Entry Not Posted"),
            ("entry_cancelled", "Journal Entry Cancelled"),
            ("entry_missing", "Journal Entry Missing"),
            ("entry_reversed", "Journal Entry Reversed"),
            ("entry_edited", "Journal Entry Changed"),
            ("charged_twice", "Charged Twice"),
            ("analytic_missing", "Analytic Lines Missing"),
            ("analytic_edited", "Analytic Lines Changed"),
            ("asset_changed", "Other Asset"),
            ("other_period", "Booked on Different Days"),
            ("moved_other_period", "Moved in Another Period"),
            ("return_remainder", "Remainder of a Return"),
            ("unlinked_return", "Return Without Its Issue"),
            ("no_asset", "No Asset"),
            ("not_done", "Analytic Line Without a Move"),
            ("not_stored", "Not Kept in Stock"),
            ("bill_analytic", "Analytics of the Bill Changed"),
            ("manual_analytic", "Analytic Line by Hand"),
            ("manual_item", "Journal Item by Hand"),
        ],
        required=True,
    )
    source = fields.Selection(
        lambda self: (
            self.env["maintenance.reconciliation.line"]
            ._fields["source"]
            ._description_selection(self.env)
        ),
        default="issue",
        required=True,
    )
    is_explained = fields.Boolean(
        string="Only Explained",
        help="Nothing is wrong: it tells why figures of a period look as they do.",
    )
    correction_kind = fields.Selection(
        [
            ("analytic", "Redo the Analytic Lines"),
            ("entry", "Prepare a Journal Entry"),
            ("value", "Value Anew"),
            ("open", "Look at It"),
        ],
        required=True,
    )
    move_id = fields.Many2one("stock.move", string="Stock Move")
    analytic_line_id = fields.Many2one("account.analytic.line")
    item_id = fields.Many2one("account.move.line", string="Journal Item")
    equipment_id = fields.Many2one("maintenance.equipment", string="Asset")
    maintenance_request_id = fields.Many2one("maintenance.request", string="Job")
    product_id = fields.Many2one("product.product", string="Part")
    date = fields.Date(string="Booked on")
    other_date = fields.Date()
    # where an item was booked at first, and where somebody put it
    booked_account_id = fields.Many2one("account.account")
    item_account_id = fields.Many2one("account.account")
    quantity = fields.Float(digits="Product Unit")
    booked_quantity = fields.Float(digits="Product Unit")
    value = fields.Monetary(help="What stock valuation says.")
    analytic = fields.Monetary()
    is_analytic_compared = fields.Boolean()
    ledger = fields.Monetary()
    is_ledger_compared = fields.Boolean()
    difference = fields.Monetary()
    # what the books lack of the charge by it
    analytic_difference = fields.Monetary()
    ledger_difference = fields.Monetary()
    explanation = fields.Text(compute="_compute_words")
    correction = fields.Text(string="What to Do", compute="_compute_words")

    @api.depends("reason")
    def _compute_words(self):
        for drift in self:
            # an accountant need not be one who sees assets
            drift.explanation, drift.correction = drift.sudo()._get_words()

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`: two do not correct the same books."""
        return self.company_id, self

    @one_at_a_time
    def action_correct(self):
        """Put right what can safely be put right, of all these rows.

        Analytic lines are redone by Odoo's own means. What the ledger lacks is prepared
        as a draft journal entry for each company and day. What only a person can decide
        is opened instead.

        :raises AccessError: for who may not book
        :raises UserError: naming what is missing, such as an account
        :return: dict of the action that shows the draft entries or the record, or that
            shows the list anew
        """
        self = to_records(self)
        self._check_may_correct()
        result = self._correct()
        self._compare_anew()
        return result

    def action_open(self):
        """Return the action that shows the record behind this row.

        :raises AccessError: if it is a journal item or an analytic line, for who may
            not read those
        """
        self = to_record(self)
        record = self.item_id.move_id or self.analytic_line_id
        if not record:
            record = self._get_entry_to_open() or self._get_move_to_open()
        if not record.has_access("read"):
            raise AccessError(
                self.env._(
                    "“%(name)s” is for accountants of %(company)s to look at. Ask one.",
                    name=self.name,
                    company=self.company_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self._get_form_view(record).id, "form")],
        }

    def _get_move_to_open(self):
        """Return the transfer; for who has no rights on stock, the move alone."""
        may_open = self.env.user.has_group("stock.group_stock_user")
        return may_open and self.move_id.picking_id or self.move_id

    def _get_form_view(self, record):
        """Return the form of ``record`` to show, empty for its own."""
        views = self.env["ir.ui.view"]
        if record._name != "stock.move":
            return views
        # Odoo's own form of a move reads lots, which are not an accountant's
        return self.env.ref("maintenance_consumption.maintenance_charge_move_view_form")

    def _get_entry_to_open(self):
        """Return the journal entry that a person has to look at, if they may."""
        entries = self.env["account.move"]
        if self.reason in ("entry_draft", "entry_cancelled"):
            # whether there is one is no secret, what it says is
            entries = self.move_id.sudo()._get_charge_entries()[-1:].sudo(False)
        return entries if entries.has_access("read") else entries.browse()

    def _prepare_answer(self):
        """Return this row as plain values."""
        self.ensure_one()
        return {
            "id": self.id,
            "move_id": self.move_id.id,
            "equipment_id": self.equipment_id.id,
            "product_id": self.product_id.id,
            "date": fields.Date.to_string(self.date),
            "source": self.source,
            "reason": self.reason,
            "is_explained": self.is_explained,
            "value": self.value,
            "analytic": self.is_analytic_compared and self.analytic,
            "ledger": self.is_ledger_compared and self.ledger,
            "difference": self.difference,
            "explanation": self.explanation,
            "correction": self.correction,
            "accepted_note": self.accepted_note,
            # the name of a colleague, whoever may see users
            "accepted_by": self.accepted_by_id.sudo().name,
            "accepted_on": fields.Datetime.to_string(self.accepted_on),
        }
