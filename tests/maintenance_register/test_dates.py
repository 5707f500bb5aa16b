"""Dates as people write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.cells import ERROR, NO_VALUE, Cell
from maintenance_register_tools.dates import (
    DAY_FIRST,
    EPOCH_1904,
    MONTH_FIRST,
    NO_DATE,
    NO_DAY,
    YEAR_FIRST,
    OrderVotes,
    get_order,
    get_readings,
    read_date,
)

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
NAMES = {
    "English": "January February March April May June July August September October "
    "November December",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober "
    "November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
}


@given(DAYS, st.sampled_from("./-"), st.sampled_from(["%Y", "%y"]))
def test_a_day_is_read_in_the_order_in_which_it_was_written(day, mark, year):
    text = day.strftime(f"%d{mark}%m{mark}{year}")
    assert read_date(Cell(text), DAY_FIRST) == (day.isoformat(), "")
    text = day.strftime(f"%m{mark}%d{mark}{year}")
    assert read_date(Cell(text), MONTH_FIRST) == (day.isoformat(), "")


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ"]))
def test_a_year_of_four_digits_in_front_leaves_no_doubt(day, pattern):
    text = datetime.combine(day, time(23, 59)).strftime(pattern)
    assert set(get_readings(text).values()) == {day}


@given(DAYS, st.sampled_from(sorted(NAMES)))
def test_the_name_of_a_month_leaves_no_doubt_in_four_languages(day, language):
    name = NAMES[language].split()[day.month - 1]
    for text in (
        f"{day.day}. {name} {day.year}",
        f"{day.day} {name} {day.year}",
        f"{day.day} de {name} de {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day}-{name[:3]}-{day.year}" if language == "English" else f"{day}",
    ):
        assert read_date(Cell(text)) == (day.isoformat(), ""), text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.3.26", "2026-03-31"),
        ("31. 3. 2026", "2026-03-31"),
        ("1er mars 2026", "2026-03-01"),
        ("March 3rd, 2026", "2026-03-03"),
        ("Tue, 3 Mar 2026", "2026-03-03"),
        ("3-MAR-26", "2026-03-03"),
        ("31/03/2026 14:05", "2026-03-31"),
        ("31.03.2026, 14:05 Uhr", "2026-03-31"),
        ("2026-03-31 23:59:59.999999+00:00", "2026-03-31"),
        ("31/12/85", "1985-12-31"),
        ("-", ""),
        ("0000-00-00", ""),
        ("0000-00-00 00:00:00", ""),
        ("", ""),
    ],
)
def test_ways_to_write_a_day(text, day):
    assert read_date(Cell(text), DAY_FIRST) == (day, "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (Cell("2019"), NO_DAY),
        (Cell(2019), NO_DAY),
        (Cell("03/2026"), NO_DAY),
        (Cell("March 2026"), NO_DAY),
        (Cell("31.02.2026"), NO_DATE),
        (Cell("soon"), NO_DATE),
        (Cell("12.345"), NO_DATE),
        (Cell(True), NO_DATE),
        (Cell(time(11, 0)), NO_DATE),
        (Cell(-1), NO_DATE),
        (Cell(1e300), NO_DATE),
        (Cell("#REF!", problem=ERROR), ERROR),
        (Cell(None, problem=NO_VALUE), NO_VALUE),
    ],
)
def test_what_is_no_day_is_a_problem_and_never_a_guess(cell, problem):
    assert read_date(cell) == ("", problem)


def test_a_day_that_has_lost_its_format_is_counted_from_the_epoch_of_the_workbook():
    assert read_date(Cell(46112)) == ("2026-03-31", "")
    assert read_date(Cell(46112.75)) == ("2026-03-31", "")
    assert read_date(Cell(46112 - 1462), epoch=EPOCH_1904) == ("2026-03-31", "")
    assert read_date(Cell(20260331)) == ("2026-03-31", "")
    assert read_date(Cell(0)) == ("", "")


def test_one_day_decides_how_its_column_is_read():
    assert get_order(["04/03/2026", "13/03/2026"], MONTH_FIRST) == DAY_FIRST
    assert get_order(["04/03/2026", "03/13/2026"], DAY_FIRST) == MONTH_FIRST
    assert get_order(["26-03-04", "85-03-14"], DAY_FIRST) == YEAR_FIRST


def test_where_the_column_does_not_tell_the_language_decides_and_it_is_said():
    votes = OrderVotes()
    for text in ("04/03/2026", "05/06/2026"):
        votes.add(text)
    assert votes.get_order(MONTH_FIRST) == MONTH_FIRST
    assert votes.get_order(DAY_FIRST) == DAY_FIRST
    assert not votes.is_decided()
    votes.add("31/12/2026")
    assert votes.is_decided(MONTH_FIRST)


def test_a_column_with_days_of_both_orders_is_read_as_most_of_them_are():
    votes = OrderVotes()
    for text in ("13/03/2026", "14/03/2026", "03/15/2026", "04/03/2026"):
        votes.add(text)
    assert votes.is_mixed
    assert votes.get_order(MONTH_FIRST) == DAY_FIRST
    # what can be read in one way only is read so
    assert read_date(Cell("03/15/2026"), DAY_FIRST) == ("2026-03-15", "")


@given(
    st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"])
)
def test_a_column_is_never_read_against_what_it_says(days, pattern):
    texts = [day.strftime(pattern) for day in days]
    order = get_order(texts, DAY_FIRST)
    readings = [get_readings(text) for text in texts]
    assert all(order in reading for reading in readings)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_problem(text):
    day, problem = read_date(Cell(text))
    assert not (day and problem)
    if day:
        date.fromisoformat(day)
