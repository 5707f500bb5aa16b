from odoo.tests import tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestReceiptDays(PlanningCase):
    """From the dock of the warehouse to its shelf it takes two and three days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.attendance_ids.unlink()
        cls.warehouse.reception_steps = "three_steps"
        rules = cls.warehouse.reception_route_id.rule_ids
        for place, days in (
            (cls.warehouse.wh_input_stock_loc_id, 2),
            (cls.warehouse.wh_qc_stock_loc_id, 3),
        ):
            rules.filtered(
                lambda rule, place=place: rule.location_src_id == place
            ).delay = days

    def test_the_order_by_date_leaves_time_for_the_receipt(self):
        self.new_job([(self.filter, 1)], days=20)
        self.run_planner()
        need = self.needs()
        self.assertEqual((need.date_need - need.date_order_by).days, 7 + 2 + 3)

    def test_what_is_at_the_dock_in_time_may_still_be_late(self):
        job = self.new_job([(self.filter, 1)], days=12)
        order = self.new_rfq(self.filter, 1, days=8)
        self.run_planner()
        self.assertEqual(self.shortages(), [("expedite", 1, 12)])
        order.button_confirm()
        self.run_planner()
        self.assertEqual(self.shortages(), [("expedite", 1, 12)])
        part = job.with_user(self.technician).part_ids
        self.assertEqual(part.availability, "late")
        self.assertEqual(part.date_expected, self.day(8 + 2 + 3))
        # expedited: the vendor promised it a day earlier
        order.order_line.date_planned = self.in_days(7)
        self.run_planner()
        self.assertFalse(self.shortages())
        part.invalidate_recordset()
        self.assertEqual(part.availability, "expected")

    def test_each_step_of_the_receipt_comes_nearer(self):
        self.new_job([(self.filter, 1)], days=12)
        order = self.new_rfq(self.filter, 1, days=0, confirm=True)
        expected = []
        for _step in range(2):
            self.run_planner()
            expected.append(self.needs().date_expected)
            picking = self.env["stock.picking"].search(
                [("product_id", "=", self.filter.id), ("state", "=", "assigned")]
            )
            picking.button_validate()
        self.assertEqual(expected, [self.day(5), self.day(5)])
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "incoming")
        picking = self.env["stock.picking"].search(
            [("product_id", "=", self.filter.id), ("state", "=", "assigned")]
        )
        picking.button_validate()
        self.run_planner()
        self.assertEqual(self.needs().covered_by, "stock")
        self.assertEqual(order.order_line.qty_received, 1)
