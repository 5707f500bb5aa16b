from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuickIssueCase


@tagged("post_install", "-at_install")
class TestQuickIssue(QuickIssueCase):
    """``issue_parts()``: parts for an asset without a job."""

    def test_the_result(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        bolt = self.new_product("Bolt")
        self.stock(bolt, 30)
        result = self.asset.issue_parts(
            [self.want(), self.want(bolt, 2, uom_id=dozen.id), self.want(quantity=2)]
        )
        self.assertEqual(
            result["lines"],
            [
                {"product_id": self.filter.id, "quantity": 1, "uom_id": self.unit.id},
                {"product_id": bolt.id, "quantity": 24, "uom_id": self.unit.id},
                {"product_id": self.filter.id, "quantity": 2, "uom_id": self.unit.id},
            ],
        )
        self.assertIs(result["reference"], False)
        self.assertEqual(self.on_hand(self.filter), (7, 0))
        self.assertEqual(self.on_hand(bolt), (6, 0))

    def test_the_same_reference_moves_nothing_also_for_another_user(self):
        first = self.asset.issue_parts([self.want()], "A-1")
        self.assertEqual(first["reference"], "A-1")
        again = self.asset.issue_parts([self.want(quantity=5)], "A-1")
        other = self.asset.with_user(self.planner).issue_parts([self.want()], "A-1")
        self.assertEqual((again, other), (first, first))
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_the_reference_of_another_asset_is_refused(self):
        """Else the caller would take the parts of the one for those of the other."""
        self.asset.issue_parts([self.want()], "A-1")
        with self.assertRaisesRegex(
            UserError, "“A-1” is the reference of .*/PI/.* for “.*T-1.*”. Give another"
        ):
            self.other_asset.issue_parts([self.want()], "A-1")
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_an_asset_that_has_left_gets_no_more_parts(self):
        first = self.asset.issue_parts([self.want()], "A-1")
        left = "“.*T-1.*” has left: .* Put it back into service, or take"
        self.asset.sudo().action_retire()
        with self.assertRaisesRegex(UserError, left):
            self.asset.issue_parts([self.want()])
        self.assertEqual(self.asset.issue_parts([self.want()], "A-1"), first)
        self.asset.sudo().action_put_in_service()
        self.asset.sudo().action_archive()
        with self.assertRaisesRegex(UserError, left):
            self.asset.issue_parts([self.want()])
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        # what was taken before it left is entered on its job
        job = self.new_job([(self.filter, 1)])
        job.with_user(self.technician).action_issue_parts()
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_lines_that_are_no_dicts_are_named(self):
        with self.assertRaisesRegex(UserError, "lines: line 2 is “filter”, not a dict"):
            self.asset.issue_parts([self.want(), "filter"])
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_an_issue_that_failed_can_be_tried_again(self):
        gasket = self.new_product("Gasket")
        lacking = self.assertRaisesRegex(
            UserError, "WH/Stock has 2 of “Gasket”, not 3 Units. Receive or count"
        )
        self.stock(gasket, 2)
        lines = [self.want(), self.want(gasket, 3)]
        with lacking, self.cr.savepoint():
            self.asset.issue_parts(lines, "A-2")
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        self.stock(gasket, 3)
        self.asset.issue_parts(lines, "A-2")
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_beyond_stock_only_if_the_company_allows_it(self):
        lines = [self.want(quantity=12)]
        with self.assertRaisesRegex(UserError, "has 10 of “.*Filter”, not 12"):
            self.asset.issue_parts(lines)
        self.company.parts_allow_negative = True
        self.asset.issue_parts(lines)
        self.assertEqual(self.on_hand(self.filter), (-2, 0))
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 1)
        self.assertEqual(self.on_hand(self.filter), (-3, 0))

    def test_lots_are_the_ones_that_were_named(self):
        oil = self.new_product("Oil", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": oil.id} for name in ("L1", "L2", "L3")]
        )
        for lot in lots[:2]:
            self.stock(oil, 5, lot=lot)
        result = self.asset.issue_parts(
            [self.want(oil, 2, lot_id=lots[1].id), self.want(oil, 1, lot_id=lots[0].id)]
        )
        moves = self.env["stock.picking"].browse(result["picking_id"]).move_ids
        self.assertEqual([move.lot_ids for move in moves], [lots[1], lots[0]])
        with self.assertRaisesRegex(UserError, "has 3 of “Oil, L2”, not 4"):
            self.asset.issue_parts([self.want(oil, 4, lot_id=lots[1].id)])
        with self.assertRaisesRegex(UserError, "has 0 of “Oil, L3”, not 1"):
            self.asset.issue_parts([self.want(oil, 1, lot_id=lots[2].id)])

    def test_another_place(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 1, van)
        self.asset.issue_parts([self.want(location_id=van.id)])
        self.assertEqual(self.on_hand(self.filter, van), (0, 0))
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_bad_lines_are_refused_in_words(self):
        service = self.new_product("Cleaning", type="service")
        motor = self.new_product("Motor", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": motor.id})
        customers = self.env.ref("stock.stock_location_customers")
        for line, words in (
            ({"quantity": 1}, "name its part in product_id"),
            (
                {"product_id": 99999999, "quantity": 1},
                "no Product Variant with id 99999",
            ),
            (self.want(quantity=0), "say how much of “.*Filter” in quantity"),
            (self.want(quantity=-1), "above zero"),
            (self.want(quantity="2"), "quantity: “2” is not a number"),
            (self.want(service), "“Cleaning” is not a part: only goods are"),
            (
                self.want(uom_id=self.hour.id),
                "is kept in Units and cannot be moved in",
            ),
            (self.want(lot_id=lot.id), "L1 is a lot of “Motor”, not of “.*Filter”"),
            (self.want(location_id=customers.id), "Choose an internal location"),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(UserError, rf"Line 2 for “\[T-1\].*{words}"),
            ):
                self.asset.issue_parts([self.want(), line])
        with self.assertRaisesRegex(UserError, "Name at least one part of"):
            self.asset.issue_parts([])
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_the_cost_is_that_of_the_company_of_the_asset(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        shelf = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", branch.id)], limit=1)
            .lot_stock_id
        )
        self.stock(self.filter, 3, shelf)
        self.filter.standard_price = 5
        self.filter.with_company(branch).standard_price = 8
        for user in (self.technician, self.planner):
            user.company_ids = [Command.link(branch.id)]
        theirs = self.env["maintenance.equipment"].create(
            {"name": "Theirs", "company_id": branch.id}
        )
        both = [self.company.id, branch.id]
        user = theirs.with_user(self.technician).with_context(allowed_company_ids=both)
        user.issue_parts([self.want(quantity=2)])
        shared = self.new_asset(company_id=False)
        for company, cost in ((self.company, 5), (branch, 8)):
            shared.with_user(self.technician).with_context(
                allowed_company_ids=company.ids
            ).issue_parts([self.want()])
            seen = shared.with_user(self.planner).with_company(company)
            self.assertEqual(seen.parts_cost, cost)
        self.assertEqual(
            theirs.with_user(self.planner)
            .with_context(allowed_company_ids=both)
            .parts_cost,
            16,
        )
        report = self.env["maintenance.cost.report"].with_user(self.planner)
        rows = report.with_context(allowed_company_ids=self.company.ids).search([])
        self.assertEqual(rows.company_id, self.company)
