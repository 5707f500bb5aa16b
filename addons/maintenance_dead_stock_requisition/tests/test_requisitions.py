from odoo.tests import Form, tagged

from odoo.addons.maintenance_planning.tests.common import PlanningCase


@tagged("post_install", "-at_install")
class TestRequisitions(PlanningCase):
    """Who requests a part that nobody needs any more is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.parts_live = True
        cls.battery = cls.new_product("Battery 2019", standard_price=12.5)
        cls.sell(cls.battery)
        cls.laptops = cls.new_assets(
            2, cls.new_bom("Laptop 2019", [cls.line(cls.battery, 1)])
        )
        requisition = cls.env["maintenance.requisition"].with_user(cls.planner)
        cls.requisition = requisition.create({"warehouse_id": cls.warehouse.id})
        lines = cls.env["maintenance.requisition.line"].with_user(cls.planner)
        cls.request = lines.create(
            {
                "requisition_id": cls.requisition.id,
                "product_id": cls.battery.id,
                "quantity": 5,
                "date_need": cls.today,
            }
        )

    def retire(self, day=None):
        self.laptops.with_user(self.planner).action_retire(day)
        self.env.invalidate_all()

    def found(self, status):
        return self.request.search([("dead_stock_status", "=", status)])

    def test_a_line_for_a_dead_part_is_flagged(self):
        self.assertFalse(self.request.dead_stock_status)
        self.retire()
        self.assertEqual(self.request.dead_stock_status, "dead")
        self.assertIn("No living asset", self.request.dead_stock_reason)
        self.assertIn(self.request, self.found("dead"))
        self.assertNotIn(self.request, self.found("dying"))
        with Form(self.request) as form:
            self.assertEqual(form.dead_stock_status, "dead")

    def test_a_line_for_a_dying_part_is_flagged(self):
        self.retire(self.day(60))
        self.assertEqual(self.request.dead_stock_status, "dying")
        self.assertIn(self.request, self.found("dying"))

    def test_what_is_not_ordered_yet_is_too_many_first(self):
        rfq = self.new_rfq(self.battery, 3)
        impact = self.laptops.with_user(self.planner).get_retirement_impact()
        self.assertEqual(
            [
                (row["kind"], row["order_id"], row["surplus_qty"])
                for row in impact["orders"]
            ],
            [("requisition", self.requisition.id, 5), ("rfq", rfq.id, 3)],
        )
        self.assertEqual(impact["orders"][0]["line_id"], self.request.id)
        # of 8 on order one laptop still wants 1
        impact = self.laptops[:1].with_user(self.planner).get_retirement_impact()
        self.assertEqual(
            [(row["kind"], row["surplus_qty"]) for row in impact["orders"]],
            [("requisition", 5), ("rfq", 2)],
        )

    def test_the_dialog_lists_requisitions(self):
        wizard = self.env["maintenance.equipment.retire"].with_user(self.planner)
        form = Form(wizard.with_context(active_ids=self.laptops.ids))
        wizard = form.save()
        self.assertEqual(wizard.order_ids.mapped("kind"), ["requisition"])
        self.assertEqual(wizard.order_ids.order_name, self.requisition.name)
