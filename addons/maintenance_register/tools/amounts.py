"""Amounts of money as people write them.

1.234 is a thousand or a bit more than one: as with dates, the column tells.
"""

import re
from decimal import Decimal

from .cells import (
    DIGITS,
    ERROR,
    NO_VALUE,
    Cell,
    clean_text,
    get_number_text,
    is_exact,
    is_nothing,
)

POINT = "."
COMMA = ","
MARKS = (POINT, COMMA)

NO_AMOUNT = "no_amount"
OTHER_CURRENCY = "other_currency"

_AMOUNT = re.compile(
    r"(?P<before>[^\d\-+.,(−]*)(?P<number>[\-+−]?[\d.,]+[\-−]?)(?P<after>\D*)"
)
_THREE_DIGITS = re.compile(r"\d([.,])\d{3}(?!\d)")
# "[$€-407]" is a currency, "[$-407]" a language
_FORMAT_CURRENCY = re.compile(
    r'\[\$-[^\]]*\]|\[\$([^\]\-]+)(?:-[^\]]*)?\]|"([^"]*)"|([$€£¥₹₩₽₺₴₫₱฿])'
)
_CODE = re.compile(r"[A-Z]{3}")
SIGNS = {
    "€": {"EUR"},
    "£": {"GBP", "EGP", "LBP", "SYP"},
    "¥": {"JPY", "CNY"},
    "₹": {"INR"},
    "₩": {"KRW"},
    "₽": {"RUB"},
    "₺": {"TRY"},
    "₴": {"UAH"},
    "₫": {"VND"},
    "₱": {"PHP"},
    "฿": {"THB"},
    "FR": {"CHF", "XAF", "XOF", "XPF"},
    "SFR": {"CHF"},
    "ZŁ": {"PLN"},
    "KČ": {"CZK"},
    "KR": {"DKK", "NOK", "SEK", "ISK"},
    "R$": {"BRL"},
    "S/": {"PEN"},
    "US$": {"USD"},
    "EURO": {"EUR"},
    "EUROS": {"EUR"},
}


def get_marks(text: str) -> set[str]:
    """Return the decimal marks with which ``text`` can be read as an amount.

    Both if it has none, or could be read either way.
    """
    number = _get_number(text)
    if number is None:
        return set(MARKS)
    return {mark for mark in MARKS if _read(number, mark) is not None}


class MarkVotes:
    """The decimal marks that fit the amounts of a column, as they are met."""

    def __init__(self) -> None:
        self._votes = dict.fromkeys(MARKS, 0)
        self._guesses = dict.fromkeys(MARKS, 0)

    def add(self, text: str) -> None:
        marks = get_marks(text)
        if len(marks) == 1:
            self._votes[marks.pop()] += 1
        elif found := _THREE_DIGITS.search(text):
            # hardly an amount with three decimals
            self._guesses[POINT if found[1] == COMMA else COMMA] += 1

    def get_mark(self, preferred: str = POINT) -> str:
        """Return the mark; ``preferred`` if the column does not tell."""
        other = COMMA if preferred == POINT else POINT
        votes = self._votes if any(self._votes.values()) else self._guesses
        return other if votes[other] > votes[preferred] else preferred


def read_amount(
    cell: Cell, mark: str = POINT, currency: tuple[str, str] = ("", "")
) -> tuple[str, str]:
    """Return the amount of a cell as text, ``1234.56``, and a problem if it has none.

    :param mark: the decimal mark of the column, for amounts that are text
    :param currency: the code and the sign of the currency that amounts are in; an
        amount that names another is a problem. Nothing is compared without a code
    :return: ``("1234.56", "")``, ``("", "")`` for an empty cell, or ``("", problem)``
        with ERROR, NO_VALUE, DIGITS, NO_AMOUNT or OTHER_CURRENCY
    """
    if cell.problem:
        return "", ERROR if cell.problem == ERROR else NO_VALUE
    value = cell.value
    if isinstance(value, bool):
        return "", NO_AMOUNT
    if isinstance(value, int | float):
        if not is_exact(value):
            return "", DIGITS
        named = _get_format_currency(cell.number_format)
        if named and not _is_currency(named, currency):
            return "", OTHER_CURRENCY
        return get_number_text(value), ""
    if value is None:
        return "", ""
    if not isinstance(value, str):
        return "", NO_AMOUNT
    return _read_text(clean_text(value), mark, currency)


def _read_text(text: str, mark: str, currency: tuple[str, str]) -> tuple[str, str]:
    if is_nothing(text):
        return "", ""
    found = _split(text)
    if not found:
        return "", NO_AMOUNT
    before, number, after = found
    amount = _read(number, mark)
    if amount is None:
        marks = get_marks(text)
        amount = _read(number, marks.pop()) if len(marks) == 1 else None
    if amount is None:
        return "", NO_AMOUNT
    for word in (before, after):
        if word and not _is_word_of_money(word):
            return "", NO_AMOUNT
        if word and not _is_currency(word, currency):
            return "", OTHER_CURRENCY
    return get_number_text_of(amount), ""


def get_number_text_of(amount: Decimal) -> str:
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _split(text: str) -> tuple[str, str, str] | None:
    """Split into what stands before the number, the number, and what stands behind.

    (1,234.00) is negative, as accountants write it.
    """
    text = text.strip()
    is_negative = text.startswith("(") and text.endswith(")")
    if is_negative:
        text = text[1:-1]
    # between two digits a blank or an apostrophe separates thousands
    text = re.sub(r"(?<=\d)[\s'’`]+(?=\d{3}(?!\d))", "", text)
    # "Fr." is written with a point, which is no mark
    text = re.sub(r"(?<=[^\W\d])\.", "", text)
    # 1.200,- and 1.200,--
    text = re.sub(r"(?<=\d),(?:-+|–|—)(?=\D|$)", "", text)
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    number = found["number"].replace("−", "-")
    if number.endswith("-"):
        number = f"-{number[:-1]}"
    if is_negative:
        number = f"-{number}"
    return found["before"].strip(), number, found["after"].strip()


def _get_number(text: str) -> str | None:
    found = _split(clean_text(text))
    return found[1] if found else None


def _read(number: str, mark: str) -> Decimal | None:
    """Return the amount of digits and marks, None if they are none with this mark."""
    sign = number[0] if number[0] in "+-" else ""
    digits = number[len(sign) :]
    separator = COMMA if mark == POINT else POINT
    whole, has_mark, decimals = digits.partition(mark)
    if has_mark and (mark in decimals or separator in decimals):
        return None
    groups = whole.split(separator)
    if len(groups) > 1:
        # 1.234.567, never 1.23.4567; an amount of less than a thousand has no groups
        first, *others = groups
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            return None
        if first == "0":
            return None
    whole = "".join(groups)
    if not (whole + decimals).isdecimal() or len(whole) > 15:
        return None
    return Decimal(f"{sign}{whole or '0'}.{decimals or '0'}")


def _is_word_of_money(word: str) -> bool:
    word = word.upper().rstrip(".")
    return word in SIGNS or "$" in word or _CODE.fullmatch(word) is not None


def _is_currency(word: str, currency: tuple[str, str]) -> bool:
    """Say whether a word may mean the currency with this code and sign."""
    code, sign = currency
    word = word.upper().rstrip(".")
    if not code or word in (code.upper(), sign.upper()):
        return True
    if word in SIGNS:
        return code in SIGNS[word]
    # "$" is that of many countries
    return word == "$" and "$" in sign


def _get_format_currency(number_format: str) -> str:
    """Return the currency that a number format shows, empty for none."""
    for found in _FORMAT_CURRENCY.finditer(number_format):
        word = (found[1] or found[2] or found[3] or "").strip()
        if word and _is_word_of_money(word):
            return word
    return ""
