"""Pure tests: no Odoo, no database.

``addons/<addon>/tools`` is importable as ``<addon>_tools``:

    from maintenance_bom_tools.explosion import explode
"""

import os

import hypothesis
from hypothesis.configuration import set_hypothesis_home_dir

from . import tools_finder

tools_finder.install()

# They need Odoo: scripts/test --beside
collect_ignore = ["addons"]

# The same examples on every run of CI, and fewer; at a desk new ones each time, and
# those that failed are remembered.
hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=100 if os.environ.get("TEST_DEEP") else 40,
)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")
set_hypothesis_home_dir(str(tools_finder.ROOT / ".dev" / "hypothesis"))
