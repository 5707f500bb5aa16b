from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExpiry(ConsumptionCase):
    """Batches that have expired, or will before the job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glue = cls.new_product("Glue", tracking="lot", use_expiration_date=True)

    def new_lot(self, name, days, quantity=5):
        """A batch on the shelf that is to be removed in ``days``."""
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": self.glue.id, "company_id": self.company.id}
        )
        lot.write(
            {
                "expiration_date": self.in_days(days),
                "removal_date": self.in_days(days),
            }
        )
        self.stock(self.glue, quantity, lot=lot)
        return lot

    def lots_of(self, job):
        return job.sudo().move_ids.move_line_ids.lot_id

    def test_an_expired_batch_is_not_there(self):
        self.new_lot("OLD", -1)
        job = self.new_job([(self.glue, 2)])
        self.assertEqual(job.parts_state, "short")
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 0)
        job.action_issue_available_parts()
        self.assertEqual(job.part_ids.issued_qty, 0)

    def test_a_batch_that_expires_before_the_job_is_there_for_an_earlier_one(self):
        self.new_lot("SOON", 5, quantity=2)
        late = self.new_job([(self.glue, 2)], days=10)
        self.assertEqual(late.parts_state, "short")
        early = self.new_job([(self.glue, 2)], days=3)
        self.assertEqual(early.parts_state, "ready")
        jobs = (late | early).sudo()
        jobs._reserve_each()
        self.assertEqual(late.part_ids.reserved_qty, 0)
        self.assertEqual(early.part_ids.reserved_qty, 2)

    def test_what_expires_first_is_used_first(self):
        self.new_lot("SOON", 5, quantity=2)
        self.new_lot("FRESH", 50, quantity=2)
        jobs = [self.new_job([(self.glue, 2)], days=days) for days in (3, 10)]
        self.assertEqual([job.parts_state for job in jobs], ["ready", "ready"])
        third = self.new_job([(self.glue, 1)], days=20)
        self.assertEqual(third.parts_state, "short")

    def test_a_job_that_is_put_off_gives_back_what_expires_before_it(self):
        soon = self.new_lot("SOON", 5)
        job = self.new_job([(self.glue, 2)], days=3)
        job.action_reserve_parts()
        self.assertEqual(self.lots_of(job), soon)
        job.schedule_date = self.in_days(6)
        self.assertEqual(job.parts_state, "short")
        fresh = self.new_lot("FRESH", 50)
        self.env.invalidate_all()
        self.assertEqual(job.parts_state, "ready")
        job.action_reserve_parts()
        self.assertEqual(self.lots_of(job), fresh)
        self.assertEqual(job.part_ids.reserved_qty, 2)

    def test_an_overdue_job_takes_nothing_that_has_expired_since(self):
        self.new_lot("OLD", -1)
        job = self.new_job([(self.glue, 2)], days=-3)
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 0)
        self.assertEqual(job.parts_state, "short")

    def test_a_quick_issue_of_an_expired_batch_is_refused(self):
        old = self.new_lot("OLD", -1)
        asset = self.asset.with_user(self.technician)
        line = {"product_id": self.glue.id, "quantity": 1}
        for values in ({}, {"lot_id": old.id}):
            with self.assertRaises(UserError):
                asset.issue_parts([{**line, **values}])
        self.assertEqual(self.on_hand(self.glue), (5, 0))

    def test_what_expired_since_it_was_issued_comes_back(self):
        lot = self.new_lot("SOON", 5)
        job = self.new_job([(self.glue, 2)])
        job.action_issue_parts()
        lot.removal_date = self.in_days(-1)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
        self.assertEqual(self.on_hand(self.glue), (5, 0))
        self.assertEqual(job.parts_state, "short")
