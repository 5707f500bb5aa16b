"""Makes ``import devkit`` work: the package behind the commands in ``scripts/``."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))


@pytest.fixture
def make_addon(tmp_path):
    """A function that writes an addon with this name and these dependencies."""

    def make(name, *depends, **values):
        folder = tmp_path / "addons" / name
        folder.mkdir(parents=True)
        manifest = {"name": name, "depends": list(depends), **values}
        (folder / "__manifest__.py").write_text(repr(manifest))
        (folder / "__init__.py").write_text("")
        return folder

    return make
