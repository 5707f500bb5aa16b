from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from ..hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstallHook(ConsumptionCase):
    """The cost report outlives this addon."""

    def test_the_report_needs_nothing_that_odoo_is_going_to_drop(self):
        self.stock(self.filter, 5)
        self.filter.standard_price = 10
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        self.env["maintenance.request.labour"].create(
            {"request_id": job.id, "hours": 1, "rate": 40}
        )
        self.env.flush_all()
        uninstall_hook(self.env)
        # what Odoo does next
        for statement in (
            "DROP TABLE maintenance_request_labour CASCADE",
            "ALTER TABLE account_move_line DROP COLUMN maintenance_charge CASCADE",
            "ALTER TABLE maintenance_equipment DROP COLUMN root_id CASCADE",
        ):
            self.env.cr.execute(SQL(statement))
        self.env.cr.execute(
            SQL(
                """SELECT kind, quantity, cost FROM maintenance_cost_report
                    WHERE maintenance_request_id = %s""",
                job.id,
            )
        )
        self.assertEqual(self.env.cr.fetchall(), [("issue", 2, 20)])
        self.env.cr.execute(
            SQL(
                "SELECT * FROM maintenance_cost_report WHERE maintenance_request_id = 0"
            )
        )
        columns = {column.name for column in self.env.cr.description}
        self.assertLessEqual({"cost", "date", "kind", "move_id"}, columns)
        self.assertFalse(columns & {"bill_line_id", "hours", "labour_id", "root_id"})
