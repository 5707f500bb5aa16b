from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import repeatable

from .common import RushCase


@tagged("post_install", "-at_install")
class TestRushCauses(RushCase):
    """Why a line is a rush is noted when it becomes one."""

    def cause(self):
        return self.lines().rush_cause

    def reported(self, job, days_ago):
        moment = fields.Datetime.now() - timedelta(days_ago)
        self.env.cr.execute(
            "UPDATE maintenance_request SET create_date = %s WHERE id = %s",
            (moment, job.id),
        )
        job.invalidate_recordset()
        return job

    def test_what_breaks_now_is_a_failure(self):
        self.rush(confirm=False)
        self.assertEqual(self.cause(), "unplanned_failure")

    def test_what_is_planned_too_late_is_late_planning(self):
        self.rush(maintenance_type="preventive", confirm=False)
        self.assertEqual(self.cause(), "late_planning")

    def test_what_broke_long_ago_could_have_been_ordered_in_time(self):
        self.reported(self.new_job([(self.filter, 2)], days=2), days_ago=30)
        self.run_planner()
        self.assertEqual(self.cause(), "late_planning")

    def test_an_overdue_order_of_the_part_is_the_vendors(self):
        late = self.new_rfq(self.filter, 1, days=3, confirm=True)
        self.rush(confirm=False, maintenance_type="preventive", days=1)
        self.lines().sudo().rush_cause = False
        late.picking_ids.move_ids.date_deadline = self.in_days(-1)
        self.lines().sudo()._note_rush_causes()
        self.assertEqual(self.cause(), "late_vendor")

    def test_an_overdue_order_of_another_warehouse_is_not(self):
        other = self.new_warehouse("Other", "OTH")
        late = self.new_rfq(self.filter, 1)
        late.picking_type_id = other.in_type_id
        late.button_confirm()
        late.picking_ids.move_ids.date_deadline = self.in_days(-1)
        self.rush(confirm=False, maintenance_type="preventive")
        self.assertEqual(self.cause(), "late_planning")

    def test_an_age_that_nobody_knew_is_unknown_age(self):
        self.bom.line_ids.with_user(self.planner).write(
            {"replace_after": 1, "replace_unit": "year", "age_action": "job"}
        )
        self.asset.in_service_date = self.day(-400)
        self.other_asset.in_service_date = self.today
        self.run_planner()
        line = self.lines()
        self.assertTrue(line.is_rush)
        self.assertEqual(line.rush_cause, "unknown_age")

    def test_what_is_no_rush_has_no_cause(self):
        job = self.new_job([(self.filter, 2)], days=12)
        self.run_planner()
        self.assertFalse(self.cause())
        job.schedule_date = self.in_days(2)
        self.run_planner()
        self.assertTrue(self.cause())
        job.schedule_date = self.in_days(12)
        self.run_planner()
        self.assertFalse(self.cause())

    def test_what_a_planner_enters_too_late_is_late_planning(self):
        line = self.enter(2, 1)
        self.assertEqual(line.rush_cause, "late_planning")


@tagged("post_install", "-at_install")
class TestRushReport(RushCase):
    """What rush orders cost beyond what the vendors normally ask."""

    def test_the_premium_is_what_is_paid_beyond_the_list(self):
        _job, line = self.rush(quantity=2, confirm=False)
        line.price_unit = 15
        self.confirm(line)
        self.assertEqual(self.told(), [(2, 15, 10, 10)])
        row = self.rows()
        self.assertEqual(row.date, self.today)
        self.assertEqual(row.vendor_id, self.vendor)
        self.assertEqual(row.product_id, self.filter)
        self.assertEqual(row.cause, "unplanned_failure")
        self.assertEqual(row.amount, 30)

    def test_an_rfq_and_what_is_no_rush_have_no_row(self):
        self.rush(confirm=False)
        self.assertFalse(self.rows())
        self.lines().sudo().write({"is_rush": False, "rush_cause": False})
        self.confirm(self.bought())
        self.assertFalse(self.rows())

    def test_the_price_break_of_the_list_is_normal(self):
        self.sell(self.filter, price=8.0, min_qty=10)
        _job, line = self.rush(quantity=12, confirm=False)
        line.price_unit = 11
        self.confirm(line)
        self.assertEqual(self.told(), [(12, 11, 8, 36)])

    def test_a_later_change_of_the_list_changes_nothing(self):
        self.rush(quantity=2)
        self.filter.seller_ids.price = 99
        self.assertEqual(self.told(), [(2, 10, 10, 0)])

    def test_price_corrections_and_returns_count_as_they_stand(self):
        _job, line = self.rush(quantity=5, confirm=False)
        line.price_unit = 14
        self.confirm(line)
        self.assertEqual(self.told(), [(5, 14, 10, 20)])
        line.price_unit = 12
        self.assertEqual(self.told(), [(5, 12, 10, 10)])
        self.receive_line(line, 5)
        receipt = line.sudo().move_ids.picking_id
        self.return_by_wizard(receipt, {self.filter: 2}, user=self.buyer)
        self.env.invalidate_all()
        self.assertEqual(self.told(), [(3, 12, 10, 6)])
        self.return_by_wizard(receipt, {self.filter: 3}, user=self.buyer)
        self.env.invalidate_all()
        self.assertFalse(self.told())

    def test_another_vendor_is_set_beside_the_usual_one(self):
        _job, line = self.rush(quantity=2, confirm=False)
        line.order_id.partner_id = self.env["res.partner"].create({"name": "Fast"})
        line.price_unit = 25
        self.confirm(line)
        self.assertEqual(self.rows().vendor_id.name, "Fast")
        self.assertEqual(self.told(), [(2, 25, 10, 30)])

    def test_what_nobody_knows_a_price_of_has_no_premium(self):
        self.filter.seller_ids.price = 0
        _job, line = self.rush(quantity=2, confirm=False)
        line.price_unit = 25
        self.confirm(line)
        self.assertEqual(self.told(), [(2, 25, 0, 0)])

    def test_packs_currencies_discounts_and_taxes(self):
        euro = self.env["res.currency"].create(
            {
                "name": "XTE",
                "symbol": "x",
                "rate_ids": [
                    Command.create(
                        {
                            "name": self.day(-30),
                            "rate": 2.0,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        pack = self.env["uom.uom"].create(
            {
                "name": "Pack of 5",
                "relative_factor": 5,
                "relative_uom_id": self.filter.uom_id.id,
            }
        )
        tax = self.env["account.tax"].create(
            {
                "name": "Included 25",
                "amount": 25,
                "type_tax_use": "purchase",
                "price_include_override": "tax_included",
                "company_id": self.company.id,
            }
        )
        self.filter.supplier_taxes_id = tax
        # 100 XTE a pack, tax included, less 10 %: 72 without, so 36 here, 7.2 a piece
        self.filter.seller_ids.write(
            {
                "currency_id": euro.id,
                "product_uom_id": pack.id,
                "price": 100.0,
                "discount": 10.0,
            }
        )
        _job, line = self.rush(quantity=7)
        self.assertEqual((line.product_qty, line.product_uom_id), (2, pack))
        [(quantity, price, normal, premium)] = self.told()
        self.assertEqual((quantity, price, premium), (10, 7.2, 0))
        self.assertAlmostEqual(normal, 7.2)
        line.price_unit = 200
        [(_quantity, price, _normal, premium)] = self.told()
        self.assertEqual((price, premium), (14.4, 72))

    def test_of_other_companies_nothing_is_seen(self):
        self.rush()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_planner",
            company=other,
            company_ids=[Command.set(other.ids)],
        )
        report = self.env["maintenance.rush.report"].with_user(stranger)
        self.assertFalse(report.search([]))


@tagged("post_install", "-at_install")
class TestRushHistories(RushCase):
    """Whatever a buyer does to rush orders, the report adds up to what they cost."""

    @repeatable(examples=8, seed=5)
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 9),  # wanted
                st.integers(0, 30),  # paid for one
                st.integers(0, 9),  # received, at most
                st.integers(0, 9),  # taken off, at most
            ),
            min_size=1,
            max_size=4,
        )
    )
    def test_quantities_prices_and_premiums_add_up(self, orders):
        with self.env.cr.savepoint() as savepoint:
            products = self.new_products(len(orders))
            for product in products:
                self.sell(product, price=10.0)
            self.new_job(
                [
                    (product, wanted)
                    for product, (wanted, *_rest) in zip(products, orders, strict=True)
                ],
                days=2,
            )
            self.run_planner()
            lines = [self.bought(product) for product in products]
            for line, (_wanted, paid, *_rest) in zip(lines, orders, strict=True):
                line.price_unit = paid
            self.confirm(lines[0].union(*lines))
            expected = {}
            for line, (wanted, paid, received, off) in zip(lines, orders, strict=True):
                received = min(received, wanted)
                if received:
                    self.receive_line(line, received)
                left = max(wanted - off, received)
                if left != wanted:
                    line.product_qty = left
                expected[line.product_id.id] = left, paid
            rows = {row.product_id.id: row for row in self.rows()}
            for product_id, (left, paid) in expected.items():
                row = rows.get(product_id)
                self.assertEqual(row.quantity if row else 0, left)
                if row:
                    self.assertAlmostEqual(row.price, paid)
                    self.assertAlmostEqual(row.premium, left * (paid - 10))
                    self.assertAlmostEqual(row.amount, left * paid)
            savepoint.close(rollback=True)
        self.env.invalidate_all()
