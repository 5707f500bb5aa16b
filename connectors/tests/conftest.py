"""The connector's tests: no Odoo, nothing installed."""

import os
import sys
from pathlib import Path

import hypothesis
from hypothesis.configuration import set_hypothesis_home_dir

CONNECTORS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CONNECTORS))

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=100 if os.environ.get("TEST_DEEP") else 40,
)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")
set_hypothesis_home_dir(str(CONNECTORS.parent / ".dev" / "hypothesis"))
