from datetime import date

from odoo.tests import HttpCase, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ConsumptionCase):
    """What technicians do on the list of questions about ages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.saw = cls.new_bom("Tour saw", [cls.line(cls.new_product("Tour belt"), 3)])
        cls.saws = cls.new_asset(cls.saw, name="Tour saw 1")
        cls.saws |= cls.new_asset(cls.saw, name="Tour saw 2")

    def test_answer_many_ages_at_once(self):
        self.saw.line_ids.replace_after = 36
        others = self.env["maintenance.part.age"].search([("counts_from", "=", False)])
        others.filtered(
            lambda age: age.equipment_id not in self.saws
        ).ask_on = "2125-01-01"
        self.start_tour(
            "/odoo/part-age-questions",
            "maintenance_part_age_questions",
            login=self.technician.login,
        )
        self.env.invalidate_all()
        replaced = self.env["maintenance.part.replacement"].search(
            [("equipment_id", "in", self.saws.ids)]
        )
        self.assertEqual(replaced.equipment_id, self.saws.with_env(self.env))
        self.assertEqual(set(replaced.mapped("replaced_on")), {date(2025, 1, 15)})
