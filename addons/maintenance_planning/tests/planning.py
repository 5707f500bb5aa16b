"""What may happen to what the planner looks at; also for other addons' tests."""

from contextlib import suppress

from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import PlanningCase

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


class PlannerHistoryCase(HistoryMixin, PlanningCase):
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
            warehouse._set_moment("parts_planned_at")

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
            # refused for what is not in stock, unless it is kept as pending
            with suppress(UserError), self.cr.savepoint():
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
            self.env["maintenance.planner"]
            .with_user(self.planner)
            .run_planner(warehouse_ids=warehouse_ids or self.warehouses.ids)
        )
        self.env.invalidate_all()
        return sum(
            one["created"] + one["changed"] + one["removed"]
            for one in summary["warehouses"]
        )
