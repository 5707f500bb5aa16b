import json
from datetime import timedelta
from xmlrpc.client import MAXINT, Fault

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ApiCase, BomCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, BomCase):
    """What integrators call, as they call it: XML-RPC and JSON-2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls.new_product("Seal", default_code="S-1")
        cls.pump = cls.new_bom("Pump", [cls.line(cls.seal, 2, position="shaft")])
        cls.bom = cls.new_bom("Truck", [cls.line(cls.pump, 3)])
        cls.asset = cls.new_asset(cls.bom, code="T-1")

    def test_get_spare_parts(self):
        [part] = self.call(
            self.technician,
            "maintenance.equipment",
            "get_spare_parts",
            self.asset.ids,
            date="2025-03-31",
        )
        self.assertEqual(part["equipment_id"], self.asset.id)
        self.assertEqual(part["product_id"], self.seal.id)
        self.assertEqual(part["product_qty"], 6.0)
        self.assertEqual(part["position"], "shaft")
        self.assertEqual(part["line_id"], self.pump.line_ids.id)
        self.assertIs(part["date_from"], False, "XML-RPC carries no None")

    def test_get_where_used(self):
        [use] = self.call(
            self.technician, "product.product", "get_where_used", self.seal.ids
        )
        self.assertEqual(use["equipment_code"], "T-1")
        self.assertEqual(use["product_qty"], 6.0)
        self.asset.action_retire()
        for include_retired, count in ((False, 0), (True, 1)):
            uses = self.call(
                self.technician,
                "product.product",
                "get_where_used",
                self.seal.ids,
                include_retired=include_retired,
            )
            self.assertEqual(len(uses), count)

    def test_every_public_method_answers_true(self):
        for method in (
            "action_plan",
            "action_put_in_service",
            "action_take_out_of_service",
        ):
            answer = self.call(
                self.planner, "maintenance.equipment", method, self.asset.ids
            )
            self.assertIs(answer, True)

    def test_action_retire(self):
        day = fields.Date.to_string(fields.Date.today() - timedelta(days=1))
        answer = self.call(
            self.planner,
            "maintenance.equipment",
            "action_retire",
            self.asset.ids,
            retirement_date=day,
        )
        self.assertIs(answer, True)
        self.assertEqual(self.asset.lifecycle_state, "retired")
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call(
                self.planner, "maintenance.equipment", "action_retire", self.asset.ids
            )
        self.assertIn(f"[T-1] Asset 0” retired on {day}", error.exception.faultString)

    def test_action_report_condition(self):
        answer = self.call(
            self.technician,
            "maintenance.equipment",
            "action_report_condition",
            self.asset.ids,
            "worn",
            date="2025-03-31",
            note="Play in the shaft",
        )
        self.assertIs(answer, True)
        self.assertEqual(self.asset.condition_ids.user_id, self.technician)
        self.assertEqual(self.asset.condition, "worn")

    def test_the_view_is_read_like_any_model(self):
        [row] = self.call(
            self.technician,
            "maintenance.equipment.part",
            "search_read",
            [("product_id", "=", self.seal.id)],
            fields=["equipment_id", "product_qty", "bom_id", "superseded_by_id"],
        )
        self.assertLess(row["id"], MAXINT)
        self.assertEqual(row["id"] // 8192, self.asset.id)
        self.assertEqual(row["equipment_id"], [self.asset.id, "[T-1] Asset 0"])
        self.assertEqual(row["product_qty"], 6.0)
        self.assertIs(row["superseded_by_id"], False)
        [again] = self.call(
            self.technician,
            "maintenance.equipment.part",
            "read",
            [row["id"]],
            fields=["product_id"],
        )
        self.assertEqual(again["product_id"][0], self.seal.id)

    def test_a_refusal_arrives_with_its_words(self):
        for values, words in (
            ({"quantity": 0}, "the quantity must be above zero"),
            ({"uom_id": self.hour.id}, "“[S-1] Seal” is kept in Units"),
            ({"equipment_id": self.asset.id}, "not to both"),
            ({"every_nth": 0}, "enter 1 if the part is used"),
        ):
            line = {"bom_id": self.bom.id, "product_id": self.seal.id, **values}
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db", "odoo.http"),
                self.assertRaises(Fault) as error,
            ):
                self.call(self.planner, "maintenance.bom.line", "create", [line])
            self.assertIn(words, error.exception.faultString)
        self.assertEqual(len(self.bom.line_ids), 1)

    def test_a_taken_code_is_refused_in_words(self):
        with (
            mute_logger("odoo.sql_db", "odoo.http"),
            self.assertRaises(Fault) as error,
        ):
            self.call(
                self.planner,
                "maintenance.equipment",
                "create",
                [{"name": "Other", "code": "T-1"}],
            )
        self.assertIn("already has this asset code", error.exception.faultString)

    def test_private_and_forbidden_methods_stay_out_of_reach(self):
        for user, method in (
            (self.technician, "action_retire"),
            (self.planner, "_action_retire"),
            (self.planner, "_set_lifecycle_state"),
        ):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(user, "maintenance.equipment", method, self.asset.ids)
        self.assertEqual(self.asset.lifecycle_state, "in_service")

    def test_json2_takes_named_arguments(self):
        key = (
            self.technician.with_user(self.technician)
            .env["res.users.apikeys"]
            ._generate(
                scope="rpc",
                name="test",
                expiration_date=fields.Datetime.now() + timedelta(hours=1),
            )
        )
        response = self.url_open(
            "/json/2/maintenance.equipment/get_spare_parts",
            data=json.dumps({"ids": self.asset.ids, "maintenance_type": "preventive"}),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )
        self.assertEqual(response.status_code, 200)
        [part] = response.json()
        self.assertEqual((part["product_code"], part["product_qty"]), ("S-1", 6.0))
