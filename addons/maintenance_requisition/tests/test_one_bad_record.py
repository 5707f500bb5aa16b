from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_planning.planner import needs
from odoo.addons.maintenance_planning.tests.common import OneBadRecordCase

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestOneBadRecord(OneBadRecordCase, BuyingCase):
    """What SQL or an earlier version has written stops nothing but what it is about.

    The door of ``maintenance.checked.values`` keeps such values out today.
    """

    def setUp(self):
        super().setUp()
        self.enterContext(
            mute_logger("odoo.addons.maintenance_requisition.models.stock_rule")
        )

    def assert_filter_is_planned(self):
        self.assertEqual(self.shortages(self.filter), [("buy", 2, 12)])
        self.assertEqual(self.told_lines(self.filter), [("ordered", 2, 12)])

    def told_lines(self, product):
        return self.told(self.lines(product))

    # --- jobs -----------------------------------------------------------------------

    def test_a_quantity_that_is_no_number_leaves_out_that_part_of_the_job(self):
        part = self.bad_job.part_ids
        for name, value in (
            ("unneeded_qty", "NaN"),
            ("product_qty", 1e300),
        ):
            with self.subTest(name, value=value), self.cr.savepoint() as savepoint:
                self.spoil(part, **{name: value})
                self.run_planner()
                self.assert_filter_is_planned()
                [problem] = self.told_of("failed_job")
                self.assertRegex(problem, "Belt job.*Belt.*not a number")
                self.assertFalse(self.needs(product_id=self.belt.id))
                # the list of jobs
                jobs = (self.good_job | self.bad_job).with_user(self.technician)
                jobs.read(["parts_state", "parts_missing", "parts_expected_on"])
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_job_on_a_day_that_cannot_be_is_left_out(self):
        for moment in (datetime(1, 1, 1), datetime(1969, 12, 31)):
            with self.subTest(moment), self.cr.savepoint() as savepoint:
                self.spoil(self.bad_job, schedule_date=moment)
                self.run_planner()
                self.assert_filter_is_planned()
                [problem] = self.told_of("failed_job")
                self.assertIn(moment.date().isoformat(), problem)
                self.bad_job.with_user(self.technician).read(["parts_state"])
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_recurring_job_that_never_ends_is_left_out(self):
        self.bad_job.sudo().write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_unit": "day",
            }
        )
        for values in (
            {"schedule_date": datetime(202, 3, 1, 8)},
            {"recurrence_anchor": datetime(202, 3, 1, 8)},
            {"repeat_interval": 0},
            {"repeat_interval": 0, "schedule_date": datetime(2026, 3, 1, 8)},
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.spoil(self.bad_job, **values)
                summary = self.run_planner()
                self.assertTrue(summary["needs"], "the warehouse is planned")
                self.assert_filter_is_planned()
                self.assertEqual(len(self.told_of("failed_job")), 1)
                self.assertFalse(self.told_of("missed"))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_series_that_nobody_closed_since_1970_is_counted_from_today_on(self):
        self.bad_job.sudo().write(
            {
                "maintenance_type": "preventive",
                "recurring_maintenance": True,
                "repeat_unit": "day",
            }
        )
        self.spoil(self.bad_job, schedule_date=datetime(1970, 3, 1, 8))
        self.run_planner(horizon_days=30)
        self.assert_filter_is_planned()
        self.assertFalse(self.told_of("failed_job"))
        self.assertEqual(len(self.told_of("missed")), 1)
        days = self.needs(product_id=self.belt.id).mapped("date_need")
        self.assertEqual(min(days), self.today)
        self.assertEqual(len(days), len(set(days)), "no day twice")

    def test_a_job_elsewhere_on_a_day_that_cannot_be_replaces_nothing(self):
        line = self.line(self.belt, replace_after=3, age_action="spare")
        asset = self.new_asset(
            self.new_bom("Loader", [line]), in_service_date=self.day(-120)
        )
        part = self.as_planner(asset).part_ids
        values = {"product_id": self.belt.id, "quantity": 1, "path": part.path}
        job = self.new_job([values], days=2, asset=asset, warehouse_id=self.north.id)
        self.run_planner(horizon_days=30)
        self.assertFalse(self.needs(product_id=self.belt.id, source="age"))
        self.spoil(job, schedule_date=datetime(202, 3, 1))
        self.run_planner(horizon_days=30)
        self.assert_filter_is_planned()
        [need] = self.needs(product_id=self.belt.id, source="age")
        self.assertEqual(need.date_need, self.today)

    def test_a_unit_that_does_not_convert_or_counts_nothing(self):
        """The part is issued in crates, and then a crate is nothing."""
        crate = self.env["uom.uom"].create(
            {
                "name": "Crate",
                "relative_factor": 12,
                "relative_uom_id": self.unit.id,
            }
        )
        self.stock(self.belt, 12)
        part = self.bad_job.part_ids.sudo()
        part.write({"uom_id": crate.id, "quantity": 2})
        self.bad_job.sudo()._reserve_parts()
        for values in (
            (crate, {"factor": 0}),
            (self.belt.product_tmpl_id, {"uom_id": self.hour.id}),
            (self.belt.product_tmpl_id, {"uom_id": crate.id}),
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.spoil(values[0], **values[1])
                self.run_planner()
                self.assert_filter_is_planned()
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    # --- ages -----------------------------------------------------------------------

    def test_a_replacement_in_the_year_1_is_a_question(self):
        bom = self.new_bom(
            "Loader", [self.line(self.belt, replace_after=3, notice_days=200)]
        )
        asset = self.new_asset(bom)
        asset.in_service_date = "2026-01-01"
        replacement = self.env["maintenance.part.replacement"].create(
            {
                "equipment_id": asset.id,
                "product_id": self.belt.id,
                "replaced_on": "2026-01-01",
            }
        )
        self.spoil(replacement, replaced_on="0001-01-01")
        self.spoil(asset, in_service_date="0001-01-01")
        self.run_planner()
        self.assert_filter_is_planned()
        [problem] = self.told_of("unknown_age")
        self.assertIn("Belt", problem)
        rows = self.env["maintenance.part.age"].search(
            [("equipment_id", "=", asset.id)]
        )
        self.assertEqual(rows.mapped("state"), ["unknown"])

    def test_an_asset_for_which_no_job_can_be_opened_is_told(self):
        bom = self.new_bom("Loader", [self.line(self.belt, replace_after=3)])
        assets = self.new_assets(3, bom, in_service_date="2020-01-01")
        self.spoil(bom.component_ids[:1], product_qty="NaN")
        self.run_planner()
        self.assert_filter_is_planned()
        self.assertEqual(len(self.told_of("failed_age")), 3)
        self.spoil(bom.component_ids[:1], product_qty=1)
        self.run_planner()
        self.assertFalse(self.told_of("failed_age"), "not any more")
        self.assertEqual(len(assets.maintenance_ids), 3)

    # --- stock and orders -----------------------------------------------------------

    def test_stock_that_is_no_number_leaves_out_that_part(self):
        self.run_planner()
        before = self.needs(product_id=self.belt.id)
        self.assertTrue(before)
        self.stock(self.belt, 1)
        quants = self.env["stock.quant"].search([("product_id", "=", self.belt.id)])
        self.spoil(quants, quantity="NaN")
        self.good_job.part_ids.sudo().quantity = 3
        self.run_planner()
        self.assertEqual(self.shortages(self.filter), [("buy", 3, 12)])
        [problem] = self.told_of("failed_part")
        self.assertRegex(problem, "Belt.*nan")
        self.assertEqual(self.needs(product_id=self.belt.id), before, "as it was")
        self.assertEqual(len(self.lines(self.belt)), 1, "as it was")

    def test_a_share_that_is_no_number_keeps_nothing(self):
        self.run_planner()
        # it follows the needs no more
        self.bought(self.belt).product_qty = 3
        [share] = self.lines(self.belt).share_ids
        self.spoil(share, quantity="NaN")
        summary = self.run_planner()
        self.assertTrue(summary["needs"])
        self.assert_filter_is_planned()
        self.assertEqual(self.needs(product_id=self.belt.id).covered_by, "rfq")

    def test_whatever_fails_for_a_part_leaves_out_that_part_alone(self):
        """Where nobody has thought of: while its lines are written."""
        planner = type(self.env["maintenance.planner"])
        plan_replenishments = planner._plan_replenishments

        def fail(records, facts, group, shorts, offers):
            if group[0] == self.belt.id:
                raise OverflowError("date value out of range")
            return plan_replenishments(records, facts, group, shorts, offers)

        with patch.object(planner, "_plan_replenishments", fail):
            summary = self.run_planner()
        self.assertEqual(summary["shortages"], 1)
        self.assert_filter_is_planned()
        [problem] = self.told_of("failed_part")
        self.assertRegex(problem, "Belt.*OverflowError: date value out of range")
        self.run_planner()
        self.assertFalse(self.told_of("failed_part"), "not any more")
        self.assertEqual(self.told_lines(self.belt), [("ordered", 1, 12)])

    def test_a_vendor_who_needs_longer_than_there_are_days(self):
        self.spoil(self.belt.seller_ids, delay=2**31 - 1)
        self.run_planner()
        self.assert_filter_is_planned()

    def test_an_order_line_given_another_product_is_for_nobody_any_more(self):
        self.run_planner()
        line = self.bought(self.belt)
        requisition_line = self.lines(self.belt)
        other = self.new_product("Other")
        line.product_id = other
        self.assertFalse(line.sudo().maintenance_allocation_ids)
        self.assertFalse(line.maintenance_for)
        self.assertEqual(requisition_line.state, "cancel")
        for _run in range(2):
            self.run_planner()
            # what is needed is asked for anew
            self.assertEqual(self.told_lines(self.belt), [("ordered", 1, 12)])
            self.assertEqual(self.bought(self.belt).product_qty, 1)
        self.assertEqual(line.product_id, other)

    def test_a_confirmed_line_given_another_product_is_for_nobody_any_more(self):
        self.run_planner()
        line = self.bought(self.belt)
        self.confirm(line)
        other = self.new_product("Other")
        # past the ORM: as if it had been changed before it was known what to do
        self.spoil(line, product_id=other.id)
        self.run_planner()
        self.assertFalse(self.told_of("failed_part"))
        self.spoil(line, product_id=self.belt.id)
        line.product_id = other
        self.assertFalse(line.sudo().maintenance_allocation_ids)
        self.run_planner()
        self.assertFalse(self.told_of("failed_part"))
        # Odoo leaves the receipt as it is
        self.assertEqual(self.needs(product_id=self.belt.id).covered_by, "incoming")

    # --- warehouses -----------------------------------------------------------------

    def test_a_warehouse_that_fails_is_reported_and_the_others_are_planned(self):
        self.new_job([(self.filter, 4)], days=12, warehouse_id=self.north.id)
        self.run_planner(warehouse_ids=(self.warehouse | self.north).ids)
        get_planned_needs = needs.get_planned_needs

        def fail(scope):
            if scope.warehouse == self.warehouse:
                raise KeyError(7)
            return get_planned_needs(scope)

        self.good_job.part_ids.sudo().quantity = 5
        requisition = self.env["maintenance.requisition"].with_user(self.planner)
        both = (self.warehouse | self.north).ids
        before = datetime(2026, 3, 1, 2)
        self.spoil(self.warehouse | self.north, parts_derived_at=before)
        with patch.object(needs, "get_planned_needs", fail):
            summary = requisition.run_planner(warehouse_ids=both)
            action = self.env["maintenance.part.shortage"].with_user(self.planner)
            said = action.action_plan_now()["params"]
        [row] = summary["failed"]
        self.assertEqual(row["warehouse_id"], self.warehouse.id)
        self.assertEqual(row["reason"], "KeyError: 7")
        [planned] = summary["warehouses"]
        self.assertEqual(planned["warehouse_id"], self.north.id)
        self.assertEqual(said["type"], "warning")
        self.assertIn(self.warehouse.display_name, said["message"])
        self.env.invalidate_all()
        self.assertEqual(self.shortages(self.filter), [("buy", 2, 12)], "as it was")
        self.assertEqual(self.warehouse.parts_derived_at, before, "as of then")
        self.assertGreater(self.north.parts_derived_at, before)
        [problem] = self.told_of("failed_warehouse")
        self.assertIn("KeyError: 7", problem)
        summary = requisition.run_planner(warehouse_ids=both)
        self.assertFalse(summary["failed"])
        self.assertFalse(self.told_of("failed_warehouse"))
