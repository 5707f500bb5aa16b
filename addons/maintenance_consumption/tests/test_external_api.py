from xmlrpc.client import Fault

from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExternalApi(HttpCase, ConsumptionCase):
    """What integrators call, as they call it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def call(self, user, model, method, *args, **kwargs):
        """Call a method over XML-RPC as ``user``."""
        password = user.login + "x" * (8 - len(user.login))
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password, model, method, args, kwargs
        )

    def issue(self, user, quantity=1, **kwargs):
        lines = [{"product_id": self.filter.id, "quantity": quantity}]
        return self.call(
            user,
            "maintenance.equipment",
            "issue_parts",
            self.asset.ids,
            lines,
            **kwargs,
        )

    def test_issue_parts_is_done_once(self):
        first = self.issue(self.technician, reference="R-1")
        again = self.issue(self.technician, reference="R-1")
        other = self.issue(self.planner, reference="R-1")
        self.assertEqual((again, other), (first, first))
        self.assertEqual(
            first["lines"],
            [{"product_id": self.filter.id, "quantity": 1, "uom_id": self.unit.id}],
        )
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        nameless = self.issue(self.technician)
        self.assertIs(nameless["reference"], False, "XML-RPC carries no None")
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_a_refusal_arrives_with_its_words(self):
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.issue(self.technician, 11)
        self.assertIn(
            "has 10 of “[F-1] Filter”, not 11 Units", error.exception.faultString
        )

    def test_a_whole_job(self):
        def do(method, *args):
            return self.call(
                self.technician, "maintenance.request", method, [job_id], *args
            )

        job_id = self.call(
            self.technician,
            "maintenance.request",
            "create",
            {"name": "Job", "equipment_id": self.asset.id},
        )
        job = self.env["maintenance.request"].browse(job_id)
        self.assertIs(do("action_propose_parts"), True)
        self.assertIs(do("action_reserve_parts"), True)
        self.assertEqual(do("read", ["parts_state"])[0]["parts_state"], "ready")
        self.assertIs(do("action_issue_parts"), True)
        line = {"part_id": job.part_ids.id, "quantity": 1.0}
        self.assertIs(do("action_return_parts", [line]), True)
        self.assertEqual(job.part_ids.returned_qty, 1)
        self.assertIs(do("action_finish_as_planned"), True)
        self.assertTrue(job.done)
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_hours_and_what_they_cost(self):
        job = self.new_job()
        self.company.maintenance_labour_rate = 40
        labour_id = self.call(
            self.technician,
            "maintenance.request.labour",
            "create",
            {"request_id": job.id, "hours": 1.5},
        )
        self.issue(self.technician)
        [row] = self.call(
            self.planner,
            "maintenance.cost.report",
            "search_read",
            [("labour_id", "=", labour_id)],
        )
        self.assertEqual((row["cost"], row["booking"]), (60, "imputed"))
        self.assertEqual(row["equipment_id"][0], self.asset.id)
        self.assertIs(row["product_id"], False, "XML-RPC carries no None")
        [costs] = self.call(
            self.planner,
            "maintenance.request",
            "read",
            [job.id],
            ["parts_cost", "service_cost", "labour_cost", "maintenance_cost"],
        )
        self.assertEqual((costs["labour_cost"], costs["maintenance_cost"]), (60, 60))
        with mute_logger("odoo.http"), self.assertRaisesRegex(Fault, "enough rights"):
            self.call(
                self.planner,
                "maintenance.cost.report",
                "action_open_entry",
                [row["id"]],
            )

    def test_buttons_answer_plain_values(self):
        self.new_asset(parent_id=self.asset.id)
        action = self.call(
            self.technician,
            "maintenance.equipment",
            "action_view_components",
            self.asset.ids,
        )
        self.assertEqual(action["domain"], [["parent_id", "=", self.asset.id]])
        biller = self.new_user(
            "biller",
            "account.group_account_invoice,analytic.group_analytic_accounting",
        )
        job = self.new_job()
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 1}
        )
        [row_id] = self.call(
            biller,
            "maintenance.cost.report",
            "search",
            [("maintenance_request_id", "=", job.id)],
        )
        action = self.call(
            biller, "maintenance.cost.report", "action_open_analytic_lines", [row_id]
        )
        self.assertEqual(action["domain"], [["id", "in", []]])
        with mute_logger("odoo.http"), self.assertRaisesRegex(Fault, "not booked"):
            self.call(biller, "maintenance.cost.report", "action_open_entry", [row_id])

    def test_private_methods_stay_out_of_reach(self):
        for method in ("_reserve_parts", "_return_moves", "_cron_reserve_parts"):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(self.technician, "maintenance.request", method, [])
