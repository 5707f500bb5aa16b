from xmlrpc.client import Fault

from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .buying import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionApi(HttpCase, BuyingCase):
    """What integrators call, as they call it."""

    def call(self, user, model, method, *args, **kwargs):
        """Call a method over XML-RPC as ``user``."""
        password = user.login + "x" * (8 - len(user.login))
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password, model, method, args, kwargs
        )

    def test_enter_approve_and_read(self):
        requisition = self.call(
            self.planner,
            "maintenance.requisition",
            "create",
            {
                "warehouse_id": self.warehouse.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.filter.id,
                            "quantity": 3,
                            "date_need": str(self.day(20)),
                        },
                    )
                ],
            },
        )
        result = self.call(
            self.planner, "maintenance.requisition", "action_approve", [requisition]
        )
        [line] = self.call(
            self.planner,
            "maintenance.requisition.line",
            "search_read",
            [("requisition_id", "=", requisition)],
            ["state", "product_id", "quantity", "purchase_line_ids", "explanation"],
        )
        self.assertEqual(result, {"approved": [line["id"]], "failed": []})
        self.assertEqual((line["state"], line["quantity"]), ("ordered", 3))
        [bought] = self.call(
            self.buyer,
            "purchase.order.line",
            "read",
            line["purchase_line_ids"],
            ["maintenance_requisition_line_ids", "equipment_id", "maintenance_for"],
        )
        self.assertEqual(bought["maintenance_requisition_line_ids"], [line["id"]])
        self.assertIs(bought["equipment_id"], False)

    def test_cancel_and_reopen(self):
        self.new_job([(self.filter, 3)], days=12)
        self.run_planner()
        lines = "maintenance.requisition.line"
        ids = self.lines().ids
        self.assertIs(
            self.call(self.planner, lines, "action_cancel", ids, reason="No"), True
        )
        self.assertIs(self.call(self.planner, lines, "action_reopen", ids), True)
        self.assertIs(
            self.call(
                self.planner,
                "maintenance.requisition",
                "action_cancel",
                self.lines().requisition_id.ids,
                reason="No",
            ),
            True,
        )
        self.env.invalidate_all()
        self.assertFalse(self.lines())
        with mute_logger("odoo.http"), self.assertRaises(Fault):
            self.call(self.technician, lines, "action_approve", ids)
        with mute_logger("odoo.http"), self.assertRaisesRegex(Fault, "decision"):
            self.call(self.planner, lines, "write", ids, {"decision": "approved"})
