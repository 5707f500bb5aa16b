"""The virtual environment ``.dev/venv`` with Odoo's, the tests' and lint packages."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import debian, fingerprint, layout
from .console import Failure, run_logged, say
from .odoo_source import OdooSource

VENV = layout.DEV / "venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = (
    layout.ROOT / "requirements.txt",
    layout.ROOT / "requirements-dev.txt",
)

# Addons of others that bridges of ours are tested beside.
ADDON_REQUIREMENTS = tuple(sorted(layout.ADDONS.glob("*/requirements.txt")))

# The pins have wheels for these; newer Pythons would have to build some.
_GOOD_PYTHONS = ((3, 11), (3, 12))

# A script file: Odoo re-executes argv[0] for its workers, and `python -c` would put
# the current directory in front of the import path. The first lines are shell and
# Python at once, because a path in a #! line must not be long.
_LAUNCHER = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import odoo.cli

odoo.cli.main()
"""


def ensure(source: OdooSource) -> Path:
    """Have the environment, with the pinned packages, ready; return its Python."""
    python = _base_python()
    stamp = VENV / ".stamp"
    wanted = fingerprint.of_parts(
        python, *(path.read_text() for path in REQUIREMENTS), VENV
    )
    if not stamp.exists() or stamp.read_text() != wanted:
        say("making the Python environment and installing the pinned packages")
        shutil.rmtree(VENV, ignore_errors=True)
        _create(python)
        launcher = VENV / "bin" / "odoo"
        launcher.write_text(_LAUNCHER.format(python=PYTHON))
        launcher.chmod(0o755)
        stamp.write_text(wanted)
    _ensure_addons()
    _link_odoo(source)
    return PYTHON


def _ensure_addons() -> None:
    """Have the addons of others, without what they depend on: Odoo is there."""
    stamp = VENV / ".stamp-addons"
    wanted = fingerprint.of_parts(*(path.read_text() for path in ADDON_REQUIREMENTS))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if ADDON_REQUIREMENTS:
        say("installing the addons of others that bridges are tested beside")
        words = [word for path in ADDON_REQUIREMENTS for word in ("-r", path)]
        pip_install("--no-deps", *words, log="pip-addons")
    stamp.write_text(wanted)


def pip_install(*words: str | Path, log: str = "pip") -> None:
    """Run ``pip install`` of the environment with the machine's own pip settings."""
    # what is imported is compiled then: all of it takes pip a quarter of its time
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--no-compile", *words]
    run_logged(command, log)


def _base_python() -> str:
    """The interpreter to build on, one that the pins have wheels for.

    First that of the distribution, which is built with profile-guided optimization:
    with one that pyenv has built, tests take a fifth longer.
    """
    for major, minor in _GOOD_PYTHONS:
        path = Path(f"/usr/bin/python{major}.{minor}")
        if path.exists() and _is_whole(path):
            return str(path)
    if sys.version_info[:2] in _GOOD_PYTHONS:
        # Inside of some other environment: its base, which outlives it.
        return os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    for major, minor in _GOOD_PYTHONS:
        if found := shutil.which(f"python{major}.{minor}"):
            return os.path.realpath(found)
    say(f"Python {sysconfig.get_python_version()} may have to compile some packages")
    return os.path.realpath(sys.executable)


def _is_whole(python: Path) -> bool:
    """Whether a Python has what a distribution may keep in other packages."""
    command = [python, "-c", "import ctypes, sqlite3, ssl, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _create(python: str) -> None:
    has_pip = subprocess.run(
        [python, "-m", "ensurepip", "--version"], capture_output=True, check=False
    )
    requirements = [word for path in REQUIREMENTS for word in ("-r", path)]
    if has_pip.returncode == 0:
        run_logged([python, "-m", "venv", VENV], "venv")
        pip_install(*requirements)
        return
    # Debian keeps ensurepip in a package of its own; pip's wheel does as well.
    run_logged([python, "-m", "venv", "--without-pip", VENV], "venv")
    wheel = _debian_pip()
    run_logged(
        [PYTHON, "-m", "pip", "install", "--no-input", "--no-index", wheel],
        "pip",
        env=os.environ | {"PYTHONPATH": str(wheel)},
    )
    pip_install(*requirements)


def _debian_pip() -> Path:
    pins = debian.read_lock(layout.SCRIPTS / "debs-pip.lock")
    target = layout.DEV / "pip-wheel"
    for deb in debian.fetch(pins).values():
        debian.unpack(deb, target)
    wheels = sorted(target.rglob("pip-*.whl"))
    if not wheels:
        raise Failure("python3-venv is missing: run `apt-get install python3-venv`")
    return wheels[-1]


def _link_odoo(source: OdooSource) -> None:
    """Make ``import odoo`` work in the environment, without any PYTHONPATH."""
    site_packages = next(VENV.glob("lib/python3*/site-packages"))
    link = site_packages / "odoo_source.pth"
    content = f"{source.python_path}\n"
    if not link.exists() or link.read_text() != content:
        link.write_text(content)
