"""Makes ``addons/<addon>/tools`` importable as ``<addon>_tools``.

It is loaded by its path, so that the addon itself, which imports odoo, stays out. What
one of them imports of another as ``odoo.addons.<addon>.tools`` is the same module.
"""

import importlib.util
import re
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = re.compile(r"odoo\.addons\.(\w+)\.tools((?:\.\w+)*)")
PARENTS = re.compile(r"odoo(?:\.addons(?:\.(\w+))?)?")


def is_addon(name: str) -> bool:
    return (ROOT / "addons" / name / "tools" / "__init__.py").exists()


class Alias(Loader):
    """Loads a module that has another name too."""

    def __init__(self, name: str) -> None:
        self.module = importlib.import_module(name)
        self.spec = self.module.__spec__

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        module.__spec__ = self.spec


class ToolsFinder(MetaPathFinder):
    """Finds the package ``<addon>_tools``; its modules are found through its path."""

    def find_spec(self, fullname, path=None, target=None):
        addon = fullname.removesuffix("_tools")
        if addon == fullname or not is_addon(addon):
            return None
        init = ROOT / "addons" / addon / "tools" / "__init__.py"
        return importlib.util.spec_from_file_location(
            fullname, init, submodule_search_locations=[str(init.parent)]
        )


class AliasFinder(MetaPathFinder):
    """Finds ``odoo.addons.<addon>.tools`` and its modules."""

    def find_spec(self, fullname, path=None, target=None):
        found = TOOLS.fullmatch(fullname)
        if not found or not is_addon(found[1]):
            return None
        return ModuleSpec(fullname, Alias(f"{found[1]}_tools{found[2]}"))


class ParentFinder(MetaPathFinder):
    """Finds the empty packages above them, where Odoo has none of that name."""

    def find_spec(self, fullname, path=None, target=None):
        found = PARENTS.fullmatch(fullname)
        if not found or (found[1] and not is_addon(found[1])):
            return None
        return ModuleSpec(fullname, None, is_package=True)


def install() -> None:
    sys.meta_path.insert(0, AliasFinder())
    sys.meta_path += [ToolsFinder(), ParentFinder()]
