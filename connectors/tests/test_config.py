"""The configuration: what is accepted, and what a mistake is told by."""

import pytest

from asset_register_sync.config.loading import merge, parse
from asset_register_sync.config.positions import find_line, find_positions
from asset_register_sync.config.secrets import get_secret
from asset_register_sync.errors import ConfigError, SecretMissing

GOOD = """\
register = "RT"

[odoo]
url = "http://localhost:8069"
database = "test"

[source]
kind = "workbook"
path = "assets.xlsx"

[fields]
external_id = "ID"
status = { path = "State", values = { broken = "out_of_service" } }

[fields.name]
path = "Name"
required = true
"""


def get_mistakes(text):
    with pytest.raises(ConfigError) as caught:
        parse(text, "sync.toml")
    return str(caught.value).splitlines()


def test_good_configuration_is_read():
    config = parse(GOOD)
    assert config.register_code == "RT"
    assert config.odoo.protocol == "json2"
    assert config.fields.rules["external_id"].paths == ("ID",)
    assert config.fields.rules["name"].required


def test_mistake_names_file_and_line():
    assert get_mistakes(GOOD.replace('database = "test"', 'databse = "test"')) == [
        "sync.toml:3: odoo.database: is missing",
        "sync.toml:5: odoo.databse: there is no such setting",
    ]


def test_mistake_in_a_source_names_its_line():
    (mistake,) = get_mistakes(GOOD.replace('path = "assets.xlsx"', "path = 7"))
    assert mistake.startswith("sync.toml:9: source.path: ")


def test_unknown_kind_of_source_names_the_kinds():
    (mistake,) = get_mistakes(GOOD.replace('"workbook"', '"ftp"'))
    assert mistake.startswith("sync.toml:7: source: ")
    assert "rest" in mistake


def test_unknown_field_is_refused():
    (mistake,) = get_mistakes(GOOD.replace("external_id", 'colour = "C"\nexternal_id'))
    assert "“colour” is no field of an asset" in mistake


def test_unknown_status_is_refused():
    (mistake,) = get_mistakes(GOOD.replace('"out_of_service"', '"kaputt"'))
    assert "“kaputt” is no status" in mistake


def test_secret_in_the_file_is_refused_and_not_repeated():
    (mistake,) = get_mistakes(GOOD.replace("[source]", 'key = "hush-hush"\n[source]'))
    assert "there is no such setting" in mistake
    assert "hush" not in mistake


def test_password_in_an_address_is_refused_and_not_repeated():
    for address in ("https://me:hush@odoo.test", "ftp://odoo.test", "odoo.test"):
        (mistake,) = get_mistakes(GOOD.replace("http://localhost:8069", address))
        assert mistake.startswith("sync.toml:4: odoo.url: an address begins with")
        assert "hush" not in mistake


def test_broken_toml_names_the_line():
    (mistake,) = get_mistakes("register = \n")
    assert "line 1" in mistake


def test_unknown_preset_names_those_there_are():
    (mistake,) = get_mistakes('preset = "abacus"\n' + GOOD)
    assert mistake.startswith("sync.toml:1: there is no preset “abacus”")


def test_merge_keeps_what_is_not_overridden():
    below = {"a": {"x": 1, "y": 2}, "f": {"path": "p", "values": {"o": "n"}}}
    above = {"a": {"y": 3}, "f": {"values": {"q": "r"}}}
    assert merge(below, above) == {
        "a": {"x": 1, "y": 3},
        "f": {"path": "p", "values": {"q": "r"}},
    }


def test_merge_takes_a_table_of_another_kind_whole():
    below = {"paging": {"kind": "offset", "overlap": 1}}
    above = {"paging": {"kind": "page"}}
    assert merge(below, above) == above


def test_merge_replaces_path_by_constant():
    assert merge({"f": {"path": "p"}}, {"f": {"constant": "c"}}) == {
        "f": {"constant": "c"}
    }


def test_positions_of_lists_of_tables():
    text = 'a = """\nb = 1\n"""\n[[l]]\nx = 1\n[[l]]\nx = 2\n[l.sub]\n"y.z" = 1\n'
    positions = find_positions(text)
    assert positions == {
        ("a",): 1,
        ("l", 0): 4,
        ("l", 0, "x"): 5,
        ("l", 1): 6,
        ("l", 1, "x"): 7,
        ("l", 1, "sub"): 8,
        ("l", 1, "sub", "y.z"): 9,
    }
    assert find_line(positions, ("l", 1, "x", "deep")) == 7
    assert find_line(positions, ("nowhere",)) == 1


def test_secret_comes_from_the_environment():
    assert get_secret("KEY", {"KEY": " abc \n"}) == "abc"
    for environment in ({}, {"KEY": " "}, {"KEY": "a\nb"}):
        with pytest.raises(SecretMissing) as caught:
            get_secret("KEY", environment)
        assert "KEY" in str(caught.value)
        assert "a\nb" not in str(caught.value)
