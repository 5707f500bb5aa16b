from odoo.tests import tagged

from odoo.addons.maintenance_requisition.tests.common import BuyingCase


@tagged("post_install", "-at_install")
class TestExpiryPlanned(BuyingCase):
    """The planner asks for what batches that expire do not give."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glue = cls.new_product("Glue", tracking="lot", use_expiration_date=True)
        for name, days in (("OLD", -1), ("SOON", 5)):
            lot = cls.env["stock.lot"].create(
                {"name": name, "product_id": cls.glue.id, "company_id": cls.company.id}
            )
            moment = cls.in_days(days)
            lot.write({"expiration_date": moment, "removal_date": moment})
            cls.stock(cls.glue, 2, lot=lot)

    def test_only_what_is_fresh_on_the_day_of_the_job_is_there(self):
        early = self.new_job([(self.glue, 1)], days=3)
        late = self.new_job([(self.glue, 2)], days=10)
        self.assertEqual((early.parts_state, late.parts_state), ("ready", "short"))
        self.run_planner()
        self.assertEqual(self.shortages(self.glue), [("buy", 2.0, 10)])
        self.assertEqual(self.needs(request_id=early.id).covered_by, "stock")

    def test_what_expires_before_the_job_is_bought_and_told(self):
        self.sell(self.glue)
        job = self.new_job([(self.glue, 2)], days=10)
        self.assertEqual(job.parts_state, "short")
        self.run_planner()
        need = self.needs(request_id=job.id)
        self.assertEqual((need.covered_by, need.short_qty), ("rfq", 0))
        shortage = need.shortage_id
        self.assertEqual((shortage.action, shortage.quantity), ("buy", 2))
        line = self.lines(self.glue)
        self.assertEqual(self.told(line), [("ordered", 2, 10)])
        self.assertEqual(line.share_ids.request_id, job)
        self.assertEqual(self.asked(self.glue), [(2, 10)])
        for explained in (shortage, line):
            self.assertIn(
                "on hand 2, expired by then 2, needed 2 → short 2",
                explained.explanation,
            )
        self.assertNotIn("kept", shortage.facts)
        with self.assertNothingWritten():
            self.run_planner()
        # on a day before it expires it is enough
        job.schedule_date = self.in_days(3)
        self.run_planner()
        self.assertFalse(self.lines(self.glue))
        self.assertEqual(self.needs(request_id=job.id).covered_by, "stock")
