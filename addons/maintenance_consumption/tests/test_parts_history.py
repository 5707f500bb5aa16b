from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .aging import AgingCase


@tagged("post_install", "-at_install")
class TestPartsHistory(AgingCase):
    """What was taken for an asset, when, by whom, for which job, and what it cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 50)
        cls.filter.standard_price = 12.0

    def test_an_issue_on_a_job(self):
        job = self.new_job([{"product_id": self.filter.id, "quantity": 3}])
        job.part_ids.position = "Left"
        before = len(self.history_of(self.asset))
        job.action_issue_parts()
        row = self.history_of(self.asset)[0]
        self.assertEqual(
            (row.product_id, row.quantity, row.position, row.kind),
            (self.filter, 3, "Left", "issue"),
        )
        self.assertEqual(row.maintenance_request_id, job)
        self.assertEqual(row.bom_id, self.bom)
        self.assertEqual(row.user_id, self.technician)
        self.assertEqual(row.with_user(self.planner).cost, 36)
        self.assertEqual(len(self.history_of(self.asset)), before + 1)

    def test_a_return_counts_below_zero(self):
        picking = self.take(self.other_asset, date(2025, 3, 1), [(self.filter, 5)])
        self.return_by_wizard(
            picking.with_user(self.manager), {self.filter: 2}, user=self.manager
        )
        back, issue = self.history_of(self.other_asset)
        self.assertEqual((back.kind, back.quantity), ("return", -2))
        self.assertEqual((issue.kind, issue.quantity), ("issue", 5))
        self.assertEqual((back.user_id, issue.user_id), (self.manager, self.technician))
        costs = (back | issue).with_user(self.planner).mapped("cost")
        self.assertEqual(costs, [-24, 60])

    def test_who_issues_counts_and_not_who_reserved(self):
        job = self.new_job([(self.filter, 2)], asset=self.other_asset)
        job.with_user(self.planner).action_reserve_parts()
        job.with_user(self.technician).action_issue_parts()
        self.assertEqual(self.history_of(self.other_asset).user_id, self.technician)

    def test_a_backorder_is_taken_by_the_one_who_takes_it(self):
        job = self.new_job([(self.filter, 60)], asset=self.other_asset)
        job.action_reserve_parts()
        self.validate(job.with_user(self.technician).picking_ids)
        self.stock(self.filter, 50)
        job.with_user(self.manager).action_issue_parts()
        rest, first = self.history_of(self.other_asset)
        self.assertEqual((first.quantity, rest.quantity), (50, 10))
        self.assertEqual((first.user_id, rest.user_id), (self.technician, self.manager))

    def test_more_than_was_planned_counts_as_it_was_done(self):
        job = self.new_job([(self.filter, 2)], asset=self.other_asset)
        job.action_reserve_parts()
        job.picking_ids.move_ids.quantity = 5
        self.validate(job.picking_ids)
        self.assertEqual(self.history_of(self.other_asset).quantity, 5)

    def test_quantities_are_in_the_part_s_own_unit(self):
        oil = self.new_product("Oil", uom=self.litre, standard_price=4.0)
        self.stock(oil, 10)
        job = self.new_job(
            [
                {
                    "product_id": oil.id,
                    "quantity": 250,
                    "uom_id": self.millilitre.id,
                }
            ],
            asset=self.other_asset,
        )
        job.action_issue_parts()
        row = self.history_of(self.other_asset)
        self.assertAlmostEqual(row.quantity, 0.25)
        self.assertEqual(row.product_uom_id, self.litre)

    def test_a_part_not_kept_in_stock_has_a_quantity_and_no_cost(self):
        rag = self.new_product("Rag", is_storable=False, standard_price=2.0)
        self.take(self.other_asset, date(2025, 3, 1), [(rag, 6)])
        row = self.history_of(self.other_asset)
        self.assertEqual((row.kind, row.quantity), ("issue", 6))
        self.assertEqual(row.with_user(self.planner).cost, 0)

    def test_parts_of_another_owner_are_issues_too(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        consigned = self.new_product("Consigned")
        self.env["stock.quant"].create(
            {
                "product_id": consigned.id,
                "location_id": self.shelf.id,
                "owner_id": owner.id,
                "quantity": 3,
            }
        )
        self.take(self.other_asset, date(2025, 3, 1), [(consigned, 2)])
        row = self.history_of(self.other_asset)
        self.assertEqual((row.kind, row.quantity), ("issue", 2))

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.new_user("foreign", "maintenance_bom.group_planner", other)
        self.assertFalse(
            self.env["maintenance.parts.history"].with_user(foreign).search([])
        )

    def test_the_newest_come_first(self):
        for day in (date(2025, 1, 1), date(2025, 3, 1), date(2025, 2, 1)):
            self.take(self.other_asset, day, [(self.filter, 1)])
        days = self.history_of(self.other_asset).mapped("date")
        self.assertEqual([day.month for day in days], [3, 2, 1])

    def test_the_buttons_open_what_they_count(self):
        self.take(
            self.other_asset, date(2025, 3, 1), [(self.filter, 1), (self.bolt, 2)]
        )
        issue = self.take(self.asset, date(2025, 3, 2), [(self.filter, 4)])
        self.return_by_wizard(issue, {self.filter: 1})
        assets = (self.asset | self.other_asset).with_user(self.technician)
        counted = {asset: asset.parts_used_count for asset in assets}
        for asset in assets:
            action = asset.action_view_parts_used()
            rows = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(rows), counted[asset])
        part = self.filter.with_user(self.technician)
        self.assertEqual(part.issued_to_assets_qty, 4)
        self.assertEqual(part.product_tmpl_id.issued_to_assets_qty, 4)
        for product in (part, part.product_tmpl_id):
            action = product.action_view_parts_used()
            rows = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(sum(rows.mapped("quantity")), 4)
        self.assertEqual(
            self.new_product("Unused").with_user(self.technician).issued_to_assets_qty,
            0,
        )

    def test_a_row_opens_its_job_or_its_picking(self):
        job = self.new_job([(self.filter, 1)], asset=self.other_asset)
        job.action_issue_parts()
        picking = self.take(self.other_asset, date(2025, 3, 1), [(self.filter, 1)])
        on_job, without = self.history_of(self.other_asset)
        action = on_job.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (job._name, job.id))
        action = without.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (picking._name, picking.id)
        )


@tagged("post_install", "-at_install")
class TestCostThisYear(AgingCase):
    """The year is the fiscal year of the company, where the company is."""

    def cost(self, asset, user=None):
        self.env.invalidate_all()
        return asset.with_user(user or self.planner).parts_cost_this_year

    @freeze_time("2025-07-20 09:00:00")
    def test_it_is_what_was_taken_since_new_year(self):
        first = self.take(self.other_asset, date(2025, 1, 1), [(self.bolt, 3)])
        self.take(self.other_asset, date(2024, 12, 31), [(self.bolt, 5)])
        self.assertEqual(self.cost(self.other_asset), 30)
        back = self.return_by_wizard(first, {self.bolt: 1})
        self.backdate(back, date(2025, 2, 1))
        self.assertEqual(self.cost(self.other_asset), 20)
        self.assertEqual(self.other_asset.with_user(self.planner).parts_cost, 70)
        both = self.asset | self.other_asset
        self.assertEqual(
            both.with_user(self.planner).mapped("parts_cost_this_year"), [0, 20]
        )

    @freeze_time("2025-07-20 09:00:00")
    def test_all_of_this_year_is_all_there_is(self):
        self.take(
            self.other_asset, date(2025, 5, 5), [(self.bolt, 3), (self.gearbox, 1)]
        )
        asset = self.other_asset.with_user(self.planner)
        self.assertEqual(asset.parts_cost_this_year, asset.parts_cost)

    @freeze_time("2025-07-20 09:00:00")
    def test_a_fiscal_year_ends_when_the_company_says(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.take(self.other_asset, date(2025, 6, 30), [(self.bolt, 5)])
        self.take(self.other_asset, date(2025, 7, 1), [(self.bolt, 2)])
        self.assertEqual(self.cost(self.other_asset), 20)

    @freeze_time("2025-07-20 09:00:00")
    def test_the_year_begins_at_midnight_of_the_company(self):
        self.company.partner_id.tz = "America/New_York"
        self.take(self.other_asset, datetime(2025, 1, 1, 4, 59), [(self.bolt, 5)])
        self.take(self.other_asset, datetime(2025, 1, 1, 5, 0), [(self.bolt, 2)])
        self.assertEqual(self.cost(self.other_asset), 20)

    @freeze_time("2026-01-01 02:00:00")
    def test_new_year_comes_later_in_the_west(self):
        self.company.partner_id.tz = "America/New_York"
        self.take(self.other_asset, date(2025, 5, 5), [(self.bolt, 5)])
        self.assertEqual(self.cost(self.other_asset), 50)

    @freeze_time("2025-07-20 09:00:00")
    def test_accountants_see_it(self):
        self.take(self.other_asset, date(2025, 5, 5), [(self.bolt, 3)])
        self.other_asset.sudo().message_subscribe(self.accountant.partner_id.ids)
        self.assertEqual(self.cost(self.other_asset, self.accountant), 30)

    @freeze_time("2025-07-20 09:00:00")
    def test_an_asset_of_no_company_costs_in_the_company_that_asks(self):
        asset = self.new_asset(self.bom, company_id=False)
        self.take(asset, date(2025, 5, 5), [(self.bolt, 3)])
        other = self.env["res.company"].create({"name": "Other"})
        self.planner.company_ids = [Command.link(other.id)]
        asset = asset.with_user(self.planner)
        self.assertEqual(asset.with_company(self.company).parts_cost_this_year, 30)
        self.assertEqual(asset.with_company(other).parts_cost_this_year, 0)
