"""From the rows of a table to the records of a register."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.cells import DIGITS, ERROR, NO_VALUE, Cell
from maintenance_register_tools.dates import EPOCH_1904, MONTH_FIRST, NO_DATE
from maintenance_register_tools.rows import (
    BELOW,
    NO_KEY,
    PROBLEM,
    RECORD,
    REPEATED_KEY,
    Column,
    Layout,
    Problem,
    Survey,
    get_records,
)

HEADINGS = ("Tag", "Name", "Bought", "Cost", "Status")
COLUMNS = (
    Column(0, "code"),
    Column(1, "name"),
    Column(2, "in_service_date", "date"),
    Column(3, "cost", "money"),
    Column(4, "status", "choice"),
)


def read(*rows, **layout):
    """Read rows of a table that begins in row 2; a number in front places a row."""
    survey = Survey(Layout(COLUMNS, 0, HEADINGS, **layout))
    kept, number = [], 1
    for row in rows:
        number += 1
        if type(row[0]) is tuple:
            (number,), *row = row
        cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]
        if (entries := survey.take(number, cells)) is not None:
            kept.append((number, entries))
    return list(get_records(survey, kept))


def test_a_row_is_a_record_with_the_values_that_are_there():
    (row,) = read([Cell(17, "0000"), " Pump\n7 ", datetime(2026, 3, 31), 99.5, "Aktiv"])
    assert (row.number, row.verdict, row.external_id) == (2, RECORD, "0017")
    assert row.values == {
        "code": "0017",
        "name": "Pump 7",
        "in_service_date": "2026-03-31",
        "cost": "99.5",
        "status": "in_service",
    }
    assert not row.empty


def test_an_empty_cell_is_named_and_has_no_value():
    (row,) = read(["1001", "Pump", "-"])
    assert row.values == {"code": "1001", "name": "Pump"}
    assert row.empty == ["in_service_date", "cost", "status"]


def test_an_error_in_a_cell_never_empties_a_field():
    first, second = read(
        ["1001", Cell("#N/A", problem=ERROR), None, Cell(None, problem=NO_VALUE)],
        ["1002", "Pump", "soon", 5],
    )
    assert first.verdict == second.verdict == PROBLEM
    assert first.problems == [
        Problem("name", ERROR, "#N/A"),
        Problem("cost", NO_VALUE, ""),
    ]
    assert second.problems == [Problem("in_service_date", NO_DATE, "soon")]


def test_a_key_that_has_lost_digits_is_refused():
    (row,) = read([1.23456789012345e16, "Pump"])
    assert row.verdict == PROBLEM
    assert row.problems[0] == Problem("external_id", DIGITS, "12345678901234500")


def test_a_key_that_is_there_twice_names_the_other_rows():
    rows = read(["1001", "Pump"], ["1002", "Fan"], ["1001", "Lift"], [1001, "Door"])
    assert [row.verdict for row in rows] == [
        REPEATED_KEY,
        RECORD,
        REPEATED_KEY,
        REPEATED_KEY,
    ]
    assert rows[0].others == [4, 5]
    assert rows[2].others == [2, 5]


def test_rows_below_the_table_are_left_out_and_counted():
    rows = read(
        ["1001", "Pump", None, 5, "active"],
        [(4,), "1002", "Fan", None, 7, "active"],
        ["", "Total", None, 12],
        [(9,), "", "Printed by Ann Miller"],
    )
    assert [row.verdict for row in rows] == [RECORD, RECORD, BELOW, BELOW]


def test_a_row_of_the_table_without_a_key_is_refused_wherever_it_is():
    rows = read(
        ["", "Pump", "1.3.2026", 5, "active"],
        ["1002", "Fan", "1.3.2026", 7, "active"],
        ["", "Lift", "1.3.2026", 9, "active"],
    )
    assert [row.verdict for row in rows] == [NO_KEY, RECORD, NO_KEY]


def test_a_title_between_two_records_is_left_out():
    rows = read(["1001", "Pump"], ["", "Hall 2"], ["1002", "Fan"])
    assert [row.verdict for row in rows] == [RECORD, BELOW, RECORD]


def test_headings_that_are_repeated_and_blank_rows_are_passed_over():
    rows = read(["1001", "Pump"], ["TAG", "Name", "bought"], ["", " "], ["1002", "Fan"])
    assert [row.external_id for row in rows] == ["1001", "1002"]


def test_the_whole_column_says_how_its_dates_and_amounts_are_meant():
    rows = read(
        ["1001", "Pump", "04/03/2026", "1.234"],
        ["1002", "Fan", "13/03/2026", "9,50"],
        date_order=MONTH_FIRST,
    )
    assert [row.values["in_service_date"] for row in rows] == [
        "2026-03-04",
        "2026-03-13",
    ]
    assert [row.values["cost"] for row in rows] == ["1234", "9.5"]


def test_a_column_that_does_not_say_is_named():
    survey = Survey(Layout(COLUMNS, 0, HEADINGS))
    survey.take(2, [Cell("1001"), Cell("Pump"), Cell("04/03/2026")])
    assert [column.key for column in survey.get_undecided()] == ["in_service_date"]
    survey.take(3, [Cell("1002"), Cell("Fan"), Cell("14/03/2026")])
    assert not survey.get_undecided()


def test_days_that_have_lost_their_format_count_from_the_epoch():
    (row,) = read(["1001", "Pump", 44650], epoch=EPOCH_1904)
    assert row.values["in_service_date"] == "2026-03-31"


def test_lines_of_a_note_stay():
    survey = Survey(Layout((Column(1, "note"),), 0, ("Tag", "Note")))
    kept = [(2, survey.take(2, [Cell("1001"), Cell(" one\ntwo ")]))]
    (row,) = get_records(survey, kept)
    assert row.values == {"note": "one\ntwo"}


CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.sampled_from(["1001", "1002", "Total", "04/03/2026", "1,5", "-", "#N/A"]),
    st.integers(-5, 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
).map(Cell) | st.sampled_from(
    [Cell("#N/A", problem=ERROR), Cell(None, problem=NO_VALUE)]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12))
def test_every_row_that_is_kept_has_one_verdict_and_one_reason(rows):
    read_rows = read(*rows)
    numbers = [row.number for row in read_rows]
    assert numbers == sorted(set(numbers))
    for row in read_rows:
        assert bool(row.problems) == (row.verdict == PROBLEM)
        assert bool(row.others) == (row.verdict == REPEATED_KEY)
        assert row.external_id or row.verdict != RECORD
        assert all(row.values.values())
    keys = [row.external_id for row in read_rows if row.verdict == RECORD]
    assert len(keys) == len(set(keys))
