from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import find_correction, find_reason

BOOKKEEPERS = "account.group_account_invoice"


class MaintenanceChargeDriftCorrection(models.AbstractModel):
    """How drifting charges are put right."""

    _name = "maintenance.charge.drift.correction"
    _inherit = "maintenance.charge.facts"
    _description = "Correction of Drifting Charges"

    def _check_may_correct(self):
        if not self.env.user.has_group(BOOKKEEPERS):
            raise AccessError(
                self.env._(
                    "Only who may write journal entries corrects charges of assets. "
                    "Ask an accountant of %(company)s.",
                    company=self.company_id[:1].display_name,
                )
            )

    def _correct(self):
        """Correct each row after its kind; return the action to do next."""
        kinds = self.grouped("correction_kind")
        if kinds.keys() == {"open"} and len(self) > 1:
            raise UserError(
                self.env._(
                    "These %(count)s can only be put right by hand. Open them one by "
                    "one.",
                    count=len(self),
                )
            )
        moves_by_kind = {
            kind: drifts.move_id.exists() for kind, drifts in kinds.items()
        }
        none = self.env["stock.move"]
        to_value = moves_by_kind.get("value", none)
        to_book = moves_by_kind.get("entry", none)
        self._check_not_locked(moves_by_kind.get("analytic", none) | to_value)
        # what the ledger lacks is booked on the first open day
        to_redo = to_book - to_book._filter_locked()
        self._value_anew(kinds.get("value", self.browse())._filter_still_drifting())
        self._take_distribution_off_items()
        self._redo_analytic(moves_by_kind.get("analytic", none) | to_value | to_redo)
        # a new value leaves the ledger behind, if it has a part in it
        entries = self._prepare_entries(self._filter_unbooked(to_book | to_value))
        if entries:
            return self._prepare_entries_action(entries)
        to_look_at = kinds.get("open", self.browse())
        if len(self) == 1 and to_look_at:
            return to_look_at.action_open()
        # the rows are made anew: also a dialog that shows one has to go
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _filter_still_drifting(self):
        """Return those of these rows that nobody has put right by now."""
        still = self.browse()
        for company, drifts in self.grouped("company_id").items():
            reasons = {
                row["move_id"]: find_reason(row["charge"])
                for row in self._get_facts(company, None, None, drifts.move_id)
            }
            still |= drifts.filtered(
                lambda drift, reasons=reasons: (
                    reasons.get(drift.move_id.id) == drift.reason
                )
            )
        return still

    def _check_not_locked(self, moves):
        """Refuse to change what is in a locked period.

        :raises UserError: naming the charges
        """
        locked = moves._filter_locked()
        if locked:
            company = locked.company_id[:1]
            raise UserError(
                self.env._(
                    "The books of %(company)s are locked for %(charges)s. Open the "
                    "period to correct them there, or accept the drift with a reason.",
                    company=company.display_name,
                    charges=", ".join(
                        f"{move.reference} ({format_date(self.env, day)})"
                        for move in locked[:5]
                        for day in [move._get_booking_day()]
                    )
                    + (", …" if len(locked) > 5 else ""),
                )
            )

    # --- value ----------------------------------------------------------------------

    def _value_anew(self, drifts):
        """Let Odoo value these moves again, through its own record of manual values.

        It values an issue at the cost of now, and a return at what it is told.
        """
        # accountants have no rights on Odoo's manual values, which are a stock
        # manager's; `_check_may_correct` has let them pass
        for company, company_drifts in drifts.grouped(
            lambda drift: drift.move_id.company_id
        ).items():
            values_sudo = as_superuser(self.env["product.value"])
            values_sudo.with_company(company).create(
                [drift._prepare_manual_value() for drift in company_drifts]
            )

    def _prepare_manual_value(self):
        self.ensure_one()
        is_remainder = self.reason == "return_remainder"
        return {
            "move_id": self.move_id.id,
            "product_id": False,
            "lot_id": False,
            "value": abs(self.value) + (self.difference if is_remainder else 0.0),
            "company_id": self.move_id.company_id.id,
            "description": self.env._("Correction of a charge to an asset"),
        }

    # --- analytic lines -------------------------------------------------------------

    def _take_distribution_off_items(self):
        """The analytic lines of the move are the charge, not those of its items."""
        twice = self.filtered(lambda drift: drift.reason == "charged_twice")
        items = self.env["account.move.line"].search(
            [("parts_move_id", "in", twice.move_id.ids)]
        )
        items.analytic_distribution = False

    def _redo_analytic(self, moves):
        """Let Odoo distribute these moves again; what is left behind goes away."""
        # analytic lines of stock moves are nobody's to write but the system's
        moves_sudo = as_superuser(moves)
        items_sudo = as_superuser(self.env["account.move.line"])
        items_sudo = items_sudo.search([("parts_move_id", "in", moves.ids)])
        done_sudo = moves_sudo.filtered(lambda move: move.state == "done")
        (moves_sudo - done_sudo).analytic_account_line_ids.unlink()
        for (day, asset), same_sudo in done_sudo.grouped(
            lambda move: (move._get_booking_day(), move.equipment_id)
        ).items():
            same_sudo.analytic_account_line_ids.write(
                {"date": day, "equipment_id": asset.id}
            )
            items_sudo.filtered(
                lambda item, same=same_sudo, asset=asset: (
                    item.parts_move_id in same and item.equipment_id != asset
                )
            ).equipment_id = asset
        done_sudo.filtered("product_id.is_storable")._create_analytic_move()

    # --- journal entries ------------------------------------------------------------

    def _filter_unbooked(self, moves):
        """Return those of these moves whose ledger is behind their value now."""
        unbooked = moves.browse()
        for company, company_moves in moves.grouped("company_id").items():
            for row in self._get_facts(company, None, None, company_moves):
                reason = find_reason(row["charge"])
                if reason and find_correction(row["charge"], reason) == "entry":
                    unbooked |= moves.browse(row["move_id"])
        return unbooked

    def _prepare_entries(self, moves):
        """Create draft entries of what the ledger lacks.

        One for each company and day, so that every period gets its own.
        """
        values = []
        for company, company_moves in moves.grouped("company_id").items():
            balances = self._get_balances(company_moves)
            lines_by_day = defaultdict(list)
            for row in self._get_facts(company, None, None, company_moves):
                lines_by_day[row["charge"].booked_on] += self._prepare_entry_lines(
                    company, row, balances[row["move_id"]]
                )
            values += [
                self._prepare_entry(company, day, lines)
                for day, lines in lines_by_day.items()
                if lines
            ]
        return self.env["account.move"].create(values)

    def _prepare_entry(self, company, day, lines):
        return {
            "company_id": company.id,
            "journal_id": company.account_stock_journal_id.id,
            "date": day,
            "ref": self.env._("Correction of charges to assets"),
            "line_ids": [Command.create(values) for values in lines],
        }

    def _get_balances(self, moves):
        """Return {move id: {account: balance of the posted items of the move}}."""
        balances = defaultdict(dict)
        for move, account, balance in self.env["account.move.line"]._read_group(
            [("parts_move_id", "in", moves.ids), ("parent_state", "=", "posted")],
            ["parts_move_id", "account_id"],
            ["balance:sum"],
        ):
            balances[move.id][account] = balance
        return balances

    def _prepare_entry_lines(self, company, row, balances):
        """Return the values of the items that put the ledger of one move right.

        What stands on other accounts goes to that of the location; what lacks there
        comes from the stock valuation account.

        :param balances: {account: what the ledger says of the move}
        """
        move = self.env["stock.move"].with_company(company).browse(row["move_id"])
        account = move._get_charge_account()
        if not account:
            raise UserError(
                self.env._(
                    "%(location)s has no account to book “%(part)s” on. Set the parts "
                    "expense account of %(company)s in the settings of Inventory.",
                    location=move.location_dest_id.display_name,
                    part=move.product_id.display_name,
                    company=company.display_name,
                )
            )
        wanted = row["charge"].expected_ledger * company.currency_id.rounding
        changes = {other: -balance for other, balance in balances.items()}
        changes[account] = wanted - balances.get(account, 0.0)
        stock_account = move.product_id._get_product_accounts()["stock_valuation"]
        lines = [
            {
                **self._prepare_item(move, change),
                "account_id": changed.id,
                "equipment_id": move.equipment_id.id,
                "parts_account_id": changed.id,
                "parts_move_id": move.id,
            }
            for changed, change in changes.items()
            if not company.currency_id.is_zero(change)
        ]
        rest = -sum(changes.values())
        if not company.currency_id.is_zero(rest):
            lines.append(
                {**self._prepare_item(move, rest), "account_id": stock_account.id}
            )
        return lines

    def _prepare_item(self, move, balance):
        return {
            "name": f"{move.reference} - {move.product_id.name}",
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "product_id": move.product_id.id,
            "analytic_distribution": False,
        }

    def _prepare_entries_action(self, entries):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_journal_line"
        )
        if len(entries) == 1:
            return dict(action, res_id=entries.id, views=[(False, "form")])
        return dict(action, domain=[("id", "in", entries.ids)], context={})
