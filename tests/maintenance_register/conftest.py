"""The package ``workbooks`` of the addon, which needs openpyxl and no Odoo."""

import importlib.util
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "addons" / "maintenance_register" / "workbooks"
NAME = "maintenance_register_workbooks"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        NAME, PACKAGE / "__init__.py", submodule_search_locations=[str(PACKAGE)]
    )
    sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[NAME])
