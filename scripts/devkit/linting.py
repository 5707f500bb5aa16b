"""``scripts/lint`` and ``scripts/i18n``: everything that is checked without tests."""

import argparse
import difflib
import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import layout, manifest, node, odoo_source, templates, venv, workspace
from .console import Failure, lock, say
from .odoo_source import OdooSource
from .results import Counts
from .workspace import Workspace

# What prettier formats; patterns that match nothing are fine.
_PRETTIER = (
    "addons/**/*.{xml,js,scss,json,yml,yaml}",
    "connectors/**/*.{json,yml,yaml}",
    "*.{json,yml,yaml}",
    ".*.json",
)

# Lines of a translation template that differ from one export to the next.
_VOLATILE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version): .*\n', re.MULTILINE
)


@dataclass(frozen=True)
class Check:
    """One check: its name and a function that returns the complaint, or nothing."""

    name: str
    run: Callable[[], str]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/lint",
        description="Check style and soundness, everything but the tests:"
        " fast checks first, then those that need the addons in a database.",
    )
    parser.add_argument(
        "--fix", action="store_true", help="repair what can be repaired"
    )
    fix = parser.parse_args(argv).fix
    with lock("setup"):
        source = odoo_source.get()
        venv.ensure(source)
    outcomes = [_execute(check) for check in _fast_checks(source, fix=fix)]
    with workspace.prepared() as ws:
        outcomes += [_execute(check) for check in _odoo_checks(ws, fix=fix)]
    passed = outcomes.count(True)
    print(Counts(passed, len(outcomes) - passed), flush=True)
    return 0 if all(outcomes) else 1


def main_i18n(argv: list[str]) -> int:
    """``scripts/i18n``: write every addon's translation template anew."""
    argparse.ArgumentParser(
        prog="scripts/i18n",
        description="Write addons/*/i18n/<addon>.pot from what the addons define.",
    ).parse_args(argv)
    with workspace.prepared() as ws:
        exported = _report(ws)["templates"]
        for name, addon in ws.all_addons.items():
            if _update_template(addon.path, exported.get(name, "")):
                print(f"wrote {_template_path(addon.path)}")
    return 0


def _execute(check: Check) -> bool:
    started = time.monotonic()
    try:
        complaint = check.run()
    except Failure as failure:
        complaint = str(failure)
    if complaint:
        print(f"\n{complaint.rstrip()}\n")
    word = "FAILED" if complaint else "ok"
    elapsed = time.monotonic() - started
    print(f"{word:>6}  {check.name}  ({elapsed:.1f} s)", flush=True)
    return not complaint


def _fast_checks(source: OdooSource, *, fix: bool) -> list[Check]:
    python = _python_files()
    addons = [str(addon.path) for addon in manifest.read_addons(layout.ADDONS).values()]
    rules = ["--fix"] if fix else ["--no-fix"]
    layout_of_code = [] if fix else ["--check", "--diff"]
    # pylint-odoo judges by names; to follow them into Odoo takes it three times as long
    hide_odoo = f"--init-hook=import sys; sys.path.remove({str(source.python_path)!r})"
    checks = [
        _tool("ruff check", "ruff", "check", "-q", "--no-cache", *rules, *python),
        _tool("ruff format", "ruff", "format", "--no-cache", *layout_of_code, *python),
        _tool("pylint-odoo", "pylint", "--rcfile=pylintrc", hide_odoo, *addons),
        Check("OCA's addon checks", lambda: _oca_checks(addons, fix=fix)),
    ]
    if translations := [str(path) for path in layout.ADDONS.glob("*/i18n/*.po")]:
        checks.append(_tool("OCA's po checks", "oca-checks-po", *translations))
    if (layout.CONNECTORS / "pyproject.toml").exists():
        config = str(layout.CONNECTORS / "pyproject.toml")
        cache = f"--cache-dir={layout.DEV / 'mypy'}"
        package = str(layout.CONNECTORS / "asset_register_sync")
        checks.append(_tool("mypy", "mypy", f"--config-file={config}", cache, package))
    if shell := _shell_files():
        checks.append(_tool("shellcheck", "shellcheck", *shell))
    checks.append(Check("prettier", lambda: _prettier(fix=fix)))
    return checks


def _tool(name: str, program: str, *words: str) -> Check:
    return Check(name, lambda: _complaint([str(venv.VENV / "bin" / program), *words]))


def _oca_checks(addons: list[str], *, fix: bool) -> str:
    command = [
        str(venv.VENV / "bin" / "oca-checks-odoo-module"),
        # our README files are Markdown, like the rest of the documentation
        "--disable=prefer-readme-rst",
        *addons,
    ]
    if fix:
        # What it repairs it complains about all the same; hence once more.
        _complaint([*command, "--fix"])
    return _complaint(command)


def _complaint(command: list[str], env: Mapping[str, str] | None = None) -> str:
    """The output of a command that failed; empty when it succeeded."""
    done = subprocess.run(
        command,
        cwd=layout.ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"exit code {done.returncode}"


def _python_files() -> list[str]:
    """The folders with Python code, and the commands, which have no suffix."""
    names = ("addons", "connectors", "scripts", "tests")
    folders = [name for name in names if (layout.ROOT / name).is_dir()]
    return [*folders, *_with_first_line(layout.SCRIPTS, "python3")]


def _shell_files() -> list[str]:
    found = _with_first_line(layout.ROOT / ".ci", "sh")
    found += _with_first_line(layout.SCRIPTS, "sh")
    return found + [str(path) for path in layout.ROOT.glob("docker/*.sh")]


def _with_first_line(folder: Path, interpreter: str) -> list[str]:
    pattern = re.compile(rf"#!.*\b(ba)?{interpreter}$")
    return [
        str(path)
        for path in sorted(folder.glob("*"))
        if path.is_file()
        and not path.suffix
        and pattern.match(path.read_text().partition("\n")[0])
    ]


def _prettier(*, fix: bool) -> str:
    command, env = node.prettier()
    mode = "--write" if fix else "--check"
    words = [mode, "--log-level=warn", "--no-error-on-unmatched-pattern", *_PRETTIER]
    return _complaint([*command, *words], env)


def _odoo_checks(ws: Workspace, *, fix: bool) -> list[Check]:
    say("running Odoo's own checks on a database with the addons")
    try:
        report = _report(ws)
    except Failure as failure:
        complaint = str(failure)
        return [Check("Odoo's lint tests", lambda: complaint)]
    checks = [
        Check(f"Odoo: {name}", lambda found=found: "\n".join(found))
        for name, found in report["findings"].items()
    ]
    exported = report["templates"]
    return [*checks, Check("translations", lambda: _templates(ws, exported, fix=fix))]


def _report(ws: Workspace) -> dict:
    """What ``inside/odoo_lint.py`` says about our addons."""
    folders = {name: str(addon.path) for name, addon in ws.all_addons.items()}
    return json.loads(
        templates.ask_inside(ws, ws.all_addons, "odoo_lint", "write_report", folders)
    )


def _templates(ws: Workspace, exported: dict[str, str], *, fix: bool) -> str:
    """Which translation templates differ from what the addons define."""
    complaints = []
    for name, addon in ws.all_addons.items():
        text = exported.get(name, "")
        if fix:
            _update_template(addon.path, text)
        else:
            complaints.append(_difference(_template_path(addon.path), text))
    complaints = [complaint for complaint in complaints if complaint]
    if complaints:
        complaints.append("Remedy: scripts/i18n")
    return "\n".join(complaints)


def _template_path(addon: Path) -> Path:
    return addon / "i18n" / f"{addon.name}.pot"


def _difference(path: Path, text: str) -> str:
    """A short diff from the template on disk to the export; empty when alike."""
    before = path.read_text() if path.exists() else ""
    old, new = (_VOLATILE.sub("", content).splitlines() for content in (before, text))
    name = str(path.relative_to(layout.ROOT))
    lines = list(difflib.unified_diff(old, new, name, "export", n=1, lineterm=""))
    if len(lines) > 20:
        lines[20:] = [f"… {len(lines) - 20} more lines"]
    return "\n".join(lines)


def _update_template(addon: Path, text: str) -> bool:
    """Write an addon's template if it changed; whether it did."""
    path = _template_path(addon)
    if not _difference(path, text):
        return False
    if text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    else:
        path.unlink()
    return True
