"""``scripts/odoo``, ``scripts/bench``, ``scripts/surface`` and ``scripts/screenshot``:
programs in the prepared environment; ``scripts/simulate``, which needs none."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from . import demo, layout, manifest, system, templates, venv, workspace
from .console import Failure, say
from .databases import configuration
from .workspace import Workspace

BENCHES = layout.SCRIPTS / "benches"

_ODOO_USAGE = """\
usage: scripts/odoo COMMAND [arguments]

Runs a command of Odoo (shell, module, i18n, populate, …) on the demo database:

    scripts/odoo shell
    scripts/odoo module upgrade maintenance_bom
"""

_BENCH_USAGE = """\
usage: scripts/bench NAME [arguments]

Runs scripts/benches/NAME.py on a database of its own, with all addons installed
and without demo data. How to write one: scripts/benches/benchkit.py. There are:
"""

_SURFACE_USAGE = """\
usage: scripts/surface [FILE]

Lists what others rely on, one line each, sorted: models, fields with type and
relation, public methods with their signature, groups, record rules, access rights,
menus and actions; each line ends in @addon. To see what a change does to it:

    scripts/surface before.txt
    scripts/surface after.txt
    diff before.txt after.txt
"""

_SCREENSHOT_USAGE = """\
usage: scripts/screenshot [--login NAME] [--password WORD] URL… PREFIX

Logs in to the running demo, opens each URL (from /odoo on) and writes
PREFIX-<number>-<width>.png, 1366 and 390 pixels wide. See
scripts/devkit/inside/screenshot.py for all options.
"""


def main_odoo(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(_ODOO_USAGE, end="")
        return 0
    with workspace.prepared() as ws:
        if not demo.CONF.exists():
            raise Failure("there is no demo database yet: run scripts/demo first")
        command = [venv.PYTHON, venv.VENV / "bin" / "odoo"]
        # not as an option: where it goes depends on the command
        return _run([*command, *argv], {**ws.env, "ODOO_RC": str(demo.CONF)})


def main_bench(argv: list[str]) -> int:
    names = sorted(
        path.stem for path in BENCHES.glob("*.py") if path.stem != "benchkit"
    )
    if not argv or argv[0] not in names:
        print(_BENCH_USAGE, end="")
        print("\n".join(f"    {name}" for name in names))
        return 0 if argv in ([], ["-h"], ["--help"]) else 2
    name, *rest = argv
    with workspace.prepared() as ws:
        templates.drop_leftovers(ws)
        program = BENCHES / f"{name}.py"
        database, *plain = databases = _bench_databases(ws, program)
        conf = configuration(database, ws.addons_paths())
        say(f"running the benchmark {name}")
        try:
            env = {
                **ws.env,
                "ODOO_RC": str(conf),
                "BENCH_PLAIN": " ".join(plain),
            }
            return _run([venv.PYTHON, program, *rest], env)
        finally:
            for made in databases:
                ws.databases.drop(made)
            conf.unlink()


def _bench_databases(ws: Workspace, program: Path) -> list[str]:
    """Make the databases that a benchmark needs: with our addons, then without."""
    needs = _constants(program)
    beside = needs.get("BESIDE", ())
    work = {"": templates.with_addons(ws, ws.addons, beside=beside)}
    if plain := needs.get("PLAIN", 0):
        outside = manifest.outside_depends(ws.addons, ws.addons)
        core = templates.core(ws, {*outside, *beside})
        work |= {f"plain{number}": core for number in range(plain)}
    for kind, template in work.items():
        templates.copy(ws, template, templates.run_name(kind))
    return [templates.run_name(kind) for kind in work]


def _constants(program: Path) -> dict[str, object]:
    """What a benchmark says it needs, read without importing it."""
    return {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(program.read_text()).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ("BESIDE", "PLAIN")
    }


def main_surface(argv: list[str]) -> int:
    if len(argv) > 1 or argv in (["-h"], ["--help"]):
        print(_SURFACE_USAGE, end="")
        return 0 if len(argv) == 1 else 2
    with workspace.prepared() as ws:
        text = templates.ask_inside(
            ws, ws.addons, "surface", "write", sorted(ws.addons)
        )
    if argv:
        Path(argv[0]).write_text(text)
    else:
        print(text, end="")
    return 0


def main_screenshot(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(_SCREENSHOT_USAGE, end="")
        return 0
    server = demo.current()
    program = [venv.PYTHON, layout.INSIDE / "screenshot.py"]
    return _run([*program, server.address, system.browser(), *argv], None)


def main_simulate(argv: list[str]) -> int:
    path = {"PYTHONPATH": str(layout.ROOT / "tests")}
    return _run([sys.executable, "-m", "simulation", *argv], {**os.environ, **path})


def _run(command: list[str | Path], env: dict[str, str] | None) -> int:
    """Run a program at the terminal; its exit code."""
    sys.stdout.flush()
    return subprocess.run(
        [str(word) for word in command], env=env, check=False
    ).returncode
