"""The presets: each is a whole configuration with an address, and maps its register."""

import json
import re

import pytest
import responses

from asset_register_sync import errors, presets
from asset_register_sync.cli.asking import make_configuration
from asset_register_sync.config.loading import parse
from asset_register_sync.mapping import Mapper
from asset_register_sync.retry import Patience
from asset_register_sync.sources.rest import RestRegister

HEAD = 'register = "R"\n[odoo]\nurl = "http://localhost"\ndatabase = "d"\n'

SNIPE_IT = {
    "id": 1,
    "name": "R&amp;D laptop",
    "asset_tag": "00042",
    "serial": "S-1",
    "model": {"id": 1, "name": "MacBook &quot;Pro&quot;"},
    "status_label": {"id": 2, "name": "Ready", "status_meta": "deployed"},
    "category": {"id": 1, "name": "Laptops"},
    "supplier": None,
    "location": None,
    "rtd_location": {"id": 1, "name": "Paris"},
    "warranty_expires": {"date": "2028-03-31", "formatted": "Fri Mar 31, 2028"},
    "purchase_date": {"date": "2026-03-31", "formatted": "Tue Mar 31, 2026"},
    "purchase_cost": "1,234.56",
    "updated_at": {"datetime": "2026-03-31 10:00:00", "formatted": "x"},
    "notes": None,
}
NETBOX = {
    "id": 12,
    "name": None,
    "display": "switch (12)",
    "serial": "",
    "asset_tag": "A-1",
    "device_type": {"id": 1, "model": "EX3400"},
    "role": {"id": 1, "name": "Access switch"},
    "site": {"id": 1, "name": "Berlin"},
    "location": None,
    "status": {"value": "failed", "label": "Failed"},
    "comments": "",
    "last_updated": "2026-03-31T10:00:00.123456Z",
}


def load(name):
    return parse(f'preset = "{name}"\n{HEAD}')


def open_register(name):
    config = load(name)
    environment = {config.source.auth.env: "token"}
    patience = Patience(sleep=lambda seconds: None)
    return RestRegister(config.source, config.push, patience, None, environment)


def map_one(name, values):
    """Return the record of a row that the register lists."""
    config = load(name)
    body = {config.source.records: [values], config.source.total: 1}
    with responses.RequestsMock() as http:
        url = f"{config.source.url}/{config.source.path}"
        http.add("GET", re.compile(re.escape(url)), json=body)
        (page,) = open_register(name).scan().pages
    return Mapper(config.fields).map(page.rows[0]).record


@pytest.mark.parametrize("name", presets.get_names())
def test_preset_is_a_configuration_and_says_what_it_is(name):
    config = load(name)
    Mapper(config.fields)
    assert set(config.push.fields if config.push else ()) <= set(config.fields.rules)


@pytest.mark.parametrize("name", [*presets.get_names(), "workbook"])
def test_answers_of_init_make_a_configuration(name):
    answers = iter([name, 'R "1"'])
    text = make_configuration(lambda question, offered: next(answers, offered))
    config = parse(text)
    assert config.register_code == 'R "1"'
    assert config.preset == ("" if name == "workbook" else name)


def test_snipe_it():
    assert map_one("snipe-it", SNIPE_IT) == {
        "external_id": "1",
        "name": "R&D laptop",
        "serial_no": "S-1",
        "code": "00042",
        "model": 'MacBook "Pro"',
        "category": "Laptops",
        "location": "Paris",
        "vendor": "",
        "status": "in_service",
        "cost": 1234.56,
        "in_service_date": "2026-03-31",
        "warranty_date": "2028-03-31",
        "note": "",
    }


def test_snipe_it_says_errors_with_200():
    body = {"status": "error", "messages": "Unauthorized.", "payload": None}
    with responses.RequestsMock() as http:
        http.add("GET", re.compile(".*"), body=json.dumps(body))
        with pytest.raises(errors.SourceRefused, match="Unauthorized"):
            list(open_register("snipe-it").scan().pages)


def test_netbox():
    assert map_one("netbox", NETBOX) == {
        "external_id": "12",
        "name": "switch (12)",
        "serial_no": "",
        "code": "A-1",
        "model": "EX3400",
        "category": "Access switch",
        "location": "Berlin",
        "status": "out_of_service",
        "note": "",
        "modified": "2026-03-31 10:00:00",
    }


def test_netbox_takes_a_status():
    register = open_register("netbox")
    row = dict(NETBOX)

    def patch(request):
        value = json.loads(request.body)["status"]
        row["status"] = {"value": value, "label": "x"}
        return 200, {}, json.dumps(row)

    with responses.RequestsMock() as http:
        url = re.compile(".*/dcim/devices/12/")
        http.add_callback("GET", url, lambda request: (200, {}, json.dumps(row)))
        http.add_callback("PATCH", url, patch)
        assert not register.write("12", {"status": "in_service"}).reason
    assert row["status"]["value"] == "active"


def test_rule_of_a_preset_can_be_changed_in_part_or_taken_away():
    text = f"""preset = "netbox"
{HEAD}
[fields]
name = {{ path = "display" }}
serial_no = {{ required = true }}
status = {{ otherwise = "empty" }}
note = false
"""
    rules = parse(text).fields.rules
    assert (rules["name"].paths, rules["name"].required) == (("display",), True)
    assert (rules["serial_no"].paths, rules["serial_no"].required) == (
        ("serial",),
        True,
    )
    assert rules["status"].values["active"] == "in_service"
    assert "note" not in rules
