"""Programs that the machine must have and that no project folder can hold."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from .console import Failure, run_logged, say

# The names that Odoo looks for, and the Debian package of the first.
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")


def ensure(program: str, why: str) -> bool:
    """Have a program from the Debian package of the same name; False if impossible.

    As root the package is installed; else the remedy is told.
    """
    names = BROWSERS if program == "chromium" else (program,)
    if any(shutil.which(name) for name in names):
        return True
    if os.getuid() == 0 and shutil.which("apt-get"):
        say(f"installing Debian's {program}: {why}")
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            run_logged(["apt-get", "-q", "update"], "apt-system", env=env)
            install = ["apt-get", "-q", "-y", "--no-install-recommends", "install"]
            run_logged([*install, program], "apt-system", env=env)
        except Failure as failure:
            say(f"{program} could not be installed: {failure}")
        if shutil.which(program):
            return True
    say(f"{program} is missing: {why}. Remedy: sudo apt-get install {program}")
    return False


def tests_mention(addons: Iterable[Path], *words: str) -> bool:
    """Whether a Python test of these addons contains one of the words."""
    return any(
        word in path.read_text(errors="replace")
        for addon in addons
        for path in addon.glob("tests/**/*.py")
        for word in words
    )


def ensure_for_tests(addons: Iterable[Path]) -> None:
    """What the addons' tests need of the machine, judged by what they call."""
    addons = list(addons)
    if tests_mention(addons, "start_tour", "browser_js"):
        ensure("chromium", "browser tests run in it")
    if tests_mention(addons, "force_report_rendering"):
        ensure("wkhtmltopdf", "tests print PDF reports with it")


def browser() -> str:
    """The path of a Chromium. Raises Failure."""
    ensure("chromium", "pages are opened in it")
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise Failure("there is no Chromium: sudo apt-get install chromium")
