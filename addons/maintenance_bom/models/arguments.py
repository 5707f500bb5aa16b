"""What callers of public methods pass, read and checked.

Over RPC anything may come: text for a number, a list for an id, NaN, a million lines.
Each function returns the value as the method needs it, or raises a UserError that names
the argument. ``False`` stands for nothing everywhere: XML-RPC knows no None.
"""

from datetime import date, datetime
from math import inf

from odoo import fields
from odoo.api import NewId
from odoo.exceptions import UserError

FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 12, 31)
LARGEST_NUMBER = 1e12
LARGEST_ID = 2**31 - 1
# Rows of views have ids that are computed, see docs/how-it-works.md.
LARGEST_ID_OF_VIEW = 2**63 - 1
LONGEST_TEXT = 2_000
MOST_LINES = 1_000


def is_in_range(moment):
    """Return whether ``moment`` is on a day that may be entered."""
    return FIRST_DAY <= moment.date() <= LAST_DAY


def get_active_ids(env):
    """Return the ids that the screen says are chosen, in the context; none if it says
    something else.
    """
    ids = env.context.get("active_ids")
    if not isinstance(ids, list | tuple):
        return []
    return [one for one in ids if type(one) is int and 0 < one <= LARGEST_ID]


def to_date(env, value, name=None):
    """Return a date or ISO string that a caller gave as a date, None for nothing.

    :param name: the argument, to be named when the value is wrong
    :raises UserError: if it is neither, or a day before 1970 or after 2200
    """
    if value is None or value is False or value == "":
        return None
    day = None
    if isinstance(value, str | date | datetime):
        try:
            day = fields.Date.to_date(value)
        except ValueError:
            day = None
    if day is None:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "“%s” is no date. Write it as year-month-day: 2026-03-31.",
                    shorten(value),
                ),
            )
        )
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "%(day)s is out of range. Enter a day from %(first)s to %(last)s.",
                    day=day.isoformat(),
                    first=FIRST_DAY.isoformat(),
                    last=LAST_DAY.isoformat(),
                ),
            )
        )
    return day


def to_number(env, value, name, least=None, most=LARGEST_NUMBER):
    """Return an int or float that a caller gave, None for nothing.

    :param least: the smallest that is taken; as small as ``most`` is large if left out
    :raises UserError: if it is no number, none that is finite, or out of these bounds
    """
    if value is None or value is False or value == "":
        return None
    # True is 1 for Python, and no number
    if type(value) not in (int, float) or value != value or value in (inf, -inf):
        raise UserError(
            _named(env, name, env._("“%s” is not a number.", shorten(value)))
        )
    least = -most if least is None else least
    if not least <= value <= most:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "%(value)s is out of range. Enter a number from %(least)s to "
                    "%(most)s.",
                    # an integer may be larger than any float
                    value=shorten(value) if type(value) is int else f"{value:g}",
                    least=f"{least:g}",
                    most=f"{most:g}",
                ),
            )
        )
    return value


def to_id(env, value, name):
    """Return the id that a caller gave, None for nothing.

    :raises UserError: if it is no id. Whether there is such a record is not looked up.
    """
    if value is None or value is False:
        return None
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise UserError(_named(env, name, _get_no_id(env, value)))
    return value


def to_ids(env, value, name, most=MOST_LINES):
    """Return the list of ids that a caller gave, None for nothing.

    :raises UserError: if it is no list of ids, or has more than ``most``
    """
    if value is None or value is False:
        return None
    return [to_id(env, one, name) or 0 for one in to_list(env, value, name, most)]


def to_text(env, value, name, longest=LONGEST_TEXT):
    """Return the text that a caller gave without spaces around it, None for nothing.

    :raises UserError: if it is no text, or longer than ``longest`` characters
    """
    if value is None or value is False:
        return None
    if not isinstance(value, str) or "\0" in value:
        raise UserError(_named(env, name, env._("“%s” is not text.", shorten(value))))
    if len(value) > longest:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "the text has %(length)s characters. Enter at most %(longest)s.",
                    length=len(value),
                    longest=longest,
                ),
            )
        )
    return value.strip() or None


def to_flag(env, value, name, default=False):
    """Return the True or False that a caller gave, ``default`` for nothing.

    0 and 1 are taken too: not every language has a type for it.

    :raises UserError: if it is anything else
    """
    if value is None:
        return default
    if type(value) not in (bool, int) or value not in (0, 1):
        raise UserError(
            _named(
                env,
                name,
                env._("“%s” is neither true nor false.", shorten(value)),
            )
        )
    return bool(value)


def to_choice(env, value, name, choices):
    """Return the one of ``choices`` (strings) that a caller gave, None for nothing.

    :raises UserError: if it is none of them
    """
    if value is None or value is False or value == "":
        return None
    if not isinstance(value, str) or value not in choices:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "“%(value)s” is not a choice. Choose one of: %(choices)s.",
                    value=shorten(value),
                    choices=", ".join(choices),
                ),
            )
        )
    return value


def to_distribution(env, value, name):
    """Return an analytic distribution that a caller gave, None for nothing.

    :return: dict {ids of analytic accounts, separated by commas: percentage}
    :raises UserError: if it is no dict, a key is no such ids, or a percentage no number
    """
    if not value:
        return None
    if not isinstance(value, dict):
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "“%s” is no analytic distribution. Write it as the ids of analytic "
                    "accounts and their percentages.",
                    shorten(value),
                ),
            )
        )
    shares = {}
    for key, share in value.items():
        ids = str(key).split(",")
        if not all(map(_is_id_text, ids)):
            raise UserError(
                _named(
                    env,
                    name,
                    env._(
                        "“%s” are no ids of analytic accounts. Write them as numbers, "
                        "separated by commas.",
                        shorten(key),
                    ),
                )
            )
        shares[str(key)] = to_number(env, share, name) or 0.0
    return shares


def _is_id_text(text):
    # no id has more digits, and Python reads no number of thousands of them
    return (
        text.isascii()
        and text.isdecimal()
        and len(text) <= 10
        and 0 < int(text) <= LARGEST_ID
    )


def to_lines(env, value, name="lines", most=MOST_LINES):
    """Return the list of dicts that a caller gave, an empty list for nothing.

    :raises UserError: if it is no list of dicts, or has more than ``most``
    """
    if value is None or value is False:
        return []
    lines = to_list(env, value, name, most)
    for number, line in enumerate(lines, 1):
        if not isinstance(line, dict):
            raise UserError(
                _named(
                    env,
                    name,
                    env._(
                        "line %(number)s is “%(value)s”, not a dict.",
                        number=number,
                        value=shorten(line),
                    ),
                )
            )
    return lines


def to_records(records):
    """Return the records that a method was called for, each once.

    :raises UserError: if one of their ids is no id, or a mixin was called. Whether
        there is such a record is not looked up.
    """
    if records._abstract:
        raise UserError(records.env._("“%s” has no records.", records._name))
    largest = LARGEST_ID if records._auto else LARGEST_ID_OF_VIEW
    for record_id in records._ids:
        # a form that is not saved has a record without an id yet
        if isinstance(record_id, NewId):
            continue
        if type(record_id) is not int or not 0 < record_id <= largest:
            raise UserError(
                _named(records.env, "ids", _get_no_id(records.env, record_id))
            )
    distinct = dict.fromkeys(records._ids)
    if len(distinct) == len(records):
        return records
    return records.browse(distinct)


def to_record(records):
    """Return the one record that a method was called for.

    :raises UserError: if it was called for none, or for several
    """
    record = to_records(records)
    if len(record) != 1:
        raise UserError(
            records.env._(
                "Call this for one record of “%(model)s”, not for %(count)s.",
                model=records.env["ir.model"]._get(records._name).name,
                count=len(record),
            )
        )
    return record


def shorten(value):
    """Return what a message shows of ``value``."""
    # of a list of millions, only the beginning is shown
    if isinstance(value, list | tuple):
        value = value[:80]
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def to_list(env, value, name, most=MOST_LINES):
    """Return the list that a caller gave.

    :raises UserError: if it is none, or has more than ``most`` entries
    """
    if not isinstance(value, list | tuple):
        raise UserError(_named(env, name, env._("“%s” is not a list.", shorten(value))))
    if len(value) > most:
        raise UserError(
            _named(
                env,
                name,
                env._(
                    "the list has %(length)s entries. Pass at most %(most)s in a call.",
                    length=len(value),
                    most=most,
                ),
            )
        )
    return list(value)


def _get_no_id(env, value):
    return env._("“%s” is not an id.", shorten(value))


def _named(env, name, problem):
    if not name:
        return problem
    return env._("%(argument)s: %(problem)s", argument=name, problem=problem)
