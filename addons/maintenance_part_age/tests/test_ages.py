from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.histories import repeatable
from odoo.addons.maintenance_part_age.tools import judge_age

from .common import TODAY, AgeCase


@tagged("post_install", "-at_install")
class TestAges(AgeCase):
    """How old parts are, and when they are due."""

    def test_the_age_counts_from_the_day_in_service(self):
        laptop = self.new_laptop("2022-03-20")
        self.assertEqual(
            self.ages(laptop),
            {"Battery": ("near", "2025-03-20"), "SSD": ("far", "2026-03-20")},
        )
        self.assertEqual(self.ages(laptop, date(2025, 3, 20))["Battery"][0], "due")
        self.assertEqual(self.ages(laptop, date(2025, 2, 17))["Battery"][0], "far")

    def test_a_replacement_restarts_the_clock_of_its_position(self):
        laptop = self.new_laptop("2018-01-01")
        self.replace(laptop, self.battery, "2021-06-01")
        self.replace(laptop, self.battery, "2024-06-01")
        self.assertEqual(
            self.ages(laptop),
            {"Battery": ("far", "2027-06-01"), "SSD": ("due", "2022-01-01")},
        )

    def test_an_unknown_age_is_a_question(self):
        laptop = self.new_laptop()
        self.assertTrue(laptop.effective_date, "a day that says nothing about age")
        self.assertEqual(
            self.ages(laptop), {"Battery": ("unknown", ""), "SSD": ("unknown", "")}
        )
        self.replace(laptop, self.ssd, "2024-01-01")
        self.assertEqual(self.ages(laptop)["SSD"], ("far", "2028-01-01"))

    def test_assets_that_are_gone_by_then_need_nothing(self):
        for values in (
            {"retirement_date": "2025-03-20"},
            {"scrap_date": "2025-03-19"},
            {"lifecycle_state": "retired"},
            {"active": False},
        ):
            laptop = self.new_laptop("2022-03-20")
            laptop.write(values)
            with self.subTest(values=values):
                self.assertEqual(self.ages(laptop), {})
        later = self.new_laptop("2022-03-20")
        later.write({"retirement_date": "2025-03-21"})
        self.assertEqual(list(self.ages(later)), ["Battery"])

    def test_an_asset_that_is_not_here_yet_is_not_asked_about(self):
        planned = self.new_laptop()
        planned.action_plan()
        self.assertEqual(self.ages(planned), {})

    def test_lines_count_while_they_are_valid(self):
        lines = self.laptop.line_ids
        lines[0].date_to = "2025-03-10"
        lines[1].date_from = "2025-03-02"
        laptop = self.new_laptop("2022-03-20")
        self.assertEqual(self.ages(laptop), {}, "the battery is due after its line")
        self.assertEqual(list(self.ages(laptop, date(2025, 3, 2))), ["SSD"])
        old = self.new_laptop("2022-03-10")
        self.assertEqual(list(self.ages(old)), ["Battery"])
        self.assertEqual(list(self.ages(old, date(2025, 3, 11))), ["SSD"])

    def test_own_lines_have_ages_of_their_own(self):
        laptop = self.new_laptop("2022-03-20")
        line = self.laptop.line_ids[0]
        self.new_own_line(laptop, "exclude", self.laptop.line_ids[1])
        self.new_own_line(laptop, "replace", line, self.filter, replace_after=24)
        self.assertEqual(self.ages(laptop), {"Filter": ("due", "2024-03-20")})

    def test_what_replaces_a_part_here_does_the_same_when_it_is_due(self):
        self.laptop.line_ids[0].age_action = "spare"
        laptop = self.new_laptop("2022-03-20")
        action = laptop.part_ids[0].action_replace_here()
        self.assertEqual(action["context"]["default_age_action"], "spare")

    def test_a_row_says_all_that_a_planner_needs(self):
        laptop = self.new_laptop("2022-03-20")
        path = self.path_of(self.battery, laptop)
        [battery, ssd] = laptop._get_part_ages(TODAY)
        self.assertEqual(
            battery,
            {
                "equipment_id": laptop.id,
                "product_id": self.battery.id,
                "product_qty": 1.0,
                "path": path,
                "position": False,
                "bom_line_id": self.laptop.line_ids[0].id,
                "criticality": "essential",
                "company_id": self.company.id,
                "state": "near",
                "due_on": date(2025, 3, 20),
                "last_replaced_on": False,
                "basis": "in_service",
                "age_action": "job",
                "notice_days": 30,
                "key": f"age/{laptop.id}/{path}2025-03-20",
                "ask_on": False,
            },
        )
        self.assertEqual(ssd["position"], "M.2")
        self.replace(laptop, self.battery, "2022-03-21")
        [again] = [
            age
            for age in laptop._get_part_ages(TODAY)
            if age["product_id"] == self.battery.id
        ]
        self.assertEqual(again["basis"], "replacement")
        self.assertNotEqual(again["key"], battery["key"], "another cycle")

    def test_ages_of_another_company_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Other"})
        theirs = self.new_laptop("2022-03-20")
        theirs.sudo().company_id = company
        shared = self.new_laptop("2022-03-20")
        shared.sudo().company_id = False
        self.assertEqual(self.rows(theirs | shared).equipment_id, shared)
        self.env["maintenance.part.replacement"].sudo().create(
            {"equipment_id": theirs.id, "product_id": self.battery.id}
        )
        replacements = self.env["maintenance.part.replacement"]
        self.assertFalse(replacements.with_user(self.planner).search([]))

    def test_from_an_asset_to_the_ages_of_its_parts(self):
        laptop = self.new_laptop("2022-03-20").with_user(self.technician)
        self.assertEqual(laptop.age_count, 2)
        action = laptop.action_view_part_ages()
        rows = self.env["maintenance.part.age"].search(action["domain"])
        self.assertEqual(rows.product_id, self.battery | self.ssd)
        self.assertFalse(self.new_asset(self.bom).with_user(self.technician).age_count)

    @repeatable(examples=40, seed=36)
    @given(
        start=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        age=st.integers(1, 60) | st.integers(1, 2**31 - 1),
        unit=st.sampled_from(["day", "week", "month", "year"]),
        notice=st.integers(0, 60) | st.integers(0, 2**31 - 1),
        offset=st.integers(-70, 70),
    )
    def test_the_list_says_what_the_planner_says(
        self, start, age, unit, notice, offset
    ):
        with self.cr.savepoint() as savepoint:
            self.laptop.line_ids[1:].unlink()
            self.laptop.line_ids.write(
                {"replace_after": age, "replace_unit": unit, "notice_days": notice}
            )
            laptop = self.new_laptop(start or False)
            laptop.lifecycle_state = "in_service"
            expected = judge_age(None, start, age, unit, notice, TODAY)
            near_end = start and start.year + age > 9990
            [row] = self.rows(laptop)
            if not (near_end and unit == "year") and age < 60 * 366:
                self.assertEqual(row.due_on or None, expected.due_on)
            today = (expected.due_on or TODAY) + timedelta(offset)
            state = judge_age(None, start, age, unit, notice, today).state
            [found] = laptop._get_part_ages(today)
            self.assertEqual(found["state"], state)
            domains = {
                "due": [("due_on", "<=", today)],
                "near": [("notice_on", "<=", today), ("due_on", ">", today)],
                "unknown": [("counts_from", "=", False)],
            }
            for name, domain in domains.items():
                listed = row.search(domain) & row
                if notice <= 36500:
                    self.assertEqual(bool(listed), state == name)
            savepoint.rollback()
