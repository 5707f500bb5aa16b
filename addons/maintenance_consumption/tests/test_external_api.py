from xmlrpc.client import Fault

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, ConsumptionCase):
    """What integrators call, as they call it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def call_issue(self, user, quantity=1, **kwargs):
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
        first = self.call_issue(self.technician, reference="R-1")
        again = self.call_issue(self.technician, reference="R-1")
        other = self.call_issue(self.planner, reference="R-1")
        self.assertEqual((again, other), (first, first))
        self.assertEqual(
            first["lines"],
            [{"product_id": self.filter.id, "quantity": 1, "uom_id": self.unit.id}],
        )
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        nameless = self.call_issue(self.technician)
        self.assertIs(nameless["reference"], False, "XML-RPC carries no None")
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_a_refusal_arrives_with_its_words(self):
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call_issue(self.technician, 11)
        self.assertIn(
            "has 10 of “[F-1] Filter”, not 11 Units", error.exception.faultString
        )

    def test_nothing_planned_is_refused_by_name(self):
        job = self.new_job()
        part = {"request_id": job.id, "product_id": self.filter.id, "quantity": 0}
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call(self.technician, "maintenance.request.part", "create", [part])
        self.assertIn(
            "“[F-1] Filter” on “Job”: enter a quantity above zero",
            error.exception.faultString,
        )
        self.assertFalse(job.part_ids)

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

    def test_private_methods_stay_out_of_reach(self):
        for method in ("_reserve_parts", "_action_return_parts", "_cron_reserve_parts"):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(self.technician, "maintenance.request", method, [])

    def test_what_is_there_instead_is_planned(self):
        self.stock(self.filter, 10)
        other = self.new_product("Other filter", default_code="ALT-123")
        self.filter.alternative_ids = other
        self.stock(other, 20)
        job = self.new_job([(self.filter, 12)])
        parts = self.call(
            self.technician,
            "maintenance.request.part",
            "search_read",
            [("request_id", "=", job.id)],
            ["substitute_note", "can_substitute"],
        )
        self.assertEqual(
            parts,
            [
                {
                    "id": job.part_ids.id,
                    "substitute_note": "ALT-123 is there instead: 2.",
                    "can_substitute": True,
                }
            ],
        )
        self.assertIs(
            self.call(
                self.technician,
                "maintenance.request",
                "action_plan_substitutes",
                job.ids,
            ),
            True,
        )
        job.invalidate_recordset()
        self.assertEqual(job.parts_state, "ready")
        self.assertEqual(job.part_ids.mapped("quantity"), [10, 2])
