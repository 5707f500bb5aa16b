from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.maintenance_bom.tests import test_search_views
from odoo.addons.maintenance_planning.planner.facts import Facts, look
from odoo.addons.maintenance_planning.planner.low_stock import find_low_stock

from .common import LowStockCase


@tagged("post_install", "-at_install")
class TestLowStock(LowStockCase):
    """What is less than it should be, since when, and until when it may be."""

    assert_filters_work = test_search_views.TestSearchViews.assert_filters_work

    def facts(self):
        return [
            (row.source, row.level_qty, row.free_qty, row.missing_qty, row.state)
            for row in self.low()
        ]

    def test_less_than_the_minimum_of_its_criticality(self):
        self.stock(self.filter, 1)
        self.assertEqual(self.facts(), [("criticality", 2, 1, 1, "low")])
        self.stock(self.filter, 2)
        self.assertFalse(self.low(), "silent when fixed")

    def test_a_row_explains_its_arithmetic(self):
        self.stock(self.filter, 1)
        self.assertEqual(self.low().explanation, "Minimum 2 − 1 free = 1 missing")
        self.stock(self.filter, 3)
        self.new_job([(self.filter, 2)], days=1)
        self.assertEqual(
            self.low().explanation,
            "3 free, of which needs leave 1 by the day on which an order placed today "
            "arrives; minimum 2 − 1 = 1 missing",
        )

    def test_what_is_on_the_way_is_told(self):
        self.new_rfq(self.filter, 5, days=3, confirm=True)
        row = self.low()
        self.assertEqual((row.state, row.missing_qty), ("coming", 2))
        self.assertEqual((row.incoming_qty, row.date_expected), (5, self.day(3)))

    def test_what_comes_too_late_is_told_with_its_day(self):
        self.new_rfq(self.filter, 5, days=30, confirm=True)
        row = self.low()
        self.assertEqual((row.state, row.date_expected), ("coming", self.day(30)))

    def test_what_a_job_will_take_before_more_can_come(self):
        self.stock(self.filter, 4)
        job = self.new_job([(self.filter, 3)], days=5)
        self.assertEqual(self.facts(), [("criticality", 2, 4, 1, "low")])
        job.schedule_date = self.in_days(9)
        self.assertFalse(self.low(), "that can still be ordered in time")

    def test_what_the_planner_buys_for_a_minimum_is_low(self):
        for on_hand in (0, 1, 2):
            self.stock(self.filter, on_hand)
            found = self.low()
            bought = sum(quantity for _action, quantity, _day in self.shortages())
            self.assertEqual(found.missing_qty, bought)

    def test_the_day_since_stays_until_nothing_is_missing(self):
        with freeze_time(f"{self.today} 12:00:00"):
            row = self.low()
        with freeze_time(f"{self.day(3)} 12:00:00"):
            self.stock(self.filter, 1)
            self.assertEqual(self.low(), row)
        self.assertEqual(row.since, self.today)
        with freeze_time(f"{self.day(5)} 12:00:00"):
            self.stock(self.filter, 2)
            self.assertFalse(self.low())
            self.stock(self.filter, 0)
            self.assertEqual(self.low().since, self.day(5))

    def test_an_automatic_rule_decides_alone(self):
        self.keep(1, "auto")
        self.stock(self.filter, 1)
        self.assertFalse(self.low())
        self.stock(self.filter, 0)
        self.assertEqual(self.facts(), [("rule", 1, 0, 1, "low")])

    def test_of_a_manual_rule_and_a_minimum_what_is_more_counts(self):
        rule = self.keep(5)
        self.assertEqual(self.facts(), [("rule", 5, 0, 5, "low")])
        rule.product_min_qty = 1
        self.assertEqual(self.facts(), [("criticality", 2, 0, 2, "low")])

    def test_rules_for_other_goods_are_not_ours(self):
        self.keep(5, product_id=self.new_product("Soap").id)
        self.stock(self.filter, 2)
        self.assertFalse(self.low())

    def test_a_van_keeps_its_own(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.keep(3, location_id=van.id)
        self.stock(self.filter, 9)
        self.stock(self.filter, 1, location=van)
        [row] = self.low()
        self.assertEqual((row.location_id.id, row.missing_qty), (van.id, 2))
        self.stock(self.filter, 3, location=van)
        self.assertFalse(self.low())

    def test_what_others_want_from_a_van_is_asked_of_the_shelf(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 2)
        self.new_job([(self.filter, 1)], days=40).sudo().stock_location_id = van
        soap = self.new_product("Soap")
        self.bom.line_ids = [(0, 0, self.line(soap))]
        self.keep(2, product_id=soap.id)
        self.stock(soap, 2)
        self.assertFalse(self.low())
        move = self.env["stock.move"].create(
            {
                "product_id": soap.id,
                "product_uom_qty": 1,
                "location_id": van.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "date": self.in_days(2),
            }
        )
        move._action_confirm()
        self.assertEqual(self.low().mapped("missing_qty"), [1])

    def test_what_lies_in_a_locker_lies_on_its_shelf(self):
        locker = self.env["stock.location"].create(
            {"name": "Locker", "location_id": self.shelf.id}
        )
        soap = self.new_product("Soap")
        self.bom.line_ids = [(0, 0, self.line(soap))]
        self.stock(self.filter, 2, location=locker)
        self.keep(3, product_id=soap.id, location_id=locker.id)
        self.assertEqual(self.low().product_id, soap, "it is kept in the locker itself")
        self.assertFalse(self.shortages(self.filter), "the planner says so too")

    def test_the_old_part_counts_for_the_new_one(self):
        old = self.new_product("Old filter")
        old.superseded_by_id = self.filter
        self.stock(old, 2)
        self.assertFalse(self.low())

    def test_units_that_replace_each_other_are_converted(self):
        old = self.new_product("Old oil", self.millilitre)
        oil = self.new_product("Oil", self.litre)
        old.superseded_by_id = oil
        self.bom.line_ids.product_id = oil
        self.stock(old, 500)
        self.assertEqual(self.facts(), [("criticality", 2, 0.5, 1.5, "low")])

    def test_running_again_changes_nothing(self):
        row = self.low()
        before = row.read()
        self.assertEqual(self.low().read(), before)

    def test_a_planner_snoozes_with_a_reason(self):
        row = self.low()
        for arguments in ({}, {"reason": " "}, {"until": self.today, "reason": "x"}):
            with self.assertRaises(UserError):
                row.snooze(**arguments)
        with self.assertRaises(AccessError):
            row.with_user(self.technician).snooze(reason="No")
        wizard = Form(
            self.env["maintenance.low.stock.snooze"]
            .with_user(self.planner)
            .with_context(active_ids=row.ids)
        )
        wizard.reason = "The line is off"
        wizard.save().action_apply()
        self.assertTrue(row.is_snoozed)
        self.assertEqual(row.snoozed_until, self.today + timedelta(30))
        self.assertEqual(self.low().snooze_reason, "The line is off")
        row.action_wake()
        self.assertFalse(row.is_snoozed or row.snooze_reason)

    def test_nobody_changes_what_the_planner_found(self):
        with self.assertRaisesRegex(UserError, "Snooze it"):
            self.low().write({"missing_qty": 0})

    def test_low_stock_of_another_company_is_not_shown(self):
        row = self.low()
        self.assertTrue(row.search([("id", "=", row.id)]))
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.env.cr.execute(
            "UPDATE maintenance_low_stock SET warehouse_id = %s WHERE id = %s",
            [elsewhere.id, row.id],
        )
        self.env.invalidate_all()
        self.assertFalse(row.search([("id", "=", row.id)]))

    def test_every_filter_and_group_works(self):
        self.low()
        self.assertIn("awake", self.assert_filters_work("maintenance.low.stock"))

    def populate_two_places(self):
        """A van with jobs, another with a rule only, receipts, demand of others, units
        that convert and one that does not.
        """
        vans = self.env["stock.location"].create(
            [
                {"name": name, "location_id": self.warehouse.view_location_id.id}
                for name in ("Van", "Trailer")
            ]
        )
        parts = self.new_products(12)
        self.list_parts([*parts[:8], self.filter])
        old = self.new_product("Old", self.millilitre)
        oil = self.new_product("Oil", self.litre)
        odd = self.new_product("Odd", self.litre)
        old.superseded_by_id = oil
        odd.superseded_by_id = self.filter
        self.bom.line_ids[0].product_id = oil
        self.stock(old, 700)
        self.stock(odd, 9)
        for rank, part in enumerate(parts):
            self.stock(part, rank % 4)
            self.stock(part, rank % 3, location=vans[rank % 2])
        self.new_receipt(parts[1], 5, days=2)
        self.new_receipt(parts[2], 1, days=40)
        self.new_rfq(parts[3], 4, days=30)
        for days, van in ((3, vans[0]), (12, vans[0]), (5, self.shelf)):
            job = self.new_job([(part, 1) for part in parts[:10]], days=days)
            job.stock_location_id = van
        job._reserve_parts()
        for rank, (part, place) in enumerate(
            (part, place) for part in parts[6:] for place in (vans[1], self.shelf)
        ):
            trigger = "auto" if rank % 2 else "manual"
            self.keep(rank % 5, trigger, product_id=part.id, location_id=place.id)

    def test_what_is_taken_over_is_what_a_new_look_would_find(self):
        self.populate_two_places()
        planner = self.env["maintenance.planner"].sudo().with_company(self.company)
        warehouse = self.warehouse.sudo()
        facts = look(planner, warehouse)
        blank = Facts(warehouse, facts.today, facts.needs, facts.minimums)
        found = find_low_stock(planner, facts)
        self.assertGreater(len(found), 9)
        self.assertEqual({row["state"] for row in found.values()}, {"low", "coming"})
        self.assertEqual(find_low_stock(planner, blank), found)
