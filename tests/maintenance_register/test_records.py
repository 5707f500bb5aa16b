import datetime
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools import records
from maintenance_register_tools.keys import KEYS
from maintenance_register_tools.records import (
    Record,
    get_digest,
    get_id,
    read_note,
    read_record,
    show,
)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
keys = st.sampled_from([*KEYS, "external_id", "modified", "colour"]) | st.text()


def read(**values):
    return read_record({"external_id": "T-1", **values}, KEYS)


def problem(**values):
    return read(**values).problem.code


@given(plain | st.dictionaries(keys, plain, max_size=5))
def test_whatever_is_sent_is_a_record_or_a_problem(raw):
    record = read_record(raw, KEYS)
    assert isinstance(record, Record)
    if record.problem is None:
        json.dumps(record.values).encode()
        assert record.external_id == record.external_id.strip() != ""
    else:
        record.problem.shown.encode()
        record.problem.key.encode()


@given(st.dictionaries(st.sampled_from(list(KEYS)), plain, max_size=5))
def test_what_was_read_is_read_the_same_again(raw):
    first = read(**raw)
    if first.problem is None:
        again = read(**first.values)
        assert again.problem is None
        assert again.values == first.values


@given(
    st.dictionaries(st.sampled_from(list(KEYS)), st.text(), min_size=2), st.randoms()
)
def test_the_order_of_keys_does_not_change_the_digest(values, chance):
    mixed = list(values.items())
    chance.shuffle(mixed)
    assert get_digest(dict(mixed)) == get_digest(values)


def test_a_key_that_is_missing_is_not_one_that_is_empty():
    assert read(name="Lathe").values == {"name": "Lathe"}
    assert read(name="Lathe", code="").values == {"name": "Lathe", "code": False}
    assert get_digest({"name": "Lathe"}) != get_digest({"name": "Lathe", "code": False})


@given(plain | st.dictionaries(keys, plain, max_size=5))
def test_whatever_is_sent_has_an_id_or_none(raw):
    found = get_id(raw)
    assert found == read_record(raw, KEYS).external_id or found == ""
    if isinstance(raw, dict):
        assert get_digest(raw) == get_digest(dict(reversed(raw.items())))


def test_when_it_was_changed_counts_only_where_the_newest_does():
    old, new = (
        {"name": "Lathe", "modified": day} for day in ("2026-01-01", "2026-02-02")
    )
    assert get_digest(old) == get_digest(new) == get_digest({"name": "Lathe"})
    assert get_digest(old, True) != get_digest(new, True)


def test_what_is_no_plain_value_has_no_digest():
    assert get_digest({"name": datetime.date(2026, 1, 1)}) == ""
    assert get_digest({"name": "a", 7: "b"}) == ""


def test_nothing_is_false_whatever_it_is_written_as():
    for nothing in ("", " ", None, False):
        values = read(serial_no=nothing, warranty_date=nothing).values
        assert values == {"serial_no": False, "warranty_date": False}
    assert read(cost=0).values == read(cost=None).values == {"cost": False}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"external_id": None}, records.NO_ID),
        ({"external_id": "  "}, records.NO_ID),
        ({"external_id": 7}, records.NO_TEXT),
        ({"external_id": "a\tb"}, records.BAD_CHARACTER),
        ({"external_id": "x" * 501}, records.TOO_LONG),
        ({"name": ["Lathe"]}, records.NO_TEXT),
        ({"name": "a\0b"}, records.BAD_CHARACTER),
        ({"name": "a\nb"}, records.BAD_CHARACTER),
        ({"name": "a\ud800b"}, records.BAD_CHARACTER),
        ({"name": "x" * 10**6}, records.TOO_LONG),
        ({"cost": "12"}, records.NO_NUMBER),
        ({"cost": True}, records.NO_NUMBER),
        ({"cost": float("nan")}, records.NO_NUMBER),
        ({"cost": 10**400}, records.OUT_OF_RANGE),
        ({"warranty_date": "31.12.2026"}, records.NO_DATE),
        ({"warranty_date": "2026-02-30"}, records.NO_DATE),
        ({"warranty_date": "1066-10-14"}, records.OUT_OF_RANGE),
        ({"warranty_date": 20261231}, records.NO_DATE),
        ({"status": "Retired"}, records.NO_CHOICE),
        ({"colour": "red"}, records.UNKNOWN_KEY),
        ({"modified": "yesterday"}, records.NO_MOMENT),
    ],
)
def test_what_cannot_be_used_is_told(values, code):
    assert problem(**values) == code


def test_what_is_no_record_is_told():
    for raw in (None, "T-1", 7, ["T-1"], True):
        assert read_record(raw, KEYS).problem.code == records.NO_DICT


def test_moments_are_compared_in_one_time_zone():
    assert read(modified="2026-03-01T10:00:00+02:00").modified == "2026-03-01 08:00:00"
    assert read(modified="2026-03-01 08:00:00").modified == "2026-03-01 08:00:00"


def test_a_note_keeps_its_lines():
    assert read(note="one\r\n\n  two  words\t\n").values["note"] == "one\ntwo words"


@given(st.text(alphabet=string.printable))
def test_a_note_that_was_read_stays_as_it_is(text):
    note = read_note(text)
    assert not note or read_note(note) == note


@given(plain)
def test_a_message_shows_a_short_part_of_anything(value):
    assert len(show(value)) <= 60
