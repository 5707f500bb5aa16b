from datetime import date
from random import Random

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from .common import AgeCase, PlanningCase

DERIVED = {
    "maintenance_part_need": "key, product_id, quantity, date_need, covered_by, "
    "short_qty, date_expected, location_id, source, request_id",
    "maintenance_part_shortage": "key, product_id, quantity, date_need, action",
    "maintenance_planning_exception": "key, kind, product_id, equipment_id",
    "maintenance_low_stock": "key, product_id, missing_qty, state, date_expected",
}


class ScenarioCase(PlanningCase):
    """On a Monday in spring; also for other addons' tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time("2031-03-10 12:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.today = date(2031, 3, 10)

    def snapshot(self):
        self.env.flush_all()
        return {
            table: sorted(
                map(
                    repr,
                    self.env.execute_query(
                        SQL(
                            "SELECT %s FROM %s WHERE warehouse_id = %s",
                            SQL(columns),
                            SQL.identifier(table),
                            self.warehouse.id,
                        )
                    ),
                )
            )
            for table, columns in DERIVED.items()
        }

    def verify_fresh_runs(self):
        """Whatever happens in a workshop: what is planned is that of a fresh run."""
        self.bom.line_ids.criticality = "vital"
        self.company.parts_minimum_vital = 2
        for seed in range(4):
            with self.subTest(seed=seed):
                dice, jobs = Random(seed), []
                for _step in range(6):
                    self.act(dice, jobs)
                    self.run_planner()
                found = self.snapshot()
                for table in DERIVED:
                    self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
                self.env.invalidate_all()
                self.run_planner()
                self.assertEqual(self.snapshot(), found)

    def act(self, dice, jobs):
        """Something that happens in a workshop."""
        kind = dice.randrange(6) if jobs else 0
        if kind == 0:
            jobs.append(
                self.new_job(
                    [(self.filter, dice.randint(1, 4))],
                    days=dice.randint(1, 40),
                    maintenance_type="preventive",
                    recurring_maintenance=dice.random() < 0.5,
                    repeat_unit="month",
                )
            )
            return
        job = dice.choice(jobs)
        if kind == 1:
            job.schedule_date = self.in_days(dice.randint(0, 50))
        elif kind == 2:
            job.sudo().archive_equipment_request()
        elif kind == 3:
            self.stock(self.filter, dice.randint(0, 9))
        elif kind == 4:
            self.new_rfq(
                self.filter,
                dice.randint(1, 5),
                days=dice.randint(1, 30),
                confirm=dice.random() < 0.5,
            )
        elif job.part_ids and not job.archive:
            job.part_ids[0].quantity = dice.randint(1, 6)


@tagged("post_install", "-at_install")
class TestScenarios(ScenarioCase):
    """Stories and traps, as a Planner meets them."""

    def days(self, rows):
        return [(row.date_need - self.today).days for row in rows]

    def test_what_a_vendor_sells_too_much_of_counts_next_time(self):
        self.sell(self.filter, min_qty=5)
        self.new_job([(self.filter, 3)], days=12)
        self.new_rfq(self.filter, 5, days=9)
        self.run_planner()
        self.assertFalse(self.shortages())
        self.new_job([(self.filter, 3)], days=20)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 20)], "two were left over")

    def test_far_needs_reserve_nothing(self):
        self.company.parts_live = True
        self.stock(self.filter, 4)
        self.new_job([(self.filter, 4)], days=100)
        before = self.env["stock.move"].search_count([])
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "stock")
        self.assertEqual(self.env["stock.move"].search_count([]), before)
        self.assertEqual(self.on_hand(self.filter), (4, 0))
        self.asset.with_user(self.technician).issue_parts(
            [{"product_id": self.filter.id, "quantity": 4}]
        )
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 4, 100)], "today comes first")

    def test_two_jobs_share_what_is_there_by_day(self):
        self.stock(self.filter, 3)
        later = self.new_job([(self.filter, 2)], days=20)
        self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 1, 20)])
        self.assertEqual(self.needs(request_id=later.id).short_qty, 1)

    def test_who_cannot_be_ordered_for_yields_to_the_more_critical(self):
        self.stock(self.filter, 3)
        line = {"product_id": self.filter.id, "quantity": 3}
        self.new_job([{**line, "criticality": "desirable"}], days=2)
        vital = self.new_job([{**line, "criticality": "vital"}], days=4)
        self.run_planner()
        self.assertEqual(self.needs(request_id=vital.id).covered_by, "stock")
        self.assertEqual(self.shortages(), [("buy", 3, 2)])

    def test_what_comes_after_the_day_does_not_cover_it(self):
        self.new_receipt(self.filter, 2, days=15)
        self.new_job([(self.filter, 2)], days=14)
        self.new_job([(self.filter, 2)], days=16)
        self.run_planner()
        self.assertEqual(self.shortages(), [("expedite", 2, 14), ("buy", 2, 16)])

    def test_an_asset_that_comes_back_needs_its_parts_again(self):
        self.new_job([(self.filter, 2)], days=12)
        self.asset.lifecycle_state = "retired"
        self.run_planner()
        self.assertFalse(self.needs())
        self.asset.lifecycle_state = "in_service"
        self.run_planner()
        self.assertEqual(self.shortages(), [("buy", 2, 12)])

    def test_on_both_sides_of_utc_it_is_another_day(self):
        for zone, moment, day in (
            # noon in Greenwich: tomorrow at 1 in Auckland, today at 2 in Honolulu
            ("Pacific/Auckland", "2031-03-10 10:30:00", 1),
            ("Pacific/Auckland", "2031-03-12 10:59:00", 2),
            ("Pacific/Auckland", "2031-03-12 11:00:00", 3),
            ("Pacific/Honolulu", "2031-03-10 09:30:00", 0),
            ("Pacific/Honolulu", "2031-03-13 09:59:00", 2),
            ("Pacific/Honolulu", "2031-03-13 10:00:00", 3),
        ):
            with self.subTest(zone=zone, moment=moment):
                self.company.partner_id.tz = zone
                job = self.new_job([(self.filter, 1)], schedule_date=moment)
                self.run_planner()
                self.assertEqual(self.days(self.needs(request_id=job.id)), [day])

    def test_a_warehouse_and_its_vans(self):
        van, other_van = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.warehouse.view_location_id.id}
                for name in ("Van", "Other van")
            ]
        )
        self.stock(self.filter, 2)
        self.stock(self.filter, 1, location=van)
        self.stock(self.filter, 9, location=other_van)
        first = self.new_job([(self.filter, 2)], days=10)
        on_the_road = self.new_job([(self.filter, 3)], days=12)
        on_the_road.sudo().stock_location_id = van
        self.run_planner()
        self.assertEqual(self.needs(request_id=first.id).covered_by, "stock")
        self.assertEqual(
            self.shortages(), [("buy", 2, 12)], "nine in another van help nobody here"
        )

    def test_three_companies_plan_side_by_side(self):
        companies = self.company
        for name in ("Second", "Third"):
            company = self.env["res.company"].create({"name": name})
            company.write({"parts_safety_days": 0, "days_to_purchase": 0})
            team = self.env["maintenance.team"].create(
                {"name": name, "company_id": company.id}
            )
            self.env["maintenance.request"].create(
                {
                    "name": name,
                    "company_id": company.id,
                    "maintenance_team_id": team.id,
                    "schedule_date": self.in_days(12),
                    "part_ids": [(0, 0, {"product_id": self.filter.id})],
                }
            )
            companies |= company
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "in", companies.ids)]
        )
        self.stock(self.filter, 50)
        self.new_job([(self.filter, 4)], days=12)
        chief = self.new_user(
            "chief",
            "maintenance_bom.group_planner",
            company_ids=[(6, 0, companies.ids)],
        )
        planner = self.env["maintenance.planner"].with_user(chief)
        planner = planner.with_context(allowed_company_ids=companies.ids)
        for _run in range(2):
            summary = planner.run_planner()
        self.env.invalidate_all()
        self.assertEqual(
            {row["warehouse_id"] for row in summary["warehouses"]}, set(warehouses.ids)
        )
        self.assertEqual(sum(row["changed"] for row in summary["warehouses"]), 0)
        for warehouse in warehouses:
            rows = self.env["maintenance.part.shortage"].search(
                [("warehouse_id", "=", warehouse.id)]
            )
            short = [(row.action, row.quantity) for row in rows]
            mine = warehouse.company_id == self.company
            self.assertEqual(short, [] if mine else [("buy", 1)])
        seen = self.env["maintenance.part.need"].with_user(self.planner).search([])
        self.assertEqual(seen.company_id, self.company.with_user(self.planner))

    def test_any_history_ends_as_a_fresh_run(self):
        self.verify_fresh_runs()


@tagged("post_install", "-at_install")
class TestLaptops(AgeCase):
    """Three batteries for these three laptops, five SSDs for those five."""

    def test_the_planner_says_what_to_get_for_whom(self):
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        for part in (self.battery, self.ssd):
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": part.product_tmpl_id.id,
                    "delay": 5,
                }
            )
        self.company.parts_live = True
        starts = ["2022-03-10", "2022-03-20", "2022-03-31"]
        starts += [f"2021-03-{day}" for day in ("12", "15", "20", "25", "31")]
        starts += ["2022-09-01", "2023-01-01", "2024-06-01", False]
        laptops = self.env["maintenance.equipment"].union(
            *(
                self.new_laptop(start, code=f"L-{rank:02}")
                for rank, start in enumerate(starts)
            )
        )
        for laptop in laptops[3:8]:
            self.replace(laptop, self.battery, "2024-03-01")
        for clock in ("2025-03-01 12:00:00", "2025-03-02 12:00:00"):
            with freeze_time(clock):
                self.env["maintenance.planner"].with_user(self.planner).run_planner()
        self.env.invalidate_all()
        wanted = {}
        for row in self.env["maintenance.part.shortage"].search(
            [("product_id", "in", (self.battery | self.ssd).ids)]
        ):
            for need in row.need_ids:
                if need.date_need < date(2025, 4, 1):
                    wanted.setdefault(row.product_id, []).append(need.equipment_id.code)
        self.assertEqual(
            {part: sorted(codes) for part, codes in wanted.items()},
            {
                self.battery: ["L-00", "L-01", "L-02"],
                self.ssd: ["L-03", "L-04", "L-05", "L-06", "L-07"],
            },
        )
        jobs = self.env["maintenance.request"].search(
            [("equipment_id", "in", laptops.ids)]
        )
        self.assertEqual(len(jobs), 8, "one a laptop, whatever the number of runs")
        exceptions = self.env["maintenance.planning.exception"].search(
            [("kind", "=", "unknown_age"), ("equipment_id", "in", laptops.ids)]
        )
        self.assertEqual(exceptions.equipment_id, laptops[-1])
