"""What was removed from an asset does not come back unused as well."""

from collections import defaultdict

from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.maintenance_consumption.tests.common import QuickIssueCase
from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import RemovalMixin

steps = st.lists(
    st.tuples(
        st.sampled_from(["issue", "issue on a job", "return", "return on a job"] * 2)
        | st.sampled_from(["scrap", "stock"]),
        st.integers(1, 3),
    ),
    min_size=6,
    max_size=9,
)


@tagged("post_install", "-at_install")
class TestReturnAfterRemoval(RemovalMixin, HistoryMixin, QuickIssueCase):
    """Filters without serial numbers, and oil in batches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.filter.categ_id = average
        cls.oil = cls.new_product("Oil", tracking="lot", categ_id=average.id)
        cls.batches = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.oil.id} for name in ("B1", "B2")]
        )
        for batch in cls.batches:
            cls.stock(cls.oil, 5, lot=batch)

    def issue_on_job(self, quantity, product=None):
        job = self.new_job([(product or self.filter, quantity)])
        job.action_issue_parts()
        return job

    def return_on_job(self, job, quantity, **values):
        line = {"part_id": job.part_ids.id, "quantity": quantity, **values}
        return job.action_return_parts([line])

    def test_what_was_removed_does_not_come_back_to_stock(self):
        for becomes in "scrap", "stock":
            with self.subTest(becomes):
                self.asset.issue_parts([self.want(quantity=3)])
                before = self.on_hand(self.filter)
                self.remove(self.filter, 2, becomes=becomes)
                with self.assertRaisesRegex(
                    UserError,
                    r"cannot give back 2 of “.F-1. Filter”.* it has 1\..* 2 of it was "
                    "removed from “.T-1. Asset 0”.* use Remove Old Part",
                ):
                    self.asset.return_parts([self.want(quantity=2)])
                self.assertEqual(self.on_hand(self.filter), before)
                self.asset.invalidate_recordset(["has_returnable_parts"])
                self.assertTrue(self.asset.has_returnable_parts)
                self.asset.return_parts([self.want(quantity=1)])
                self.asset.invalidate_recordset(["has_returnable_parts"])
                self.assertFalse(self.asset.has_returnable_parts)

    def test_what_was_removed_does_not_come_back_on_its_job(self):
        job = self.issue_on_job(3)
        self.remove(self.filter, 2)
        with self.assertRaisesRegex(
            UserError,
            "“Job” cannot give back 2 of .*it has 1 of it. 2 of it was",
        ):
            self.return_on_job(job, 2)
        self.assertTrue(job.has_returnable_parts)
        self.return_on_job(job, 1)
        job.invalidate_recordset(["has_returnable_parts"])
        self.assertFalse(job.has_returnable_parts)
        self.assertEqual(job.part_ids.returned_qty, 1)

    def test_what_was_removed_does_not_come_back_by_odoo_s_return(self):
        result = self.asset.issue_parts([self.want(quantity=3)])
        picking = self.env["stock.picking"].browse(result["picking_id"])
        self.remove(self.filter, 2)
        with self.assertRaisesRegex(
            UserError, "only 1 is still there. 2 of it was removed from .*T-1"
        ):
            self.return_by_wizard(picking, {self.filter: 2})

    def test_a_part_that_came_with_the_machine_takes_nothing_from_later_issues(self):
        self.remove(self.filter, 3)
        self.asset.issue_parts([self.want(quantity=2)])
        self.asset.return_parts([self.want(quantity=2)])
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_the_oldest_issue_is_removed_first(self):
        first = self.issue_on_job(1)
        second = self.issue_on_job(1)
        self.remove(self.filter, 1)
        with self.assertRaisesRegex(UserError, "cannot give back 1"):
            self.return_on_job(first, 1)
        self.return_on_job(second, 1)

    def test_parts_of_another_asset_still_come_back(self):
        self.asset.issue_parts([self.want()])
        other = self.other_asset.with_user(self.technician)
        other.remove_parts([self.want(becomes="scrap")])
        self.asset.return_parts([self.want()])
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_the_used_product_that_comes_in_is_not_removed_itself(self):
        used = self.new_product("Used", categ_id=self.filter.categ_id.id)
        self.filter.product_tmpl_id.used_product_id = used
        self.stock(used, 1)
        self.asset.issue_parts([self.want(), self.want(used)])
        self.remove(self.filter, 1, becomes="stock")
        self.asset.return_parts([self.want(used)])
        with self.assertRaisesRegex(UserError, "1 of it was removed"):
            self.asset.return_parts([self.want()])

    def test_a_removal_that_was_returned_can_come_back(self):
        self.asset.issue_parts([self.want()])
        result = self.remove(self.filter, 1, becomes="stock")
        removal = self.env["stock.picking"].browse(result["picking_id"])
        self.return_by_wizard(removal, {self.filter: 1})
        self.asset.return_parts([self.want()])
        with self.assertRaises(UserError):
            self.asset.return_parts([self.want()])

    def test_of_batches_what_was_removed_is_known(self):
        first, second = self.batches
        self.asset.issue_parts(
            [self.want(self.oil, 2, lot_id=batch.id) for batch in self.batches]
        )
        self.remove(first, 2)
        with self.assertRaisesRegex(UserError, "“Oil B1”.* 2 of it was"):
            self.asset.return_parts([self.want(self.oil, 1, lot_id=first.id)])
        self.asset.return_parts([self.want(self.oil, 1, lot_id=second.id)])
        [result] = self.asset.return_parts([self.want(self.oil, 1)])
        back = self.env["stock.picking"].browse(result["picking_id"])
        self.assertEqual(back.move_line_ids.lot_id, second)

    def test_the_batch_that_is_left_of_one_issue_comes_back(self):
        job = self.issue_on_job(10, self.oil)
        first, second = self.batches
        self.remove(first, 4)
        with self.assertRaisesRegex(UserError, "“Oil B1”.*it has 1 of it.* 4 of it"):
            self.return_on_job(job, 2, lot_id=first.id)
        self.return_on_job(job, 6)
        back = job.move_ids.filtered(lambda move: move.maintenance_kind == "return")
        by_lot = back.move_line_ids.grouped("lot_id")
        self.assertEqual(
            {lot: sum(lines.mapped("quantity")) for lot, lines in by_lot.items()},
            {first: 1, second: 5},
        )

    def test_a_batch_does_not_come_back_twice_by_odoo_s_return(self):
        job = self.issue_on_job(10, self.oil)
        first = self.batches[0]
        self.remove(first, 4)
        issue = job.move_ids.filtered(lambda move: move.maintenance_kind == "issue")
        wizard = self.new_return(issue.picking_id, {self.oil: 2})
        back = issue.picking_id.browse(wizard.action_create_returns()["res_id"])
        back.move_line_ids.unlink()
        back.move_ids.lot_ids = first
        line = back.move_ids.move_line_ids
        line.quantity = 2
        back.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "2 Units of “Oil B1” cannot come back"):
            back.button_validate()

    def test_the_dialog_says_what_was_removed(self):
        job = self.issue_on_job(3)
        self.asset.issue_parts([self.want(quantity=2), self.want(self.oil, 1)])
        self.remove(self.filter, 4)
        dialog = self.env["maintenance.parts.return"].with_user(self.technician)
        with Form(dialog.with_context(default_request_id=job.id)) as form:
            self.assertEqual(len(form.line_ids), 0)
        with (
            Form(dialog.with_context(default_equipment_id=self.asset.id)) as form,
            form.line_ids.edit(0) as line,
        ):
            self.assertEqual(
                (line.product_id, line.issued_qty, line.returned_qty, line.removed_qty),
                (self.filter, 2, 0, 1),
            )

    def test_random_histories(self):
        self.stock(self.filter, 100)
        self.play_each(steps, self.play, examples=2, seed=23)

    def play(self, history):
        """Beside a list of pieces, the oldest first, each with its job, if any."""
        pieces, job = [], None
        counts = defaultdict(int)
        for action, quantity in history:
            if action == "issue":
                self.asset.issue_parts([self.want(quantity=quantity)])
                pieces += [None] * quantity
                counts["issued"] += quantity
            elif action == "issue on a job":
                job = self.issue_on_job(quantity)
                pieces += [job] * quantity
                counts["issued"] += quantity
            elif action in ("scrap", "stock"):
                self.remove(self.filter, quantity, becomes=action)
                counts["removed"] += min(quantity, len(pieces))
                pieces = pieces[quantity:]
            elif job or action == "return":
                source = job if action == "return on a job" else None
                if pieces.count(source) < quantity:
                    with self.assertRaises(UserError), self.cr.savepoint():
                        self.give_back(source, quantity)
                    continue
                self.give_back(source, quantity)
                for _piece in range(quantity):
                    pieces.reverse()
                    pieces.remove(source)
                    pieces.reverse()
                counts["returned"] += quantity
            left = counts["issued"] - counts["returned"] - counts["removed"]
            self.assertEqual(left, len(pieces))
            self.assertGreaterEqual(left, 0)

    def give_back(self, job, quantity):
        if job:
            self.return_on_job(job, quantity)
        else:
            self.asset.return_parts([self.want(quantity=quantity)])
