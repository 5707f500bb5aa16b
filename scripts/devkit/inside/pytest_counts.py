"""A pytest plugin: count the tests, and refuse to skip a browser test.

The counts go as JSON to the file named by ``DEVKIT_COUNTS``. Odoo skips a browser
test when the browser is missing or does not start; a green run would then mean
nothing, so the skip becomes a failure.
"""

import json
import os
from pathlib import Path

import pytest

_REMEDY = (
    "A browser test must not be skipped. Install a browser (Debian: apt-get install "
    "chromium) and look at the reason:"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _needs_browser(item):
        reason = report.longrepr
        text = reason[2] if isinstance(reason, tuple) else str(reason)
        report.outcome = "failed"
        report.longrepr = f"{_REMEDY}\n{text}"
    return report


def _needs_browser(item) -> bool:
    classes = getattr(getattr(item, "cls", None), "__mro__", ())
    return any(cls.__name__ == "HttpCase" for cls in classes)


class Counter:
    def __init__(self):
        self.outcomes = {}

    def pytest_runtest_logreport(self, report):
        """Keep the worst outcome of a test's set-up, call and tear-down."""
        if hasattr(report, "context") and report.outcome != "failed":
            return  # a subtest; a failed one makes its test fail
        order = ("passed", "skipped", "failed")
        relevant = report.when == "call" or report.outcome != "passed"
        if relevant:
            before = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = max(before, report.outcome, key=order.index)

    def pytest_collectreport(self, report):
        if report.failed:
            self.outcomes[f"collecting {report.nodeid}"] = "failed"

    def pytest_sessionfinish(self, session):
        if hasattr(session.config, "workerinput"):
            return  # pytest-xdist: the main process gets every report
        counted = list(self.outcomes.values())
        names = ("passed", "failed", "skipped")
        counts = {name: counted.count(name) for name in names}
        Path(os.environ["DEVKIT_COUNTS"]).write_text(json.dumps(counts))


def pytest_configure(config):
    config.pluginmanager.register(Counter())
