"""docs/architecture.md names files that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_file_that_the_architecture_names_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"`(addons/[\w/]+\.py)`", text)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_addon_is_named():
    text = (ROOT / "docs" / "architecture.md").read_text()
    names = [path.parent.name for path in ROOT.glob("addons/*/__manifest__.py")]
    assert [name for name in names if name not in text] == []
