from odoo.tests import Form, tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestBuyers(DeadStockCase):
    """Who orders a part that nobody needs any more is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.new_user("buyer", "purchase.group_purchase_user")
        cls.sell(cls.battery)
        cls.stock(cls.battery, 3)
        cls.laptops = cls.new_laptops(2)

    def retire(self, day=None):
        self.laptops.with_user(self.planner).action_retire(day)

    def new_order(self, product=None, confirm=False):
        order = self.new_rfq(product or self.battery, 2, confirm=confirm)
        return order.with_user(self.buyer)

    def found(self):
        self.env.flush_all()
        return (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .search(
                [("has_dead_parts", "=", True), ("partner_id", "=", self.vendor.id)]
            )
        )

    def test_a_dead_part_is_flagged_for_a_buyer_without_rights_on_assets(self):
        rfq, order = self.new_order(), self.new_order(confirm=True)
        self.assertFalse(rfq.order_line.dead_stock_status)
        self.assertFalse(rfq.has_dead_parts)
        self.assertFalse(self.found())
        self.retire()
        self.env.invalidate_all()
        for one in (rfq, order):
            self.assertEqual(one.order_line.dead_stock_status, "dead")
            self.assertIn("No living asset", one.order_line.dead_stock_reason)
            self.assertEqual(one.dead_parts, "Battery 2019")
            self.assertFalse(one.dying_parts)
        self.assertEqual(self.found(), rfq | order)
        with Form(rfq) as form:
            self.assertTrue(form.has_dead_parts)

    def test_a_dying_part_is_flagged(self):
        rfq = self.new_order()
        self.retire(self.day(60))
        self.env.invalidate_all()
        self.assertEqual(rfq.order_line.dead_stock_status, "dying")
        self.assertEqual((rfq.dead_parts, rfq.dying_parts), (False, "Battery 2019"))
        self.assertEqual(self.found(), rfq)

    def test_a_part_that_was_ordered_since_the_planner_ran_is_flagged(self):
        """There is neither stock nor a row of it."""
        belt = self.new_product("Belt")
        self.sell(belt)
        conveyor = self.new_asset(self.new_bom("Conveyor", [self.line(belt)]))
        conveyor.action_retire()
        rfq = self.new_order(belt)
        self.assertFalse(self.row(belt))
        self.assertEqual(rfq.order_line.dead_stock_status, "dead")

    def test_what_is_no_part_and_what_has_come_is_not_flagged(self):
        self.retire()
        paper = self.new_product("Paper")
        rfq = self.new_order(paper)
        self.assertFalse(rfq.order_line.dead_stock_status)
        order = self.new_order(confirm=True)
        self.receive_line(order.order_line, 2)
        self.assertFalse(order.has_dead_parts)
        cancelled = self.new_order()
        cancelled.button_cancel()
        self.assertFalse(cancelled.has_dead_parts)
        self.assertNotIn(cancelled, self.found())

    def test_another_warehouse_is_judged_by_itself(self):
        north = self.new_warehouse("North", "NOR")
        self.stock(self.battery, 1, north.lot_stock_id)
        rfq = self.new_order()
        rfq.sudo().picking_type_id = north.in_type_id
        self.retire()
        self.new_laptops(1, location_id=north.lot_stock_id.id)
        self.table._rebuild(self.warehouse | north)
        self.env.invalidate_all()
        self.assertFalse(rfq.order_line.dead_stock_status)

    def test_lines_without_a_flag_are_found_too(self):
        rfq = self.new_order()
        self.retire()
        lines = self.env["purchase.order.line"].with_user(self.buyer)
        mine = [("order_id", "=", rfq.id)]
        self.assertTrue(lines.search([*mine, ("dead_stock_status", "!=", False)]))
        self.assertFalse(lines.search([*mine, ("dead_stock_status", "=", False)]))
        self.assertTrue(lines.search([*mine, ("dead_stock_status", "=", "dead")]))
        self.assertFalse(lines.search([*mine, ("dead_stock_status", "=", "dying")]))

    def test_flags_take_few_queries_however_many_lines(self):
        parts = self.new_products(40)
        self.new_bom("Machine", [self.line(part) for part in parts])
        for part in parts:
            self.stock(part, 1)
        self.table._rebuild(self.warehouse)
        order = self.new_order()
        order.sudo().order_line = [
            (0, 0, {"product_id": part.id, "product_qty": 1}) for part in parts
        ]
        counts = []
        ids = order.order_line.ids
        for some in (ids[:10], ids[:10], ids):
            lines = order.order_line.browse(some)
            self.env.flush_all()
            self.env.invalidate_all()
            lines.mapped("product_qty")
            before = self.cr.sql_log_count
            self.assertIn("dead", lines.mapped("dead_stock_status"))
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
