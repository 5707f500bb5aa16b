from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

SOURCES = ("issue", "bill", "labour")
# charge = analytic + without_analytic + analytic_accepted + analytic_difference
#        = ledger + left_to_closing + without_ledger + other_period + ledger_accepted
#          + ledger_difference
MONEY = (
    "charge",
    "analytic",
    "without_analytic",
    "analytic_accepted",
    "analytic_difference",
    "ledger",
    "left_to_closing",
    "without_ledger",
    "other_period",
    "ledger_accepted",
    "ledger_difference",
)
KINDS = {
    "bill": ("bill", "service"),
    "labour": ("labour",),
}


class MaintenanceReconciliationLine(models.TransientModel):
    """What one source charges one asset in one period.

    Without an asset: what went to the location for none, and what a job without an
    asset cost.
    """

    _name = "maintenance.reconciliation.line"
    _description = "Charges of an Asset Compared"
    _inherit = ["maintenance.checked.values"]
    _rec_name = "equipment_id"

    reconciliation_id = fields.Many2one(
        "maintenance.reconciliation", required=True, index=True, ondelete="cascade"
    )
    equipment_id = fields.Many2one("maintenance.equipment", string="Asset")
    source = fields.Selection(
        [
            ("issue", "Parts from Stock"),
            ("bill", "Vendor Bills"),
            ("labour", "Labour"),
        ],
        required=True,
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    charge = fields.Monetary(
        string="Charges",
        help="What the cost report says: of parts the stock valuation, of bills their "
        "posted lines, of labour the hours at their rate.",
    )
    analytic = fields.Monetary(help="What the analytic lines say.")
    is_analytic_compared = fields.Boolean()
    without_analytic = fields.Monetary(
        string="Without Analytics",
        help="Charges that no analytic plan gets in full: of assets without a "
        "distribution, and labour.",
    )
    analytic_accepted = fields.Monetary(
        help="Accepted difference of the analytic lines."
    )
    analytic_difference = fields.Monetary(
        help="Charges that are missing in the analytic lines."
    )
    ledger = fields.Monetary(help="What the journal items say.")
    is_ledger_compared = fields.Boolean()
    left_to_closing = fields.Monetary(
        string="Left to the Closing",
        help="Charges under periodic valuation that the next closing books.",
    )
    without_ledger = fields.Monetary(
        string="Not in the Ledger",
        help="Labour, which is not booked, and parts that left when the Maintenance "
        "location had no expense account.",
    )
    other_period = fields.Monetary(
        string="Booked in Other Periods",
        help="Charges of this period whose journal entry is dated in another one, less "
        "entries of this period that book charges of others.",
    )
    ledger_accepted = fields.Monetary(help="Accepted difference of the ledger.")
    ledger_difference = fields.Monetary(
        help="Under perpetual valuation: charges that are missing in the ledger."
    )
    is_different = fields.Boolean(compute="_compute_is_different")
    note = fields.Text(compute="_compute_note", string="Not Compared")

    @api.depends("analytic_difference", "ledger_difference")
    def _compute_is_different(self):
        for line in self:
            currency = line.currency_id
            line.is_different = currency and not (
                currency.is_zero(line.analytic_difference)
                and currency.is_zero(line.ledger_difference)
            )

    @api.depends("is_analytic_compared", "left_to_closing", "other_period", "source")
    def _compute_note(self):
        for line in self:
            line.note = bool(line.currency_id) and " ".join(line._get_notes())

    def _get_notes(self):
        """Return what of this line is not compared, and why, as sentences."""
        self.ensure_one()
        if self.source == "labour":
            return [self.env._("Labour is counted for the asset and not booked.")]
        currency, notes = self.currency_id, []
        if not self.equipment_id:
            notes.append(self.env._("It names no asset."))
        elif not self.is_analytic_compared:
            notes.append(self.env._("No analytic plan is distributed in full."))
        if not currency.is_zero(self.left_to_closing):
            notes.append(
                self.env._(
                    "Periodic: the next closing books %(amount)s.",
                    amount=currency.format(self.left_to_closing),
                )
            )
        if not currency.is_zero(self.without_ledger):
            notes.append(
                self.env._(
                    "%(amount)s left when the location had no expense account.",
                    amount=currency.format(self.without_ledger),
                )
            )
        if not currency.is_zero(self.other_period):
            notes.append(
                self.env._(
                    "%(amount)s is booked in other periods.",
                    amount=currency.format(self.other_period),
                )
            )
        return notes

    def action_view_charges(self):
        """Return the action that shows the charges of this line."""
        self = to_record(self)
        record = self.reconciliation_id
        # another company may have been chosen since
        record._check_may_compare()
        if self.source != "issue":
            return self._prepare_action(
                "maintenance_consumption.maintenance_cost_report_action",
                [("kind", "in", KINDS[self.source]), *self._get_domain()],
            )
        rows = record._get_facts(record.company_id, record.date_from, record.date_to)
        move_ids = [
            row["move_id"]
            for row in rows
            if (row["equipment_id"] or False) == self.equipment_id.id
            and record.date_from <= row["charge"].booked_on <= record.date_to
        ]
        return self._prepare_action(
            "maintenance_cost.maintenance_charge_move_action",
            [("id", "in", move_ids)],
        )

    def action_view_analytic_lines(self):
        """Return the action that shows the analytic lines of this line."""
        self = to_record(self)
        if self.source == "bill":
            domain = [
                ("move_line_id.maintenance_charge", "!=", False),
                ("move_line_id.equipment_id", "=", self.equipment_id.id),
                *self._get_period_domain(),
            ]
        else:
            domain = [
                "|",
                ("move_line_id.parts_move_id", "!=", False),
                ("move_line_id", "=", False),
                *self._get_domain(),
            ]
        return self._prepare_action(
            "analytic.account_analytic_line_action_entries", domain
        )

    def action_view_items(self):
        """Return the action that shows the journal items of this line."""
        self = to_record(self)
        record = self.reconciliation_id
        domain = [("parent_state", "=", "posted"), *self._get_domain()]
        if self.source == "bill":
            domain.append(("maintenance_charge", "!=", False))
        else:
            accounts = record._get_charge_accounts(record.company_id)
            domain += [
                "|",
                ("parts_move_id", "!=", False),
                "&",
                "&",
                ("account_id", "in", accounts.ids),
                ("move_type", "=", "entry"),
                ("equipment_id", "!=", False),
            ]
        return self._prepare_action("account.action_account_moves_all", domain)

    def _get_domain(self):
        return [("equipment_id", "=", self.equipment_id.id), *self._get_period_domain()]

    def _get_period_domain(self):
        record = self.reconciliation_id
        return [
            ("company_id", "=", record.company_id.id),
            ("date", ">=", record.date_from),
            ("date", "<=", record.date_to),
        ]

    def _prepare_action(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        # with all rights: accountants may lack access to assets
        name = self.equipment_id.sudo().display_name or self.env._("Without an Asset")
        return dict(action, domain=domain, context={}, name=name)

    def _prepare_answer(self):
        """Return this line as plain values."""
        self.ensure_one()
        values = {name: self[name] for name in MONEY}
        if not self.is_analytic_compared:
            values["analytic"] = False
        if not self.is_ledger_compared:
            values["ledger"] = False
        # with all rights: accountants may lack access to assets
        asset_sudo = self.equipment_id.sudo()
        return {
            "equipment_id": asset_sudo.id,
            "equipment": asset_sudo.display_name or False,
            "source": self.source,
            **values,
        }
