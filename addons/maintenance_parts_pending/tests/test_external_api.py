from xmlrpc.client import Fault

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, ConsumptionCase):
    """What integrators call, as they call it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def test_pending_parts(self):
        gasket = self.new_product("Gasket")
        job = self.new_job([(gasket, 2), (self.filter, 2)])
        for method in ("action_issue_parts", "action_reserve_parts"):
            answer = self.call(self.technician, "maintenance.request", method, job.ids)
            self.assertIs(answer, True)
        [row] = self.call(
            self.technician,
            "maintenance.parts.pending",
            "search_read",
            [("request_id", "=", job.id), ("state", "=", "open")],
            ["product_id", "quantity", "on_hand_qty", "taken_on"],
        )
        self.assertEqual((row["quantity"], row["on_hand_qty"]), (2, 0))
        pending = "maintenance.parts.pending"
        for method in ("action_count", "action_view_receipts"):
            action = self.call(self.technician, pending, method, [row["id"]])
            self.assertIn("res_model", action)
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call(self.technician, pending, "action_issue_now", [row["id"]])
        self.assertIn("still does not show 2 Units", error.exception.faultString)
        self.assertIs(
            self.call(self.technician, pending, "action_drop", [row["id"]]), True
        )
        part = job.part_ids[1]
        line = {"part_id": part.id, "quantity": 1.0, "still_needed": False}
        self.call(
            self.technician,
            "maintenance.request",
            "action_return_parts",
            job.ids,
            [line],
        )
        self.assertEqual((part.returned_qty, part.unneeded_qty), (1, 1))
        answer = self.call(
            self.technician, "maintenance.request", "button_finish_as_planned", job.ids
        )
        self.assertEqual(answer["res_model"], "maintenance.parts.missing")
        answer = self.call(
            self.technician,
            "maintenance.request",
            "action_issue_available_parts",
            job.ids,
        )
        self.assertIs(answer, True)
