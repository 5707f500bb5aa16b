from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

# charge = analytic + without_analytic + analytic_accepted + analytic_difference
#        = ledger + left_to_closing + ledger_accepted + ledger_difference
MONEY = (
    "charge",
    "analytic",
    "without_analytic",
    "analytic_accepted",
    "analytic_difference",
    "ledger",
    "left_to_closing",
    "ledger_accepted",
    "ledger_difference",
)


class MaintenanceReconciliationLine(models.TransientModel):
    """One asset in one period; without an asset: what went to the location for none."""

    _name = "maintenance.reconciliation.line"
    _description = "Charges of an Asset Compared"
    _inherit = ["maintenance.checked.values"]
    _rec_name = "equipment_id"

    reconciliation_id = fields.Many2one(
        "maintenance.reconciliation", required=True, index=True, ondelete="cascade"
    )
    equipment_id = fields.Many2one("maintenance.equipment", string="Asset")
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    charge = fields.Monetary(string="Charges", help="What stock valuation says.")
    analytic = fields.Monetary(help="What the analytic lines say.")
    is_analytic_compared = fields.Boolean()
    without_analytic = fields.Monetary(
        string="Without Analytics",
        help="Charges of assets that distribute no analytic plan in full.",
    )
    analytic_accepted = fields.Monetary(
        help="What the analytic lines lack and may, as somebody said."
    )
    analytic_difference = fields.Monetary(
        help="What the analytic lines lack of the charges."
    )
    ledger = fields.Monetary(help="What the journal items say.")
    is_ledger_compared = fields.Boolean()
    left_to_closing = fields.Monetary(
        string="Left to the Closing",
        help="Charges under periodic valuation: the closing books them.",
    )
    ledger_accepted = fields.Monetary(
        help="What the ledger lacks and may, as somebody said."
    )
    ledger_difference = fields.Monetary(
        help="Under perpetual valuation, what the ledger lacks of the charges."
    )
    is_different = fields.Boolean(compute="_compute_is_different")
    note = fields.Text(compute="_compute_note", string="Not Compared")

    @api.depends("analytic_difference", "ledger_difference")
    def _compute_is_different(self):
        for line in self:
            currency = line.currency_id
            line.is_different = not (
                currency.is_zero(line.analytic_difference)
                and currency.is_zero(line.ledger_difference)
            )

    @api.depends("is_analytic_compared", "left_to_closing")
    def _compute_note(self):
        for line in self:
            notes = []
            if not line.equipment_id:
                notes.append(self.env._("Moves that name no asset."))
            elif not line.is_analytic_compared:
                notes.append(self.env._("No analytic plan is distributed in full."))
            if not line.currency_id.is_zero(line.left_to_closing):
                notes.append(
                    self.env._(
                        "Periodic: the closing books %(amount)s.",
                        amount=line.currency_id.format(line.left_to_closing),
                    )
                )
            line.note = " ".join(notes)

    def action_view_moves(self):
        """Return the action that shows the stock moves of this line."""
        self = to_record(self)
        record = self.reconciliation_id
        # another company may have been chosen since
        record._check_may_compare()
        rows = record._get_facts(record.company_id, record.date_from, record.date_to)
        move_ids = [
            row["move_id"]
            for row in rows
            if (row["equipment_id"] or False) == self.equipment_id.id
            and record.date_from <= row["charge"].booked_on <= record.date_to
        ]
        return self._prepare_action(
            "maintenance_consumption.maintenance_charge_move_action",
            [("id", "in", move_ids)],
        )

    def action_view_analytic_lines(self):
        """Return the action that shows the analytic lines of this line."""
        self = to_record(self)
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
        accounts = record._get_places(record.company_id).valuation_account_id
        domain = [
            ("parent_state", "=", "posted"),
            "|",
            ("parts_move_id", "!=", False),
            "&",
            ("account_id", "in", accounts.ids),
            ("move_type", "=", "entry"),
            *self._get_domain(),
        ]
        return self._prepare_action("account.action_account_moves_all", domain)

    def _get_domain(self):
        record = self.reconciliation_id
        return [
            ("company_id", "=", record.company_id.id),
            ("equipment_id", "=", self.equipment_id.id),
            ("date", ">=", record.date_from),
            ("date", "<=", record.date_to),
        ]

    def _prepare_action(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        # an accountant need not be one who sees assets
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
        # an accountant need not be one who sees assets
        asset_sudo = self.equipment_id.sudo()
        return {
            "equipment_id": asset_sudo.id,
            "equipment": asset_sudo.display_name or False,
            **values,
        }
