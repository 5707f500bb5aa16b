"""Parts that are kept in pieces and moved in packs; also for other addons' tests."""

from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user

from .common import ConsumptionCase
from .histories import HistoryMixin


class PacksCase(HistoryMixin, ConsumptionCase):
    """Bolts that are kept in pieces and planned, issued and returned in packs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.six = cls.env.ref("uom.product_uom_pack_6")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.bolt = cls.new_product("Bolt", standard_price=10.0 / 6)
        cls.storekeeper = new_test_user(
            cls.env, "storekeeper", groups="base.group_user,stock.group_stock_user"
        )

    def new_job_in(self, unit, quantity):
        part = {"product_id": self.bolt.id, "quantity": quantity, "uom_id": unit.id}
        return self.new_job([part])

    def left_on(self, job):
        """(pieces, value) that the asset has of the bolts of ``job``."""
        moves = job.sudo().move_ids.filtered(lambda move: move.state == "done")
        rows = self.env["maintenance.parts.history"].browse(moves.ids)
        return sum(rows.mapped("quantity")), round(sum(rows.mapped("cost")), 6)

    def assert_whole(self, job):
        for move in job.sudo().move_ids:
            self.assertEqual(move.product_uom, self.unit)
            self.assertEqual(move.quantity, round(move.quantity))
        quantity, reserved = self.on_hand(self.bolt)
        self.assertEqual((quantity, reserved), (round(quantity), round(reserved)))

    def assert_dialogs_count_pieces(self, there):
        """Return and finish what was taken of 4 packs of 6, so many pieces of which are
        in stock.
        """
        self.stock(self.bolt, there)
        job = self.new_job_in(self.six, 4)
        job.action_issue_parts()
        returns = self.env["maintenance.parts.return"].with_user(self.technician)
        with Form(returns.with_context(default_request_id=job.id)) as dialog:
            with dialog.line_ids.edit(0) as line:
                self.assertEqual(line.issued_qty, there)
                line.quantity = 5
                line.still_needed = True
        dialog.record.action_apply()
        self.assertEqual(self.left_on(job)[0], there - 5)
        finishes = self.env["maintenance.parts.finish"].with_user(self.technician)
        with Form(finishes.with_context(default_request_id=job.id)) as dialog:
            with dialog.line_ids.edit(0) as line:
                self.assertEqual((line.planned_qty, line.taken_qty), (24, 19))
                line.used_qty = 8
        dialog.record.action_apply()
        self.assertEqual(self.left_on(job)[0], 8)
        self.assert_whole(job)

    def get_histories(self):
        units = st.sampled_from([self.unit, self.six, self.dozen])
        steps = st.one_of(
            st.tuples(st.just("plan"), units, st.integers(1, 4)),
            st.tuples(st.just("count"), st.integers(1, 30)),
            st.tuples(st.just("return"), st.integers(1, 17)),
            st.tuples(st.just("take"), units, st.integers(1, 3)),
            st.tuples(st.just("issue")),
        )
        return st.lists(steps, min_size=4, max_size=6)

    def play(self, history):
        self.stock(self.bolt, 17)
        job = self.new_job_in(self.six, 3)
        for action, *args in history:
            self.do(action, job, *args)
            self.assert_whole(job)
        for part in job.part_ids:
            self.give_back(job, part)
        self.assertEqual(self.left_on(job), (0, 0))

    def do(self, action, *args):
        """Take a step. One that is refused changes nothing."""
        try:
            with self.cr.savepoint():
                getattr(self, f"do_{action}")(*args)
        except UserError as error:
            self.assertIn("Receive or count it first", str(error))
            self.env.invalidate_all()

    def held(self, part):
        entry = part._get_moved_quantities()[part.id]
        return entry["issued"] - entry["returned"]

    def give_back(self, job, part, most=1000):
        quantity = min(self.held(part), most)
        if quantity:
            job.action_return_parts([{"part_id": part.id, "quantity": quantity}])

    def do_plan(self, job, unit, quantity):
        job.part_ids[:1].write({"uom_id": unit.id, "quantity": quantity})

    def do_count(self, job, quantity):
        self.stock(self.bolt, quantity)

    def do_return(self, job, quantity):
        self.give_back(job, job.part_ids[:1], quantity)

    def do_take(self, job, unit, quantity):
        issues = self.env["maintenance.parts.issue"].with_user(self.technician)
        line = {"product_id": self.bolt.id, "uom_id": unit.id, "quantity": quantity}
        issues.create(
            {"request_id": job.id, "line_ids": [Command.create(line)]}
        ).action_issue()

    def do_issue(self, job):
        job.action_issue_parts()
