"""For tests of what several people do at the same time, in transactions that commit."""

from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger


class AtOnceCase(BaseCase):
    """Each call sees the database as it was before the others, as the slowest would.

    What a test makes is really there afterwards: it takes it away again.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @contextmanager
    def committing(self, user_id=SUPERUSER_ID):
        """An environment of its own; what is done in it is committed."""
        with self.registry.cursor() as cr:
            yield Environment(cr, user_id, {})

    def at_once(self, *calls, user_id=SUPERUSER_ID):
        """Run each call as Odoo runs one of a client, none knowing of the others.

        All transactions begin before the first ends. Who runs into another is run
        again by Odoo; the time that Odoo waits before is left out.

        :param calls: functions of an environment
        :return: for each its answer, or the UserError that it ended with
        """
        cursors = [self.registry.cursor() for _call in calls]
        for cr in cursors:
            self.addCleanup(cr.close)
            # from here on it sees what is there now
            cr.execute("SELECT 1")
        quiet = mute_logger("odoo.sql_db", "odoo.service.model")
        with quiet, patch("odoo.service.model.time.sleep"):
            return [
                self._run(call, Environment(cr, user_id, {}))
                for call, cr in zip(calls, cursors, strict=True)
            ]

    def _run(self, call, env):
        env.transaction.default_env = env
        try:
            return retrying(partial(call, env), env)
        except UserError as error:
            env.cr.rollback()
            return error
        finally:
            env.cr.close()
