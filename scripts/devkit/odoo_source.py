"""Where Odoo 19 comes from: ``ODOO_HOME``, else Debian's signed package."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import debian, fingerprint, layout
from .console import Failure, say

LOCK = layout.SCRIPTS / "debs.lock"
UNPACKED = layout.DEV / "odoo"
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")

# Raise when the unpacking below changes, so that old trees are made anew.
_RECIPE = 2

# Debian leaves this non-free file out, but the backend's bundle names it: without
# a stub every page logs an error, which fails every browser tour. It only blurs
# the background of webcam pictures.
_LEFT_OUT = Path(
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
)


@dataclass(frozen=True)
class OdooSource:
    """An Odoo 19 source tree.

    ``python_path`` holds the package ``odoo``; ``addons_paths`` are the folders of
    addons beside it (none in Debian's layout); ``key`` changes when Odoo does.
    """

    python_path: Path
    addons_paths: tuple[Path, ...]
    key: str


def get() -> OdooSource:
    """The Odoo source to use, downloaded and unpacked when need be."""
    if home := os.environ.get("ODOO_HOME"):
        return from_home(Path(home).resolve())
    return _from_debian()


def from_home(home: Path) -> OdooSource:
    """An Odoo tree of the user's, in upstream's or in Debian's layout."""
    for python_path in (home, home / DIST_PACKAGES, home.parent):
        release = python_path / "odoo" / "release.py"
        if release.exists():
            break
    else:
        raise Failure(f"ODOO_HOME={home} holds no Odoo source tree (odoo/release.py)")
    match = re.search(
        r"^version_info\s*=\s*\((\d+)\s*,", release.read_text(), re.MULTILINE
    )
    if not match or match[1] != "19":
        found = match[1] if match else "an unknown version"
        raise Failure(f"ODOO_HOME={home} is Odoo {found}; these addons need Odoo 19")
    key = fingerprint.of_parts(python_path, release.read_text(), _git_head(python_path))
    # Upstream keeps most addons beside the package, Debian all of them inside.
    inside = (python_path / "odoo" / "addons" / "web").is_dir()
    return OdooSource(python_path, () if inside else (python_path / "addons",), key)


def _git_head(directory: Path) -> str:
    """The commit of a git checkout; empty outside of one."""
    if not (directory / ".git").exists():
        return ""
    done = subprocess.run(
        ["git", "-C", str(directory), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def _from_debian() -> OdooSource:
    stamp = UNPACKED / ".stamp"
    wanted = fingerprint.of_parts(_RECIPE, LOCK.read_text())
    if not stamp.exists() or stamp.read_text().split()[0] != wanted:
        debs = debian.fetch(debian.read_lock(LOCK))
        say("unpacking Odoo")
        fresh = UNPACKED.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for deb in debs.values():
            debian.unpack(deb, fresh)
        # A second copy of the addons, without their data: a slip of the packaging,
        # which Odoo would take for one more folder of addons.
        shutil.rmtree(fresh / DIST_PACKAGES / "addons", ignore_errors=True)
        left_out = fresh / DIST_PACKAGES / _LEFT_OUT
        if not left_out.exists():
            left_out.parent.mkdir(parents=True, exist_ok=True)
            left_out.write_text("/* not in Debian's package, see odoo_source.py */\n")
        _refuse_dangling_links(fresh)
        actual = fingerprint.of_parts(*(debian.sha256(path) for path in debs.values()))
        (fresh / ".stamp").write_text(f"{wanted} {actual}\n")
        shutil.rmtree(UNPACKED, ignore_errors=True)
        fresh.rename(UNPACKED)
    return OdooSource(UNPACKED / DIST_PACKAGES, (), stamp.read_text().split()[1])


def _refuse_dangling_links(tree: Path) -> None:
    for path in (tree / "usr/lib").rglob("*"):
        if path.is_symlink() and not path.exists():
            raise Failure(f"{path} points at a file that no pinned package holds")
