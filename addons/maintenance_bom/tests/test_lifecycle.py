from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import SQL

from .common import BomCase


class TestLifecycle(BomCase):
    """From planned to retired, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.seal = cls.new_product("Seal")
        cls.asset = cls.new_asset(cls.new_bom("Pump", [cls.line(cls.seal)]))

    def state_in_view(self):
        [state] = set(self.asset.part_ids.mapped("lifecycle_state"))
        return state

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("maintenance_bom.ir_cron_lifecycle").method_direct_trigger()

    def test_one_asset_with_impossible_dates_keeps_no_other_in_service(self):
        bad = self.new_asset(name="Bad")
        (self.asset | bad).retirement_date = self.tomorrow
        self.env.flush_all()
        # past the ORM, which refuses it
        self.env.cr.execute(
            SQL(
                "UPDATE maintenance_equipment SET retirement_date = %s "
                "WHERE id = ANY(%s)",
                self.yesterday,
                (self.asset | bad).ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE maintenance_equipment SET in_service_date = %s WHERE id = %s",
                self.today,
                bad.id,
            )
        )
        self.env.invalidate_all()
        with self.assertLogs(
            "odoo.addons.maintenance_bom.models.isolation", "WARNING"
        ) as logs:
            self.run_cron()
        self.assertIn("Bad", logs.output[0])
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(bad.lifecycle_state, "in_service")

    def test_a_new_asset_is_in_service(self):
        self.assertEqual(self.asset.lifecycle_state, "in_service")
        self.assertEqual(self.state_in_view(), "in_service")

    def test_actions_change_the_state_here_and_in_the_view(self):
        for action, state in (
            ("action_plan", "planned"),
            ("action_put_in_service", "in_service"),
            ("action_take_out_of_service", "out_of_service"),
            ("action_put_in_service", "in_service"),
            ("action_retire", "retired"),
            ("action_put_in_service", "in_service"),
        ):
            with self.subTest(action=action, state=state):
                self.assertTrue(getattr(self.asset, action)())
                self.assertEqual(self.asset.lifecycle_state, state)
                self.assertEqual(self.state_in_view(), state)

    def test_changes_are_tracked(self):
        asset = self.asset.with_context(tracking_disable=False)
        self.flush_tracking()
        asset.action_take_out_of_service()
        self.flush_tracking()
        value = asset.sudo().message_ids[0].tracking_value_ids
        self.assertEqual(value.field_id.name, "lifecycle_state")
        self.assertEqual(value.new_value_char, "Out of Service")

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_going_into_service_dates_it(self):
        self.asset.action_plan()
        self.asset.in_service_date = self.tomorrow
        self.asset.action_put_in_service()
        self.assertEqual(self.asset.in_service_date, self.today)
        self.asset.in_service_date = "2020-01-01"
        self.asset.action_take_out_of_service()
        self.asset.action_put_in_service()
        self.assertEqual(self.asset.in_service_date, date(2020, 1, 1))

    def test_an_asset_that_comes_later_is_planned(self):
        asset = self.new_asset(in_service_date=self.tomorrow)
        self.assertEqual(asset.lifecycle_state, "planned")
        self.assertEqual(
            self.new_asset(in_service_date=self.today).lifecycle_state, "in_service"
        )

    def test_a_retired_asset_does_not_retire_on_a_day_to_come(self):
        self.asset.action_retire()
        with self.assertRaisesRegex(ValidationError, "has retired already"):
            self.asset.retirement_date = self.tomorrow

    def test_planning_a_retired_asset_forgets_its_retirement(self):
        self.asset.action_retire()
        self.asset.action_plan()
        self.assertFalse(self.asset.retirement_date)
        self.assertEqual(self.state_in_view(), "planned")

    def test_an_asset_that_comes_back_is_not_given_an_age(self):
        self.asset.action_take_out_of_service()
        self.asset.action_put_in_service()
        self.assertFalse(self.asset.in_service_date)

    def test_retiring_today_when_no_date_is_given(self):
        self.asset.action_retire()
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(self.asset.retirement_date, self.today)
        self.assertTrue(self.asset.active, "nothing is archived")
        self.assertEqual(len(self.asset.get_spare_parts()), 1, "its parts stay known")

    def test_retiring_in_the_past_as_text(self):
        self.asset.action_retire("2025-03-31")
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(self.asset.retirement_date, date(2025, 3, 31))

    def test_retiring_in_the_future_waits_for_the_day(self):
        self.asset.action_retire(retirement_date=self.tomorrow)
        self.assertEqual(self.asset.lifecycle_state, "in_service")
        self.assertEqual(self.state_in_view(), "in_service")
        self.run_cron()
        self.assertEqual(self.asset.lifecycle_state, "in_service")
        self.asset.sudo().retirement_date = self.today
        self.assertEqual(self.state_in_view(), "retired", "even before the job runs")
        self.run_cron()
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(self.asset.retirement_date, self.today)

    def test_a_future_retirement_can_be_moved(self):
        self.asset.action_retire(self.tomorrow)
        self.asset.action_retire(self.today + timedelta(days=30))
        self.asset.action_retire()
        self.assertEqual(self.asset.lifecycle_state, "retired")

    def test_retiring_twice_is_refused(self):
        self.asset.action_retire("2025-03-31")
        with self.assertRaisesRegex(UserError, "retired on 2025-03-31"):
            self.asset.action_retire()
        with self.assertRaisesRegex(UserError, "is retired"):
            self.asset.action_take_out_of_service()

    def test_retiring_before_going_into_service_is_refused(self):
        self.asset.in_service_date = "2025-03-31"
        with self.assertRaisesRegex(ValidationError, "2025-03-31"):
            self.asset.action_retire("2025-03-30")
        self.asset.action_retire("2025-03-31")

    def test_a_date_that_is_none_is_refused(self):
        with self.assertRaisesRegex(UserError, "soon"):
            self.asset.action_retire("soon")

    def test_one_that_cannot_retire_keeps_all_from_retiring(self):
        other = self.new_asset()
        other.action_retire()
        with self.assertRaises(UserError):
            (self.asset | other).action_retire()
        self.assertEqual(self.asset.lifecycle_state, "in_service")

    def test_reinstating_clears_the_retirement(self):
        self.asset.action_retire("2025-03-31")
        self.asset.action_put_in_service()
        self.assertFalse(self.asset.retirement_date)
        self.assertEqual(self.state_in_view(), "in_service")

    def test_archived_scrapped_and_past_retirement_are_retired_in_the_view(self):
        living = self.env["maintenance.equipment"]._get_living_domain()
        for values in (
            {"active": False},
            {"scrap_date": self.today},
            {"scrap_date": self.yesterday},
            {"retirement_date": self.today},
        ):
            with self.subTest(**values):
                asset = self.new_asset(self.asset.bom_id, **values)
                self.assertEqual(asset.lifecycle_state, "in_service")
                self.assertEqual(asset.part_ids.lifecycle_state, "retired")
                self.assertNotIn(asset, asset.search(living))
        asset = self.new_asset(self.asset.bom_id, scrap_date=self.tomorrow)
        self.assertEqual(asset.part_ids.lifecycle_state, "in_service")
        self.assertIn(asset, asset.search(living))

    def test_the_nightly_job_puts_planned_assets_into_service(self):
        arrived, expected = self.new_assets(2)
        (arrived | expected).action_plan()
        arrived.in_service_date = self.today
        expected.in_service_date = self.tomorrow
        self.run_cron()
        self.assertEqual(arrived.lifecycle_state, "in_service")
        self.assertEqual(expected.lifecycle_state, "planned")

    def test_the_nightly_job_changes_nothing_the_second_time(self):
        self.asset.sudo().retirement_date = self.today
        self.run_cron()
        before = self.asset.write_date
        self.run_cron()
        self.assertEqual(self.asset.write_date, before)

    def test_the_hook_of_other_addons_gets_a_batch_and_the_day(self):
        calls = []
        model = self.env.registry["maintenance.equipment"]
        self.patch(model, "_action_retire", lambda self, day: calls.append((self, day)))
        assets = self.asset | self.new_asset()
        assets.action_retire("2025-03-31")
        self.assertEqual(calls, [(assets, date(2025, 3, 31))])

    def test_the_category_tells_how_many_boms_are_known(self):
        category = self.env["maintenance.equipment.category"].create({"name": "Pumps"})
        assets = self.new_assets(4, category_id=category.id)
        assets[0].bom_id = self.asset.bom_id
        assets[3].action_retire()
        self.assertEqual(category.living_count, 3)
        self.assertEqual(category.with_bom_count, 1)
        self.assertAlmostEqual(category.bom_coverage, 100 / 3)
        self.assertEqual(self.asset.bom_id.equipment_count, 2)


class TestRetirementOfJobs(BomCase):
    """What happens to open and recurring requests of a retired asset."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.asset = cls.new_asset()
        cls.other = cls.new_asset()
        cls.job, cls.others_job = cls.env["maintenance.request"].create(
            [
                {
                    "name": "Inspect",
                    "equipment_id": asset.id,
                    "maintenance_type": "preventive",
                    "recurring_maintenance": True,
                    "repeat_interval": 1,
                    "repeat_unit": "week",
                    "schedule_date": fields.Datetime.now(),
                }
                for asset in (cls.asset, cls.other)
            ]
        )
        cls.done = cls.env["maintenance.stage"].search([("done", "=", True)], limit=1)

    def jobs_of(self, asset):
        return self.env["maintenance.request"].search([("equipment_id", "=", asset.id)])

    def test_a_finished_job_of_a_living_asset_comes_again(self):
        self.job.stage_id = self.done
        self.assertEqual(len(self.jobs_of(self.asset)), 2)

    def test_finishing_a_job_after_retirement_creates_no_copy(self):
        self.asset.action_retire()
        self.job.stage_id = self.done
        self.assertEqual(self.jobs_of(self.asset), self.job)
        self.others_job.stage_id = self.done
        self.assertEqual(len(self.jobs_of(self.other)), 2)

    def test_a_retirement_that_is_imported_stops_recurrences_too(self):
        self.asset.lifecycle_state = "retired"
        self.assertFalse(self.job.recurring_maintenance)
        day = self.today + timedelta(days=30)
        self.other.retirement_date = day
        self.assertTrue(self.others_job.recurring_maintenance)
        self.assertEqual(self.others_job.repeat_until, day - timedelta(days=1))

    def test_open_jobs_are_not_finished(self):
        self.asset.action_retire()
        self.assertFalse(self.job.stage_id.done)

    def test_until_a_future_retirement_jobs_come_again(self):
        self.asset.action_retire(self.today + timedelta(days=10))
        self.job.stage_id = self.done
        later = self.jobs_of(self.asset) - self.job
        self.assertEqual(len(later), 1, "one in a week")
        later.stage_id = self.done
        self.assertEqual(len(self.jobs_of(self.asset)), 2, "none in two weeks")

    def test_a_job_on_the_day_of_retirement_does_not_come(self):
        self.asset.action_retire(self.job.schedule_date.date() + timedelta(days=7))
        self.job.stage_id = self.done
        self.assertEqual(self.jobs_of(self.asset), self.job)

    def test_an_earlier_end_of_the_recurrence_stays(self):
        end = self.today + timedelta(days=3)
        self.job.write({"repeat_type": "until", "repeat_until": end})
        self.asset.action_retire(self.today + timedelta(days=10))
        self.assertEqual(self.job.repeat_until, end)

    def test_the_dialog_tells_what_is_open(self):
        self.job.copy({"recurring_maintenance": False})
        wizard = self.env["maintenance.equipment.retire"].with_user(self.planner)
        form = Form(wizard.with_context(active_ids=self.asset.ids))
        self.assertEqual((form.open_request_count, form.recurring_count), (2, 1))
        form.retirement_date = "2025-03-31"
        form.save().action_apply()
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(self.asset.retirement_date, date(2025, 3, 31))
