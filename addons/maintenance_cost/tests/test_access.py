"""Who sees and does what."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.maintenance_bom.tests.common import RpcMixin
from odoo.addons.maintenance_consumption.tests.aging import AgingCase

from .common import LabourCase
from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestLabourAccess(LabourCase):
    """Hours, and what they cost."""

    def test_a_technician_enters_hours_and_a_planner_sees_their_cost(self):
        labour = self.work(1.5)
        self.assertEqual(labour.user_id, self.technician)
        self.assertEqual(labour.with_user(self.planner).amount, 60)
        self.assertEqual(self.costs_of(self.job), (60, 60))
        self.assertEqual(self.costs_of(self.asset), (60, 60))
        for name in ("rate", "amount"):
            self.assertNotIn(name, labour.fields_get())
            with self.assertRaises(AccessError):
                labour.read([name])
        with self.assertRaises(AccessError):
            self.work(1, rate=1)
        for record in (self.team, self.company):
            seen = record.with_user(self.technician)
            for name in ("labour_rate", "maintenance_labour_rate"):
                self.assertNotIn(name, seen.fields_get())

    def test_technicians_correct_their_own_hours_and_what_they_entered(self):
        other = self.new_user("mate", "maintenance_bom.group_user")
        labour = self.work(2)
        self.assertEqual(labour.with_user(other).hours, 2, "everybody sees it")
        with self.assertRaises(AccessError):
            labour.with_user(other).hours = 1
        for_mate = self.work(3, user_id=other.id)
        for_mate.hours = 4
        for_mate.with_user(other).hours = 5
        labour.with_user(self.planner).hours = 1
        labour.unlink()
        self.assertEqual(self.costs_of(self.job)[0], 200)


@tagged("post_install", "-at_install")
class TestPeerAccess(AgingCase):
    """Assets beside their peers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fleet = cls.new_fleet(24, 24, 30, 36)
        for asset in fleet:
            cls.take(asset, asset.in_service_date, [(cls.bolt, 10)])
        cls.lorry = fleet[0]

    def test_nobody_writes_on_it(self):
        action = self.lorry.with_user(self.planner).action_view_peers()
        rows = self.env[action["res_model"]].with_user(self.planner)
        row = rows.search(action["domain"])[0]
        with self.assertRaises(AccessError):
            row.cost = 1

    def test_technicians_see_none_of_it(self):
        lorry = self.lorry.with_user(self.technician)
        for name in ("peer_state", "peer_ratio", "peer_explanation"):
            with self.assertRaises(AccessError):
                lorry.read([name])
        with self.assertRaises(AccessError):
            lorry.search([("peer_state", "=", "flagged")])
        with self.assertRaises(AccessError):
            lorry.get_peer_comparison()
        with self.assertRaises(AccessError):
            lorry.action_view_peers()
        with self.assertRaises(AccessError):
            lorry.env["maintenance.peer.comparison"].action_view_fleet()


@tagged("post_install", "-at_install")
class TestReconciliationAccess(DifferenceCase):
    """The comparison of charges and books, and what is done about differences."""

    def test_another_company_is_left_out(self):
        other = self._create_company(name="Other")
        record = self.compare()
        self.assertEqual(record.state, "reconciled")
        with self.assertRaisesRegex(AccessError, "is not in Other"):
            self.compare(company_id=other.id)
        self.accountant.company_ids |= other
        self.assertEqual(self.compare(company_id=other.id).state, "empty")

    def test_everybody_sees_only_what_they_compared(self):
        record = self.compare()
        with self.assertRaises(AccessError):
            record.with_user(self.reader).read(["date_from"])
        with self.assertRaises(AccessError):
            record.line_ids[0].with_user(self.reader).read(["charge"])

    def test_nobody_asks_to_correct_a_row_of_their_own_making(self):
        move = self.issue_move()
        values = {
            "reason": "value_changed",
            "correction_kind": "value",
            "move_id": move.id,
            "value": 1000,
        }
        record = self.compare()
        with self.assertRaises(AccessError):
            record.drift_ids.create({**values, "reconciliation_id": record.id})
        with self.assertRaises(AccessError):
            record.write({"drift_ids": [Command.create(values)]})
        move.move_line_ids.quantity = 3
        drift = self.compare().drift_ids
        with self.assertRaises(AccessError):
            drift.write({"move_id": self.moves_of(self.assets[1])[0].id})

    def test_neither_technicians_nor_planners_see_it_managers_do(self):
        self.issue_move()
        planner, manager = (
            new_test_user(
                self.env,
                f"{group} of charges",
                groups=f"maintenance_bom.group_{group}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for group in ("planner", "manager")
        )
        for user in (self.technician, planner):
            with self.assertRaises(AccessError):
                self.compare(user=user)
        for user in (manager, self.reader):
            self.assertEqual(self.compare(user=user).state, "reconciled")

    def test_a_manager_without_rights_on_the_books_is_shown_no_entry(self):
        manager = new_test_user(
            self.env,
            "manager of parts",
            groups="maintenance_bom.group_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        move = self.issue_move()
        move.account_move_id.button_draft()
        drift = self.compare(user=manager).drift_ids
        self.assertEqual(drift.action_open()["res_id"], move.picking_id.id)
        self.assertTrue(drift.explanation)
        with self.assertRaisesRegex(AccessError, "Ask an accountant"):
            drift.action_correct()
        move.account_move_id.action_post()
        line = self.env["account.analytic.line"].create(
            {
                "name": "By hand",
                "amount": -5,
                "company_id": self.company.id,
                self.plan_column: self.accounts[0].id,
                "equipment_id": self.assets[0].id,
            }
        )
        drift = self.compare(user=manager).drift_ids
        self.assertEqual(drift.analytic_line_id, line)
        with self.assertRaisesRegex(AccessError, "for accountants of"):
            drift.action_open()

    def test_who_only_reads_the_books_does_not_accept(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3
        with self.assertRaisesRegex(AccessError, "Ask an accountant"):
            self.compare(self.reader).drift_ids.action_accept("Agreed")
        self.compare().drift_ids.action_accept("Agreed")
        record = self.compare(self.reader)
        self.assertEqual(record.accepted_ids.accepted_by_id, self.accountant)
        with self.assertRaises(AccessError):
            record.accepted_ids.action_take_back()
        with self.assertRaises(AccessError):
            self.env["maintenance.charge.acceptance"].with_user(self.accountant).create(
                {"note": "Mine", "reason": "no_asset", "company_id": self.company.id}
            )

    def test_who_only_reads_the_books_does_not_correct(self):
        move = self.issue_move()
        move.analytic_account_line_ids.unlink()
        drift = self.compare(user=self.reader).drift_ids
        self.assertEqual(drift.reason, "analytic_missing")
        with self.assertRaisesRegex(AccessError, "Ask an accountant of"):
            drift.action_correct()
        self.assertFalse(move.analytic_account_line_ids)


@tagged("post_install", "-at_install")
class TestClientValues(RpcMixin, LabourCase):
    """What a client sends or has stored as its defaults gives no rights."""

    def test_hours_cost_what_the_rate_says(self):
        labour = self.env["maintenance.request.labour"]
        self.company.maintenance_labour_rate = 50
        self.env["ir.default"].with_user(self.technician).set(
            labour._name, "rate", 1.0, user_id=True
        )
        values = {"request_id": self.job.id, "hours": 2}
        [made] = self.rpc(self.technician, labour, "create", [values])
        self.assertEqual(labour.browse(made).amount, 100)
        self.rpc(self.planner, labour.browse(made), "write", {"amount": 1})
        self.assertEqual(labour.browse(made).amount, 100)
        for context in ({"default_amount": 1}, {"default_rate": 1}):
            self.assertFalse(
                self.refused_or_done(
                    self.technician, labour, "create", [values], context=context
                )
            )

    def test_a_chosen_company_is_looked_at_by_its_users_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        accountant = self.new_user("accountant", "account.group_account_invoice")
        reconciliations = self.env["maintenance.reconciliation"].with_user(accountant)
        record = reconciliations.create({})
        line = self.env["maintenance.reconciliation.line"].create(
            {"reconciliation_id": record.id, "source": "issue"}
        )
        line.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE maintenance_reconciliation_line SET create_uid = %s WHERE id = %s",
            (accountant.id, line.id),
        )
        self.rpc(accountant, line, "action_view_charges")
        self.rpc(accountant, record, "write", {"company_id": other.id})
        with self.assertRaises(AccessError):
            self.rpc(accountant, line, "action_view_charges")

    def test_an_asset_has_no_parts_list_but_its_own(self):
        secret = self.new_bom("Secret", [self.line(self.filter, 9)])
        context = {"default_parts_key": secret.id, "default_root_id": self.asset.id}
        [made] = self.rpc(
            self.planner, self.asset, "create", [{"name": "New"}], context=context
        )
        asset = self.asset.browse(made)
        self.assertFalse(asset.parts_key)
        self.rpc(self.planner, asset, "write", {"root_id": self.asset.id})
        self.assertFalse(asset.root_id)
