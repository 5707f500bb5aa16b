"""Fixtures for tests about charges that differ from the books."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.maintenance_consumption.tests.money import MoneyCase

ALWAYS = {"date_from": "2000-01-01", "date_to": "2100-12-31"}


class NoDifferenceMixin:
    """For tests about money: nothing differs between the charges and the books."""

    def assert_no_difference(self):
        """The reconciliation finds the same, and names nothing."""
        record = self.env["maintenance.reconciliation"].create(
            {
                "company_id": self.company.id,
                "date_from": "2000-01-01",
                "date_to": "2100-12-31",
            }
        )
        record.action_compare()
        self.assertEqual(record.drift_ids.mapped("reason"), [])
        self.assertFalse(record.line_ids.filtered("is_different"))
        for line in record.line_ids:
            self.assertEqual(line.source, "issue")
            charge = self.charge_of(line.equipment_id)
            self.assertEqual(round(100 * line.charge), charge)
            self.assertEqual(round(100 * line.analytic), charge)


class ReconciliationCase(NoDifferenceMixin, MoneyCase):
    """An accountant, somebody who only reads the books, and a technician."""

    set_up_once = True

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
                line.analytic
                + line.without_analytic
                + line.analytic_accepted
                + line.analytic_difference,
            )
            self.assertAlmostEqual(
                line.charge,
                line.ledger
                + line.left_to_closing
                + line.without_ledger
                + line.other_period
                + line.ledger_accepted
                + line.ledger_difference,
            )
        self.assertAlmostEqual(
            record.ledger,
            record.account_balance
            - record.items_without_asset
            + record.items_elsewhere,
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


class DifferenceCase(ReconciliationCase):
    """Parts of all kinds issued to two assets, and some come back: all is well."""

    set_up_once = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo's helpers are those of a test, not of its class
        cls.perpetual, cls.periodic = cls().issue_and_return()

    def issue_and_return(self):
        perpetual = self.new_part("average", "real_time", name="Belt")
        periodic = self.new_part("fifo", "periodic", name="Lamp")
        for part in (perpetual, periodic):
            self.receive(part, 20, 10)
        # work that goes well, around what is injected
        for asset in self.assets:
            for part in (perpetual, periodic):
                job = self.issue(part, 3, asset)
                job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        return perpetual, periodic
