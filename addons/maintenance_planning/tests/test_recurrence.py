from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_consumption.tests.histories import repeatable

from .common import SeriesCase

ZONES = ["America/Los_Angeles", "Europe/Paris", "Pacific/Auckland", "UTC"]
LONG_AFTER = datetime(2027, 1, 1)


# before all of these series: what comes up to today is missed
@tagged("post_install", "-at_install")
@freeze_time("2019-12-01 09:00:00")
class TestRecurrence(SeriesCase):
    """Odoo creates the next occurrence; it comes on the right day."""

    def days(self, job, length):
        company = job.company_id
        return [str(company._get_local_day(date)) for date in self.chain(job, length)]

    def test_the_last_of_january_does_not_drift(self):
        job = self.new_series("2025-01-31 08:00")
        self.assertEqual(
            self.days(job, 4), ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]
        )

    def test_the_local_day_and_hour_stay(self):
        self.company.partner_id.tz = "Europe/Paris"
        # half past midnight on 31 January in Paris
        job = self.new_series("2025-01-30 23:30")
        dates = [self.company._get_local_moment(day) for day in self.chain(job, 4)]
        self.assertEqual(
            [f"{date:%m-%d %H:%M}" for date in dates],
            ["02-28 00:30", "03-31 00:30", "04-30 00:30", "05-31 00:30"],
        )

    def test_an_hour_that_the_clocks_skip_or_repeat(self):
        self.company.partner_id.tz = "Europe/Paris"
        for start, expected in (
            ("2025-03-29 01:30", ["2025-03-30 01:30", "2025-03-31 00:30"]),
            ("2025-10-25 00:30", ["2025-10-26 01:30", "2025-10-27 01:30"]),
        ):
            job = self.new_series(start, "day")
            dates = [f"{date:%Y-%m-%d %H:%M}" for date in self.chain(job, 2)]
            self.assertEqual(dates, expected)

    def test_the_duration_stays(self):
        job = self.new_series("2025-01-31 08:00")
        job.schedule_end = job.schedule_date + timedelta(hours=5)
        following = self.finish(job)
        self.assertEqual(following.schedule_end, datetime(2025, 2, 28, 13))
        self.assertEqual(following.duration, 5)

    def test_where_a_person_moves_the_job_the_series_goes_on_from_there(self):
        second = self.finish(self.new_series("2025-01-31 08:00"))
        second.schedule_date = datetime(2025, 3, 5, 8)
        self.assertEqual(self.days(second, 2), ["2025-04-05", "2025-05-05"])
        self.assertEqual(second.next_request_ids.series_number, 2)
        third = self.finish(self.finish(self.new_series("2025-01-31 08:00")))
        third.repeat_interval = 2
        self.assertEqual(self.days(third, 2), ["2025-05-31", "2025-07-31"])

    def test_what_does_not_move_the_job_does_not_move_the_series(self):
        second = self.finish(self.new_series("2025-01-31 08:00"))
        second.write(
            {
                "name": "Other",
                "schedule_date": "2025-02-28 08:00:00",
                "repeat_unit": "month",
                "repeat_type": "until",
                "repeat_until": "2025-04-30",
            }
        )
        self.assertEqual(self.days(second, 5), ["2025-03-31", "2025-04-30"])

    def test_the_last_day_is_the_local_one(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        # the evening of 31 January there, and of 28 February
        for until, expected in (
            ("2025-02-28", ["2025-02-28"]),
            ("2025-02-27", []),
            ("2025-03-30", ["2025-02-28"]),
            ("2025-03-31", ["2025-02-28", "2025-03-31"]),
        ):
            job = self.new_series(
                "2025-02-01 04:00", repeat_type="until", repeat_until=until
            )
            with self.subTest(until=until):
                self.assertEqual(
                    [
                        str(self.company._get_local_day(date))
                        for _number, date in job._get_coming_occurrences(LONG_AFTER)[
                            job
                        ]
                    ]
                    if expected
                    else job._get_coming_occurrences(LONG_AFTER),
                    expected or {},
                )
                self.assertEqual(self.days(job, 5), expected)

    def test_occurrences_are_numbered_from_the_first(self):
        first = self.new_series("2025-01-31 08:00")
        self.assertEqual((first.series_id.id, first.series_number), (False, 0))
        second = self.finish(first)
        third = self.finish(second)
        self.assertEqual((second.series_id, second.series_number), (first, 1))
        self.assertEqual((third.series_id, third.series_number), (first, 2))

    def test_finishing_again_makes_no_further_job(self):
        for values in (
            {},
            {"repeat_type": "until", "repeat_until": date(2026, 1, 1)},
        ):
            first = self.new_series("2025-01-31 08:00", **values)
            second = self.finish(first)
            first.reset_equipment_request()
            self.assertFalse(self.finish(first))
            self.assertEqual(first.next_request_ids, second)
        second.unlink()
        first.reset_equipment_request()
        self.assertEqual(self.finish(first).series_number, 1, "the true one is gone")

    def test_a_duplicate_belongs_to_no_series(self):
        second = self.finish(self.new_series("2025-01-31 08:00"))
        copied = second.copy()
        self.assertEqual(copied.schedule_date, second.schedule_date)
        self.assertFalse(copied.recurrence_anchor)
        self.assertEqual((copied.series_id.id, copied.series_number), (False, 0))

    def test_a_job_without_a_date_follows_odoo(self):
        job = self.new_series(False, "day", 10)
        self.assertEqual(job._get_coming_occurrences(LONG_AFTER), {})
        following = self.finish(job)
        self.assertAlmostEqual(
            following.schedule_date, self.in_days(10), delta=timedelta(minutes=1)
        )
        self.assertEqual(following.series_number, 1)

    def test_jobs_that_do_not_come_back_have_no_occurrences(self):
        repair = self.new_series("2025-01-31 08:00")
        repair.maintenance_type = "corrective"
        once = self.new_series("2025-01-31 08:00")
        once.recurring_maintenance = False
        cancelled = self.new_series("2025-01-31 08:00")
        cancelled.archive = True
        endless = self.new_series("2025-01-31 08:00", repeat_type="until")
        finished = self.new_series("2025-01-31 08:00")
        self.finish(finished)
        reopened = self.new_series("2025-01-31 08:00")
        self.finish(reopened)
        reopened.reset_equipment_request()
        jobs = repair | once | cancelled | endless | finished | reopened
        self.assertEqual(jobs._get_coming_occurrences(LONG_AFTER), {})

    def test_the_end_is_inclusive(self):
        job = self.new_series("2025-01-31 08:00")
        until = datetime(2025, 3, 31, 8)
        self.assertEqual(
            job._get_coming_occurrences(until)[job],
            [(1, datetime(2025, 2, 28, 8)), (2, until)],
        )
        self.assertEqual(
            job._get_coming_occurrences(until - timedelta(seconds=1))[job],
            [(1, datetime(2025, 2, 28, 8))],
        )

    def test_a_deleted_first_job_leaves_a_series_that_goes_on(self):
        first = self.new_series("2025-01-31 08:00")
        second = self.finish(first)
        first.sudo().unlink()
        coming = second._get_coming_occurrences(datetime(2025, 4, 1))[second]
        third = self.finish(second)
        self.assertEqual(coming[0], (third.series_number, third.schedule_date))
        self.assertEqual(third.series_id, second)

    @repeatable(examples=20, seed=28)
    @given(
        start=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
        unit=st.sampled_from(["day", "week", "month", "year"]),
        interval=st.integers(1, 13),
        zone=st.sampled_from(ZONES),
        finished=st.integers(0, 3),
        length=st.integers(1, 6),
        last=st.none() | st.integers(-3, 400),
        moved=st.booleans(),
    )
    def test_what_is_foreseen_is_what_finishing_creates(
        self, start, unit, interval, zone, finished, length, last, moved
    ):
        with self.cr.savepoint() as savepoint:
            self.company.partner_id.tz = zone
            start = start.replace(microsecond=0)
            until = {}
            if last is not None:
                end = start.date() + timedelta(last)
                until = {"repeat_type": "until", "repeat_until": end}
            job = self.new_series(str(start), unit, interval, **until)
            for _time in range(finished):
                job = self.finish(job) or job
            if moved and job._is_open():
                job.schedule_date += timedelta(days=3, hours=5)
            long_after = job.schedule_date + timedelta(370 * interval * length)
            coming = job._get_coming_occurrences(long_after).get(job, [])
            created = []
            for _time in range(length):
                job = self.finish(job)
                if not job:
                    break
                created.append((job.series_number, job.schedule_date))
            self.assertEqual(created, coming[:length])
            savepoint.rollback()
