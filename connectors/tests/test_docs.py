"""What docs/integrators.md shows, done as it says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from asset_register_sync import errors
from asset_register_sync.config.fields import KEYS
from asset_register_sync.config.loading import parse
from asset_register_sync.mapping import Mapper
from asset_register_sync.presets import get_names

from .odoo_fake import KEY, OdooFake
from .servers import serving

CONNECTORS = Path(__file__).resolve().parents[1]
TEXT = (CONNECTORS.parent / "docs" / "integrators.md").read_text(encoding="utf-8")
ADDRESS = "https://odoo.example.com"


def get_snippets(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def get_commands():
    """Return the commands of the shell snippets, split into words."""
    lines = "".join(get_snippets("sh")).splitlines()
    return [
        shlex.split(line)[1:]
        for line in lines
        if line.startswith("asset-register-sync")
    ]


@pytest.mark.parametrize("number", range(len(get_snippets("toml"))))
def test_configurations_are_right(number):
    config = parse(get_snippets("toml")[number])
    by_heading = config.source.kind == "workbook"
    Mapper(config.fields, by_heading=by_heading)


def test_first_configuration_works_from_check_to_run(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Our assets"])
    headings = "Inventory No.,Designation,Serial No.,Group,Price,In use since,State"
    sheet.append(headings.split(","))
    sheet.append(["A-1", "Saw", "S-1", "Saws", "1,200.50", "31.03.2024", "in use"])
    sheet.append(["A-2", "Lathe", "S-2", "Lathes", 900, None, "broken"])
    book.save(tmp_path / "assets.xlsx")
    odoo = OdooFake()
    environment = os.environ | {"ODOO_API_KEY": KEY, "PYTHONPATH": str(CONNECTORS)}
    with serving(odoo.answer) as url:
        text = get_snippets("toml")[0].replace(ADDRESS, url)
        (tmp_path / "assets.toml").write_text(text)
        commands = get_commands()
        assert [command[0] for command in commands] == ["check", "plan", "apply", "run"]
        for command in commands:
            done = subprocess.run(
                [sys.executable, "-m", "asset_register_sync", *command],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    assert odoo.assets["A-1"] == {
        "name": "Saw",
        "serial_no": "S-1",
        "category": "Saws",
        "cost": 1200.5,
        "in_service_date": "2024-03-31",
        "status": "in_service",
    }
    assert odoo.assets["A-2"]["status"] == "out_of_service"
    assert openpyxl.load_workbook(tmp_path / "plan.xlsx").active.max_row == 3


def test_documentation_names_every_preset_field_and_exit_code():
    for name in get_names():
        assert f"| `{name}`" in TEXT
    for key in KEYS:
        assert f"`{key}`" in TEXT
    kinds = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.SyncError)
    ]
    for kind in kinds:
        if kind is not errors.SyncError:
            assert f"| {kind.exit_code} " in TEXT
