import json
from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import BuyingCase

RELIED_ON = [
    "action",
    "cost",
    "date_need",
    "date_order_by",
    "explanation",
    "failure_reason",
    "is_rush",
    "need_ids",
    "price_unit",
    "product_id",
    "purchase_line_ids",
    "quantity",
    "share_ids",
    "state",
    "vendor_id",
]


@tagged("post_install", "-at_install")
class TestRequisitionApi(ApiCase, BuyingCase):
    """What integrators call, as they call it."""

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

    def test_json2_by_name(self):
        """Enter a line, read all that is relied on, approve and cancel it."""
        requisition = self.enter(1, days=30).requisition_id
        key = (
            self.planner.with_user(self.planner)
            .env["res.users.apikeys"]
            ._generate(
                scope="rpc",
                name="test",
                expiration_date=fields.Datetime.now() + timedelta(hours=1),
            )
        )

        def post(method, **body):
            response = self.url_open(
                f"/json/2/maintenance.requisition.line/{method}",
                data=json.dumps(body),
                headers={
                    "Authorization": f"bearer {key}",
                    "Content-Type": "application/json",
                },
            )
            self.assertEqual(response.status_code, 200, response.text)
            return response.json()

        values = {
            "requisition_id": requisition.id,
            "product_id": self.filter.id,
            "quantity": 3,
            "date_need": str(self.day(20)),
        }
        entered = post("create", vals_list=[values])
        [line] = post("read", ids=entered, fields=RELIED_ON)
        self.assertEqual(line["quantity"], 3)
        self.assertEqual(line["date_need"], str(self.day(20)))
        self.assertEqual((line["state"], line["action"]), ("draft", "buy"))
        self.assertEqual(line["vendor_id"][0], self.vendor.id)
        self.assertEqual((line["price_unit"], line["cost"]), (10, 30))
        self.assertIs(line["is_rush"], False)
        self.assertIs(line["failure_reason"], False)
        self.assertLess(line["date_order_by"], line["date_need"])
        self.assertEqual(post("action_cancel", ids=entered, reason="No"), True)
        told = post("action_approve", ids=entered)
        self.assertEqual(told["approved"], [])
        self.assertEqual(told["failed"][0]["line_id"], entered[0])
        self.assertEqual(post("action_reopen", ids=entered), True)
        told = post("action_approve", ids=entered)
        self.assertEqual(told, {"approved": entered, "failed": []})
        [line] = post("read", ids=entered, fields=RELIED_ON)
        self.assertEqual(line["state"], "ordered")
        self.assertEqual(len(line["purchase_line_ids"]), 1)
