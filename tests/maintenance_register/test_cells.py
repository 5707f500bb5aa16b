"""What one cell of a workbook says."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.cells import (
    DIGITS,
    ERROR,
    NO_VALUE,
    Cell,
    clean_lines,
    clean_text,
    format_digits,
    get_number_text,
    get_text,
    get_text_problem,
    is_nothing,
)


@pytest.mark.parametrize(
    ("digits", "number_format", "shown"),
    [
        ("123", "00000", "00123"),
        ("1234567", "00000", "1234567"),
        ("123456", "000-000", "123-456"),
        ("7", '"AB-"0000', "AB-0007"),
        ("7", "\\A\\B-0000", "AB-0007"),
        ("12", '0" / A"', "12 / A"),
        ("123", "[<1000]00000;0", "00123"),
        ("5", "00#", "005"),
        ("48929", "00000000", "00048929"),
        # formats of numbers that are no names
        ("123", "General", None),
        ("123", "0", None),
        ("123", "#,##0", None),
        ("123", "0.00", None),
        ("123", "000.00", None),
        ("123", "@", None),
        ("123", "0%", None),
        ("123", '0 "€"', None),
        ("123", "[$€-407] 00", None),
        ("123", '00 "EUR"', None),
        ("123", "###", None),
        ("123", "dd.mm.yyyy", None),
        ("123", "", None),
    ],
)
def test_a_number_format_may_be_part_of_a_name(digits, number_format, shown):
    assert format_digits(digits, number_format) == shown


@given(st.integers(0, 10**12), st.integers(2, 15))
def test_leading_zeros_make_a_number_as_wide_as_its_format(number, width):
    assert get_text(Cell(number, "0" * width)) == str(number).zfill(width)


@given(st.integers(0, 10**14))
def test_a_whole_number_has_no_decimals_however_it_is_stored(number):
    assert get_text(Cell(float(number))) == get_text(Cell(number)) == str(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (82.30000000000001, "82.3"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (-5.5, "-5.5"),
        (1.5e14, "150000000000000"),
        (12345678901234567, "12345678901234567"),
    ],
)
def test_a_number_is_what_was_entered_and_has_no_exponent(number, text):
    assert get_number_text(number) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell(None), ""),
        (Cell("  Pump\u00a0 7 \n"), "Pump 7"),
        (Cell(True), "TRUE"),
        (Cell(0.5, "0%"), "50%"),
        (Cell(0.00261, "0.0%"), "0.261%"),
        (Cell(datetime(2026, 3, 31)), "2026-03-31"),
        (Cell(datetime(2026, 3, 31, 14, 5)), "2026-03-31 14:05:00"),
        (Cell(date(2026, 3, 31)), "2026-03-31"),
        (Cell(time(11, 11)), "11:11:00"),
        (Cell(timedelta(hours=30)), "1 day, 6:00:00"),
        (Cell("#N/A", problem=ERROR), "#N/A"),
        (Cell(None, problem=NO_VALUE), ""),
        (Cell(-7, "00000"), "-7"),
        (Cell(7.5, "00000"), "7.5"),
    ],
)
def test_the_text_of_a_cell_is_what_a_person_sees(cell, text):
    assert get_text(cell) == text


def test_signs_that_nobody_sees_are_left_out():
    assert clean_text("\ufeffPump\u200b_x000D_\n7\x07") == "Pump 7"
    assert clean_lines("one_x000D_\ntwo\x00 ") == "one\r\ntwo"
    # an escape of a sign that could have been written stays what it is
    assert clean_text("_x0041_") == "_x0041_"


def test_a_number_of_more_than_15_digits_is_not_trusted():
    # Excel stores 12345678901234567 as 1.23456789012345E+16
    assert get_text_problem(Cell(1.23456789012345e16)) == DIGITS
    # a program that writes all digits has all digits
    assert not get_text_problem(Cell(12345678901234567))
    assert not get_text_problem(Cell(123456789012345.0))
    assert not get_text_problem(Cell("12345678901234567"))


def test_an_error_is_no_empty_cell():
    assert not Cell("#N/A", problem=ERROR).is_blank
    assert not Cell(None, problem=NO_VALUE).is_blank
    assert Cell(None).is_blank
    assert Cell(" \u00a0").is_blank
    assert not Cell(0).is_blank
    assert get_text_problem(Cell("#N/A", problem=ERROR)) == ERROR


def test_what_stands_for_nothing():
    assert all(map(is_nothing, ("", "-", "n/a", "N/A", "NULL", "–")))
    assert not any(map(is_nothing, ("0", "no", "A-1", "nan")))
