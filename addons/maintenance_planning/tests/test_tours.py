from odoo.tests import HttpCase, tagged

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, PlanningCase):
    """What planners and technicians do on the screens of the planner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belt = cls.new_product("Tour belt")
        cls.sell(cls.belt)
        cls.stock(cls.belt, 1)
        cls.saw = cls.new_bom("Tour saw", [cls.line(cls.belt, 3)])
        cls.saws = cls.new_asset(cls.saw, name="Tour saw 1")
        cls.saws |= cls.new_asset(cls.saw, name="Tour saw 2")

    def play(self, tour, path, user):
        self.start_tour(f"/odoo/{path}", tour, login=user.login)
        self.env.invalidate_all()

    def test_plan_and_read_why(self):
        self.new_job([(self.belt, 3)], self.saws[0], days=12, name="Tour job")
        self.play("maintenance_planning_shortage", "part-shortages", self.planner)

    def test_a_technician_goes_from_readiness_to_the_job(self):
        self.new_job(
            [(self.belt, 3)],
            self.saws[0],
            days=1,
            name="Tour job",
            user_id=self.technician.id,
        )
        self.play("maintenance_planning_readiness", "coming-jobs", self.technician)

    def test_accept_minimums(self):
        self.env["maintenance.part.minimum"].search([]).unlink()
        minimum = self.env["maintenance.part.minimum"].create(
            {
                "product_id": self.belt.id,
                "warehouse_id": self.warehouse.id,
                "proposed_qty": 2,
            }
        )
        self.play("maintenance_planning_minimums", "part-minimums", self.planner)
        self.assertEqual((minimum.quantity, minimum.is_applied), (2, True))
