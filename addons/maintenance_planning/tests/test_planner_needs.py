from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestPlannerNeeds(PlanningCase):
    """What is needed, and when: from jobs, occurrences to come, ages and minimums."""

    def test_assets_that_leave_before_need_nothing(self):
        self.new_job([(self.filter, 1)], days=12)
        self.asset.retirement_date = self.day(12)
        self.run_planner()
        self.assertFalse(self.needs())
        self.asset.retirement_date = self.day(13)
        self.run_planner()
        self.assertTrue(self.needs())

    def test_far_needs_wait_unless_the_part_takes_long(self):
        slow = self.new_product("Slow")
        self.sell(slow, days=200)
        self.new_job([(self.filter, 1), (slow, 1)], days=150)
        self.run_planner()
        self.assertEqual(self.needs().product_id.ids, slow.ids)
        self.run_planner(horizon_days=160)
        self.assertEqual(len(self.needs()), 2)

    def test_minimums_of_critical_parts(self):
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        self.stock(self.filter, 1)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 7)])
        self.stock(self.filter, 2)
        self.run_planner()
        self.assertFalse(self.shortages())

    def test_nobody_waits_for_a_minimum(self):
        """Not on a day of rest either: the last one to decide has passed."""
        self.company.resource_calendar_id.attendance_ids.filtered(
            lambda line: int(line.dayofweek) == self.today.weekday()
        ).unlink()
        self.company.parts_minimum_vital = 2
        self.bom.line_ids.criticality = "vital"
        self.assertEqual(self.run_planner()["rush"], 0)
        self.assertEqual(self.shortages(), [("buy", 2, 7)])
        self.new_job([(self.filter, 1)], days=7)
        self.assertEqual(self.run_planner()["rush"], 1)

    def test_occurrences_to_come_are_needs_with_the_key_of_the_job_they_become(self):
        job = self.new_job(
            [(self.filter, 2)],
            days=10,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=30,
            repeat_unit="day",
        )
        self.run_planner()
        self.assertEqual(
            [
                (need.source, (need.date_need - self.today).days)
                for need in self.needs()
            ],
            [
                ("planned", 10),
                ("recurring", 40),
                ("recurring", 70),
                ("recurring", 100),
            ],
        )
        coming = self.needs()[1]
        self.stock(self.filter, 2)
        job.action_finish_as_planned()
        self.run_planner()
        self.assertEqual(self.needs()[0], coming, "the row is the same")
        self.assertEqual(coming.source, "planned")
        self.assertEqual(coming.request_id, job.next_request_ids)

    def test_a_known_age_is_a_need_an_unknown_one_a_question(self):
        self.bom.line_ids.write({"replace_after": 36, "notice_days": 30})
        known, unknown = self.asset, self.other_asset
        known.in_service_date = self.today.replace(year=self.today.year - 3)
        unknown.in_service_date = False
        self.run_planner()
        need = self.needs()
        self.assertEqual((need.source, need.equipment_id), ("age", known))
        self.assertEqual(need.display_name, self.filter.display_name)
        self.assertEqual(need.date_need, self.today)
        exceptions = self.env["maintenance.planning.exception"].search([])
        self.assertEqual(exceptions.mapped("kind"), ["unknown_age"])
        self.assertEqual(exceptions.equipment_id, unknown)
        self.company.parts_live = True
        self.run_planner()
        self.assertEqual(len(self.needs()), 1, "the job has the key of the age")
        self.assertEqual(self.needs(), need)
        self.assertEqual(need.source, "planned")
        self.assertTrue(need.request_id)

    def test_what_waits_in_an_open_issue_is_still_to_be_got(self):
        self.stock(self.filter, 1)
        job = self.new_job([(self.filter, 4)], days=5)
        self.run_planner()
        [key] = self.needs().mapped("key")
        job.action_reserve_parts()
        self.assertEqual(job.picking_ids.move_ids.quantity, 1)
        self.run_planner()
        self.assertEqual(self.needs().mapped("key"), [key])
        self.assertEqual(self.needs().quantity, 3)
        self.assertEqual(self.shortages(), [("buy", 3, 5)])
        job.part_ids.quantity = 6
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 5, 5)])
        self.stock(self.filter, 6)
        job.action_reserve_parts()
        self.run_planner()
        self.assertFalse(self.needs())

    def old_assets(self, count, **values):
        """Assets whose filters are due in two months, which no notice tells of yet."""
        self.bom.line_ids.write({"replace_after": 12, "notice_days": 7})
        return self.new_assets(
            count, self.bom, in_service_date=self.day(-300), **values
        )

    def test_what_belongs_to_no_company_is_needed_in_one_place(self):
        """Two companies would buy for it otherwise."""
        other = self.env["res.company"].create({"name": "Other"})
        abroad = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        nowhere, there = self.old_assets(2)
        (nowhere | there).sudo().company_id = False
        there.sudo().location_id = abroad.lot_stock_id
        planner = self.env["maintenance.planner"]
        needs = self.env["maintenance.part.need"]

        def needed():
            planner._plan_all(self.warehouse | abroad)
            mine = [("equipment_id", "in", (nowhere | there).ids)]
            return {(row.warehouse_id, row.equipment_id) for row in needs.search(mine)}

        found = [(self.warehouse, nowhere), (abroad, there)]
        self.assertEqual(needed(), set(found))
        self.assertEqual(len(needs.search([])), len(found))
        other.parts_live = True
        self.assertEqual(needed(), {(abroad, nowhere), (abroad, there)})

    def test_a_job_that_takes_the_part_from_elsewhere_is_enough(self):
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.company.id}
        )
        asset = self.old_assets(1)
        self.run_planner()
        self.assertEqual(self.needs().source, "age")
        job = self.new_job(asset=asset, days=20, warehouse_id=north.id)
        job.with_user(self.planner).action_propose_parts()
        self.assertTrue(job.part_ids)
        self.run_planner(warehouse_ids=None)
        self.assertFalse(self.needs())
        need = self.env["maintenance.part.need"].search([])
        self.assertEqual((need.source, need.warehouse_id), ("planned", north))
        job.sudo().archive_equipment_request()
        self.run_planner(warehouse_ids=None)
        self.assertEqual(self.needs().source, "age")

    def test_what_is_reserved_or_issued_counts_once(self):
        self.stock(self.filter, 5)
        job = self.new_job([(self.filter, 4)], days=2)
        job.action_reserve_parts()
        self.run_planner()
        self.assertFalse(self.needs(), "the open issue is Odoo's own demand")
        job.action_issue_parts()
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 12)])
        part = job.part_ids
        job.action_return_parts([{"part_id": part.id, "quantity": 1}])
        self.run_planner()
        self.assertEqual(self.needs(request_id=job.id).quantity, 1)

    def test_what_is_moved_cancelled_or_grows_is_the_same_code(self):
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 2, 12)])
        need = self.needs()
        job.schedule_date = self.in_days(20)
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 3, 20)])
        self.assertEqual(self.needs(), need)
        job.sudo().archive_equipment_request()
        self.run_planner()
        self.assertFalse(self.needs())
        self.assertFalse(self.shortages())

    def test_a_draft_copy_of_a_parts_issue_buys_nothing(self):
        self.stock(self.filter, 4)
        job = self.new_job([(self.filter, 4)], days=3)
        job.action_issue_parts()
        copied = job.sudo().picking_ids.copy()
        copied.move_ids.maintenance_request_part_id = job.part_ids
        self.run_planner()
        self.assertEqual(self.shortages(self.filter), [])
        self.assertFalse(self.needs(product_id=self.filter.id))
