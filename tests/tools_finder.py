"""Makes ``addons/<addon>/tools`` importable as ``<addon>_tools``.

It is loaded by its path, so that the addon itself, which imports odoo, stays out.
"""

import importlib.util
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class ToolsFinder(MetaPathFinder):
    """Finds the package ``<addon>_tools``; its modules are found through its path."""

    def find_spec(self, fullname, path=None, target=None):
        addon = fullname.removesuffix("_tools")
        init = ROOT / "addons" / addon / "tools" / "__init__.py"
        if addon == fullname or not init.exists():
            return None
        return importlib.util.spec_from_file_location(
            fullname, init, submodule_search_locations=[str(init.parent)]
        )


def install() -> None:
    sys.meta_path.append(ToolsFinder())
