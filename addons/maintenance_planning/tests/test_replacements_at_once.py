from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.at_once import PartsAtOnceCase


@tagged("post_install", "-at_install")
class TestReplacementsAtOnce(PartsAtOnceCase):
    """Replacements and minimums that several write at once, in real transactions."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            bom = env["maintenance.bom"].create(
                {
                    "name": "Truck",
                    "line_ids": [Command.create({"product_id": self.part})],
                }
            )
            self.bom = bom.id
            env["maintenance.equipment"].browse(self.asset).bom_id = bom
        self.addCleanup(self.remove_bom)

    def remove_bom(self):
        with self.committing() as env:
            for name in "maintenance.part.question", "maintenance.part.replacement":
                env[name].search([("equipment_id", "=", self.asset)]).unlink()
            env["maintenance.equipment"].browse(self.asset).bom_id = False
            env["maintenance.bom"].browse(self.bom).unlink()

    def test_the_same_replacement_is_recorded_once(self):
        line = {"product_id": self.part, "date": "2025-03-01"}

        def record(env):
            asset = env["maintenance.equipment"].browse(self.asset)
            return asset.record_replacements([line])[0]

        first, second, third = self.at_once(record, record, record)
        self.assertTrue(first["replacement_id"])
        self.assertEqual((second, third), (first, first))

    def age_of_part(self, env):
        """The row of the part in the list of ages."""
        return env["maintenance.part.age"].search([("equipment_id", "=", self.asset)])

    def set_replace_after(self):
        with self.committing() as env:
            env["maintenance.bom"].browse(self.bom).line_ids.replace_after = 36

    def test_who_asks_later_at_the_same_time_asks_once(self):
        self.set_replace_after()

        def ask_later(env):
            return self.age_of_part(env).action_ask_later()

        def ask_on(env):
            return self.age_of_part(env).write({"ask_on": "2031-01-01"})

        self.assertEqual(self.at_once(ask_later, ask_on), [True, True])
        with self.committing() as env:
            questions = env["maintenance.part.question"].search(
                [("equipment_id", "=", self.asset)]
            )
            self.assertEqual(questions.mapped("ask_on"), [date(2031, 1, 1)])

    def test_the_same_answer_of_two_is_recorded_once(self):
        self.set_replace_after()

        def answer(env):
            return self.age_of_part(env).write({"last_replaced_on": "2025-03-01"})

        self.assertEqual(self.at_once(answer, answer), [True, True])
        with self.committing() as env:
            replacements = env["maintenance.part.replacement"]
            domain = [("equipment_id", "=", self.asset)]
            self.assertEqual(replacements.search_count(domain), 1)

    def test_minimums_are_proposed_by_one_at_a_time(self):
        def propose(env):
            return env["maintenance.part.minimum"].propose_minimums()

        first, second = self.at_once(propose, propose)
        self.assertEqual(first, second)
        with self.committing() as planning, self.committing() as other:
            planning["stock.warehouse"].search([])._lock_for_decision()
            with self.assertRaisesRegex(UserError, "being planned at this moment"):
                propose(other)
