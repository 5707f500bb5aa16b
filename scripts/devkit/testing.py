"""``scripts/test``: every test of the repository."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import (
    existing,
    layout,
    manifest,
    odoo_suite,
    results,
    system,
    templates,
    venv,
    workbooks,
    workspace,
)
from .console import Failure, say
from .databases import configuration
from .results import Counts, Run
from .workspace import Workspace

USAGE = """\
usage: scripts/test [MODE] [--deep] [--keep] [pytest args]
       scripts/test --odoo-suite [--fresh] [--test-tags=TAGS]

Runs the tests of the addons (in Odoo), the pure Python tests and those of the
connectors. Paths choose what runs; all else goes to pytest:

    scripts/test
    scripts/test addons/maintenance_bom -k where_used
    scripts/test tests/devkit
    scripts/test --alone addons/maintenance_bom

  --alone      install each addon with no other than what it depends on, and test it;
               folders of addons choose some
  --with-demo  install all addons with demo data; a warning is a failure
  --existing   install all addons on a database with data; a native record that
               changes is a failure
  --beside     install what each addon of tests/addons names beside ours, and test it;
               their folders choose some
  --all        the tests, then all of these
  --odoo-suite Odoo's own tests of the modules we build on, with our addons and
               without them: a test that ends differently is a failure. What is known
               of the run without is kept; --fresh runs it again. --test-tags chooses
               some, in Odoo's words: /stock:TestPickShip
  --deep       try many more cases where a test has more than CI has time for; it sets
               TEST_DEEP=1, by which tests know
  --keep       keep the test database, until the next --keep, and say its name
"""

# Options of pytest that take the next word as their value, so that it is no path.
_TAKES_VALUE = {"-k", "-m", "-n", "-o", "-p", "-r", "-W", "--maxfail", "--tb"}
_CHECKS = ("--alone", "--with-demo", "--existing", "--beside", "--odoo-suite")
_IN_ALL = frozenset(_CHECKS) - {"--odoo-suite"}
# Tells tests to try many cases; set by --deep.
DEEP = "TEST_DEEP"
# How long one test may take then, in seconds, instead of what pytest.ini says.
_DEEP_TIMEOUT = 4 * 3600
_FILTERS = ("-k", "-m", "--lf", "--last-failed", "--deselect", "--ignore")


@dataclass
class Request:
    """The command line: modes of our own, paths by runner, words for pytest."""

    modes: set[str] = field(default_factory=set)
    addons: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    pure: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tags: str = ""

    @property
    def deep(self) -> bool:
        return "--deep" in self.modes

    @property
    def filtered(self) -> bool:
        return any(word.startswith(_FILTERS) for word in self.words)

    @property
    def chosen(self) -> bool:
        return bool(self.addons or self.beside or self.pure)


def parse(argv: list[str], cwd: Path) -> Request:
    """Split a command line. A path that does not exist is a Failure."""
    request = Request()
    value_follows = False
    for word in argv:
        if value_follows:
            request.words.append(word)
            value_follows = False
        elif word in (*_CHECKS, "--all", "--fresh", "--keep", "--deep"):
            request.modes.add(word)
        elif word.startswith("--test-tags="):
            request.tags = word.partition("=")[2]
        elif word.startswith("-"):
            request.words.append(word)
            value_follows = word in _TAKES_VALUE
        else:
            _add_path(request, word, cwd)
    return request


def _add_path(request: Request, word: str, cwd: Path) -> None:
    name, separator, test = word.partition("::")
    candidates = (cwd / name, layout.ROOT / name)
    path = next((path.resolve() for path in candidates if path.exists()), None)
    if path is None:
        raise Failure(f"there is no {name}, neither here nor in {layout.ROOT}")
    if not path.is_relative_to(layout.ROOT):
        raise Failure(f"{path} is outside of this repository")
    target = f"{path}{separator}{test}"
    if path.is_relative_to(layout.TEST_ADDONS):
        request.beside.append(target)
    elif path.is_relative_to(layout.ADDONS):
        request.addons.append(target)
    elif path == layout.ROOT:
        request.addons.append(str(layout.ADDONS))
        request.pure += pure_paths()
    else:
        request.pure.append(target)


def pure_paths() -> list[str]:
    """The folders of tests that need no Odoo."""
    folders = [layout.ROOT / "tests", layout.CONNECTORS / "tests"]
    return [str(folder) for folder in folders if folder.is_dir()]


def main(argv: list[str]) -> int:
    if {"-h", "--help"} & set(argv):
        print(USAGE, end="")
        return 0
    request = parse(argv, Path.cwd())
    everything = "--all" in request.modes
    checks = request.modes.intersection(_CHECKS) | (_IN_ALL if everything else set())
    runs: list[Run] = []
    if request.chosen and not everything:
        _check_addons_chosen(checks, request)
    with workspace.prepared() as ws:
        templates.drop_leftovers(ws)
        if everything or not checks:
            runs += _run_tests(ws, request)
        if "--alone" in checks:
            alone = [*alone_addons(ws.addons), *sorted(ws.bridges)]
            chosen = {Path(path).name for path in request.addons}
            if chosen and not everything:
                alone = [name for name in ws.all_addons if name in chosen]
            runs += [_alone(ws, addon, request) for addon in alone]
        if "--beside" in checks:
            chosen = {Path(path).name for path in request.beside} or ws.test_addons
            runs += [_alone(ws, addon, request) for addon in sorted(chosen)]
        if "--with-demo" in checks:
            runs.append(_with_demo(ws))
        if "--existing" in checks:
            runs.append(_on_existing(ws))
        if "--odoo-suite" in checks:
            fresh = "--fresh" in request.modes
            runs.append(odoo_suite.run(ws, fresh=fresh, tags=request.tags))
    total, complaints = results.verdict(runs, filtered=request.filtered)
    for complaint in complaints:
        print(f"FAILED: {complaint}")
    print(total, flush=True)
    return 1 if total.failed else 0


def _check_addons_chosen(checks: set[str], request: Request) -> None:
    """Refuse paths that the checks cannot take: only --alone and --beside take folders,
    of addons and of addons that are nothing but tests.
    """
    folders = {"--alone": (request.addons, layout.ADDONS)}
    folders["--beside"] = (request.beside, layout.TEST_ADDONS)
    if request.beside and "--beside" not in checks:
        raise Failure(f"what is in {layout.TEST_ADDONS} runs with --beside")
    taken = []
    for check in checks & folders.keys():
        paths, parent = folders[check]
        taken += [path for path in paths if Path(path).parent == parent]
    if checks and set(taken) != {*request.addons, *request.beside, *request.pure}:
        raise Failure(
            f"{', '.join(_CHECKS)} take no paths; only --alone takes folders of addons"
            " and --beside those of tests/addons"
        )


def _run_tests(ws: Workspace, request: Request) -> list[Run]:
    runs = []
    pure = request.pure if request.chosen else pure_paths()
    addons = request.addons if request.chosen else [str(layout.ADDONS)]
    if pure:
        say("running the pure Python tests")
        runs.append(_pytest(ws, [*pure, *request.words], request, odoo=False))
    if addons:
        runs.append(_addon_tests(ws, addons, request))
    return runs


def _addon_tests(ws: Workspace, paths: list[str], request: Request) -> Run:
    bridges = [str(addon.path) for addon in ws.bridges.values()]
    for path in paths:
        if path.startswith(tuple(bridges)):
            raise Failure(f"{path} runs with --alone: it needs addons of others")
    try:
        template = templates.with_assets(ws, templates.with_addons(ws, ws.addons))
    except Failure as failure:
        return _failed("the addons do not install", failure)
    system.ensure_for_tests(addon.path for addon in ws.addons.values())
    say("running the tests of the addons")
    words = [*paths, *(f"--ignore={path}" for path in bridges)]
    return _pytest_on_copy(ws, template, layout.ADDONS, words, request)


def alone_addons(addons: dict[str, manifest.Addon]) -> list[str]:
    """The addons to test alone, those with the fewest dependencies first.

    An addon that needs all the others is left out: the ordinary run is its test. A
    lonely one is not, so that the check itself is always exercised.
    """
    sizes = {name: len(manifest.closure(addons, [name])) for name in addons}
    return sorted(
        (name for name in addons if sizes[name] < len(addons) or len(addons) == 1),
        key=lambda name: (sizes[name], name),
    )


def _alone(ws: Workspace, name: str, request: Request) -> Run:
    """Install an addon where only its own dependencies exist, and run its tests."""
    say(f"{name} alone")
    try:
        template, folder = templates.alone(ws, name)
    except Failure as failure:
        return _failed(f"{name} does not install alone", failure)
    installed = Run(Counts(passed=1), 0)
    path = folder / name / "tests"
    if not path.is_dir():
        return installed
    run = _pytest_on_copy(ws, template, folder, [str(path)], request)
    return Run(run.counts + installed.counts, run.code)


def _with_demo(ws: Workspace) -> Run:
    try:
        templates.with_addons(ws, ws.addons, demo=True)
    except Failure as failure:
        return _failed("the addons do not install with demo data", failure)
    say("all addons install with demo data")
    return Run(Counts(passed=1), 0)


def _on_existing(ws: Workspace) -> Run:
    if changed := existing.changed_tables(ws):
        complaint = Failure(f"rows changed in {', '.join(changed)}")
        return _failed("installing changes native records", complaint)
    say("installing changes no native record")
    return Run(Counts(passed=1), 0)


def _failed(what: str, failure: Failure) -> Run:
    print(f"\nFAILED: {what}: {failure}\n", flush=True)
    return Run(Counts(failed=1), 1)


def _pytest_on_copy(
    ws: Workspace, template: str, own: Path, paths: list[str], request: Request
) -> Run:
    keep = "--keep" in request.modes
    database = f"{layout.CHECKOUT}_kept" if keep else templates.run_name()
    templates.copy(ws, template, database)
    conf = configuration(database, ws.addons_paths(own))
    try:
        words = [f"--odoo-config={conf}", "--odoo-http", *request.words]
        return _pytest(ws, [*paths, *words], request, odoo=True)
    finally:
        if keep:
            say(f"kept the database {database}; its configuration is {conf}")
        else:
            ws.databases.drop(database)
            conf.unlink()


def deep_words(request: Request) -> list[str]:
    """What pytest is told when tests try many cases."""
    return [f"--timeout={_DEEP_TIMEOUT}"] if request.deep else []


def _pytest(ws: Workspace, words: list[str], request: Request, *, odoo: bool) -> Run:
    report = layout.DEV / f"counts-{templates.run_name()}.json"
    report.unlink(missing_ok=True)
    # Odoo's plugin imports Odoo; the pure tests prove that they do without. They may
    # also have files of the same name in several folders, which Odoo's loader may not.
    without_odoo = ["-p", "no:odoo", "--import-mode=importlib"]
    # Odoo's tests assert by methods: there is no statement to rewrite.
    with_odoo = ["-p", "pytest_warm", "-p", "pytest_shared", "--assert=plain"]
    plugins = with_odoo if odoo else without_odoo
    config = layout.ROOT / "tests" / "pytest.ini"
    command = [
        *(venv.PYTHON, "-m", "pytest", "-c", config, f"--rootdir={layout.ROOT}"),
        *("-p", "pytest_counts", *plugins, *deep_words(request), *words),
    ]
    env = {
        **ws.env,
        **({DEEP: "1"} if request.deep else {}),
        **workbooks.get_environment(map(str, words)),
        "DEVKIT_COUNTS": str(report),
        "PYTHONPATH": str(layout.INSIDE),
    }
    code = subprocess.run(
        [str(word) for word in command],
        cwd=layout.ROOT,
        env=env,
        # A debugger (--pdb) talks to the terminal.
        stdin=None if sys.stdin.isatty() else subprocess.DEVNULL,
        check=False,
    ).returncode
    run = results.read_run(report, code)
    report.unlink(missing_ok=True)
    return run
