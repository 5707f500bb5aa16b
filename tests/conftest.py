"""Pure tests: no Odoo, no database.

``addons/<addon>/tools`` is importable as ``<addon>_tools``: it is loaded by its path,
so that the addon itself, which imports odoo, stays out.

    from maintenance_bom_tools.explosion import explode
"""

import importlib.util
import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import hypothesis
from hypothesis.configuration import set_hypothesis_home_dir

ROOT = Path(__file__).resolve().parents[1]

# They need Odoo: scripts/test --beside
collect_ignore = ["addons"]


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


sys.meta_path.append(ToolsFinder())

# The same examples on every run of CI; at a desk new ones each time, and those that
# failed are remembered.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")
set_hypothesis_home_dir(str(ROOT / ".dev" / "hypothesis"))
