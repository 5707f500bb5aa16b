"""Hypothesis in tests on a database; also for other addons' tests."""

from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed

from odoo.addons.maintenance_bom.tests.common import DEEP


def repeatable(examples, seed):
    """Decorate a test that is ``given`` examples: the same ones on every run.

    What fails is told as it is: to make it smaller takes many minutes.

    :param examples: how many of ``scripts/test --deep``; other runs try a tenth
    """

    def decorate(test):
        return with_seed(seed)(
            settings(
                max_examples=count_examples(examples),
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
                phases=[Phase.explicit, Phase.generate],
            )(test)
        )

    return decorate


def count_examples(examples):
    """Return how many of so many examples this run tries."""
    return examples if DEEP else max(2, -(-examples // 10))


class HistoryMixin:
    """For a test case that plays random histories, each on the same database."""

    @contextmanager
    def undone(self):
        """Undo afterwards whatever is done in the block."""
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def play_each(self, histories, play, *, examples, seed):
        """Call ``play`` with as many of the ``histories``, and undo each.

        :param examples: see :func:`repeatable`
        """
        played = 0

        @repeatable(examples, seed)
        @given(histories)
        def check(history):
            nonlocal played
            played += 1
            with self.undone():
                play(history)

        check()
        self.assertGreaterEqual(played, count_examples(examples))
