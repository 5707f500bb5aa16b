"""The planner as in maintenance_planning, of companies that order by requisitions."""

from odoo.tests import tagged

from odoo.addons.maintenance_planning.tests.test_planner_histories import (
    PlannerHistoriesCase,
)
from odoo.addons.maintenance_planning.tests.test_scenarios import ScenarioCase


@tagged("post_install", "-at_install")
class TestHistoriesWithLines(PlannerHistoriesCase):
    def get_asked(self, warehouse):
        lines = self.env["maintenance.requisition.line"]._get_following(warehouse)
        lines = lines.filtered(lambda line: not line.failure_reason)
        return sum(lines.share_ids.mapped("quantity"))

    def test_what_is_planned_follows_from_the_facts(self):
        self.verify_histories()


@tagged("post_install", "-at_install")
class TestScenariosWithLines(ScenarioCase):
    def test_any_history_ends_as_a_fresh_run(self):
        self.company.parts_live = True
        self.verify_fresh_runs()
