"""Rows become records."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_register_sync.config.fields import KEYS, Fields
from asset_register_sync.mapping import Mapper, Row
from asset_register_sync.mapping.amounts import FORMATS, compile_amount
from asset_register_sync.mapping.cells import ERROR, NO_VALUE, Cell, format_digits
from asset_register_sync.mapping.dates import compile_date, read_moment
from asset_register_sync.mapping.paths import compile_path, set_path
from asset_register_sync.mapping.text import Unmappable, get_line

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)


def map_row(rules, values, **options):
    fields = Fields.model_validate({"external_id": "id", **rules})
    return Mapper(fields, **options).map(Row({"id": 7, **values}, "row 1"))


def get_value(rule, values, key="name"):
    mapped = map_row({key: rule}, values)
    assert not mapped.reasons
    return mapped.record[key]


def get_reason(rule, values, key="name"):
    (reason,) = map_row({key: rule}, values).reasons
    return reason


def test_external_id_is_text():
    assert map_row({}, {}).external_id == "7"
    assert map_row({}, {"id": "007"}).external_id == "007"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", {"a": {"b": [{"n": "x", "v": 1}, {"n": "y z", "v": 2}]}, "c.d": 3}),
        ("a.b.0.v", 1),
        ("a.b[n=y z].v", 2),
        ("a.b[n='y z'].v", 2),
        ('"c.d"', 3),
        ("a.b.2", None),
        ("a.x.y", None),
        ("a.b[n=q].v", None),
    ],
)
def test_paths(path, value):
    row = {"a": {"b": [{"n": "x", "v": 1}, {"n": "y z", "v": 2}]}, "c.d": 3}
    assert compile_path(path)(row) == value


@pytest.mark.parametrize("path", ["a.", ".a", "a..b", "a]b", "a[b", 'a"b"'])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ValueError, match="no path"):
        compile_path(path)


def test_set_path_makes_what_is_missing():
    target = {"a": {"x": 1}}
    set_path(target, "a.b.c", 2)
    assert target == {"a": {"x": 1, "b": {"c": 2}}}


def test_first_path_with_a_value_counts():
    assert get_value({"path": ["a", "b"]}, {"a": "", "b": "x"}) == "x"
    assert get_value({"path": ["a", "b"], "empty": ["-"]}, {"a": "-", "b": "x"}) == "x"


def test_joined_key_needs_all_its_parts():
    rule = {"path": ["num", "site"], "join": "|"}
    assert get_value(rule, {"num": "007", "site": "B"}) == "007|B"
    assert get_value(rule, {}) == ""
    assert "site is missing" in get_reason(rule, {"num": "007"})


def test_constant_default_and_empty_texts():
    assert get_value({"constant": "Laptop"}, {}) == "Laptop"
    assert get_value({"path": "a", "default": "x"}, {}) == "x"
    assert get_value({"path": "a", "empty": ["n/a"]}, {"a": "N/A"}) == ""


def test_value_table():
    rule = {"path": "s", "values": {"In Use": "in_service"}}
    assert get_value(rule, {"s": "in  use"}, "status") == "in_service"
    assert "“lost” is not in the value table" in get_reason(
        rule, {"s": "lost"}, "status"
    )
    assert get_value({**rule, "otherwise": "keep"}, {"s": "lost"}, "status") == "lost"
    assert get_value({**rule, "otherwise": "empty"}, {"s": "lost"}, "status") == ""
    assert get_value(rule, {"s": None}, "status") == ""


def test_required_field_that_is_missing_is_a_reason():
    assert get_reason({"path": "a", "required": True}, {}) == "name is missing"


def test_html_and_control_characters():
    assert get_value({"path": "a", "unescape": True}, {"a": "R&amp;D &nbsp;"}) == "R&D"
    assert get_value("a", {"a": "a\x00b\ud800\nc"}) == "ab\ufffd c"
    assert map_row({"note": "a"}, {"a": "x\ny"}).record["note"] == "x\ny"


def test_table_where_a_value_should_be_is_a_reason():
    assert "table" in get_reason("a", {"a": {"name": "x"}})


def test_replaced_parts():
    rule = {"path": "parts", "part": "item.no", "date": "on", "position": "at"}
    parts = [
        {"item": {"no": "BAT-1"}, "on": "2026-03-31T08:00:00Z", "at": "left"},
        {"item": {"no": "FIL-2"}, "on": None},
        {"item": None, "on": "2026-03-31"},
    ]
    assert get_value(rule, {"parts": parts}, "last_replaced") == [
        {"part": "BAT-1", "position": "left", "date": "2026-03-31"}
    ]
    assert get_value(rule, {"parts": None}, "last_replaced") == []
    assert "no list" in get_reason(rule, {"parts": {"a": 1}}, "last_replaced")


def test_headings_are_compared_by_letters_and_digits():
    fields = Fields.model_validate({"external_id": "Inv.-Nr.", "name": "Name (kurz)"})
    mapper = Mapper(fields, by_heading=True)
    row = Row({"invnr": Cell(12, "00000"), "namekurz": Cell("Säge")})
    assert mapper.map(row).record == {"external_id": "00012", "name": "Säge"}


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        (Cell("#N/A", problem=ERROR, place="A!B2"), "A!B2 shows #N/A"),
        (Cell(None, problem=NO_VALUE, place="A!B2"), "nobody has calculated"),
        (Cell(1.2345678901234567e16, place="A!B2"), "15 digits"),
    ],
)
def test_cells_without_all_of_their_value_are_reasons(cell, part):
    assert part in get_reason("a", {"a": cell})
    assert part in get_reason("a", {"a": cell}, "cost")


@pytest.mark.parametrize(
    ("digits", "number_format", "shown"),
    [
        ("123", "00000", "00123"),
        ("123456", "000-000", "123-456"),
        ("12", '"AB-"0000', "AB-0012"),
        ("12", "General", "12"),
        ("12", "0", "12"),
        ("1234", "#,##0", "1234"),
        ("12", "0.00", "12"),
        ("12", "dd/mm/yyyy", "12"),
        ("12", "[$€-407]000", "12"),
        ("1234567", "00000", "1234567"),
    ],
)
def test_numbers_as_their_format_shows_them(digits, number_format, shown):
    assert format_digits(digits, number_format) == shown


@pytest.mark.parametrize(
    ("pattern", "value", "day"),
    [
        ("", "2026-03-31T22:00:00Z", "2026-03-31"),
        ("iso", "20260331", "2026-03-31"),
        ("", "/Date(1774915200000+0000)/", "2026-03-31"),
        ("dmy", "3.4.26", "2026-04-03"),
        ("mdy", "3/4/2026", "2026-03-04"),
        ("", "31/03/2026", "2026-03-31"),
        ("%d %b %Y", "31 Mar 2026", "2026-03-31"),
        ("", "0000-00-00", ""),
        ("", None, ""),
        ("", date(2026, 3, 31), "2026-03-31"),
        ("", Cell(datetime(2026, 3, 31, 5)), "2026-03-31"),
    ],
)
def test_dates(pattern, value, day):
    assert compile_date(pattern)(value) == day


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("", "3/4/2026"),
        ("", "31 March"),
        ("", "2026-02-30"),
        ("", "soon"),
        ("", "/Date(253402214400000)/"),
        ("%d", "x"),
        ("dmy", "13/13/2026"),
        ("", True),
    ],
)
def test_what_is_no_date_is_refused(pattern, value):
    with pytest.raises(Unmappable):
        compile_date(pattern)(value)


@pytest.mark.parametrize(
    ("name", "value", "amount"),
    [
        ("", "1234.56", 1234.56),
        ("1,234.56", "$ 1,234.56", 1234.56),
        ("1.234,56", "1.234,56 €", 1234.56),
        ("1.234,56", "1234", 1234),
        ("1'234.56", "CHF 1'234.50", 1234.5),
        ("1 234,56", "1\u202f234,56", 1234.56),
        ("", "(12)", -12),
        ("", Cell(82.30000000000001), 82.3),
        ("", Decimal("1.10"), 1.1),
        ("", "", ""),
        ("", 0, 0),
    ],
)
def test_amounts(name, value, amount):
    assert compile_amount(name)(value) == amount


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", "1,234.56"),
        ("1,234.56", "1.234,56"),
        ("1.234,56", "1.23"),
        ("", "a lot"),
        ("", float("nan")),
        ("", float("inf")),
        ("", 10**13),
        ("", True),
        ("", "1 2"),
    ],
)
def test_what_is_no_amount_is_refused(name, value):
    with pytest.raises(Unmappable):
        compile_amount(name)(value)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(sorted(FORMATS)))
def test_amount_written_in_a_format_is_read_again(amount, name):
    mark, separator = FORMATS[name]
    sign, text = ("-" if amount < 0 else ""), f"{abs(amount):,.2f}"
    whole, decimals = text.split(".")
    written = f"{sign}{whole.replace(',', separator)}{mark}{decimals}"
    assert compile_amount(name)(written) == float(amount)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_date_written_in_an_order_is_read_again(day):
    for pattern, text in {
        "dmy": f"{day:%d.%m.%y}",
        "mdy": f"{day:%m/%d/%Y}",
        "ymd": f"{day:%Y/%m/%d}",
        "iso": f"{day.isoformat()}",
    }.items():
        assert compile_date(pattern)(text) == day.isoformat()


@given(st.datetimes(datetime(1971, 1, 1), timezones=st.timezones()))
def test_moment_is_the_same_in_every_zone(moment):
    assert read_moment(moment.isoformat()) == moment.astimezone(UTC)


@given(st.fixed_dictionaries({"id": JSON, "v": JSON}))
def test_any_row_gives_a_record_or_reasons(values):
    fields = {key: "v" for key in KEYS} | {"external_id": "id"}
    fields["last_replaced"] = {"path": "v", "part": "a", "date": "b"}
    mapped = Mapper(Fields.model_validate(fields)).map(Row(values))
    assert bool(mapped.reasons) != bool(mapped.record)
    if mapped.record:
        assert mapped.record["external_id"]
        assert set(mapped.record) | {"modified"} == set(KEYS)
        assert isinstance(mapped.record.pop("last_replaced"), list)
        assert all(isinstance(value, str | float) for value in mapped.record.values())


@given(st.text())
def test_text_mapped_twice_is_the_same(text):
    once = get_line(text)
    assert get_line(once) == once
