"""The decisions in ``addons/*/tools`` need only the standard library and each other."""

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = sorted(init.parent for init in ROOT.glob("addons/*/tools/__init__.py"))
TOOLS = re.compile(r"odoo\.addons\.\w+\.tools(\.\w+)*")


def imported_packages(source: str) -> set[str]:
    """The top-level packages that a module imports absolutely, at any depth.

    Without the tools of addons.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module)
    return {name.partition(".")[0] for name in found if not TOOLS.fullmatch(name)}


def leaves_package(source: str, depth: int) -> bool:
    """Whether a relative import climbs out of a package ``depth`` levels up."""
    return any(
        isinstance(node, ast.ImportFrom) and node.level > depth
        for node in ast.walk(ast.parse(source))
    )


def test_only_the_standard_library_and_other_tools_are_imported():
    offenders = []
    for package in PACKAGES:
        for path in sorted(package.rglob("*.py")):
            source = path.read_text()
            foreign = imported_packages(source) - sys.stdlib_module_names
            if foreign or leaves_package(source, len(path.relative_to(package).parts)):
                offenders.append((str(path.relative_to(ROOT)), sorted(foreign)))
    assert not offenders


def test_every_tools_package_imports_without_odoo():
    for package in PACKAGES:
        importlib.import_module(f"{package.parent.name}_tools")
        for path in package.glob("[!_]*.py"):
            importlib.import_module(f"{package.parent.name}_tools.{path.stem}")
    # the packages above the tools of addons are empty
    assert not {"odoo.tools", "odoo.models", "odoo.orm"} & sys.modules.keys()


@pytest.mark.parametrize(
    ("source", "packages"),
    [
        ("import odoo", {"odoo"}),
        ("from odoo.tools import float_round", {"odoo"}),
        ("def f():\n    import lxml.etree", {"lxml"}),
        ("from odoo.addons.maintenance_bom.tools import take", set()),
        ("from odoo.addons.maintenance_bom.models import rights", {"odoo"}),
        ("from . import odoo", set()),
        ("import datetime, decimal", {"datetime", "decimal"}),
    ],
)
def test_imports_are_seen_wherever_they_are(source, packages):
    assert imported_packages(source) == packages


def test_a_relative_import_may_not_leave_tools():
    assert not leaves_package("from . import dates", depth=1)
    assert leaves_package("from ..models import bom", depth=1)
