from unittest.mock import Mock, patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from .common import PlanningCase

MINIMUM = "odoo.addons.maintenance_planning.models.maintenance_part_minimum"
PLANNER = "odoo.addons.maintenance_planning.models.maintenance_planner"


@tagged("post_install", "-at_install")
class TestNightly(PlanningCase):
    """Every night, one warehouse after the other, each by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": cls.company.id}
        )
        cls.both = cls.warehouse | cls.north
        others = cls.env["stock.warehouse"].search([("id", "not in", cls.both.ids)])
        for warehouse in others:
            warehouse._set_moment("parts_planned_at")
        for warehouse in cls.both:
            cls.new_job([(cls.filter, 2)], days=12, warehouse_id=warehouse.id)

    def run_cron(self, stop_after=99):
        """Run it; the cron's time is over after so many warehouses."""
        calls = []

        def progress(cron, processed=0, *, remaining=None):
            calls.append((processed, remaining))
            return 0 if len(calls) > stop_after else 9

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.env["maintenance.planner"]._cron_run_planner()
        self.env.invalidate_all()
        return calls

    def planned(self):
        return [bool(self.shortages(warehouse=one)) for one in self.both]

    def test_all_are_planned(self):
        self.assertEqual(self.run_cron(), [(0, 2), (1, None), (1, None)])
        self.assertEqual(self.planned(), [True, True])

    def test_a_run_that_is_stopped_goes_on_where_it_was(self):
        self.run_cron(stop_after=1)
        self.assertEqual(self.planned(), [True, False])
        self.assertEqual(self.run_cron(), [(0, 1), (1, None)])
        self.assertEqual(self.planned(), [True, True])
        self.assertEqual(self.run_cron(), [], "nothing is left to do")

    def test_what_fails_does_not_stop_the_others(self):
        plan = type(self.env["maintenance.planner"])._plan

        def fail(planner, warehouse, horizon_days=None):
            if warehouse == self.warehouse:
                raise KeyError("broken")
            return plan(planner, warehouse, horizon_days)

        with (
            patch.object(type(self.env["maintenance.planner"]), "_plan", fail),
            self.assertLogs(PLANNER, "ERROR") as logs,
        ):
            self.run_cron()
        self.assertIn("broken", logs.output[0])
        self.assertEqual(self.planned(), [False, True])

    def test_minimums_that_fail_do_not_stop_the_others(self):
        table = self.env["maintenance.part.minimum"]
        asked = []

        def fail(table, warehouse):
            asked.append(warehouse)
            if warehouse == self.warehouse:
                raise KeyError("broken")

        progress = Mock(return_value=9)
        with (
            patch.object(type(table), "_propose", fail),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            self.assertLogs(MINIMUM, "ERROR") as logs,
        ):
            table._cron_propose_minimums()
            self.assertLessEqual(set(self.both), set(asked))
            asked.clear()
            table._cron_propose_minimums()
        self.assertFalse(asked, "not again and again")
        self.assertEqual(len(logs.output), 1)

    def test_minimums_that_somebody_has_just_decided_are_learned_again(self):
        table = self.env["maintenance.part.minimum"]
        busy = Mock(side_effect=SerializationFailure())
        progress = Mock(return_value=9)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            with patch.object(type(table), "_propose", busy):
                table._cron_propose_minimums()
            learned = Mock()
            with patch.object(type(table), "_propose", learned):
                table._cron_propose_minimums()
        self.assertEqual(learned.call_count, busy.call_count)

    def test_what_somebody_else_is_planning_is_left_for_the_next_call(self):
        self.check_left_for_the_next_call(return_value=False)

    def test_what_somebody_has_just_planned_is_left_for_the_next_call(self):
        self.check_left_for_the_next_call(side_effect=SerializationFailure())

    def check_left_for_the_next_call(self, **outcome):
        lock = type(self.warehouse)._lock_for_planning
        busy = Mock(**outcome)

        def lock_others(warehouse):
            return busy() if warehouse == self.warehouse else lock(warehouse)

        with patch.object(type(self.warehouse), "_lock_for_planning", lock_others):
            calls = self.run_cron()
        self.assertEqual(calls, [(0, 2), (0, None), (1, None)])
        self.assertEqual(self.planned(), [False, True])
        self.assertEqual(self.run_cron(), [(0, 1), (1, None)])
        self.assertEqual(self.planned(), [True, True])
