"""Every way in which a charge and the books can part is named, and nothing else is."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .money import MoneyCase

ALWAYS = {"date_from": "2000-01-01", "date_to": "2100-12-31"}


class DriftCase(MoneyCase):
    """Parts of all kinds issued to two assets, and some come back: all is well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "accountant",
            groups="base.group_user,account.group_account_user,"
            "analytic.group_analytic_accounting",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.reader = new_test_user(
            cls.env,
            "reader",
            groups="base.group_user,account.group_account_readonly",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.technician = new_test_user(
            cls.env,
            "technician2",
            groups="maintenance_bom.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.other_plan = cls.env["account.analytic.plan"].create({"name": "Sites"})
        cls.site = cls.env["account.analytic.account"].create(
            {"name": "North", "plan_id": cls.other_plan.id}
        )

    def setUp(self):
        super().setUp()
        self.perpetual = self.new_part("average", "real_time", name="Belt")
        self.periodic = self.new_part("fifo", "periodic", name="Lamp")
        for part in (self.perpetual, self.periodic):
            self.receive(part, 20, 10)
        # work that goes well, around what is injected
        for asset in self.assets:
            for part in (self.perpetual, self.periodic):
                job = self.issue(part, 3, asset)
                job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])

    def new_stocked_part(self, method, valuation):
        part = self.new_part(method, valuation)
        receipt = self.receive(part, 9, 10)
        # Odoo compares the second of a receipt with that of a change of the price
        receipt.date -= timedelta(1)
        return part

    def issue(self, part, quantity=2, asset=None):
        job = self.new_job(asset or self.assets[0], part, quantity)
        job.action_issue_parts()
        return job

    def issue_move(self, part=None, quantity=2, asset=None):
        move = self.issue(part or self.perpetual, quantity, asset).move_ids
        self.assertEqual(move.state, "done")
        return move

    def compare(self, user=None, **values):
        record = (
            self.env["maintenance.reconciliation"]
            .with_user(user or self.accountant)
            .create({"company_id": self.company.id, **ALWAYS, **values})
        )
        record.action_compare()
        for line in record.line_ids:
            self.assertAlmostEqual(
                line.charge,
                line.analytic + line.without_analytic + line.analytic_difference,
            )
            self.assertAlmostEqual(
                line.charge, line.ledger + line.left_to_closing + line.ledger_difference
            )
        return record

    def found(self, **values):
        return [(d.reason, d.move_id) for d in self.compare(**values).drift_ids]

    def assert_only(self, reason, move):
        """This reason is found for this move, nothing else, and it tells figures."""
        record = self.compare()
        self.assertEqual(
            [(drift.reason, drift.move_id) for drift in record.drift_ids],
            [(reason, move)],
        )
        drift = record.drift_ids
        self.assertTrue(drift.explanation and drift.correction)
        for words in (drift.explanation, drift.correction):
            self.assertNotIn("%(", words)
            self.assertNotIn("False", words)
        self.assertNotEqual(record.state, "reconciled")
        return drift

    def assert_clean(self):
        record = self.compare()
        self.assertEqual(record.drift_ids.mapped("reason"), [])
        self.assertEqual(record.state, "reconciled")
        self.assertFalse(record.line_ids.filtered("is_different"))

    def correct(self, drift):
        """Press the button, post what it prepares, and find nothing any more."""
        action = drift.action_correct()
        if action["type"] == "ir.actions.act_window":
            self.env[action["res_model"]].browse(action["res_id"]).with_user(
                self.accountant
            ).action_post()
        self.assert_clean()


@tagged("post_install", "-at_install")
class TestDrift(DriftCase):
    def test_work_that_goes_well_lists_nothing(self):
        self.assert_clean()

    def test_t12_issued_before_it_was_in_stock(self):
        self.company.parts_allow_negative = True
        for method in ("average", "fifo"):
            with self.subTest(method), self.cr.savepoint() as savepoint:
                part = self.new_part(method, "real_time", standard_price=0)
                move = self.issue_move(part, 3)
                drift = self.assert_only("zero_value", move)
                self.assertEqual(drift.correction_kind, "open", "no cost is known yet")
                self.receive(part, 5, 10)
                drift = self.assert_only("zero_value", move)
                self.assertIn("$\xa030.00", drift.correction.replace("$ ", "$\xa0"))
                self.correct(drift)
                self.assertEqual(move.value, 30)
                savepoint.rollback()

    def test_t13_the_quantity_of_a_done_move_was_changed(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3
        drift = self.assert_only("quantity_edited", move)
        self.assertEqual((drift.value, drift.analytic, drift.ledger), (30, 30, 20))
        self.assertEqual(drift.difference, 10)
        self.assertIn("changed from 2 to 3", drift.explanation)
        self.correct(drift)

    def test_t13_under_periodic_valuation_all_follows_a_changed_quantity(self):
        self.issue_move(self.periodic).move_line_ids.quantity = 3
        self.assert_clean()

    def test_the_valuation_was_switched_to_perpetual(self):
        move = self.issue_move(self.new_stocked_part("fifo", "periodic"))
        move.product_id.categ_id = self.categories["fifo", "real_time"]
        drift = self.assert_only("valuation_changed", move)
        self.correct(drift)

    def test_the_valuation_was_switched_to_periodic(self):
        move = self.issue_move(self.new_stocked_part("fifo", "real_time"))
        move.product_id.categ_id = self.categories["fifo", "periodic"]
        drift = self.assert_only("valuation_changed", move)
        self.assertEqual(drift.action_open()["res_id"], move.account_move_id.id)
        move.account_move_id._reverse_moves(cancel=True)
        self.assertEqual(self.found(), [])

    def test_a_switch_after_the_closing_is_none_of_our_business(self):
        part = self.new_stocked_part("fifo", "periodic")
        move = self.issue_move(part)
        # Odoo closes what was moved before the transaction of the closing began
        move.date = fields.Datetime.now() - timedelta(2)
        self.company.action_close_stock_valuation(auto_post=True)
        part.categ_id = self.categories["fifo", "real_time"]
        self.assertEqual(self.found(), [])

    def test_the_cost_method_was_changed(self):
        self.issue_move()
        self.perpetual.categ_id = self.categories["fifo", "real_time"]
        self.assert_clean()

    def test_the_location_had_no_account(self):
        self.place.valuation_account_id = False
        move = self.issue_move(asset=self.assets[1])
        self.place.valuation_account_id = self.expense
        drift = self.assert_only("no_account", move)
        self.correct(drift)

    def test_without_an_account_nothing_can_be_booked(self):
        part = self.new_part("average", "real_time")
        self.place.valuation_account_id = False
        self.receive(part, 5, 10)
        move = self.issue_move(part)
        drifts = self.compare().drift_ids.filtered(lambda drift: drift.move_id == move)
        self.assertEqual(drifts.reason, "no_account")
        with self.assertRaisesRegex(UserError, "Maintenance has no account"):
            drifts.action_correct()

    def test_the_account_was_changed_later(self):
        moves = self.env["stock.move"].search([("parts_booking", "=", "entry")])
        move = self.issue_move()
        other = self.expense.copy({"code": "620009", "name": "Parts, new"})
        self.place.valuation_account_id = other
        record = self.compare()
        self.assertEqual(set(record.drift_ids.mapped("reason")), {"account_changed"})
        self.assertEqual(record.drift_ids.move_id, moves | move)
        self.assertEqual(record.state, "explained")
        self.assertFalse(record.line_ids.filtered("is_different"))
        self.correct(record.drift_ids)
        items = self.env["account.move.line"].search(
            [("account_id", "=", other.id), ("parent_state", "=", "posted")]
        )
        self.assertEqual(
            round(100 * sum(items.mapped("balance"))),
            sum(self.charge_of(asset) for asset in self.assets)
            - 4000,  # two of ten each are periodic
        )

    def test_an_analytic_line_was_deleted(self):
        move = self.issue_move(self.periodic)
        move.analytic_account_line_ids.unlink()
        self.correct(self.assert_only("analytic_missing", move))
        self.assertEqual(move.analytic_account_line_ids.amount, -20)

    def test_an_analytic_line_was_changed(self):
        move = self.issue_move()
        move.analytic_account_line_ids.amount = -25
        drift = self.assert_only("analytic_edited", move)
        self.assertEqual(drift.difference, -5)
        self.correct(drift)

    def test_the_entry_was_reset_to_draft(self):
        move = self.issue_move()
        move.account_move_id.button_draft()
        drift = self.assert_only("entry_draft", move)
        action = drift.action_open()
        self.assertEqual(action["res_id"], move.account_move_id.id)
        move.account_move_id.action_post()
        self.assert_clean()

    def test_the_entry_was_deleted(self):
        move = self.issue_move()
        move.account_move_id.button_draft()
        move.account_move_id.unlink()
        self.correct(self.assert_only("entry_missing", move))

    def test_the_entry_was_reversed(self):
        move = self.issue_move()
        move.account_move_id._reverse_moves(cancel=True)
        self.correct(self.assert_only("entry_reversed", move))

    def test_the_entry_was_changed(self):
        move = self.issue_move()
        entry = move.account_move_id
        entry.button_draft()
        entry.line_ids = [
            Command.update(
                line.id,
                {"debit": line.debit and 17, "credit": line.credit and 17},
            )
            for line in entry.line_ids
        ]
        entry.action_post()
        drift = self.assert_only("entry_edited", move)
        self.assertEqual(drift.difference, 3)
        self.correct(drift)

    def test_the_asset_distributes_another_plan_now(self):
        move = self.issue_move(asset=self.assets[1])
        everything = self.moves_of(self.assets[1])
        self.assertIn(move, everything)
        self.assets[1].analytic_distribution = {str(self.site.id): 100}
        record = self.compare()
        self.assertEqual(
            set(record.drift_ids.mapped("reason")), {"distribution_changed"}
        )
        self.assertEqual(record.drift_ids.move_id, everything)
        record.drift_ids.action_correct()
        self.assert_clean()

    def test_another_account_of_the_plan_is_no_drift(self):
        self.issue_move()
        self.assets[0].analytic_distribution = {
            str(account.id): 50 for account in self.accounts
        }
        self.assert_clean()

    def test_the_asset_of_the_move_was_changed(self):
        move = self.issue_move()
        move.equipment_id = self.assets[1]
        record = self.compare()
        self.assertTrue(record.line_ids.filtered("is_different"))
        self.correct(self.assert_only("asset_changed", move))
        self.assertEqual(move.analytic_account_line_ids.equipment_id, self.assets[1])

    def test_t11_parts_came_back_without_their_issue(self):
        part = self.new_part("fifo", "real_time")
        self.receive(part, 2, 10)
        self.receive(part, 2, 50)
        self.issue(part, 3)
        back = self.plain_return(part, 2)
        drift = self.assert_only("unlinked_return", back)
        self.assertEqual(drift.correction_kind, "open")
        # 70.00 left for three, and two of them came back at the price of the last
        self.assertAlmostEqual(drift.value, -100)
        self.assertAlmostEqual(drift.difference, -100 + 46.67)

    def test_t11_a_plain_return_of_the_same_value_is_no_drift(self):
        self.plain_return(self.perpetual, 1)
        self.assert_clean()

    def plain_return(self, part, quantity):
        """Bring parts back as somebody does who does not know the Return button."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.place.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": quantity,
                            "location_id": self.place.id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                            "equipment_id": self.assets[0].id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return picking.move_ids

    def test_t11_a_remainder_of_a_return(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 3, 10)
        job = self.issue(part, 3)
        for quantity in (1, 2):
            job.action_return_parts(
                [{"part_id": job.part_ids.id, "quantity": quantity}]
            )
        back = job.move_ids.filtered("is_in").sorted("id")
        # as a return is left when the value of its issue was wrong at the time
        for move, amount in ((back[1], 19.99),):
            move.value = amount
            move._create_analytic_move()
            move.account_move_id.button_draft()
            move.account_move_id.line_ids = [
                Command.update(
                    line.id,
                    {"debit": line.debit and amount, "credit": line.credit and amount},
                )
                for line in move.account_move_id.line_ids
            ]
            move.account_move_id.action_post()
        drift = self.assert_only("return_remainder", back[1])
        self.assertAlmostEqual(drift.difference, 0.01)
        self.correct(drift)
        self.assertEqual(back[1].value, 20)

    def test_t14_the_journal_item_is_distributed_too(self):
        move = self.issue_move()
        item = move.account_move_id.line_ids.filtered("parts_move_id")
        item.analytic_distribution = {str(self.accounts[0].id): 100}
        drift = self.assert_only("charged_twice", move)
        self.assertEqual((drift.value, drift.analytic), (20, 40))
        self.correct(drift)
        self.assertFalse(item.analytic_distribution)

    def test_an_analytic_line_of_a_move_that_was_not_done(self):
        job = self.new_job(self.assets[0], self.perpetual, 2)
        job.action_reserve_parts()
        move = job.move_ids
        move.analytic_account_line_ids = [
            Command.create(
                {
                    "name": "Left behind",
                    "amount": -20,
                    "company_id": self.company.id,
                    self.plan_column: self.accounts[0].id,
                    "equipment_id": self.assets[0].id,
                }
            )
        ]
        job.archive_equipment_request()
        drift = self.assert_only("not_done", move)
        self.correct(drift)
        self.assertFalse(move.analytic_account_line_ids)

    def test_t16_a_value_set_by_hand_afterwards(self):
        move = self.issue_move()
        # Odoo compares the second of what came in with that of a change of the price
        for earlier in self.env["stock.move"].search(
            [("product_id", "=", self.perpetual.id), ("is_in", "=", True)]
        ):
            earlier.date -= timedelta(1)
        self.perpetual.standard_price = 15
        self.assert_clean()
        self.env["product.value"].create({"move_id": move.id, "value": 30})
        self.assertEqual(move.value, 30)
        drift = self.assert_only("value_changed", move)
        self.assertEqual((drift.value, drift.ledger, drift.difference), (30, 20, 10))
        self.correct(drift)

    def test_t16_a_value_set_by_hand_under_periodic_valuation(self):
        part = self.new_stocked_part("average", "periodic")
        move = self.issue_move(part)
        part.standard_price = 15
        self.env["product.value"].create({"move_id": move.id, "value": 30})
        self.assertEqual(move.value, 30)
        drift = self.assert_only("value_changed", move)
        self.assertEqual(drift.correction_kind, "analytic")
        self.correct(drift)

    def test_t16_what_was_received_gets_another_value(self):
        receipt = self.receive(self.perpetual, 5, 10)
        self.issue_move()
        self.env["product.value"].create({"move_id": receipt.id, "value": 90})
        self.assertEqual(receipt.value, 90)
        self.issue_move()
        self.assert_clean()

    def test_a_move_to_the_location_that_names_no_asset(self):
        job = self.new_job(self.assets[0], self.perpetual, 2)
        job.action_reserve_parts()
        job.move_ids.equipment_id = False
        job._issue_parts()
        move = job.move_ids
        drift = self.assert_only("no_asset", move)
        self.assertEqual(drift.ledger, 20)
        line = drift.reconciliation_id.line_ids.filtered(
            lambda line: not line.equipment_id
        )
        self.assertEqual((line.charge, line.ledger), (20, 20))
        self.assertEqual(drift.action_open()["res_id"], move.id)
        move.equipment_id = self.assets[0]
        self.correct(self.assert_only("asset_changed", move))
        self.assertEqual(move.analytic_account_line_ids.amount, -20)

    def test_an_analytic_line_by_hand(self):
        line = self.env["account.analytic.line"].create(
            {
                "name": "By hand",
                "amount": -5,
                "company_id": self.company.id,
                self.plan_column: self.accounts[0].id,
                "equipment_id": self.assets[0].id,
            }
        )
        drift = self.assert_only("manual_analytic", self.env["stock.move"])
        self.assertEqual(drift.difference, -5)
        self.assertEqual(drift.action_open()["res_id"], line.id)

    def test_a_journal_item_by_hand(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.expense.id,
                            "debit": 5,
                            "equipment_id": self.assets[0].id,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company.account_stock_valuation_id.id,
                            "credit": 5,
                        }
                    ),
                ],
            }
        )
        self.assert_clean()
        entry.action_post()
        drift = self.assert_only("manual_item", self.env["stock.move"])
        self.assertEqual(drift.action_open()["res_id"], entry.id)

    def test_t04_an_issue_of_what_is_not_kept_in_stock_was_charged(self):
        part = self.new_part("average", "real_time", is_storable=False)
        move = self.issue_move(part)
        self.assert_clean()
        move.analytic_account_line_ids = [
            Command.create(
                {
                    "name": "Twice",
                    "amount": -20,
                    "company_id": self.company.id,
                    self.plan_column: self.accounts[0].id,
                    "equipment_id": self.assets[0].id,
                }
            )
        ]
        self.assert_only("not_stored", move)

    def test_the_analytic_line_is_dated_in_another_period(self):
        move = self.issue_move()
        today = fields.Date.context_today(move)
        move.analytic_account_line_ids.date = today - timedelta(60)
        drift = self.assert_only("other_period", move)
        self.assertEqual(drift.difference, 0)
        self.correct(drift)
        self.assertEqual(move.analytic_account_line_ids.date, today)

    def test_a_correction_in_a_later_period_only_explains(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3
        action = self.compare().drift_ids.action_correct()
        entry = self.env["account.move"].browse(action["res_id"])
        entry.date = fields.Date.context_today(entry) - timedelta(60)
        entry.action_post()
        drift = self.assert_only("other_period", move)
        self.assertTrue(drift.is_explained)
        self.assertEqual(drift.reconciliation_id.state, "explained")

    def test_the_books_get_only_what_is_in_the_period(self):
        self.issue_move()
        record = self.compare(date_to="2000-12-31")
        self.assertEqual(record.state, "empty")
        self.assertFalse(record.line_ids)
        self.assertFalse(record.drift_ids)

    def test_who_only_reads_the_books_does_not_correct(self):
        move = self.issue_move()
        move.analytic_account_line_ids.unlink()
        drift = self.compare(user=self.reader).drift_ids
        self.assertEqual(drift.reason, "analytic_missing")
        with self.assertRaisesRegex(AccessError, "Ask an accountant of"):
            drift.action_correct()
        self.assertFalse(move.analytic_account_line_ids)

    def test_what_only_a_person_can_put_right_is_opened_one_by_one(self):
        for _number in range(2):
            self.issue_move().account_move_id.button_draft()
        drifts = self.compare().drift_ids
        self.assertEqual(drifts[0].action_correct()["res_model"], "account.move")
        drifts = self.compare().drift_ids
        with self.assertRaisesRegex(UserError, "Open them one by one"):
            drifts.action_correct()

    def test_every_period_gets_a_correction_of_its_own(self):
        with freeze_time("2035-01-10 12:00:00"):
            first = self.issue_move()
        with freeze_time("2035-02-10 12:00:00"):
            second = self.issue_move()
        (first | second).move_line_ids.quantity = 3
        drifts = self.compare().drift_ids
        self.assertEqual(drifts.move_id, first | second)
        entries = self.env["account.move"].search(drifts.action_correct()["domain"])
        self.assertEqual(
            sorted(entries.mapped("date")),
            sorted((first | second).account_move_id.mapped("date")),
        )
        entries.with_user(self.accountant).action_post()
        self.assert_clean()
        for month in ("01", "02"):
            record = self.compare(
                date_from=f"2035-{month}-01", date_to=f"2035-{month}-28"
            )
            self.assertEqual((record.state, record.charge), ("reconciled", 30))

    def test_what_an_accountant_typed_on_an_item_stays(self):
        self.assets[0].analytic_distribution = False
        move = self.issue_move()
        item = move.account_move_id.line_ids.filtered("parts_move_id")
        item.analytic_distribution = {str(self.site.id): 100}
        self.assert_clean()
        move.move_line_ids.quantity = 3
        self.correct(self.assert_only("quantity_edited", move))
        self.assertTrue(item.analytic_distribution)

    def test_many_at_once(self):
        first, second = self.issue_move(), self.issue_move()
        first.analytic_account_line_ids.unlink()
        second.move_line_ids.quantity = 3
        third = self.issue_move()
        third.account_move_id._reverse_moves(cancel=True)
        drifts = self.compare().drift_ids
        self.assertEqual(drifts.move_id, first | second | third)
        self.correct(drifts)
