"""Random histories: what is planned follows from the facts, however they came about."""

from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import RequisitionCase

NOW = "2031-03-05 09:00:00"

products = st.integers(0, 3)
assets = st.integers(0, 2)
places = st.integers(0, 3)
numbers = st.integers(0, 9)
quantities = st.integers(1, 9)
days = st.integers(-5, 90)
steps = st.one_of(
    st.tuples(st.just("job"), assets, places, st.lists(products, min_size=1), days),
    st.tuples(st.just("job"), assets, places, st.lists(products, min_size=1), days),
    st.tuples(st.just("series"), assets, places, days, st.integers(15, 50)),
    st.tuples(st.just("move"), numbers, days),
    st.tuples(st.just("grow"), numbers, quantities),
    st.tuples(st.just("cancel"), numbers),
    st.tuples(st.just("reserve"), numbers),
    st.tuples(st.just("finish"), numbers),
    st.tuples(st.just("receive"), products, places, quantities, days),
    st.tuples(st.just("quote"), products, quantities, days, st.booleans()),
    st.tuples(st.just("count"), products, places, st.integers(0, 12)),
    st.tuples(st.just("age"), assets, st.none() | st.integers(300, 420)),
    st.tuples(st.just("retire"), assets, st.none() | st.integers(1, 90)),
    st.tuples(st.just("list"), products, quantities),
    st.tuples(st.just("rule"), products, st.booleans()),
    st.tuples(st.just("rule"), st.just(0), st.just(True)),
    st.tuples(st.just("plan"), st.sets(st.integers(0, 2), min_size=1)),
)
# two want for one day what a third has too much of; something is ordered too late
START = [
    ("count", 0, 2, 5),
    ("count", 2, 2, 4),
    ("job", 0, 0, [0, 2, 3], 12),
    ("job", 2, 3, [0, 2], 12),
    ("quote", 3, 2, 30, True),
]
histories = st.lists(steps, min_size=6, max_size=14).map(lambda some: START + some)


class Killed(Exception):
    """The server goes down."""


class PlannerHistories(RequisitionCase):
    """Three warehouses, a van, four parts, two of which replace each other."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOW):
            super().setUpClass()
            cls.prepare()

    @classmethod
    def prepare(cls):
        cls.company.parts_live = True
        cls.company.parts_horizon_days = 60
        cls.warehouses = cls.warehouse | cls.env["stock.warehouse"].create(
            [
                {"name": name, "code": name[:3], "company_id": cls.company.id}
                for name in ("North", "South")
            ]
        )
        van = cls.env["stock.location"].create(
            {"name": "Van", "location_id": cls.warehouse.view_location_id.id}
        )
        _main, north, south = cls.warehouses
        # (warehouse, place that parts are taken from)
        cls.places = [
            (cls.warehouse, cls.shelf),
            (cls.warehouse, van),
            (north, north.lot_stock_id),
            (south, south.lot_stock_id),
        ]
        cls.old_belt = cls.new_product("Old belt")
        cls.belt = cls.new_product("Belt")
        cls.old_belt.superseded_by_id = cls.belt
        cls.oil = cls.new_product("Oil", cls.env.ref("uom.product_uom_litre"))
        cls.sell(cls.belt, days=20)
        cls.products = cls.filter | cls.old_belt | cls.belt | cls.oil
        bom = cls.new_bom(
            "Press",
            [
                cls.line(cls.filter, 2, replace_after=12, notice_days=20),
                cls.line(cls.old_belt, 1, replace_after=13, age_action="spare"),
                cls.line(cls.oil, 0.5),
            ],
        )
        cls.lines = bom.line_ids
        areas = [warehouse.lot_stock_id.location_id for warehouse in cls.warehouses]
        cls.assets = cls.env["maintenance.equipment"].union(
            *(cls.new_asset(bom, location_id=area.id) for area in areas)
        )
        others = cls.env["stock.warehouse"].search(
            [("id", "not in", cls.warehouses.ids)]
        )
        for warehouse in others:
            warehouse._set_planned()

    def play(self, history):
        self.jobs = self.env["maintenance.request"]
        for action, *args in history:
            getattr(self, f"do_{action}")(*args)
            self.env.flush_all()

    def get_job(self, number):
        """One of the open jobs, also of those that came about by themselves."""
        jobs = self.env["maintenance.request"].search(
            [
                ("equipment_id", "in", self.assets.ids),
                ("archive", "=", False),
                ("stage_id.done", "=", False),
            ],
            order="id",
        )
        return jobs and jobs[number % len(jobs)]

    def add_job(self, asset, place, parts, day, **values):
        warehouse, location = self.places[place]
        job = self.new_job(
            [(self.products[number], number + 1) for number in parts],
            asset=self.assets[asset],
            days=day,
            user=self.planner,
            **values,
        )
        job.sudo().write(
            {"warehouse_id": warehouse.id, "stock_location_id": location.id}
        )
        return job

    def do_job(self, asset, place, parts, day):
        self.add_job(asset, place, parts, day)

    def do_series(self, asset, place, day, interval):
        job = self.add_job(
            asset,
            place,
            [],
            day,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=interval,
            repeat_unit="day",
        )
        job.action_propose_parts()

    def do_move(self, number, day):
        if job := self.get_job(number):
            job.sudo().schedule_date = self.in_days(day)

    def do_grow(self, number, quantity):
        if job := self.get_job(number):
            job.part_ids[:1].quantity = quantity

    def do_cancel(self, number):
        if job := self.get_job(number):
            job.sudo().archive_equipment_request()

    def do_reserve(self, number):
        job = self.get_job(number)
        if job and job.part_ids:
            job.action_reserve_parts()

    def do_finish(self, number):
        job = self.get_job(number)
        if job and job.part_ids:
            job.with_user(self.planner).action_finish_as_planned()

    def do_receive(self, product, place, quantity, day):
        _warehouse, location = self.places[place]
        self.new_receipt(self.products[product], quantity, day, location)

    def do_quote(self, product, quantity, day, confirm):
        self.new_rfq(self.products[product], quantity, max(day, 0), confirm)

    def do_count(self, product, place, quantity):
        self.stock(self.products[product], quantity, self.places[place][1])

    def do_age(self, asset, age):
        self.assets[asset].sudo().in_service_date = age and self.day(-age)

    def do_retire(self, asset, day):
        self.assets[asset].sudo().retirement_date = day and self.day(day)

    def do_list(self, product, quantity):
        """The BOM asks for something else from now on."""
        line = self.lines[quantity % len(self.lines)]
        line.write({"product_id": self.products[product].id, "quantity": quantity})

    def do_rule(self, product, is_automatic):
        rules = self.env["stock.warehouse.orderpoint"]
        found = rules.search([("product_id", "=", self.products[product].id)])
        trigger = "auto" if is_automatic else "manual"
        if found:
            found.trigger = trigger
        else:
            rules.create(
                {
                    "product_id": self.products[product].id,
                    "location_id": self.shelf.id,
                    "warehouse_id": self.warehouse.id,
                    "trigger": trigger,
                }
            )

    def do_plan(self, which):
        chosen = [self.warehouses[number].id for number in which]
        self.plan(chosen)

    def plan(self, warehouse_ids=None):
        """Plan; return how many rows were written."""
        summary = (
            self.env["maintenance.requisition"]
            .with_user(self.planner)
            .run_planner(warehouse_ids=warehouse_ids or self.warehouses.ids)
        )
        self.env.invalidate_all()
        return sum(
            one["created"] + one["changed"] + one["removed"]
            for one in summary["warehouses"]
        )

    def forget(self):
        """Delete all that was derived."""
        for table in ("need", "shortage"):
            self.env[f"maintenance.part.{table}"].search([]).unlink()
        self.env["maintenance.planning.exception"].search([]).unlink()
        self.env.invalidate_all()

    def read_rows(self):
        """All that is derived but for ids, of each table by warehouse and key."""
        found = {}
        for table in (
            "maintenance_part_need",
            "maintenance_part_shortage",
            "maintenance_planning_exception",
        ):
            self.env.cr.execute(
                f"""SELECT to_jsonb(t) - 'id' - 'shortage_id'
                           || jsonb_build_object('table', %s, 'shortage', s.key)
                      FROM {table} t
                      LEFT JOIN maintenance_part_shortage s
                           ON s.id = (to_jsonb(t) ->> 'shortage_id')::int
                  ORDER BY t.warehouse_id, t.key""",
                [table],
            )
            for [row] in self.env.cr.fetchall():
                found[table, row["warehouse_id"], row["key"]] = row
        return found

    def check(self, verify, examples):
        """Play histories, and ``verify`` after each."""
        played = 0

        @seed(4)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            # to make a history smaller takes many minutes
            phases=[Phase.generate],
        )
        @given(histories)
        def check(history):
            nonlocal played
            played += 1
            savepoint = self.cr.savepoint()
            try:
                with freeze_time(NOW):
                    self.play(history)
                    verify()
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        check()
        self.assertGreaterEqual(played, examples)


@tagged("post_install", "-at_install")
class TestPlannerHistories(PlannerHistories):
    def test_rule_1_what_is_planned_follows_from_the_facts(self):
        self.told = set()
        self.check(self.verify, examples=20)
        self.assertGreaterEqual(
            self.told,
            {"buy", "transfer", "reorder", "expedite", "planned", "recurring", "age"},
            "all of it came to pass",
        )

    def verify(self):
        self.plan()
        rows = self.read_rows()
        written = self.plan()
        self.assertEqual(self.read_rows(), rows, "running again changes nothing")
        self.assertEqual(written, 0)
        self.forget()
        self.plan()
        self.assertEqual(self.read_rows(), rows, "the same as planned from nothing")
        self.forget()
        # one by one, the last one first
        for warehouse in reversed(self.warehouses):
            self.plan(warehouse.ids)
        self.assertEqual(self.read_rows(), rows, "whoever is planned first")
        self.verify_every_piece_is_told_once(rows)
        self.forget()
        self.verify_killed_and_resumed(rows)

    def verify_every_piece_is_told_once(self, rows):
        """What lacks is bought, transferred or left to a rule: all of it, once.

        A need is short of what no requisition line gets it.
        """
        needs = [row for key, row in rows.items() if key[0] == "maintenance_part_need"]
        told = [
            row for key, row in rows.items() if key[0] == "maintenance_part_shortage"
        ]
        self.told.update(row["action"] for row in told)
        self.told.update(need["source"] for need in needs)
        for warehouse in self.warehouses:
            short = sum(
                need["short_qty"]
                for need in needs
                if need["warehouse_id"] == warehouse.id
            )
            lacking = sum(
                row["quantity"]
                for row in told
                if row["warehouse_id"] == warehouse.id and row["action"] != "expedite"
            )
            lines = self.env["maintenance.requisition.line"]._get_following(warehouse)
            lines = lines.filtered(lambda line: not line.failure_reason)
            asked = sum(lines.share_ids.mapped("quantity"))
            self.assertAlmostEqual(short + asked, lacking, 6)
        for need in needs:
            self.assertGreaterEqual(need["quantity"], need["short_qty"])
            if need["short_qty"]:
                self.assertTrue(need["shortage"])
        self.verify_nothing_is_promised_twice(told)

    def verify_nothing_is_promised_twice(self, told):
        """Nobody gives more of a part, and of what it replaces, than lies there."""
        for warehouse in self.warehouses:
            for product in self.products:
                given = sum(
                    row["quantity"]
                    for row in told
                    if row["source_warehouse_id"] == warehouse.id
                    and row["product_id"] == product.id
                )
                there = sum(
                    self.on_hand(one, warehouse.lot_stock_id)[0]
                    for one in product
                    | product.search([("superseded_by_id", "=", product.id)])
                )
                self.assertLessEqual(given, there)

    def verify_killed_and_resumed(self, rows):
        """A night that ends half-way is as good as a whole one, once it is resumed."""
        self.cr.execute(
            "UPDATE stock_warehouse SET parts_planned_at = NULL WHERE id = ANY(%s)",
            [self.warehouses.ids],
        )
        self.env.invalidate_all()
        planner = type(self.env["maintenance.planner"])
        plan, planned = planner._plan, []

        def plan_until_killed(records, warehouse, horizon_days=None):
            result = plan(records, warehouse, horizon_days)
            planned.append(warehouse)
            if len(planned) == 2:
                raise Killed
            return result

        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *args, **kwargs: 9):
            requisition = self.env["maintenance.requisition"]
            with (
                patch.object(planner, "_plan", plan_until_killed),
                self.assertRaises(Killed),
            ):
                requisition._cron_run_planner()
            self.env.invalidate_all()
            requisition._cron_run_planner()
        self.env.invalidate_all()
        self.assertEqual(self.read_rows(), rows, "killed and resumed")
