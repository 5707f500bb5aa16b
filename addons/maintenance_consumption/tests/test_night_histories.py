"""Random nights: what the light said in the evening holds in the morning."""

from unittest.mock import patch

from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .common import ConsumptionCase
from .histories import HistoryMixin

BATCH = (
    "odoo.addons.maintenance_consumption.models.maintenance_request_stock.RESERVE_BATCH"
)
quantities = st.integers(1, 6)
days = st.integers(0, 9)
jobs = st.tuples(days, quantities, st.sampled_from(["vital", "essential", "desirable"]))
histories = st.fixed_dictionaries(
    {
        "stock": st.integers(0, 12),
        "receipts": st.lists(st.tuples(days, quantities), max_size=2),
        "lead": st.sampled_from([0, 4, 20]),
        "jobs": st.lists(jobs, min_size=2, max_size=5),
        "by_hand": st.integers(0, 4),
        "batch": st.sampled_from([1, 2, 100]),
    }
)


@tagged("post_install", "-at_install")
class TestNightHistories(HistoryMixin, ConsumptionCase):
    """Who is told that the parts are there finds them there."""

    def play(self, history):
        self.company.parts_reservation_days = 5
        vendor = {"partner_id": self.company.partner_id.id, "delay": history["lead"]}
        part = self.new_product("Part", seller_ids=[Command.create(vendor)])
        self.stock(part, history["stock"])
        for day, quantity in history["receipts"]:
            self.new_receipt(part, quantity, day)
        jobs = self.env["maintenance.request"]
        for day, quantity, criticality in history["jobs"]:
            line = {
                "product_id": part.id,
                "quantity": quantity,
                "criticality": criticality,
            }
            jobs |= self.new_job([line], days=day)
        jobs[history["by_hand"] : history["by_hand"] + 1].action_reserve_parts()
        told = self.tell(jobs)
        for _night in range(2):
            self.spend_night(history["batch"])
            self.assertEqual(self.tell(jobs), told)

    def tell(self, jobs):
        """Whether the parts of each job are there in time: it is all the same whether
        those that others leave lie on the shelf or come in time.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        in_time = {"ready": "in time", "expected": "in time"}
        return [in_time.get(job.parts_state, job.parts_state) for job in jobs]

    def spend_night(self, batch):
        def progress(cron, processed=0, *, remaining=None):
            return 9

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch(BATCH, batch),
        ):
            self.env["maintenance.request"]._cron_reserve_parts()

    def test_the_light_says_the_same_in_the_morning(self):
        self.play_each(histories, self.play, examples=40, seed=19)
