"""Where in a sheet the table is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.headings import count_known
from maintenance_register_tools.table import (
    find_header,
    get_column_name,
    is_repeated_header,
    is_total,
)


def find(*rows):
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    header = find_header(numbered, count_known)
    return header and header.number


def test_titles_and_remarks_above_the_headings_are_passed_over():
    assert (
        find(
            ["Asset register 2026", "", ""],
            ["Printed 31.03.2026", "", "Page 1"],
            [],
            ["Inventarnummer", "Bezeichnung", "Standort"],
            ["1001", "Pump", "Hall 1"],
        )
        == 4
    )


def test_a_title_that_is_a_known_heading_is_not_taken_for_the_headings():
    assert (
        find(
            ["Location", "Hall 1"],
            ["Tag", "Name", "Serial number", "Location"],
            ["1001", "Pump", "S-1", "Hall 1"],
        )
        == 2
    )


def test_headings_that_nobody_knows_are_found_by_what_they_look_like():
    assert (
        find(
            ["Lots of people", "", "", ""],
            ["at", "the", "top", ""],
            ["Name", "Profession", "Age", "Born"],
            ["David Bowie", "musician", "69", "1947-01-08"],
            ["Carrie Fisher", "actor", "60", "1956-10-21"],
            ["Chuck Berry", "musician", "90", "1926-10-18"],
            ["Bill Paxton", "actor", "61", "1955-05-17"],
        )
        == 3
    )


def test_numbers_are_no_headings():
    assert find(["1", "2"], ["3", "4"]) is None
    assert find() is None
    assert find(["Only one row", "and no table"]) is None


def test_one_known_heading_is_enough_for_one_or_two_columns_only():
    assert find(["comment"], ["1"]) == 1
    assert find(["x", "y", "comment", "z"], ["1", "2", "3", "4"]) == 1


@given(
    st.lists(st.lists(st.text(max_size=5), max_size=4), max_size=8),
    st.lists(st.text(min_size=1, max_size=8), max_size=3),
)
def test_any_sheet_has_one_row_of_headings_or_none(rows, more):
    rows = [*rows, ["Serial number", "Location", *more]]
    assert find(*rows) in (None, *range(1, len(rows) + 1))


def test_headings_that_are_printed_on_each_page_are_known_again():
    header = ["Tag", "Name", "", "Location"]
    assert is_repeated_header(["tag", "NAME", "", "Location"], header)
    assert not is_repeated_header(["Tag", "Pump", "", ""], header)
    assert not is_repeated_header(["Tag", "", "", ""], header)
    assert not is_repeated_header([], header)


def test_a_row_that_adds_up_is_no_asset():
    assert is_total(["", "Total", "", "1200"])
    assert is_total(["Gesamtsumme: 12 Geräte"])
    assert not is_total(["Totalstation", "Leica"])
    assert not is_total(["", ""])


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_the_letters_of_a_column(index, name):
    assert get_column_name(index) == name
