from datetime import date
from xmlrpc.client import Fault

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase
from odoo.addons.maintenance_consumption.tests.aging import AgingCase
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from .reconciling import ALWAYS, DifferenceCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, ConsumptionCase):
    """What integrators call, as they call it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def test_no_hours_are_refused_by_name(self):
        job = self.new_job()
        hours = {"request_id": job.id, "user_id": self.technician.id, "hours": 0}
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call(self.technician, "maintenance.request.labour", "create", [hours])
        self.assertIn(
            f"{self.technician.name} on “Job”: enter hours above",
            error.exception.faultString,
        )
        self.assertFalse(job.labour_ids)

    def test_hours_and_what_they_cost(self):
        job = self.new_job()
        self.company.maintenance_labour_rate = 40
        labour_id = self.call(
            self.technician,
            "maintenance.request.labour",
            "create",
            {"request_id": job.id, "hours": 1.5},
        )
        self.asset.with_user(self.technician).issue_parts(
            [{"product_id": self.filter.id, "quantity": 1}]
        )
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


@tagged("post_install", "-at_install")
class TestExternalApiDifferences(ApiCase, DifferenceCase):
    """Accepting a difference over XML-RPC, as an accountant's program does."""

    def test_a_difference_is_accepted_and_taken_back(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3

        def do(method, ids, **kwargs):
            return self.call(
                self.accountant, "maintenance.charge.drift", method, ids, **kwargs
            )

        def look(kind):
            answer = self.call(
                self.accountant, "maintenance.reconciliation", "get_reconciliation"
            )
            return [row["id"] for row in answer[kind]]

        [drift_id] = look("drifts")
        self.assertIs(do("action_accept", [drift_id], note="Ok"), True)
        self.assertEqual(look("drifts"), [])
        [drift_id] = look("accepted")
        self.assertIs(do("action_take_back", [drift_id]), True)
        self.assertEqual(look("accepted"), [])
        self.assertEqual(len(look("drifts")), 1)


@tagged("post_install", "-at_install")
class TestPeersApi(ApiCase, AgingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fleet = cls.new_fleet(24, 24, 24, 24)
        cls.bare = cls.new_fleet(24, bom=cls.env["maintenance.bom"])
        for asset in cls.fleet:
            cls.take(asset, date(2023, 8, 1), [(cls.bolt, 10)])

    def compare(self, user, assets):
        return self.call(
            user, "maintenance.equipment", "get_peer_comparison", assets.ids
        )

    def test_a_planner_reads_the_comparison(self):
        lorry, bare = self.compare(self.planner, self.fleet[0] | self.bare)
        self.assertEqual(
            {name: lorry[name] for name in ("state", "cost", "median_cost", "ratio")},
            {"state": "normal", "cost": 100, "median_cost": 100, "ratio": 1},
        )
        self.assertEqual(
            [peer["equipment_id"] for peer in lorry["peers"]], self.fleet[1:].ids
        )
        self.assertEqual(lorry["factors"], {"jobs": 1, "parts": 1, "price": 1})
        self.assertIs(lorry["reason"], False)
        self.assertEqual(lorry.keys(), bare.keys())
        for name in ("state", "explanation", "months", "cost", "ratio", "factors"):
            self.assertIs(bare[name], False)
        self.assertEqual(bare["peers"], [])

    def test_a_technician_is_told_who_may(self):
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.compare(self.technician, self.fleet)
        self.assertIn("planners", error.exception.faultString)


@tagged("post_install", "-at_install")
class TestReconciliationApi(ApiCase, DifferenceCase):
    def test_over_xml_rpc(self):
        move = self.issue_move()
        move.account_move_id._reverse_moves(cancel=True)
        bare = self.assets[1].copy({"name": "Bare", "analytic_distribution": False})
        self.issue_move(asset=bare)
        answer = self.call(
            self.accountant,
            "maintenance.reconciliation",
            "get_reconciliation",
            **ALWAYS,
        )
        self.assertEqual(answer["company_id"], self.company.id)
        [drift] = answer["drifts"]
        self.assertEqual(drift["reason"], "entry_reversed")
        lines = {row["equipment_id"]: row for row in answer["lines"]}
        self.assertIs(lines[bare.id]["analytic"], False)
        self.assertEqual(lines[self.assets[0].id]["ledger_difference"], 20)
