"""Who sees and does what."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import RpcMixin

from .common import BuyingCase, RushCase


@tagged("post_install", "-at_install")
class TestRequisitionAccess(RpcMixin, BuyingCase):
    """Requisition lines, and the purchase lines that they become."""

    def test_technicians_read_without_costs_and_change_nothing(self):
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        line = self.lines(user=self.technician)
        self.assertEqual(self.told(line), [("ordered", 3, 12)])
        self.assertIn("T-1", line.asset_summary)
        self.assertTrue(line.explanation)
        self.assertTrue(line.order_names)
        self.assertEqual(line.requisition_id.purchase_order_count, 1)
        # the name of a line of the vendor list tells the price too
        for name in ("cost", "price_unit", "approved_cost", "supplierinfo_id"):
            with self.assertRaises(AccessError):
                line.read([name])
        with self.assertRaises(AccessError):
            line.allocation_ids.read(["written"])
        for action in ("action_approve", "action_cancel", "action_reopen"):
            with self.assertRaisesRegex(AccessError, "planner"):
                getattr(line, action)()
        with self.assertRaises(AccessError):
            line.quantity = 9

    def test_the_buyer_sees_what_his_lines_are_for(self):
        self.new_job([(self.filter, 1)], days=12)
        self.new_job([(self.filter, 2)], days=13, asset=self.other_asset)
        self.run_planner()
        self.env.invalidate_all()
        bought = self.bought()
        self.assertIn("T-1", bought.maintenance_for)
        self.assertIn("T-2", bought.maintenance_for)
        line = bought.maintenance_requisition_line_ids
        self.assertEqual(line.quantity, 3)
        self.assertIn("T-1", line.asset_summary)
        self.assertTrue(line.explanation)
        with self.assertRaises(AccessError):
            line.write({"quantity": 5})

    def test_a_line_is_decided_by_nobody_but_who_may(self):
        self.company.parts_approve_amount = True
        draft = self.env["maintenance.requisition"]._get_draft(self.warehouse)
        line = {
            "requisition_id": draft.id,
            "product_id": self.filter.id,
            "quantity": 100,
            "date_need": str(self.day(30)),
        }
        context = {
            "default_decision": "approved",
            "default_state": "approved",
            "default_approved_by_id": self.manager.id,
            "default_approved_cost": 1e9,
            "default_failure": {"code": "odoo", "text": "x"},
            "default_surplus_qty": 3,
        }
        lines = self.env["maintenance.requisition.line"]
        [made] = self.rpc(self.planner, lines, "create", [line], context=context)
        made = lines.browse(made)
        self.assertEqual((made.decision, made.state), ("draft", "draft"))
        self.assertFalse(made.approved_by_id)
        self.assertEqual((made.approved_cost, made.surplus_qty), (0, 0))
        self.assertFalse(made.failure)
        # also from a requisition, and from what the planner has stored for himself
        self.env["ir.default"].with_user(self.planner).set(
            "maintenance.requisition.line", "decision", "approved", user_id=True
        )
        new = {name: value for name, value in line.items() if name != "requisition_id"}
        self.rpc(
            self.planner,
            draft,
            "write",
            {"line_ids": [Command.create(new)]},
            context=context,
        )
        self.assertEqual(set(draft.line_ids.mapped("decision")), {"draft"})
        self.run_planner()
        self.assertFalse(self.bought())

    def test_what_is_ordered_takes_no_values_from_the_context(self):
        line = self.enter(3, 20)
        context = {
            "default_state": "purchase",
            "default_order_line": [[0, 0, {"name": "x", "display_type": "line_note"}]],
            "default_note": "forged",
        }
        self.rpc(self.planner, line, "action_approve", context=context)
        order = self.bought().order_id.sudo()
        self.assertEqual(order.state, "draft")
        self.assertEqual(len(order.order_line), 1)
        self.assertFalse(order.note)


@tagged("post_install", "-at_install")
class TestRushAccess(RushCase):
    """What rush orders cost."""

    def test_who_may_see_what_it_cost(self):
        self.rush()
        accountant = self.new_user("accountant", "account.group_account_readonly")
        for user in (self.planner, self.manager, self.buyer, accountant):
            row = self.rows(user)
            self.assertEqual(len(row), 1)
            self.assertEqual(row.with_user(user).premium, 0)
        with self.assertRaises(AccessError):
            self.rows(self.technician)
