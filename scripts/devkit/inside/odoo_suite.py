"""Odoo's command line, with all tests of some modules instead of those it would choose.

``DEVKIT_SUITE`` names the modules, ``DEVKIT_OUTCOMES`` the file for what became of each
test: JSON, ``{test id: outcome}``.

Odoo runs its *at_install* tests only in the middle of an installation, when the addons
that build on the module are not loaded yet and so cannot be at fault. Here those of
both kinds run on the database as it stands, all addons loaded, one after the other.
"""

import json
import os
from pathlib import Path

import odoo.cli
import odoo.tests.loader as loader
from odoo.tests.case import _SubTest
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

_ORDER = ("passed", "skipped", "failed", "error")
_make_suite = loader.make_suite


def make_suite(module_names, position):
    if position == "at_install":
        return OdooSuite()  # asked for each module while the others are not loaded yet
    modules = os.environ["DEVKIT_SUITE"].split()
    return OdooSuite(
        test
        for kind in ("at_install", "post_install")
        for test in _make_suite(modules, kind)
    )


class Outcomes(OdooTestResult):
    """Remembers the worst that happened to each test; subtests count as their test."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = {}

    def startTest(self, test):
        super().startTest(test)
        self._remember(test, "passed")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._remember(test, "skipped")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._remember(test, "failed")

    def addError(self, test, err):
        super().addError(test, err)
        self._remember(test, "error")

    def _remember(self, test, outcome):
        whole = test.test_case if isinstance(test, _SubTest) else test
        name = whole.id()  # or "setUpClass (…)", when that went wrong
        worst = max(self.outcomes.get(name, outcome), outcome, key=_ORDER.index)
        self.outcomes[name] = worst


def run_suite(suite, global_report=None):
    result = _run_suite(suite, global_report)
    path = Path(os.environ["DEVKIT_OUTCOMES"])
    path.write_text(json.dumps(result.outcomes, indent=1, sort_keys=True))
    return result


_run_suite = loader.run_suite
loader.make_suite = make_suite
loader.run_suite = run_suite
loader.OdooTestResult = Outcomes
odoo.cli.main()
