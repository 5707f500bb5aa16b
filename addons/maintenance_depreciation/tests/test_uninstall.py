from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import uninstall_hook
from .common import CapitalCase


@tagged("post_install", "-at_install")
class TestUninstallHook(CapitalCase):
    """The cost report outlives this addon."""

    def test_the_report_needs_nothing_that_odoo_is_going_to_drop(self):
        part = self.issue_capital(self.new_engine(), 2)
        move_id = part.sudo().move_id.id
        self.env.flush_all()
        uninstall_hook(self.env)
        # what Odoo does next
        for statement in (
            "DROP TABLE maintenance_capital_part CASCADE",
            "ALTER TABLE stock_move DROP COLUMN capital_account_id CASCADE",
        ):
            self.env.cr.execute(SQL(statement))
        self.env.cr.execute(
            SQL("SELECT cost FROM maintenance_cost_report WHERE move_id = %s", move_id)
        )
        self.assertEqual(self.env.cr.fetchall(), [(200,)])
