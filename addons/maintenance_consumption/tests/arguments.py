"""Values that no method can use; also for other addons' tests."""

HUGE = 10**30
NO_NUMBERS = ("2", [2], {"a": 1}, True, float("nan"), float("inf"), 1e300)
NO_IDS = ("7", [7], {"a": 1}, True, 1.5, -1, 0, HUGE)
NO_TEXTS = (7, ["x"], {"a": 1}, True, "x" * 12_000, "x\0y")


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
        for lines in (7, "x", {"a": 1}, True):
            self.assert_refused("lines: “.*” is not a list", call, lines)
        self.assert_refused("lines: line 1 is “7”, not a dict", call, [7])
        self.assert_refused("lines: the list has 1001", call, [line] * 1_001)
        for lines in ([], None, False):
            self.assert_refused("Name at least one part", call, lines)
