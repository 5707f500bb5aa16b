from odoo.tests import tagged

from odoo.addons.maintenance_requisition.tests.common import RequisitionCase


@tagged("post_install", "-at_install")
class TestExpiryPlanned(RequisitionCase):
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
