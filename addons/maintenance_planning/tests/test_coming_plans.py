from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.maintenance_consumption.tests.histories import repeatable

from .common import PressCase

# days to come: what is proposed is what the BOM has on the day of the job
START = datetime(2041, 1, 31, 8)
LONG_AFTER = datetime(2043, 1, 1)


@tagged("post_install", "-at_install")
class TestComingPlans(PressCase):
    """What occurrences that do not exist yet will plan."""

    def setUp(self):
        super().setUp()
        self.asset = self.new_asset(self.press)

    def planned(self, job):
        return {part.product_id.name: part.quantity for part in job.part_ids}

    def foreseen(self, job, length):
        """The coming plans, as comparable rows."""
        plans = job._get_coming_plans(LONG_AFTER)[job][:length]
        return [(number, date, sorted(map(_row, rows))) for number, date, rows in plans]

    def created(self, job, length):
        """The same, of the jobs that finishing one after the other creates."""
        found = []
        for _time in range(length):
            job = self.finish(job)
            keys = job.part_ids._get_need_keys()
            rows = [
                _row(dict(part._prepare_coming_row(), key=keys[part]))
                for part in job.part_ids
            ]
            found.append((job.series_number, job.schedule_date, sorted(rows)))
        return found

    def new_press_series(self, *extra, **values):
        job = self.new_series(str(START), asset=self.asset, **values)
        job.action_propose_parts()
        job.part_ids = [Command.create({"product_id": product.id}) for product in extra]
        return job

    def test_parts_come_at_their_turn(self):
        job = self.new_press_series(self.tape)
        plans = [self.planned(job)]
        for _time in range(3):
            job = self.finish(job)
            plans.append(self.planned(job))
        self.assertEqual(
            plans,
            [
                {"Oil": 2.5, "Seal": 1, "Tape": 1},
                {"Oil": 2.5, "Seal": 1, "Tape": 1, "Belt": 2},
                {"Oil": 2.5, "Seal": 1, "Tape": 1},
                {"Oil": 2.5, "New seal": 3, "Tape": 1, "Belt": 2},
            ],
        )

    def test_what_is_foreseen_is_what_finishing_plans(self):
        job = self.new_press_series(self.tape, self.belt, self.tape)
        foreseen = self.foreseen(job, 6)
        self.assertEqual(self.created(job, 6), foreseen)

    def test_what_a_person_left_out_or_changed_stays_so(self):
        job = self.new_press_series()
        job.part_ids.filtered(lambda part: part.product_id == self.seal).unlink()
        job.part_ids.quantity = 7
        foreseen = self.foreseen(job, 2)
        self.assertEqual(self.created(job, 2), foreseen)
        self.assertEqual(self.planned(job.next_request_ids), {"Oil": 7, "Belt": 2})

    def test_a_bom_of_rare_parts_only(self):
        bom = self.new_bom("Gate", [self.line(self.belt, every_nth=2)])
        self.asset = self.new_asset(bom)
        job = self.new_press_series()
        self.assertFalse(job.part_ids)
        foreseen = self.foreseen(job, 4)
        self.assertEqual([len(rows) for *_when, rows in foreseen], [1, 0, 1, 0])
        self.assertEqual(self.created(job, 4), foreseen)

    def test_a_job_that_plans_nothing_from_the_bom_goes_on_so(self):
        inspection = self.new_series(str(START), asset=self.asset)
        by_hand = self.new_series(
            str(START), parts=[(self.tape, 1)], asset=self.new_asset(self.press)
        )
        for job, plan in ((inspection, {}), (by_hand, {"Tape": 1})):
            foreseen = self.foreseen(job, 2)
            self.assertEqual(self.created(job, 2), foreseen)
            self.assertEqual(self.planned(job.next_request_ids), plan)

    def test_what_an_own_line_replaces_is_replaced_in_the_plan(self):
        job = self.new_press_series()
        oil_line = self.press.line_ids[0]
        self.new_own_line(self.asset, "replace", oil_line, self.tape, quantity=4)
        foreseen = self.foreseen(job, 1)
        self.assertEqual(self.created(job, 1), foreseen)
        self.assertEqual(
            self.planned(job.next_request_ids), {"Tape": 4, "Seal": 1, "Belt": 2}
        )

    def test_finishing_again_plans_nothing_more(self):
        job = self.new_press_series()
        following = self.finish(job)
        foreseen = self.foreseen(following, 3)
        job.reset_equipment_request()
        self.assertFalse(self.finish(job))
        self.assertEqual(self.foreseen(following, 3), foreseen)
        keys = (job | job.next_request_ids).part_ids._get_need_keys().values()
        self.assertEqual(len(set(keys)), len(keys))

    def test_two_series_of_an_asset_count_each_other(self):
        monthly = self.new_press_series()
        weekly = self.new_series(
            str(START + timedelta(hours=1)), "week", asset=self.asset
        )
        weekly.action_propose_parts()
        foreseen = {
            job: self.foreseen(job, length)
            for job, length in ((monthly, 2), (weekly, 7))
        }
        turns = sorted(
            [(monthly.schedule_date, monthly), (weekly.schedule_date, weekly)]
            + [
                (when[1], job) for job, plans in foreseen.items() for when in plans[:-1]
            ],
            key=lambda turn: turn[0],
        )
        heads = {monthly: monthly, weekly: weekly}
        created = {monthly: [], weekly: []}
        for _date, job in turns:
            created[job] += self.created(heads[job], 1)
            heads[job] = heads[job].next_request_ids
        self.assertEqual(created, foreseen)
        self.assertEqual(self.foreseen(heads[weekly], 0), [])
        together = (heads[monthly] | heads[weekly])._get_coming_plans(LONG_AFTER)
        alone = heads[monthly]._get_coming_plans(LONG_AFTER)
        self.assertEqual(alone[heads[monthly]], together[heads[monthly]])

    def test_keys_tell_parts_planned_by_hand_apart(self):
        job = self.new_press_series(self.tape, self.tape, self.belt)
        path = job.part_ids[0].path
        tape, belt = self.tape.id, self.belt.id
        self.assertEqual(
            [key.split("/", 2)[2] for key in job.part_ids._get_need_keys().values()],
            [
                f"0/{path}",
                f"0/{job.part_ids[1].path}",
                f"0/p{tape}-1",
                f"0/p{tape}-2",
                f"0/p{belt}-1",
            ],
        )
        [last] = job.part_ids[-1]._get_need_keys().values()
        self.assertEqual(last, f"job/{job.id}/0/p{belt}-1")

    def test_an_employee_who_sees_no_bom_hands_the_plan_on(self):
        job = self.new_press_series()
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        job.sudo().owner_user_id = employee
        job.with_user(employee).stage_id = self.done_stage
        self.assertEqual(
            self.planned(job.next_request_ids.with_user(self.technician)),
            {"Oil": 2.5, "Seal": 1, "Belt": 2},
        )

    @repeatable(examples=15, seed=28)
    @given(
        lines=st.lists(
            st.tuples(
                st.integers(1, 3),
                st.none() | st.integers(0, 200),
                st.none() | st.integers(0, 200),
                st.sampled_from(["preventive", "corrective", "both"]),
            ),
            min_size=1,
            max_size=5,
        ),
        unit=st.sampled_from(["week", "month"]),
        by_hand=st.integers(0, 2),
        earlier=st.integers(0, 2),
        proposed=st.booleans(),
    )
    def test_any_plan_is_foreseen(self, lines, unit, by_hand, earlier, proposed):
        def day(number):
            return number is not None and START.date() + timedelta(number)

        with self.cr.savepoint() as savepoint:
            bom = self.new_bom(
                "Any",
                [
                    self.line(
                        self.belt,
                        rank + 0.5,
                        every_nth=every_nth,
                        date_from=day(start),
                        date_to=day(end if None in (start, end) else max(start, end)),
                        maintenance_type=maintenance_type,
                    )
                    for rank, (every_nth, start, end, maintenance_type) in enumerate(
                        lines
                    )
                ],
            )
            self.asset = self.new_asset(bom)
            for _time in range(earlier):
                self.finish(
                    self.new_job(
                        maintenance_type="preventive",
                        schedule_date="2040-01-01",
                        asset=self.asset,
                    )
                )
            job = self.new_series(
                str(START),
                unit,
                parts=[(self.tape, 1)] * by_hand,
                asset=self.asset,
            )
            if proposed:
                job.action_propose_parts()
            foreseen = self.foreseen(job, 5)
            self.assertEqual(self.created(job, 5), foreseen)
            savepoint.rollback()


def _row(row):
    return sorted((name, value or False) for name, value in row.items())
