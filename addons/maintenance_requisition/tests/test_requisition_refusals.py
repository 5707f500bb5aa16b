from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionRefusals(BuyingCase):
    """A no holds for what it was said about, and takes nothing from others."""

    def plan_all(self):
        self.run_planner(warehouse_ids=None)

    def new_north(self, quantity):
        north = self.new_warehouse("North", "NOR")
        self.stock(self.filter, quantity, location=north.lot_stock_id)
        return north

    def test_who_refuses_a_transfer_leaves_the_stock_to_others(self):
        north = self.new_north(5)
        south = self.new_warehouse("South", "SOU")
        self.new_job([(self.filter, 5)], days=12)
        self.plan_all()
        self.assertEqual(self.lines().action, "transfer")
        self.lines().action_cancel(reason="There is one in the workshop")
        self.new_job([(self.filter, 5)], days=14, warehouse_id=south.id)
        for _night in range(2):
            self.plan_all()
            self.assertFalse(self.lines(), "nor is it bought instead")
            line = self.lines(warehouse_id=south.id)
            self.assertEqual(
                (line.action, line.source_warehouse_id, line.quantity),
                ("transfer", north, 5),
            )

    def test_a_rejected_transfer_leaves_what_is_bought_for_the_same_need(self):
        self.new_north(3)
        job = self.new_job([(self.filter, 5)], days=12)
        self.plan_all()
        bought, moved = self.lines().sorted("action")
        self.assertEqual((moved.quantity, bought.quantity), (3, 2))
        moved.action_cancel()
        for _night in range(2):
            self.plan_all()
            self.assertEqual(sum(self.lines().mapped("quantity")), 2)
            self.assertEqual(moved.state, "cancel")
        job.part_ids.quantity = 6
        self.plan_all()
        self.assertEqual(sum(self.lines().mapped("quantity")), 6, "it is more now")

    def test_a_rejection_that_has_lapsed_does_not_count_again(self):
        job = self.new_job([(self.filter, 4)], days=12)
        for quantity in (4, 5):
            job.part_ids.quantity = quantity
            self.run_planner()
            self.lines().action_cancel()
            self.run_planner()
            self.assertFalse(self.lines())
        job.part_ids.quantity = 6
        self.run_planner()
        self.assertEqual(self.told(self.lines()), [("ordered", 6, 12)])

    def test_who_is_refused_gets_nothing_that_is_on_order_for_others(self):
        self.new_job([(self.filter, 3)], days=10)
        self.run_planner()
        self.lines().action_cancel(reason="There is one in the workshop")
        self.new_job([(self.filter, 4)], days=13, asset=self.other_asset)
        self.run_planner()
        self.assertEqual(self.asked(), [(4, 13)])
        self.confirm(self.bought())
        for _night in range(2):
            self.run_planner()
            self.assertEqual(self.asked(), [(4, 13)], "not bought by way of another")
        self.receive_line(self.bought(), 4)
        self.run_planner()
        refused, other = self.needs().sorted("date_need")
        self.assertEqual((refused.covered_by, other.covered_by), ("nothing", "stock"))
        self.stock(self.filter, 7)
        self.run_planner()
        self.assertEqual(set(self.needs().mapped("covered_by")), {"stock"})

    def refuse_one_of_two(self, days):
        """Two jobs that lack 4 each; a person rejects what is for the first."""
        refused, other = (
            self.new_job([(self.filter, 4)], days=day, asset=asset)
            for day, asset in zip(days, (self.asset, self.other_asset), strict=True)
        )
        other.archive = True
        self.run_planner()
        self.lines().action_cancel(reason="There is one in the workshop")
        other.archive = False
        return refused, other

    def test_the_light_says_what_the_planner_says(self):
        jobs = self.refuse_one_of_two((10, 13))
        self.stock(self.filter, 4)
        self.run_planner()
        covered = self.needs().sorted("date_need").mapped("covered_by")
        self.assertEqual(covered, ["nothing", "stock"])
        states = [job.with_user(self.technician).parts_state for job in jobs]
        self.assertEqual(states, ["short", "ready"])
        jobs[0].part_ids.quantity = 5
        self.env.invalidate_all()
        states = [job.with_user(self.technician).parts_state for job in jobs]
        self.assertEqual(states, ["short", "short"], "he wants more now: it is open")

    def test_the_light_knows_a_rejection_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        box = self.new_product("Box of Filters", uom=dozen)
        self.sell(box)
        self.filter.superseded_by_id = box
        refused, other = self.refuse_one_of_two((10, 13))
        self.stock(self.filter, 4)
        self.run_planner()
        covered = self.needs().sorted("date_need").mapped("covered_by")
        self.assertEqual(covered, ["nothing", "stock"])
        self.assertEqual((refused.parts_state, other.parts_state), ("short", "ready"))

    def test_who_is_refused_is_the_last_to_reserve(self):
        refused, other = self.refuse_one_of_two((3, 5))
        self.stock(self.filter, 5)
        with self.enter_registry_test_mode():
            self.env.ref(
                "maintenance_consumption.ir_cron_reserve_parts"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(other.part_ids.reserved_qty, 4)
        self.assertEqual(refused.part_ids.reserved_qty, 1)

    def test_a_need_that_nothing_covers_names_the_line_that_was_refused(self):
        self.new_north(3)
        self.new_job([(self.filter, 5)], days=12)
        self.plan_all()
        _bought, moved = self.lines().sorted("action")
        moved.action_cancel()
        self.plan_all()
        need = self.needs()
        self.assertEqual((need.covered_by, need.short_qty), ("nothing", 3))
        self.assertEqual(need.shortage_id.requisition_line_id, moved)

    def test_a_quantity_that_does_not_divide_is_rejected_whole(self):
        pound = self.env.ref("uom.product_uom_lb")
        kilogram = self.env.ref("uom.product_uom_kgm")
        grease = self.new_product("Grease", uom=pound)
        self.sell(grease)
        self.new_job(
            [{"product_id": grease.id, "quantity": 0.5, "uom_id": kilogram.id}], days=12
        )
        self.run_planner()
        self.lines(grease).action_cancel()
        self.run_planner()
        self.assertFalse(self.lines(grease))

    def test_a_gallon_of_litres_is_written_once(self):
        litre = self.env.ref("uom.product_uom_litre")
        gallon = self.env.ref("uom.product_uom_gal")
        oil = self.new_product("Oil", uom=litre)
        self.sell(oil, product_uom_id=gallon.id, price=10)
        self.new_job(
            [{"product_id": oil.id, "quantity": 2, "uom_id": gallon.id}], days=12
        )
        self.run_planner()
        self.assertEqual(self.bought(oil).product_qty, 2)
        with self.assertNothingWritten():
            self.run_planner()
        self.confirm(self.bought(oil))
        self.run_planner()
        self.assertEqual(self.lines(oil).surplus_qty, 0)
        self.assertEqual(self.bought(oil).mapped("product_qty"), [2])
        self.receive_line(
            self.bought(oil), self.bought(oil).sudo().move_ids.product_uom_qty
        )
        self.run_planner()
        self.assertFalse(self.shortages(oil))
        self.assertEqual(self.needs(product_id=oil.id).covered_by, "stock")
