"""What may happen to jobs, and to what is bought for them; also for other addons."""

from odoo.addons.maintenance_bom.tools import TOLERANCE
from odoo.addons.maintenance_consumption.tests.histories import HistoryMixin

from .common import BuyingCase


class RequisitionHistoryCase(HistoryMixin, BuyingCase):
    """Histories of one part. A step answers with what it was done to, if anything.

    ``check`` of those who inherit asserts what holds after a run.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_look_ahead_days = 120
        cls.six = cls.env.ref("uom.product_uom_pack_6")

    def begin(self, pack, bucket):
        """Let the vendor sell in packs of ``pack`` from now on, and what to join."""
        self.company.parts_consolidation_days = bucket
        self.unit_bought = self.six if pack == 6 else self.unit
        self.pack = pack
        self.happened = set()

    def play(self, history):
        """Do each step with a new part; check what holds after a last run."""
        self.jobs = self.env["maintenance.request"]
        self.part = self.new_product("Part")
        self.sell(self.part, product_uom_id=self.unit_bought.id, price=5)
        for action, *args in [*history, ("run",)]:
            if getattr(self, f"do_{action}")(*args):
                self.happened.add(action)
            if action == "run":
                self.check()
        with self.assertNothingWritten():
            self.do_run()
        self.check()

    # --- what may happen ------------------------------------------------------------

    def pick(self, records, rank):
        return records[rank % len(records)] if records else records

    def open_jobs(self):
        return self.jobs.filtered(lambda job: not job.archive and not job.stage_id.done)

    def plan_job(self, amount, day, **values):
        job = self.new_job([(self.part, amount)], days=day, **values).sudo()
        self.jobs |= job
        return job

    def do_plan(self, amount, day):
        return self.plan_job(amount, day)

    def do_grow(self, rank, amount):
        parts = self.pick(self.open_jobs(), rank).part_ids
        for part in parts:
            # no less than the job has of it
            part.quantity = max(amount, part.issued_qty - part.returned_qty)
        return parts

    def do_move(self, rank, day):
        job = self.pick(self.open_jobs(), rank)
        job.schedule_date = self.in_days(day)
        return job

    def do_vanish(self, rank):
        job = self.pick(self.open_jobs(), rank)
        if job:
            job.archive_equipment_request()
        return job

    def do_confirm(self, rank):
        line = self.pick(self.bought(self.part, ("draft",)), rank)
        if line:
            self.confirm(line)
        return line

    def do_receive(self, rank, amount):
        lines = self.bought(self.part, ("purchase",))
        line = self.pick(lines.filtered(lambda line: self.get_open(line)), rank)
        if line:
            self.receive_line(line, min(amount, self.get_open(line)))
        return line

    def do_cancel_order(self, rank):
        lines = self.bought(self.part, ("draft", "purchase"))
        line = self.pick(
            lines.filtered(
                lambda line: "done" not in line.sudo().move_ids.mapped("state")
            ),
            rank,
        )
        if line:
            line.order_id.sudo().button_cancel()
        return line

    def do_reopen_order(self, rank):
        line = self.pick(self.bought(self.part, ("cancel",)), rank)
        if line:
            line.order_id.sudo().button_draft()
        return line

    def do_delete_line(self, rank):
        return self.pick(self.bought(self.part, ("draft",)), rank).unlink()

    def do_touch_price(self, rank):
        line = self.pick(self.bought(self.part, ("draft",)), rank)
        if line:
            line.price_unit += 1
        return line

    def do_touch_quantity(self, rank, amount):
        line = self.pick(self.bought(self.part, ("draft",)), rank)
        line.product_qty = amount
        return line

    def do_count(self, amount):
        self.stock(self.part, max(amount, self.on_hand(self.part)[1]))
        return True

    def do_issue(self, rank):
        job = self.pick(self.open_jobs(), rank)
        on_hand, reserved = self.on_hand(self.part, job.warehouse_id.lot_stock_id)
        if not job or on_hand - reserved < job.part_ids.product_qty:
            return False
        job.with_user(self.technician).action_issue_parts()
        return job

    def do_run(self):
        return self.run_planner()

    # --- what is asked about it -----------------------------------------------------

    def received(self, line):
        """What has come of a purchase line and not gone back, in the part's unit."""
        return line.product_uom_id._compute_quantity(
            line.qty_received, self.part.uom_id, round=False
        )

    def get_open(self, line):
        """What is still to come of a confirmed purchase line, in the part's unit."""
        moves = line.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        return sum(moves.mapped("product_qty"))

    def check_line(self, line):
        """Assert that the numbers of a requisition line agree with each other."""
        shares = sum(line.share_ids.mapped("quantity"))
        self.assertAlmostEqual(shares, line.needed_qty)
        self.assertLessEqual(line.needed_qty, line.quantity + TOLERANCE)
        self.assertLessEqual(line.received_qty, line.ordered_qty)
        if line.state == "ordered" and line.sudo()._is_following():
            self.assertEqual(line.ordered_qty, line.quantity)
            self.assertEqual(line.surplus_qty, 0)
