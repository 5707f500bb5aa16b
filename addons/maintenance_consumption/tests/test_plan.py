from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..hooks import _fill_warehouses
from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestPlan(ConsumptionCase):
    """What a job proposes, and what the next occurrence takes over."""

    def proposed(self, job):
        """{name of the part: planned quantity} after proposing."""
        job.action_propose_parts()
        return {part.product_id.name: part.quantity for part in job.part_ids}

    def test_the_type_of_the_job_decides(self):
        bom = self.new_bom(
            "Press",
            [
                self.line(self.new_product("Oil"), maintenance_type="preventive"),
                self.line(self.new_product("Fuse"), maintenance_type="corrective"),
                self.line(self.new_product("Rag"), maintenance_type="both"),
            ],
        )
        asset = self.new_asset(bom)
        for maintenance_type, parts in (
            ("preventive", {"Oil": 1, "Rag": 1}),
            ("corrective", {"Fuse": 1, "Rag": 1}),
        ):
            job = self.new_job(asset=asset, maintenance_type=maintenance_type)
            self.assertEqual(self.proposed(job), parts)

    def test_every_second_planned_job(self):
        bom = self.new_bom(
            "Press",
            [
                self.line(self.new_product("Oil"), every_nth=1),
                self.line(self.new_product("Belt"), every_nth=2),
            ],
        )
        asset = self.new_asset(bom)
        counts = []
        for days in (1, 30, 60, 90):
            job = self.new_job(asset=asset, days=days, maintenance_type="preventive")
            counts.append(len(self.proposed(job)))
        self.assertEqual(counts, [1, 2, 1, 2])
        cancelled = self.new_job(asset=asset, days=95, maintenance_type="preventive")
        cancelled.archive_equipment_request()
        job = self.new_job(asset=asset, days=100, maintenance_type="preventive")
        self.assertEqual(len(self.proposed(job)), 1, "a cancelled job does not count")
        repair = self.new_job(asset=asset, days=2)
        self.assertEqual(len(self.proposed(repair)), 2, "a repair may use all of them")

    def test_the_lines_valid_on_the_day_of_the_job(self):
        today = fields.Date.today()
        bom = self.new_bom(
            "Press",
            [
                self.line(self.new_product("Old"), date_to=today + timedelta(9)),
                self.line(self.new_product("New"), date_from=today + timedelta(10)),
            ],
        )
        asset = self.new_asset(bom)
        self.assertEqual(self.proposed(self.new_job(asset=asset, days=5)), {"Old": 1})
        self.assertEqual(self.proposed(self.new_job(asset=asset, days=20)), {"New": 1})

    def test_own_lines_of_the_asset(self):
        other = self.new_product("Heavy filter")
        extra = self.new_product("Lamp")
        line = self.bom.line_ids
        self.new_own_line(self.asset, "replace", line, other, quantity=3)
        self.new_own_line(self.asset, item=extra)
        self.assertEqual(self.proposed(self.new_job()), {"Heavy filter": 3, "Lamp": 1})
        job = self.new_job(asset=self.other_asset)
        self.assertEqual(self.proposed(job), {"Filter": 2})

    def test_proposing_twice_adds_nothing_and_leaves_what_was_changed(self):
        job = self.new_job([(self.new_product("Tape"), 1)])
        self.assertEqual(self.proposed(job), {"Tape": 1, "Filter": 2})
        listed = job.part_ids.filtered("bom_line_id")
        self.assertEqual(listed.product_id, self.filter)
        self.assertEqual((job.part_ids - listed).mapped("is_unlisted"), [True])
        listed.quantity = 7
        self.assertEqual(self.proposed(job), {"Tape": 1, "Filter": 7})

    def test_a_job_about_no_asset(self):
        job = self.new_job(equipment_id=False)
        with self.assertRaisesRegex(UserError, "“Job” is about no asset. Choose"):
            job.action_propose_parts()

    def test_the_next_occurrence_copies_the_plan_never_the_actuals(self):
        self.stock(self.filter, 20)
        job = self.new_job(
            [(self.filter, 2), (self.new_product("Tape"), 1)],
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=1,
            repeat_unit="month",
        )
        job.action_issue_available_parts()
        job.action_return_parts([{"part_id": job.part_ids[0].id, "quantity": 1}])
        job.stage_id = self.done_stage
        [following] = job.next_request_ids
        self.assertEqual(following.part_ids.mapped("quantity"), [2, 1])
        self.assertEqual(following.part_ids.mapped("issued_qty"), [0, 0])
        self.assertFalse(following.sudo().picking_ids)
        self.assertFalse(following.sudo().move_ids)
        self.assertEqual(following.parts_state, "short")

    def test_finishing_again_makes_no_further_job(self):
        job = self.new_job(
            [(self.filter, 2)],
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        planned = self.env["maintenance.request.part"].search_count
        before = planned([("product_id", "=", self.filter.id)])
        for _time in range(3):
            job.stage_id = self.done_stage
            job.reset_equipment_request()
            job.recurring_maintenance = True
        after = planned([("product_id", "=", self.filter.id)])
        self.assertEqual(after, before + 1)
        self.assertEqual(len(job.next_request_ids), 1)
        job.next_request_ids.unlink()
        job.stage_id = self.done_stage
        self.assertEqual(job.next_request_ids.part_ids.quantity, 2)

    def test_parts_of_every_second_job_come_at_their_turn(self):
        belt = self.new_product("Belt")
        bom = self.new_bom(
            "Press", [self.line(self.filter, 2), self.line(belt, 3, every_nth=2)]
        )
        job = self.new_job(
            [(self.new_product("Tape"), 1)],
            asset=self.new_asset(bom),
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        job.action_propose_parts()
        plans = []
        for _time in range(3):
            job.stage_id = self.done_stage
            job = job.next_request_ids
            plans.append({part.product_id.name: part.quantity for part in job.part_ids})
        always = {"Filter": 2, "Tape": 1}
        self.assertEqual(plans, [{**always, "Belt": 3}, always, {**always, "Belt": 3}])

    def test_the_next_job_plans_what_is_valid_on_its_day(self):
        today = fields.Date.today()
        new = self.new_product("New filter")
        bom = self.new_bom(
            "Press",
            [
                self.line(self.filter, date_to=today + timedelta(5)),
                self.line(new, date_from=today + timedelta(6)),
            ],
        )
        job = self.new_job(
            asset=self.new_asset(bom),
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        job.action_propose_parts()
        self.assertEqual(job.part_ids.product_id, self.filter)
        job.stage_id = self.done_stage
        self.assertEqual(job.next_request_ids.part_ids.product_id, new)

    def test_a_plan_made_by_hand_gets_nothing_from_the_bom(self):
        self.bom.line_ids.every_nth = 2
        job = self.new_job(
            [(self.new_product("Tape"), 1)],
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        job.stage_id = self.done_stage
        self.assertEqual(job.next_request_ids.part_ids.product_id.name, "Tape")

    def test_a_duplicate_has_the_plan(self):
        job = self.new_job([(self.filter, 2)])
        self.assertEqual(job.copy().part_ids.quantity, 2)
        self.assertFalse(job.copy({"part_ids": []}).part_ids)
        self.assertFalse(job.next_request_ids)

    def test_the_day_of_the_job_is_that_of_its_company(self):
        for zone, day in (("America/Los_Angeles", 9), ("Asia/Tokyo", 10)):
            self.company.partner_id.tz = zone
            moment = fields.Datetime.to_datetime("2040-03-10 00:00:00")
            job = self.new_job(schedule_date=moment)
            self.assertEqual(job._get_need_days()[job].day, day)

    def test_the_warehouse_is_that_of_the_asset(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        asset = self.new_asset(self.bom, location_id=other.lot_stock_id.id)
        self.assertEqual(self.new_job(asset=asset).warehouse_id, other)
        job = self.new_job()
        self.assertEqual(job.warehouse_id, self.warehouse)
        job.equipment_id = asset
        self.assertEqual(job.warehouse_id, other)
        job.warehouse_id = self.warehouse
        job.name = "Job, later"
        self.assertEqual(job.warehouse_id, self.warehouse, "as a person chose it")

    def test_an_archived_warehouse_gives_no_parts(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        asset = self.new_asset(self.bom, location_id=other.lot_stock_id.id)
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": other.lot_stock_id.id}
        )
        near, chosen = self.new_job(asset=asset), self.new_job(warehouse_id=other.id)
        near.stock_location_id = van
        done = self.new_job(asset=asset)
        done.stage_id = self.env["maintenance.stage"].search(
            [("done", "=", True)], limit=1
        )
        other.active = False
        self.assertEqual((near | chosen).warehouse_id, self.warehouse)
        self.assertFalse(near.stock_location_id)
        self.assertEqual(done.warehouse_id, other, "as it was")
        self.assertEqual(self.new_job(asset=asset).warehouse_id, self.warehouse)
        self.assertEqual(asset._get_parts_warehouse(self.company), self.warehouse)
        other.active = True
        self.assertEqual(self.new_job(asset=asset).warehouse_id, other)
        self.assertEqual(near.warehouse_id, self.warehouse, "it stays where it is")

    def test_jobs_that_were_there_before_get_no_archived_warehouse(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        asset = self.new_asset(self.bom, location_id=other.lot_stock_id.id)
        other.active = False
        job = self.new_job(asset=asset)
        self.env.flush_all()
        table = "ALTER TABLE maintenance_request RENAME COLUMN warehouse_id TO old"
        self.env.cr.execute(table)
        _fill_warehouses(self.env)
        self.env.cr.execute(
            "SELECT warehouse_id FROM maintenance_request WHERE id = %s", [job.id]
        )
        self.assertEqual(self.env.cr.fetchall(), [(self.warehouse.id,)])

    def test_the_last_warehouse_stays_while_parts_are_planned(self):
        job = self.new_job([(self.filter, 1)])
        every = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        with self.assertRaises(UserError) as raised:
            every.active = False
        self.assertIn(
            f"1 of its open jobs plan parts, such as “{job.name}”",
            str(raised.exception),
        )
        self.assertTrue(self.warehouse.active)
        job.archive_equipment_request()
        every.active = False
        self.assertFalse(self.warehouse.active)
        waiting = self.new_job([(self.filter, 1)])
        done = self.new_job()
        done.stage_id = self.done_stage
        self.assertFalse(waiting.warehouse_id)
        self.warehouse.active = True
        self.assertEqual(waiting.warehouse_id, self.warehouse)
        self.assertFalse(done.warehouse_id, "as it was")

    def test_the_first_warehouse_of_a_company_is_that_of_its_jobs(self):
        every = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)]
        )
        every.active = False
        job = self.new_job([(self.filter, 1)])
        new = every.create({"name": "New", "code": "NEW"})
        self.assertEqual(job.warehouse_id, new)

    def test_parts_come_from_stock_only(self):
        """Odoo would take any quantity from a vendor or a virtual place."""
        job = self.new_job([(self.filter, 1)])
        usages = ("supplier", "inventory", "production", "customer", "transit", "view")
        for usage in usages:
            place = self.env["stock.location"].create({"name": usage, "usage": usage})
            with self.subTest(usage), self.assertRaisesRegex(UserError, "Job.*stock"):
                job.stock_location_id = place

    def test_a_van_that_is_no_stock_any_more_gives_no_parts(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        job = self.new_job(stock_location_id=van.id)
        van.usage = "inventory"
        self.assertFalse(job.stock_location_id)

    def test_what_the_bom_listed_may_be_anything(self):
        """A client may write what is no list; the next job then keeps the plan."""
        entry = {"product_id": self.filter.id, "uom_id": self.filter.uom_id.id}
        for listed in ({"a": 1}, [1], "x", 7, entry, {**entry, "quantity": "two"}):
            job = self.new_job(
                maintenance_type="preventive",
                recurring_maintenance=True,
                repeat_type="forever",
            )
            job.action_propose_parts()
            job.part_ids.write({"listed": listed, "quantity": 7})
            job.stage_id = self.done_stage
            with self.subTest(listed=listed):
                self.assertEqual(job.next_request_ids.part_ids.quantity, 7)

    def test_an_archived_van_gives_no_parts(self):
        vans = self.env["stock.location"].create(
            {"name": "Vans", "location_id": self.warehouse.view_location_id.id}
        )
        van = vans.copy({"name": "Van", "location_id": vans.id})
        job = self.new_job(stock_location_id=van.id)
        self.stock(self.filter, 1, van)
        with self.assertRaises(UserError):
            vans.active = False
        self.assertEqual(job.stock_location_id, van)
        self.stock(self.filter, 0, van)
        vans.active = False
        self.assertFalse(job.stock_location_id)
        self.assertEqual(job._get_stock_locations()[job], self.warehouse.lot_stock_id)
