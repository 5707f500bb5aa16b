from odoo.tests import tagged

from .common import BesideCase


@tagged("post_install", "-at_install")
class TestDemand(BesideCase):
    """Sales, repairs and production want the same parts as the jobs."""

    def assert_competes(self, make, cancel):
        """What ``make`` wants the day before the job is not there for the job."""
        self.stock(self.filter, 3)
        job = self.new_job([(self.filter, 2)], days=4)
        self.assertEqual(self.state(job), "ready")
        document = make()
        self.assertEqual(self.state(job), "short")
        self.assertEqual(job.part_ids.availability, "short")
        cancel(document)
        self.assertEqual(self.state(job), "ready")

    def test_a_sale(self):
        self.assert_competes(
            lambda: self.new_sale(self.filter, 2), lambda order: order._action_cancel()
        )

    def test_a_sale_of_a_kit(self):
        self.assert_competes(
            lambda: self.new_sale(self.kit, 1), lambda order: order._action_cancel()
        )

    def test_a_repair(self):
        self.assert_competes(
            lambda: self.new_repair(self.filter, 2),
            lambda repair: repair.action_repair_cancel(),
        )

    def test_a_production_order(self):
        self.assert_competes(
            lambda: self.new_production(self.filter, 2),
            lambda order: order.action_cancel(),
        )

    def test_a_production_order_of_the_part_supplies_it(self):
        order = self.env["mrp.production"].create(
            {
                "product_id": self.filter.id,
                "product_qty": 2,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "date_start": self.in_days(1),
            }
        )
        job = self.new_job([(self.filter, 2)], days=4)
        self.assertEqual(self.state(job), "short", "a draft is no supply")
        order.action_confirm()
        self.assertEqual(self.state(job), "expected")

    def test_an_issue_takes_from_none_of_them(self):
        self.stock(self.filter, 6)
        sale = self.new_sale(self.filter, 2)
        repair = self.new_repair(self.filter, 2)
        repair.action_assign()
        job = self.new_job([(self.filter, 4)])
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 2)
        self.assertEqual(self.on_hand(self.filter), (4, 4))
        self.validate(sale.picking_ids)
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(self.on_hand(self.filter), (0, 0))
        self.assert_not_ours(sale.picking_ids.move_ids | repair.move_ids)

    def test_deliveries_in_two_and_three_steps(self):
        for steps in ("pick_ship", "pick_pack_ship"):
            with self.subTest(steps):
                self.warehouse.delivery_steps = steps
                self.assertTrue(self.issue_type.active)
                self.stock(self.filter, 3)
                job = self.new_job([(self.filter, 2)], days=4)
                sale = self.new_sale(self.filter, 2)
                pick = sale.picking_ids
                self.assertEqual(pick.picking_type_id, self.warehouse.pick_type_id)
                self.assertEqual(self.state(job), "short")
                job.action_issue_parts()
                part = job.part_ids
                self.assertEqual((part.issued_qty, part.pending_qty), (1, 1))
                job.pending_ids.action_drop()
                issue = job.sudo().picking_ids
                self.assertEqual(issue.location_id, self.shelf)
                self.assertFalse(issue.move_ids.move_dest_ids)
                self.assertFalse(issue.move_ids.move_orig_ids)
                for _step in range(3):
                    self.validate(
                        sale.picking_ids.filtered(lambda step: step.state != "done")
                    )
                self.assertEqual(sale.order_line.qty_delivered, 2)
                self.assertEqual(len(sale.picking_ids), 3 if "pack" in steps else 2)
                self.assert_not_ours(sale.picking_ids.move_ids)
                back = self.return_by_wizard(issue, {self.filter: 1})
                self.assertEqual(back.move_ids.location_dest_id, self.shelf)
                self.assertEqual(back.move_ids.state, "done")
                job.archive_equipment_request()
