from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestReserveCron(ConsumptionCase):
    """Every night, the parts of the jobs that have come near are set aside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("maintenance_consumption.ir_cron_reserve_parts")
        cls.stock(cls.filter, 20)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def new_rivals(self):
        """Two jobs that want more than there is: a desirable, and a later vital one."""
        part = {"product_id": self.filter.id, "quantity": 15}
        return (
            self.new_job([{**part, "criticality": "desirable"}], days=2),
            self.new_job([{**part, "criticality": "vital"}], days=5),
        )

    def spend_nights(self, told):
        """Spend two nights, before each of which the jobs are ``told`` the same."""
        for _night in range(2):
            self.assertEqual({one: one.parts_state for one in told}, told)
            self.run_cron()
            yield

    def test_jobs_inside_the_window_are_reserved(self):
        part = [(self.filter, 2)]
        near, past = self.new_job(part, days=6), self.new_job(part, days=-1)
        far, unscheduled = self.new_job(part, days=8), self.new_job(part)
        unscheduled.schedule_date = False
        cancelled, done = self.new_job(part), self.new_job(part)
        cancelled.archive_equipment_request()
        done.stage_id = self.done_stage
        self.run_cron()
        for job, quantity in (
            (near, 2),
            (past, 2),
            (far, 0),
            (unscheduled, 0),
            (cancelled, 0),
            (done, 0),
        ):
            self.assertEqual(job.part_ids.reserved_qty, quantity)
        self.company.parts_reservation_days = 9
        self.run_cron()
        self.assertEqual(far.part_ids.reserved_qty, 2)
        self.assertEqual(len(near.picking_ids), 1, "not a second time")
        self.assertEqual(self.on_hand(self.filter), (20, 6))

    def test_the_earlier_job_is_served_first(self):
        later = self.new_job([(self.filter, 15)], days=5)
        earlier = self.new_job([(self.filter, 15)], days=2)
        self.run_cron()
        self.assertEqual(earlier.part_ids.reserved_qty, 15)
        self.assertEqual(later.part_ids.reserved_qty, 5)

    def test_who_comes_first_when_parts_are_netted_is_served_first(self):
        """The light says the same the morning after: what is vital and cannot be
        ordered any more is not given to what could do without.
        """
        job, vital = self.new_rivals()
        told = {job: "short", vital: "ready"}
        for _night in self.spend_nights(told):
            self.assertEqual(vital.part_ids.reserved_qty, 15)
            self.assertEqual(job.part_ids.reserved_qty, 5)

    def test_what_is_promised_to_a_later_job_is_not_set_aside(self):
        """Not even while that one's own turn is still to come."""
        self.company.parts_reservation_days = 3
        job, vital = self.new_rivals()
        told = {job: "short", vital: "ready"}
        for _night in self.spend_nights(told):
            self.assertEqual(job.part_ids.reserved_qty, 5)
            self.assertEqual(vital.part_ids.reserved_qty, 0)
        self.stock(self.filter, 30)
        self.run_cron()
        self.assertEqual(job.part_ids.reserved_qty, 15)
        vital.action_reserve_parts()
        self.assertEqual(vital.part_ids.reserved_qty, 15)

    def test_who_waits_for_a_receipt_takes_nothing_from_the_shelf(self):
        """Of one night's jobs the vital one comes first, and its receipt in time: the
        shelf is for the one that cannot wait.
        """
        self.new_receipt(self.filter, 20, days=4)
        part = {"product_id": self.filter.id, "quantity": 20}
        vital = self.new_job([{**part, "criticality": "vital"}], days=6)
        job = self.new_job([part], days=2)
        told = {job: "ready", vital: "expected"}
        for _night in self.spend_nights(told):
            self.assertEqual(job.part_ids.reserved_qty, 20)
            self.assertEqual(vital.part_ids.reserved_qty, 0)

    def test_what_waits_already_takes_nothing_that_is_promised_to_others(self):
        self.company.parts_reservation_days = 3
        part = {"product_id": self.filter.id, "quantity": 15}
        first = self.new_job([part], days=1)
        self.run_cron()
        job = self.new_job([{**part, "criticality": "desirable"}], days=2)
        self.run_cron()
        move = job.picking_ids.move_ids
        self.assertEqual((move.product_uom_qty, move.quantity), (15, 5))
        vital = self.new_job([{**part, "quantity": 12, "criticality": "vital"}], days=5)
        first.archive_equipment_request()
        self.env.invalidate_all()
        told = {job: "short", vital: "ready"}
        for _night in self.spend_nights(told):
            self.assertEqual((move.product_uom_qty, move.quantity), (8, 8))
            self.assertEqual(vital.part_ids.reserved_qty, 0)
        vital.archive_equipment_request()
        self.run_cron()
        self.assertEqual(job.part_ids.reserved_qty, 15)

    def test_what_is_put_off_is_free_for_others(self):
        job = self.new_job([(self.filter, 15)], days=2, user=self.planner)
        self.run_cron()
        job.schedule_date = self.in_days(6)
        move = job.sudo().picking_ids.move_ids
        self.assertEqual((move.date, move.quantity), (job.schedule_date, 15))
        self.assertEqual(move.picking_id.scheduled_date, job.schedule_date)
        job.schedule_date = self.in_days(60)
        self.assertEqual(self.on_hand(self.filter), (20, 0))
        self.assertEqual(move.state, "cancel")
        self.assertIn("Unreserved until", job.message_ids[0].body)
        self.assertEqual(self.new_job([(self.filter, 20)], days=1).parts_state, "ready")
        job.schedule_date = self.in_days(0)
        self.run_cron()
        self.assertEqual(job.part_ids.reserved_qty, 15)

    def test_what_a_person_set_aside_for_later_stays_so(self):
        job = self.new_job([(self.filter, 15)], days=60)
        job.action_reserve_parts()
        for day in (61, 30):
            job.schedule_date = self.in_days(day)
            self.assertEqual(job.part_ids.reserved_qty, 15)
            self.assertEqual(job.picking_ids.scheduled_date, job.schedule_date)

    def test_a_person_may_set_aside_what_is_promised_to_others(self):
        job, vital = self.new_rivals()
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 15)
        self.assertEqual(vital.parts_state, "short")

    def test_the_jobs_of_the_next_days_are_in_the_first_batch(self):
        later = self.new_job([(self.filter, 15)], days=5)
        earlier = self.new_job([(self.filter, 15)], days=2)
        with patch(
            "odoo.addons.maintenance_consumption.models.maintenance_request_stock"
            ".RESERVE_BATCH",
            1,
        ):
            self.run_cron()
        self.assertEqual(earlier.part_ids.reserved_qty, 15)
        self.assertEqual(later.part_ids.reserved_qty, 5)

    def test_a_job_that_cannot_be_reserved_does_not_stop_the_others(self):
        bad, good = (self.new_job([(self.filter, 1)]) for _number in range(2))
        bad.sudo().warehouse_id = False
        self.assertFalse(bad.warehouse_id)

        with self.assertLogs(
            "odoo.addons.maintenance_bom.models.isolation",
            "WARNING",
        ) as logs:
            self.run_cron()
        self.assertIn("has no warehouse to take parts from", logs.output[0])
        self.assertEqual(good.part_ids.reserved_qty, 1)
        self.assertFalse(bad.picking_ids)

    def test_progress_is_told_batch_by_batch(self):
        for _number in range(5):
            self.new_job([(self.filter, 1)])
        calls = []

        def progress(cron, processed=0, *, remaining=None):
            calls.append((processed, remaining))
            return 0 if len(calls) == 3 else 9

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch(
                "odoo.addons.maintenance_consumption.models.maintenance_request_stock"
                ".RESERVE_BATCH",
                2,
            ),
        ):
            self.env["maintenance.request"]._cron_reserve_parts()
        self.assertEqual(calls, [(0, 5), (2, None), (2, None)], "out of time: it stops")
        self.assertEqual(self.on_hand(self.filter), (20, 4))

    def test_one_bad_record_stops_no_other_job(self):
        """Written past the ORM, which refuses it."""
        good, bad = (self.new_job([(self.filter, 2)], days=days) for days in (3, 2))
        self.env.flush_all()
        for name, value in {"unneeded_qty": "NaN", "product_qty": "Infinity"}.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE maintenance_request_part SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(name),
                    value,
                    bad.part_ids.ids,
                )
            )
        self.env.invalidate_all()
        self.run_cron()
        self.assertEqual(good.part_ids.reserved_qty, 2)
        self.assertEqual((good | bad).mapped("parts_state"), ["ready", "none"])
