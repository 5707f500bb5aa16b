from odoo.tests import tagged

from .common import PlanningCase

PLANNER = "maintenance_bom.group_planner"


@tagged("post_install", "-at_install")
class TestExceptionRemedies(PlanningCase):
    """A remedy is one that whoever reads it has the rights for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gauge = cls.new_product("Gauge")
        cls.new_job([(cls.gauge, 1)], days=12)

    def exception(self, *kinds, user=None):
        table = self.env["maintenance.planning.exception"]
        return table.with_user(user or self.planner).search([("kind", "in", kinds)])

    def test_a_planner_asks_purchasing_for_a_vendor(self):
        self.run_planner()
        row = self.exception("no_vendor")
        self.assertFalse(row.can_mend)
        self.assertEqual(row.remedy, "Ask purchasing to add a vendor to the part.")
        action = row.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (self.gauge._name, self.gauge.id)
        )
        self.gauge.with_user(self.planner).check_access("read")

    def test_every_kind_is_told_and_has_a_remedy(self):
        table = self.env["maintenance.planning.exception"]
        kinds = dict(table._fields["kind"]._description_selection(self.env))
        table._replace_exceptions(
            self.warehouse,
            {kind: {"kind": kind, "product_id": self.gauge.id} for kind in kinds},
        )
        rows = self.exception(*kinds)
        self.assertEqual(len(rows), len(kinds))
        for row in rows:
            self.assertNotIn("%(", row.problem + row.remedy)
            self.assertEqual(row.display_name, kinds[row.kind])
            self.assertEqual(row.can_mend, not row.remedy.startswith("Ask"))

    def test_who_may_say_who_sells_a_part_is_told_where(self):
        self.run_planner()
        for groups, can_mend in (
            ("purchase.group_purchase_manager", True),
            ("purchase.group_purchase_user,product.group_product_manager", True),
            # he may write it and sees no tab; he sees the tab and may not write it
            ("product.group_product_manager", False),
            ("purchase.group_purchase_user", False),
        ):
            with self.subTest(groups):
                user = self.new_user(groups, f"{PLANNER},{groups}")
                row = self.exception("no_vendor", user=user)
                self.assertEqual(row.can_mend, can_mend)
                said = "on the Purchase tab" if can_mend else "Ask purchasing"
                self.assertIn(said, row.remedy)

    def test_lead_times_and_units_are_asked_for_too(self):
        self.sell(self.gauge, days=0)
        self.run_planner()
        row = self.exception("no_lead_time")
        self.assertIn("Ask purchasing to enter the vendor's lead time", row.remedy)
        table = self.env["maintenance.planning.exception"]
        table._replace_exceptions(
            self.warehouse, {"unit/1": {"kind": "unit", "product_id": self.gauge.id}}
        )
        self.assertIn("Ask who maintains the products", self.exception("unit").remedy)
        keeper = self.new_user("keeper", f"{PLANNER},product.group_product_manager")
        row = self.exception("unit", user=keeper)
        self.assertEqual(row.remedy, "Correct the unit, or the parts that it replaces.")

    def test_every_remedy_that_not_all_may_apply_says_whom_to_ask(self):
        table, kinds = self.env["maintenance.planning.exception"], {}
        for kind, _label in table._fields["kind"].selection:
            kinds[kind] = {"kind": kind, "product_id": self.gauge.id}
        table._replace_exceptions(self.warehouse, kinds)
        rows = table.with_user(self.planner).search(
            [("product_id", "=", self.gauge.id)]
        )
        self.assertEqual(len(rows), len(kinds))
        for row in rows:
            self.assertEqual(row.remedy.startswith("Ask "), not row.can_mend, row.kind)

    def test_planners_correct_what_they_maintain_themselves(self):
        self.new_job(days=12, maintenance_type="preventive")
        self.run_planner()
        row = self.exception("no_plan")
        self.assertTrue(row.can_mend)
        self.assertEqual(row.remedy, "Propose the parts on the job.")
