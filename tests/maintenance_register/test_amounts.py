"""Amounts as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.amounts import (
    COMMA,
    NO_AMOUNT,
    OTHER_CURRENCY,
    POINT,
    MarkVotes,
    read_amount,
)
from maintenance_register_tools.cells import DIGITS, ERROR, NO_VALUE, Cell

AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(AMOUNTS, st.sampled_from(["", ".", " ", "'", "\u202f", "’"]))
def test_an_amount_with_a_decimal_comma_is_what_was_written(amount, separator):
    text = f"{amount:,.2f}".replace(",", "#").replace(".", ",").replace("#", separator)
    read, problem = read_amount(Cell(text), COMMA)
    assert (Decimal(read), problem) == (amount, "")


@given(AMOUNTS, st.sampled_from(["", ",", " ", "'", "\u00a0"]))
def test_an_amount_with_a_decimal_point_is_what_was_written(amount, separator):
    text = f"{amount:,.2f}".replace(",", separator)
    read, problem = read_amount(Cell(text), POINT)
    assert (Decimal(read), problem) == (amount, "")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56 €", "1234.56"),
        ("€ 1,234.56", "1234.56"),
        ("EUR 1 234,56", "1234.56"),
        ("1'234.50", "1234.5"),
        ("1.200,-", "1200"),
        ("1.200,-- €", "1200"),
        ("(1,234.00)", "-1234"),
        ("-5,5", "-5.5"),
        ("5,50-", "-5.5"),
        ("−3.25", "-3.25"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        (".5", "0.5"),
        ("-", ""),
        ("n/a", ""),
        ("", ""),
    ],
)
def test_ways_to_write_an_amount(text, amount):
    assert read_amount(Cell(text), COMMA, ("EUR", "€")) == (amount, "")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (Cell("on request"), NO_AMOUNT),
        (Cell("about 500"), NO_AMOUNT),
        (Cell("500 to 700"), NO_AMOUNT),
        (Cell("1.23.4567"), NO_AMOUNT),
        (Cell("12 pieces"), NO_AMOUNT),
        (Cell(True), NO_AMOUNT),
        (Cell("9" * 400), NO_AMOUNT),
        (Cell(1e300), DIGITS),
        (Cell("#N/A", problem=ERROR), ERROR),
        (Cell(None, problem=NO_VALUE), NO_VALUE),
    ],
)
def test_what_is_no_amount_is_a_problem_and_never_a_guess(cell, problem):
    assert read_amount(cell) == ("", problem)


@pytest.mark.parametrize(
    ("cell", "currency", "problem"),
    [
        (Cell("$ 500"), ("EUR", "€"), OTHER_CURRENCY),
        (Cell("500 CHF"), ("EUR", "€"), OTHER_CURRENCY),
        (Cell("500 €"), ("USD", "$"), OTHER_CURRENCY),
        (Cell("US$ 500"), ("USD", "$"), ""),
        (Cell("$ 500"), ("CAD", "$"), ""),
        (Cell("Fr. 500"), ("CHF", "CHF"), ""),
        (Cell("500 kr"), ("SEK", "kr"), ""),
        (Cell("$ 500"), ("", ""), ""),
        (Cell(500, "[$€-407] #,##0.00"), ("EUR", "€"), ""),
        (Cell(500, "[$€-407] #,##0.00"), ("USD", "$"), OTHER_CURRENCY),
        (Cell(500, '#,##0.00 "CHF"'), ("EUR", "€"), OTHER_CURRENCY),
        (Cell(500, '"$"#,##0_);[Red]\\("$"#,##0\\)'), ("USD", "$"), ""),
        (Cell(500, '0 "per month"'), ("EUR", "€"), ""),
        (Cell(500, "[$-409]0.00"), ("EUR", "€"), ""),
    ],
)
def test_an_amount_in_another_currency_is_no_amount_of_ours(cell, currency, problem):
    assert read_amount(cell, POINT, currency) == ("" if problem else "500", problem)


def test_one_amount_decides_how_its_column_is_read():
    votes = MarkVotes()
    for text in ("1.234", "950", "12.000,50"):
        votes.add(text)
    assert votes.get_mark(POINT) == COMMA
    assert read_amount(Cell("1.234"), COMMA) == ("1234", "")


def test_three_digits_behind_a_mark_are_thousands_unless_the_column_says_otherwise():
    votes = MarkVotes()
    votes.add("1.234")
    assert votes.get_mark(POINT) == COMMA
    votes.add("0.5")
    assert votes.get_mark(COMMA) == POINT
    empty = MarkVotes()
    empty.add("500")
    assert empty.get_mark(COMMA) == COMMA


def test_an_amount_that_can_be_read_in_one_way_only_is_read_so():
    assert read_amount(Cell("1,234.56"), COMMA) == ("1234.56", "")


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_problem(text):
    amount, problem = read_amount(Cell(text))
    assert not (amount and problem)
    if amount:
        assert Decimal(amount).is_finite()
