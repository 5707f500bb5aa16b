"""What the addons of this repository say in their manifests.

An addon directory is any folder below a given directory with a
``__manifest__.py``; ``installable: False`` takes it out.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .console import Failure


@dataclass(frozen=True)
class Addon:
    """One addon: its technical name, its folder and the names it depends on."""

    name: str
    path: Path
    depends: tuple[str, ...]

    @property
    def is_bridge(self) -> bool:
        """Whether it needs addons of others: packages of the Python index, which are
        named in its ``requirements.txt``.
        """
        return (self.path / "requirements.txt").exists()


def read_addons(directory: Path) -> dict[str, Addon]:
    """All installable addons in a directory, by name, in alphabetical order."""
    addons = {}
    for manifest in sorted(directory.glob("*/__manifest__.py")):
        try:
            values = ast.literal_eval(manifest.read_text())
        except (SyntaxError, ValueError) as error:
            raise Failure(f"{manifest} is not a manifest: {error}") from error
        if values.get("installable", True):
            name = manifest.parent.name
            depends = tuple(values.get("depends") or ("base",))
            addons[name] = Addon(name, manifest.parent, depends)
    return addons


def closure(addons: Mapping[str, Addon], names: Iterable[str]) -> set[str]:
    """The given addons and all they depend on, as far as they are in ``addons``."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in addons and name not in found:
            found.add(name)
            waiting.extend(addons[name].depends)
    return found


def outside_depends(addons: Mapping[str, Addon], names: Iterable[str]) -> set[str]:
    """The modules outside of ``addons`` that the closure of ``names`` depends on.

    Only the direct ones: what they depend on in turn, Odoo finds itself.
    """
    return {
        depend
        for name in closure(addons, names)
        for depend in addons[name].depends
        if depend not in addons
    }
