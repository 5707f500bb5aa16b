"""Random issues, returns, decisions, depreciation, removals and closings.

Expense, capital and what waits on the clearing account are together what stock says
that it issued; and no entry is out of balance.
"""

from datetime import timedelta

from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import FixedAssetCase

kinds = st.integers(0, 3)
quantities = st.integers(1, 3)
numbers = st.integers(0, 4)
steps = st.one_of(
    st.tuples(st.just("issue"), kinds, quantities),
    st.tuples(st.just("issue"), kinds, quantities),
    st.tuples(st.just("bring_back"), numbers, quantities),
    st.tuples(st.just("confirm"), numbers),
    st.tuples(st.just("confirm"), numbers),
    st.tuples(st.just("decline"), numbers),
    st.tuples(st.just("take_back"), numbers),
    st.tuples(st.just("depreciate")),
    st.tuples(st.just("depreciate")),
    st.tuples(st.just("take_back"), numbers),
    st.tuples(st.just("remove"), numbers),
    st.tuples(st.just("close")),
)
histories = st.lists(st.tuples(steps, st.integers(0, 25)), min_size=8, max_size=16)


START = [
    (("issue", 0, 3), 0),
    (("confirm", 0), 1),
    (("issue", 1, 2), 1),
    (("confirm", 0), 1),
    (("depreciate",), 30),
]


def choose(found, number):
    """One of those, if there is any."""
    number %= len(found) or 1
    return found[number : number + 1]


@tagged("post_install", "-at_install")
class TestHistories(HistoryMixin, FixedAssetCase):
    def play(self, history):
        with freeze_time("2035-01-01 12:00:00"):
            self.parts = [
                self.new_engine("real_time"),
                self.new_engine("periodic"),
                self.new_engine("real_time", capital_treatment="never"),
                self.new_engine("periodic", capital_treatment=False),
            ]
        self.jobs, self.removed = [], 0.0
        now = fields.Datetime.to_datetime("2035-01-02 12:00:00")
        for (action, *args), wait in history:
            now += timedelta(wait)
            with freeze_time(now):
                getattr(self, f"do_{action}")(*args)
                self.env.flush_all()
                self.env.invalidate_all()
                self.check(now)
        with freeze_time(now + timedelta(1)):
            self.do_close()
            self.env.flush_all()
            self.env.invalidate_all()
            record = self.check(now + timedelta(1))
            self.assertEqual(record.left_to_closing, 0)
            self.assertEqual(record.issued_value, self.get_stock_value())

    @property
    def capital_parts(self):
        return (
            self.env["maintenance.capital.part"].with_user(self.accountant).search([])
        )

    def pick(self, number, *states):
        found = self.capital_parts.filtered(lambda part: part.state in states)
        return choose(found.sorted("id"), number)

    def get_stock_value(self):
        """What stock says that assets got, less what came back."""
        moves = self.env["stock.move"].search(
            [("equipment_id", "!=", False), ("state", "=", "done")]
        )
        return round(
            sum(move.value if move.is_out else -move.value for move in moves), 2
        )

    # --- what happens -----------------------------------------------------------------

    def do_issue(self, kind, quantity):
        self.jobs.append(self.issue(self.parts[kind], quantity))

    def do_bring_back(self, number, quantity):
        for job in choose(self.jobs, number):
            line = job.part_ids
            quantity = min(line.issued_qty - line.returned_qty, quantity)
            if quantity:
                job.action_return_parts([{"part_id": line.id, "quantity": quantity}])

    def do_confirm(self, number):
        for part in self.pick(number, "to_confirm"):
            self.confirm(part)

    def do_decline(self, number):
        self.pick(number, "to_confirm").action_decline()

    def do_take_back(self, number):
        for part in self.pick(number, "confirmed", "undo", "declined"):
            before = part.state, part.account_asset_ids.mapped("state")
            try:
                with self.env.cr.savepoint():
                    part.action_take_back()
            except UserError:
                # given back already, removed already, or earlier months are not posted
                self.env.invalidate_all()
                after = part.state, part.account_asset_ids.mapped("state")
                self.assertEqual(after, before)

    def do_depreciate(self):
        fixed = self.env["account.asset"].search([("state", "=", "open")])
        month = fields.Date.today().replace(day=1) - timedelta(1)
        fixed._compute_entries(month)

    def do_remove(self, number):
        fixed = self.env["account.asset"].search(
            [("state", "=", "open"), ("capital_part_id.state", "=", "confirmed")],
            order="id",
        )
        fixed = choose(fixed, number)
        if not fixed:
            return
        wizard = self.env["account.asset.remove"].with_context(
            **fixed.remove()["context"]
        )
        try:
            with self.env.cr.savepoint():
                wizard.create({"date_remove": fields.Date.today()}).remove()
        except UserError:
            self.env.invalidate_all()
            return
        entry = fixed.account_move_line_ids.move_id.filtered(
            lambda entry: entry.state == "draft"
        )
        self.assertAlmostEqual(sum(entry.line_ids.mapped("balance")), 0)
        entry._post()
        self.removed += fixed.purchase_value

    def do_close(self):
        try:
            self.company.action_close_stock_valuation(auto_post=True)
        except UserError:
            return  # nothing to close

    # --- what holds -------------------------------------------------------------------

    def check(self, now):
        record = self.compare()
        self.assertFalse(record.line_ids.filtered("is_different"))
        self.assertLessEqual(
            set(record.drift_ids.mapped("reason")), {"moved_other_period"}
        )
        # three ways out of stock, each read from its own account
        self.assertAlmostEqual(
            record.issued_value,
            record.expense_value + record.clearing_value + record.capital_value,
        )
        self.assertAlmostEqual(
            record.issued_value + record.left_to_closing, self.get_stock_value()
        )
        self.assertAlmostEqual(record.expense_value, self.balance_of(self.expense))
        self.assertAlmostEqual(record.clearing_value, self.balance_of(self.clearing))
        self.assertAlmostEqual(
            record.capital_value, self.balance_of(self.machines) + self.removed
        )
        # the clearing account holds what is to be decided, less what no closing has
        # booked yet
        waiting = sum(
            part.amount - (part.confirmed_amount if part.state == "undo" else 0)
            for part in self.capital_parts
            if part.state in ("to_confirm", "undo")
        )
        left = sum(
            self.get_unbooked(part)
            for part in self.capital_parts
            if part.state in ("to_confirm", "undo", "confirmed", "returned")
        )
        self.assertAlmostEqual(record.clearing_value, waiting - left)
        # the fixed assets are those of the confirmed parts
        for part in self.capital_parts:
            is_confirmed = part.state in ("confirmed", "undo")
            value = sum(
                part.account_asset_ids.filtered(
                    lambda fixed: fixed.state != "removed"
                ).mapped("purchase_value")
            )
            if value or not is_confirmed:
                self.assertAlmostEqual(
                    value, part.confirmed_amount if is_confirmed else 0
                )
        return record

    def get_unbooked(self, part):
        """What a closing is going to book of a capital part."""
        moves = part.sudo()._get_moves()
        items = self.env["account.move.line"].search(
            [("parts_move_id", "in", moves.ids), ("parent_state", "=", "posted")]
        )
        value = sum(move.value if move.is_out else -move.value for move in moves)
        return round(value - sum(items.mapped("balance")), 2)

    def test_expense_and_capital_are_what_stock_has_issued(self):
        def play(history):
            # something to depreciate, take back and remove
            self.play([*START, *history])

        self.play_each(histories, play, examples=30, seed=19)

    def test_a_history_with_each_stage(self):
        for kind in (0, 1):
            with self.subTest(kind=kind), self.undone():
                self.play(
                    [
                        (("issue", kind, 3), 0),
                        (("confirm", 0), 1),
                        (("depreciate",), 40),
                        (("bring_back", 0, 1), 1),
                        # with depreciation posted
                        (("take_back", 0), 1),
                        (("confirm", 0), 1),
                        (("issue", kind, 2), 1),
                        (("decline", 0), 1),
                        (("take_back", 1), 1),
                        (("confirm", 0), 1),
                        (("take_back", 1), 1),
                        (("issue", kind + 2, 2), 1),
                        (("close",), 1),
                        (("issue", kind, 1), 1),
                        (("decline", 1), 1),
                        (("bring_back", 2, 1), 1),
                        (("depreciate",), 10),
                        (("remove", 0), 1),
                        (("close",), 1),
                    ]
                )
                self.assertTrue(self.removed)
                states = self.env["account.asset"].search([]).mapped("state")
                self.assertEqual(states.count("removed"), 2)
