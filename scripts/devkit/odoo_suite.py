"""``scripts/test --odoo-suite``: Odoo's own tests, with our addons and without them.

Both runs have the same Odoo modules installed; in one our addons are on top. A test
that ends differently is a failure. ``inside/odoo_suite.py`` says how the tests are run.
How they ended without our addons is kept until Odoo, the pins or the modules change.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import fingerprint, layout, manifest, server, system, templates, venv
from .console import Failure, run_logged, say, tail
from .databases import configuration
from .results import Counts, Run
from .workspace import Workspace

MODULES = ("stock", "stock_account", "purchase_stock", "maintenance", "repair")
KEPT = layout.DEV / "odoo-suite"
# Differences that cannot be avoided: a test id a line, and after a # the reason.
EXPECTED = layout.SCRIPTS / "odoo-suite-differences.txt"

# Raise when the way the tests are run changes.
_RECIPE = 1

# {test id: "passed", "skipped", "failed" or "error"}
Outcomes = Mapping[str, str]


def run(ws: Workspace, *, fresh: bool = False, tags: str = "") -> Run:
    """Run the tests in both ways and print every difference.

    :param fresh: also without our addons, although that is known
    :param tags: some of the tests only, in the words of Odoo's ``--test-tags``
    """
    if not system.ensure("chromium", "Odoo's browser tests run in it"):
        raise Failure("without a browser Odoo skips some of its tests")
    outside = manifest.outside_depends(ws.addons, ws.addons)
    plain = templates.core(ws, {*outside, *MODULES})
    kept = KEPT / f"{fingerprint.of_parts(_RECIPE, plain, MODULES, tags)}.json"
    work = {"with": templates.with_addons(ws, ws.addons, beside=MODULES)}
    if fresh or not kept.exists():
        work["without"] = plain
    found = _run_side_by_side(ws, work, tags)
    if "without" in found:
        KEPT.mkdir(exist_ok=True)
        kept.write_text(json.dumps(found["without"], indent=1))
    without = found.get("without") or json.loads(kept.read_text())
    return report(without, found["with"], read_expected(EXPECTED))


def _run_side_by_side(ws: Workspace, work: Mapping[str, str], tags: str) -> dict:
    """Run the tests on a copy of each template, all at once; {kind: outcomes}."""
    databases = {kind: templates.run_name(kind) for kind in work}
    ports = {}
    for kind, template in work.items():
        templates.copy(ws, template, databases[kind])
        # far apart: nobody listens yet when the next one is looked for
        ports[kind] = server.free_port(8200 + 100 * len(ports))
    try:
        with ThreadPoolExecutor() as pool:
            runs = {
                kind: pool.submit(_outcomes, ws, kind, databases[kind], port, tags)
                for kind, port in ports.items()
            }
            return {kind: run.result() for kind, run in runs.items()}
    finally:
        for database in databases.values():
            ws.databases.drop(database)


def _outcomes(ws: Workspace, kind: str, database: str, port: int, tags: str) -> dict:
    own = layout.ADDONS if kind == "with" else None
    conf = configuration(database, ws.addons_paths(own))
    answer = layout.DEV / f"{database}.json"
    answer.unlink(missing_ok=True)
    say(f"running Odoo's own tests {kind} our addons")
    words = ["--stop-after-init", f"--http-port={port}", "--log-level=warn"]
    log = run_logged(
        [
            *(venv.PYTHON, layout.INSIDE / "odoo_suite.py", "server", "-c", conf),
            *(*words, f"--test-tags={tags or '+standard'}"),
        ],
        f"odoo-suite-{kind}",
        env={
            **ws.env,
            "DEVKIT_SUITE": " ".join(MODULES),
            "DEVKIT_OUTCOMES": str(answer),
        },
        check=False,  # it tells of failed tests, and some of Odoo's own may fail
    )
    conf.unlink()
    if not answer.exists():
        raise Failure(f"Odoo ran no tests. The end of {log}:\n{tail(log)}")
    outcomes = json.loads(answer.read_text())
    answer.unlink()
    say(f"{len(outcomes)} tests {kind} our addons: {log}")
    return outcomes


def read_expected(path: Path) -> dict[str, str]:
    """{test id: reason} of the differences that are allowed. Raises Failure."""
    expected = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        test, _, reason = line.partition("#")
        if test.strip() and not reason.strip():
            raise Failure(f"{path} gives no reason for {test.strip()}")
        if test.strip():
            expected[test.strip()] = reason.strip()
    return expected


def report(without: Outcomes, ours: Outcomes, expected: Mapping[str, str]) -> Run:
    """Print each difference, and what ends badly in both runs.

    A difference that is not expected is a failure, and so is an expected one that is
    no more.
    """
    complaints = []
    for test in sorted({*without, *ours}):
        before, after = without.get(test, "missing"), ours.get(test, "missing")
        if before == after:
            if before in ("failed", "error"):
                print(f"{before} in both: {test}")
        elif test in expected:
            print(f"{after} instead of {before}, as expected: {test}: {expected[test]}")
        else:
            complaints.append(f"{after} instead of {before}: {test}")
    complaints += [
        f"no difference any more, take it out of {EXPECTED.name}: {test}"
        for test in sorted(expected)
        if test in without and without[test] == ours.get(test)
    ]
    for complaint in complaints:
        print(f"FAILED: {complaint}")
    skipped = sum(outcome == "skipped" for outcome in ours.values())
    same = sum(without.get(test) == outcome for test, outcome in ours.items())
    print(f"{same} of Odoo's own tests end the same with our addons and without them")
    return Run(Counts(same - skipped, len(complaints), 0), bool(complaints))
