"""Whatever a caller passes, the answer is a result or words."""

from psycopg2.errors import NotNullViolation

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import (
    NO_IDS,
    NO_LISTS,
    NO_TEXTS,
    ArgumentsMixin,
)
from odoo.addons.maintenance_part_age.tests.common import AgeCase

NO_DAYS = ("x", 7, [1], {"a": 1}, True, "2026-13-01", "0001-01-01", "9999-01-01")


@tagged("post_install", "-at_install")
class TestArguments(HttpCase, ArgumentsMixin, AgeCase):
    """Values that no method can use are refused by the name of their argument."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laptop = cls.new_laptop().with_user(cls.technician)

    def test_a_snooze(self):
        rows = self.env["maintenance.low.stock"].with_user(self.planner)
        for until in NO_DAYS:
            self.assert_refused("until: ", rows.snooze, until=until, reason="Holidays")
        for reason in NO_TEXTS:
            self.assert_refused("reason: ", rows.snooze, reason=reason)
        self.assert_refused("ids: “x” is not an id", rows.browse(["x"]).snooze)

    def test_warehouses_of_the_planner(self):
        planner = self.env["maintenance.planner"].with_user(self.planner)
        minimums = self.env["maintenance.part.minimum"].with_user(self.planner)
        for call in (planner.run_planner, minimums.propose_minimums):
            for value in NO_LISTS:
                self.assert_refused(
                    "warehouse_ids: .* is not a list", call, warehouse_ids=value
                )
            for value in NO_IDS:
                self.assert_refused("warehouse_ids: ", call, warehouse_ids=[value])
            self.assert_refused(
                "warehouse_ids: the list has 1001", call, warehouse_ids=[1] * 1_001
            )
            self.assert_refused(
                "no warehouse with id 999", call, warehouse_ids=[999999]
            )
        for days in ("7", [7], True, 1.5, -1, 10**30, float("nan")):
            self.assert_refused(
                "looks ahead 0 to", planner.run_planner, horizon_days=days
            )

    def test_replacements(self):
        record = self.laptop.record_replacements
        [part, *_others] = self.laptop.get_spare_parts()
        line = {"path": part["path"], "date": "2024-05-01"}
        for lines in NO_LISTS:
            self.assert_refused("lines: .* is not a list", record, lines)
        self.assert_refused("lines: line 1 is “7”, not a dict", record, [7])
        self.assert_refused("lines: the list has 1001", record, [line] * 1_001)
        for name, values in (
            ("product_id", NO_IDS),
            ("path", NO_TEXTS),
            ("position", NO_TEXTS),
            ("note", NO_TEXTS),
            ("date", NO_DAYS),
        ):
            for value in values:
                with self.subTest(name=name, value=str(value)[:80]):
                    [bad, good] = record([{**line, name: value}, line])
                    self.assertIn(f"{name}: ", bad["error"])
                    self.assertFalse(bad["replacement_id"])
                    self.assertFalse(good["error"])
        self.assertEqual(
            self.env["maintenance.part.replacement"].search_count(
                [("equipment_id", "=", self.laptop.id)]
            ),
            1,
        )
        two = (self.laptop | self.asset).with_user(self.technician)
        self.assert_refused("Call this for one record", two.record_replacements, [line])

    def test_ids_that_are_none(self):
        for record_id in ("x", [1], 1.5, True, False, 0, -1, 10**30):
            for model, method in (
                ("maintenance.part.minimum", "action_propose"),
                ("maintenance.part.age.set.date", "action_apply"),
            ):
                records = self.env[model].with_user(self.planner).browse([record_id])
                self.assert_refused("ids: “.*” is not an id", getattr(records, method))

    def test_the_owner_of_a_record(self):
        minimum = self.env["maintenance.part.minimum"].create(
            {"product_id": self.filter.id, "warehouse_id": self.warehouse.id}
        )
        for value in ("x", [1], {"a": 1}, True, 1.5, -1, 10**30, float("inf")):
            self.assert_refused(
                "warehouse_id: “.*” is not an id",
                minimum.with_user(self.planner).write,
                {"warehouse_id": value},
            )

    def test_a_replacement_without_a_day(self):
        [part, *_others] = self.laptop.get_spare_parts()
        self.laptop.record_replacements([{"path": part["path"], "date": "2024-05-01"}])
        recorded = self.env["maintenance.part.replacement"].search(
            [("equipment_id", "=", self.laptop.id)]
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(NotNullViolation),
            self.cr.savepoint(),
        ):
            recorded.with_user(self.planner).replaced_on = False

    def test_rows_that_there_are_not_explain_nothing(self):
        for model in ("maintenance.low.stock", "maintenance.part.shortage"):
            rows = self.env[model].with_user(self.planner).browse([0])
            with self.subTest(model):
                self.assertEqual(rows.read(["product_id", "explanation"])[0]["id"], 0)

    def test_companies_of_a_digest_link(self):
        self.authenticate("bom_planner", "bom_planner")
        for companies in ("9" * 5_000, "²", "-", "1e9", "a-b", "0", "%00"):
            with self.subTest(companies=companies[:20]):
                response = self.url_open(
                    f"/parts_digest/rush-shortages?companies={companies}",
                    allow_redirects=False,
                )
                self.assertLess(response.status_code, 400)
