from ast import literal_eval
from datetime import date

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import AgeCase


@tagged("post_install", "-at_install")
class TestAgeAnswers(AgeCase):
    """The questions about ages, answered on their list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laptops = cls.env["maintenance.equipment"].union(
            *(cls.new_laptop(code=f"L-{rank}") for rank in range(3))
        )
        cls.action = cls.env.ref(
            "maintenance_part_age.maintenance_part_age_action_question"
        )

    def questions(self, user=None):
        rows = self.env["maintenance.part.age"].with_user(user or self.technician)
        return rows.search(
            safe_eval(self.action.domain)
            + [("equipment_id", "in", self.laptops.ids)]
            + ["|", ("ask_on", "=", False), ("ask_on", "<=", "today")]
        )

    def test_one_date_for_many_parts(self):
        questions = self.questions()
        self.assertEqual(len(questions), 6)
        # as the list saves the rows that are ticked
        saved = questions[:4].web_save(
            {"last_replaced_on": "2024-05-01"}, {"last_replaced_on": {}, "due_on": {}}
        )
        self.assertEqual(saved[0]["last_replaced_on"], date(2024, 5, 1))
        self.assertTrue(saved[0]["due_on"])
        self.assertEqual(len(self.questions()), 2)
        replacements = self.env["maintenance.part.replacement"].search(
            [("equipment_id", "in", self.laptops.ids)]
        )
        self.assertEqual(len(replacements), 4)
        self.assertEqual(set(replacements.mapped("source")), {"person"})
        self.assertEqual(replacements.create_uid, self.technician)

    def test_set_date_answers_the_ticked_questions(self):
        questions = self.questions()
        dialogs = self.env["maintenance.part.age.set.date"].with_user(self.technician)
        ticked = dialogs.with_context(active_ids=questions[:4].ids)
        ticked.create({"replaced_on": "2024-05-01"}).action_apply()
        self.assertEqual(len(self.questions()), 2)
        with self.assertRaisesRegex(UserError, "Tick the parts"):
            dialogs.create({"replaced_on": "2024-05-01"}).action_apply()

    def test_the_day_in_service_answers_for_all_first_parts_of_an_asset(self):
        questions = self.questions(self.planner)
        questions[0].in_service_date = "2023-01-01"
        self.assertEqual(questions[0].equipment_id.in_service_date, date(2023, 1, 1))
        self.assertEqual(len(self.questions()), 4)
        with self.assertRaises(AccessError):
            self.questions()[0].in_service_date = "2023-01-01"

    def test_to_be_asked_later(self):
        questions = self.questions()
        self.assertIs(questions[:2].action_ask_later(), True)
        self.assertEqual(len(self.questions()), 4)
        questions[0].ask_on = fields.Date.today()
        questions[1].ask_on = False
        self.assertEqual(self.questions(), questions)
        self.assertEqual(
            self.env["maintenance.part.question"].search_count(
                [("equipment_id", "in", self.laptops.ids)]
            ),
            2,
        )

    def test_wrong_answers(self):
        row = self.questions()[0]
        for vals, error, message in (
            ({"product_id": self.filter.id}, UserError, "Only these fields"),
            ({"last_replaced_on": "2199-01-01"}, ValidationError, "in the future"),
        ):
            with self.assertRaisesRegex(error, message), self.cr.savepoint():
                row.write(vals)
        with self.assertRaises(AccessError):
            row.unlink()

    def test_every_filter_and_group_works(self):
        self.questions()[:2].write({"last_replaced_on": "2024-01-01"})
        for model in ("maintenance.part.age", "maintenance.part.replacement"):
            records = self.env[model].with_user(self.technician)
            arch = etree.fromstring(records.get_view(view_type="search")["arch"])
            for node in arch.iter("filter"):
                records.search_read(
                    safe_eval(node.get("domain") or "[]"), ["display_name"]
                )
                group = literal_eval(node.get("context") or "{}").get("group_by")
                if group:
                    self.assertTrue(
                        records.formatted_read_group([], [group], ["__count"])
                    )
        for name in ("", "_question"):
            action = self.env.ref(
                f"maintenance_part_age.maintenance_part_age_action{name}"
            )
            self.env["maintenance.part.age"].search(safe_eval(action.domain))
