"""Short hashes that tell whether something has to be made anew."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

# What changes neither the database nor the assets of an installed addon.
_IGNORED_DIRECTORIES = {"tests", "readme", "__pycache__"}
_IGNORED_SUFFIXES = {".pyc", ".md", ".rst", ".pot"}


def of_parts(*parts: object) -> str:
    """Hash the text of the parts, in order; 12 hex digits."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def of_addon(addon: Path) -> str:
    """Hash the files of an addon that installing it depends on; 12 hex digits.

    ``static/tests`` counts: tours are part of the asset bundles. The Python
    ``tests`` folder, documentation and translation templates do not.
    """
    digest = hashlib.sha256()
    for path in sorted(_installed_files(addon)):
        digest.update(path.relative_to(addon).as_posix().encode())
        digest.update(b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _installed_files(addon: Path) -> Iterable[Path]:
    for path in addon.rglob("*"):
        parts = path.relative_to(addon).parts
        if not path.is_file() or path.suffix in _IGNORED_SUFFIXES:
            continue
        ignored = _IGNORED_DIRECTORIES.intersection(parts[:-1])
        if ignored and parts[0] != "static":
            continue
        yield path
