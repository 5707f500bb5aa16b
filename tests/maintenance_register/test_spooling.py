"""All records of a table, in order and in batches."""

import pytest
from maintenance_register_tools.cells import Cell
from maintenance_register_tools.rows import PROBLEM, RECORD, Column, Layout
from maintenance_register_tools.spooling import (
    TooManyRows,
    get_record,
    read_table,
    take_batches,
)

LAYOUT = Layout(
    (
        Column(0, "code"),
        Column(1, "name"),
        Column(2, "cost", "money"),
        Column(3, "in_service_date", "date"),
    ),
    key_index=0,
    headings=("Tag", "Name", "Cost", "Since"),
)
TYPES = {column.key: column.type for column in LAYOUT.columns}


def rows_of(*rows, first=1):
    return [
        (number, [Cell(value) for value in row])
        for number, row in enumerate(rows, first)
    ]


def read(rows, header_number=1, most_rows=1000):
    with read_table(rows, LAYOUT, header_number, most_rows) as table:
        return list(table.rows)


def test_rows_above_the_headings_and_below_the_table_are_left_out():
    found = read(
        rows_of(
            ["Our machines"],
            ["Tag", "Name", "Cost", "Since"],
            ["A-1", "Pump", 12.5, "31.12.2025"],
            ["A-2", "Saw"],
            ["Total", None, 12.5],
        ),
        header_number=2,
    )
    assert [(row.number, row.external_id) for row in found] == [(3, "A-1"), (4, "A-2")]


def test_a_date_is_read_as_the_column_writes_it_to_its_end():
    found = read(
        rows_of(
            ["Tag", "Name", "Cost", "Since"],
            ["A-1", "Pump", "1.250", "03/04/2025"],
            ["A-2", "Saw", "1.250,50", "12/31/2025"],
        )
    )
    assert [get_record(row, TYPES) for row in found] == [
        {
            "code": "A-1",
            "name": "Pump",
            "cost": 1250.0,
            "in_service_date": "2025-03-04",
        },
        {
            "code": "A-2",
            "name": "Saw",
            "cost": 1250.5,
            "in_service_date": "2025-12-31",
        },
    ]


def test_an_empty_cell_is_no_value_and_not_left_out():
    (row,) = read(rows_of(["Tag", "Name", "Cost", "Since"], ["A-1", "Pump"]))
    assert get_record(row, TYPES) == {
        "code": "A-1",
        "name": "Pump",
        "cost": False,
        "in_service_date": False,
    }


def test_a_row_with_a_problem_does_not_spoil_the_others():
    found = read(
        rows_of(
            ["Tag", "Name", "Cost", "Since"],
            ["A-1", "Pump", "cheap", None],
            ["A-2", "Saw", 1, None],
        )
    )
    assert [row.verdict for row in found] == [PROBLEM, RECORD]


def test_more_rows_than_are_taken_are_told_before_any_is_given():
    rows = rows_of(["Tag"], *([f"A-{number}"] for number in range(11)))
    assert len(read(rows, most_rows=11)) == 11
    with pytest.raises(TooManyRows):
        read(rows, most_rows=10)


def test_batches_have_the_rows_in_their_order():
    assert list(take_batches(iter(range(5)), 2)) == [[0, 1], [2, 3], [4]]
    assert list(take_batches(iter(()), 2)) == []
