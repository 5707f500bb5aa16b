from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_consumption.tests.histories import repeatable
from odoo.addons.maintenance_planning.tools import choose_offer

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionOffers(BuyingCase):
    """Vendor lists: the same choice as Odoo's, at the price of the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.six = cls.env.ref("uom.product_uom_pack_6")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.other = cls.env["res.partner"].create({"name": "Other vendor"})
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "FGN",
                "symbol": "F",
                "rounding": 0.01,
                "rate_ids": [(0, 0, {"rate": 4.0, "name": "2020-01-01"})],
            }
        )

    def test_two_vendors_price_breaks_packs_and_currencies(self):
        belt = self.new_product("Belt")
        self.sell(
            belt, price=12, currency_id=self.foreign.id, product_uom_id=self.six.id
        )
        self.sell(
            belt,
            price=10,
            currency_id=self.foreign.id,
            product_uom_id=self.six.id,
            min_qty=3,
        )
        self.sell(belt, price=1, partner_id=self.other.id, sequence=2)
        job = self.new_job([(belt, 4)], days=12)
        self.run_planner()
        line = self.lines(belt)
        self.assertEqual((line.quantity, line.needed_qty), (6, 4))
        self.assertEqual(
            (line.vendor_id.id, line.currency_id), (self.vendor.id, self.foreign)
        )
        self.assertEqual((line.price_unit, line.cost), (2, 3))
        bought = self.bought(belt)
        self.assertEqual((bought.product_qty, bought.price_unit), (1, 12))
        self.assertEqual(bought.product_uom_id, self.six)
        self.assertEqual(bought.currency_id, self.foreign)
        job.part_ids.quantity = 13
        self.run_planner()
        self.assertEqual((line.quantity, line.cost), (18, 7.5))
        self.assertEqual(self.bought(belt), bought)
        self.assertEqual((bought.product_qty, bought.price_unit), (3, 10))
        self.assertAlmostEqual(bought.order_id.amount_untaxed, 30)

    def test_what_a_manager_approves_is_money_of_the_company(self):
        belt = self.new_product("Belt")
        self.sell(belt, price=40, currency_id=self.foreign.id)
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 20})
        job = self.new_job([(belt, 2)], days=12)
        self.run_planner()
        line = self.lines(belt)
        self.assertEqual((line.cost, line.state), (20, "ordered"), "no more than that")
        job.part_ids.quantity = 3
        self.run_planner()
        self.assertEqual((line.cost, line.state), (30, "to_approve"))

    def test_a_minimum_is_bought_in_full(self):
        belt = self.new_product("Belt")
        self.sell(belt, price=2, min_qty=10)
        self.new_job([(belt, 3)], days=12)
        self.run_planner()
        self.assertEqual(self.told(self.lines(belt)), [("ordered", 10, 12)])
        self.assertEqual(self.bought(belt).price_unit, 2)

    def test_the_rest_of_a_pack_serves_the_next_need_and_is_not_bought_twice(self):
        self.company.parts_consolidation_days = 0
        belt = self.new_product("Belt")
        self.sell(belt, price=12, product_uom_id=self.six.id)
        self.new_job([(belt, 4)], days=11)
        self.new_job([(belt, 3)], days=12, asset=self.other_asset)
        self.run_planner()
        self.assertEqual(
            self.told(self.lines(belt)), [("ordered", 6, 11), ("ordered", 6, 12)]
        )
        first, second = self.lines(belt).sorted("date_need")
        self.assertEqual(first.share_ids.mapped("quantity"), [4, 2])
        self.assertEqual(second.share_ids.mapped("quantity"), [1])
        self.confirm(self.bought(belt))
        self.run_planner()
        self.assertEqual(len(self.lines(belt)), 2)
        self.new_job([(belt, 5)], days=13)
        self.run_planner()
        self.assertEqual(len(self.lines(belt)), 2, "five of the second pack are left")
        self.assertEqual(self.lines(belt).mapped("surplus_qty"), [0, 0])

    def test_the_old_part_is_used_and_the_new_one_bought(self):
        new = self.new_product("New filter", uom_id=self.dozen.id)
        self.sell(new, price=100)
        self.filter.superseded_by_id = new
        self.stock(self.filter, 1)
        self.new_job([(self.filter, 7)], days=12)
        self.run_planner()
        line = self.lines(new)
        self.assertEqual(line.quantity, 1)
        self.assertAlmostEqual(line.needed_qty, 0.5)
        self.assertEqual(self.asked(new), [(1, 12)])
        self.assertEqual(self.needs().covered_by, "rfq")
        self.assertFalse(self.bought())

    def test_the_unit_cost_of_a_pack_is_that_of_one(self):
        belt = self.new_product("Belt")
        self.sell(belt, price=12, product_uom_id=self.six.id)
        self.new_job([(belt, 4)], days=40)
        self.run_planner()
        need = self.needs(product_id=belt.id)
        self.assertEqual((need.unit_cost, need.cost), (2, 8))

    def test_an_offer_that_has_ended_is_none(self):
        belt = self.new_product("Belt")
        self.sell(belt, price=1, date_end=self.day(-1))
        self.sell(belt, price=3)
        self.new_job([(belt, 4)], days=12)
        self.run_planner()
        self.assertEqual(self.lines(belt).price_unit, 3)

    @freeze_time("2031-03-12 23:30:00")
    def test_an_offer_ends_on_the_day_of_the_company(self):
        belt = self.new_product("Belt")
        self.sell(belt, price=1, date_end=date(2031, 3, 12))
        self.sell(belt, price=3)
        self.planner.tz = "UTC"
        for zone, price in (("Pacific/Auckland", 3), ("Pacific/Honolulu", 1)):
            self.company.partner_id.tz = zone
            part = belt.with_user(self.planner).sudo()
            self.assertEqual(part._get_part_sourcing()[belt.id].price, price)
            self.assertEqual(part._get_part_offers()[belt.id][0].price, price)

    def test_the_choice_is_odoos(self):
        part = self.new_product("Part")
        units = (self.unit, self.six, self.dozen)
        offers = st.lists(
            st.tuples(
                st.sampled_from([self.vendor.id, self.other.id]),
                st.integers(0, 2),
                st.sampled_from([0, 1, 2, 10, 30]),
                st.sampled_from([1.0, 2.5, 30.0]),
                st.integers(1, 3),
            ),
            min_size=1,
            max_size=5,
        )

        @repeatable(examples=60, seed=7)
        @given(st.floats(0.1, 50), offers)
        def check(quantity, rows):
            part.seller_ids.unlink()
            for vendor_id, unit, least, price, sequence in rows:
                self.sell(
                    part,
                    partner_id=vendor_id,
                    product_uom_id=units[unit].id,
                    min_qty=least,
                    price=price,
                    sequence=sequence,
                )
            part.invalidate_recordset()
            mine = part._get_part_offers()[part.id]
            rounded, offer = choose_offer(quantity, mine)
            theirs = part._select_seller(quantity=rounded, uom_id=part.uom_id)
            self.assertEqual(offer.key, theirs.id)
            usual = part._select_seller(quantity=None, uom_id=part.uom_id)
            sourcing = part._get_part_sourcing()[part.id]
            self.assertEqual(sourcing.vendor_id, usual.partner_id.id)
            self.assertEqual(sourcing.price, usual.price_discounted)

        check()
