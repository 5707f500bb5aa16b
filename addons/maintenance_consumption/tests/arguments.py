"""Values that no method can use; also for other addons' tests."""

from odoo.addons.maintenance_bom.tests.common import NO_IDS, NO_LISTS, NO_TEXTS

HUGE = 10**30
NO_NUMBERS = ("2", [2], {"a": 1}, True, float("nan"), float("inf"), 1e300)


class LinesMixin:
    """For a test case with ``ArgumentsMixin``."""

    def check_line(self, call, line, numbers=(), ids=(), texts=()):
        """Pass ``call`` a list of ``line`` with what is wrong in each of its places."""
        for name in numbers:
            for value in NO_NUMBERS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for name in ids:
            for value in NO_IDS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for name in texts:
            for value in NO_TEXTS:
                self.assert_refused(f"Line 1.*{name}: ", call, [{**line, name: value}])
        for lines in NO_LISTS:
            self.assert_refused("lines: “.*” is not a list", call, lines)
        self.assert_refused("lines: line 1 is “7”, not a dict", call, [7])
        self.assert_refused("lines: the list has 1001", call, [line] * 1_001)
        for lines in ([], None, False):
            self.assert_refused("Name at least one part", call, lines)
