import re
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .booking import BookingCase
from .common import ConsumptionCase
from .money import MoneyCase


@tagged("post_install", "-at_install")
class TestQueryCounts(ConsumptionCase):
    """No query count grows with the number of jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.new_products(30)
        vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.products[::2].seller_ids = [
            Command.create({"partner_id": vendor.id, "delay": 3})
        ]
        vans = cls.env["stock.location"].create(
            [
                {"name": f"Van {number}", "location_id": cls.shelf.location_id.id}
                for number in range(10)
            ]
        )
        for product, van in zip(cls.products, vans, strict=False):
            cls.stock(product, 40)
            cls.stock(product, 3, van)
            cls.new_receipt(product, 5, days=2)
        cls.jobs = cls.env["maintenance.request"].create(
            [
                {
                    "name": f"Job {number}",
                    "equipment_id": (cls.asset, cls.other_asset)[number % 2].id,
                    "schedule_date": cls.in_days(number % 9),
                    "stock_location_id": number % 3 == 0 and vans[number % 10].id,
                    "part_ids": [
                        Command.create({"product_id": cls.products[rank % 30].id})
                        for rank in range(number, number + 3)
                    ],
                }
                for number in range(110)
            ]
        )
        cls.jobs[::7]._reserve_parts()

    def count(self, call):
        """How many queries ``call`` takes once what is the same for all is known."""
        # twice: what the first writes may empty the caches that it filled
        return self.count_queries(call, warm_ups=2)

    def test_the_kanban_costs_the_same_for_10_and_100_jobs(self):
        jobs = self.jobs.with_user(self.technician)
        names = ["name", "parts_state", "stage_id"]
        few = self.count(lambda: jobs[:10].read(names))
        many = self.count(lambda: jobs[:100].read(names))
        self.assertEqual(few, many)
        self.assertLess(many, 45)

    def test_the_lines_of_jobs_cost_the_same(self):
        parts = self.jobs.part_ids.with_user(self.technician)
        names = ["availability", "date_expected", "issued_qty", "reserved_qty"]
        few = self.count(lambda: parts[:10].read(names))
        many = self.count(lambda: parts[:300].read(names))
        self.assertEqual(few, many)

    def test_searching_by_state_costs_the_same(self):
        jobs = self.jobs.with_user(self.technician)
        domain = [("parts_state", "in", ("late", "short"))]
        many = self.count(lambda: jobs.search(domain))
        self.jobs[10:].archive = True
        few = self.count(lambda: jobs.search(domain))
        self.assertEqual(few, many)

    def test_the_costs_of_jobs_and_assets(self):
        jobs = self.jobs.with_user(self.planner)
        few = self.count(lambda: jobs[:10].read(["parts_cost"]))
        many = self.count(lambda: jobs[:100].read(["parts_cost"]))
        self.assertEqual(few, many)

    def test_reserving_is_cheaper_together_than_one_by_one(self):
        def queries(jobs):
            return self.count_queries(jobs._reserve_parts)

        for product in self.products:
            self.stock(product, 200)
        fresh = self.jobs.filtered(
            lambda job: not job.picking_ids and not job.stock_location_id
        )
        queries(fresh[:1])
        one = queries(fresh[1:2])
        together = queries(fresh[2:52])
        # Odoo itself reserves each move and numbers each picking by queries of its own
        self.assertLess(together, 50 * one / 2)
        again = queries(fresh[2:52])
        self.assertLess(again, 40, "nothing is left to do")


OURS = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?maintenance_')


@tagged("post_install", "-at_install")
class TestIssueQueries(MoneyCase):
    """Validating an issue asks the database no more than Odoo's own deliveries do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place_of_others = cls.place.copy({"name": "Consumption"})
        cls.parts = cls.env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "is_storable": True,
                    "standard_price": 10,
                    "categ_id": cls.categories["average", "real_time"].id,
                }
                for number in range(24)
            ]
        )
        cls.env["stock.quant"].with_context(inventory_mode=True).create(
            [
                {
                    "product_id": part.id,
                    "location_id": cls.stock_location.id,
                    "inventory_quantity": 100,
                }
                for part in cls.parts
            ]
        ).action_apply_inventory()
        distribution = {str(cls.accounts[0].id): 100}
        cls.many_assets = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Pump {number}",
                    "company_id": cls.company.id,
                    "analytic_distribution": distribution,
                }
                for number in range(24)
            ]
        )
        cls.distribution = distribution

    def new_picking(self, count, assets):
        """A picking of ``count`` lines, for these assets in turn, or for nobody."""
        place = self.place if assets else self.place_of_others
        kind = self.warehouse.parts_issue_type_id if assets else self.picking_type_out
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": self.stock_location.id,
                "location_dest_id": place.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": 1,
                            "location_id": self.stock_location.id,
                            "location_dest_id": place.id,
                            "equipment_id": assets and assets[number % len(assets)].id,
                        }
                    )
                    for number, part in enumerate(self.parts[:count])
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def count(self, count, assets):
        """How many queries it takes to validate such a picking."""
        picking = self.new_picking(count, assets)
        queries = self.count_queries(
            lambda: self.assertIs(picking.button_validate(), True)
        )
        self.assertEqual(picking.state, "done")
        self.assertEqual(len(picking.move_ids.account_move_id.line_ids), 2 * count)
        return queries

    def count_delivery(self, count):
        """The same for a delivery with the least that charges analytic accounts.

        Once it is done, as an issue: the estimate before would cost Odoo some queries
        a line more.
        """
        with patch.object(
            self.env.registry["stock.move"],
            "_get_analytic_distribution",
            lambda move: self.distribution if move.state == "done" else {},
        ):
            return self.count(count, self.assets.browse())

    def test_a_line_costs_no_more_than_one_of_a_delivery(self):
        self.count(1, self.many_assets)
        self.count_delivery(1)
        issue = [self.count(count, self.many_assets) for count in (4, 24)]
        delivery = [self.count_delivery(count) for count in (4, 24)]
        self.assertLessEqual(issue[1] - issue[0], delivery[1] - delivery[0])
        # addons above this one ask a little more, once
        self.assertLessEqual(issue[0], delivery[0] + 4)

    def count_call(self, count):
        """How many queries it takes to issue so many lines in one call."""
        lines = [{"product_id": part.id, "quantity": 1} for part in self.parts[:count]]
        return self.count_queries(lambda: self.many_assets[0].issue_parts(lines))

    def count_whole_delivery(self, count):
        """The same for a delivery: made, reserved and validated."""
        with patch.object(
            self.env.registry["stock.move"],
            "_get_analytic_distribution",
            lambda move: self.distribution if move.state == "done" else {},
        ):
            return self.count_queries(
                lambda: self.new_picking(count, self.assets.browse()).button_validate()
            )

    def test_a_line_of_a_call_costs_no_more_than_one_of_a_delivery(self):
        self.count_call(1)
        self.count_whole_delivery(1)
        call = [self.count_call(count) for count in (4, 24)]
        delivery = [self.count_whole_delivery(count) for count in (4, 24)]
        self.assertLessEqual(call[1] - call[0], delivery[1] - delivery[0])

    def test_it_does_not_matter_for_how_many_assets(self):
        self.count(24, self.many_assets)
        one = self.count(24, self.many_assets[:1])
        many = self.count(24, self.many_assets)
        self.assertLessEqual(many - one, 2, "a query in all, none an asset")

    def test_a_delivery_without_an_asset_reads_nothing_of_ours(self):
        self.count(2, self.assets.browse())
        picking = self.new_picking(3, self.assets.browse())
        self.env.flush_all()
        self.env.invalidate_all()
        asked = []
        execute = type(self.cr).execute

        def remember(cursor, query, *args, **kwargs):
            asked.append(getattr(query, "code", query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.cr), "execute", remember):
            picking.button_validate()
            self.env.flush_all()
        self.assertTrue(asked)
        self.assertFalse([query for query in asked if OURS.search(query)])


@tagged("post_install", "-at_install")
class TestBookingQueries(BookingCase):
    """How charges are booked."""

    def test_queries_do_not_grow_with_the_number_of_charges(self):
        part = self.new_part("average", "periodic")
        self.receive(part, 200, 10)
        for _number in range(12):
            self.assets[0].issue_parts([{"product_id": part.id, "quantity": 1}])
        self._close()
        rows = self.env["maintenance.cost.report"].with_user(self.biller)
        rows = rows.search([("equipment_id", "=", self.assets[0].id)])
        names = ["booking", "booking_note", "cost", "entry_id", "display_name"]

        def count(some):
            return self.count_queries(lambda: some.read(names))

        count(rows[:1])
        self.assertEqual(count(rows[:4]), count(rows))


@tagged("post_install", "-at_install")
class TestSubstituteQueries(ConsumptionCase):
    """What is there instead of the parts of jobs."""

    def test_no_query_count_grows_with_the_number_of_jobs_or_parts(self):
        products = self.new_products(40)
        for old, new in zip(products[:20], products[20:], strict=True):
            old.alternative_ids = new
            self.stock(new, 3)
        jobs = self.env["maintenance.request"].create(
            [
                {
                    "name": f"Job {number}",
                    "schedule_date": self.in_days(number % 9),
                    "part_ids": [
                        Command.create({"product_id": products[number % 20].id})
                    ],
                }
                for number in range(MANY)
            ]
        )
        names = ["parts_state", "has_substitutes", "can_substitute_parts"]

        def count(records):
            records = records.with_user(self.technician)
            return self.count_queries(lambda: records.read(names), warm_ups=1)

        self.assertTrue(any(job.has_substitutes for job in jobs))
        # other jobs want the same parts, beside few as beside many
        self.assertEqual(count(jobs[:10]), count(jobs[: MANY - 10]))
