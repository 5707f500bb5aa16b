"""What is tried for many records at once, and where that fails, for fewer of them.

One bad record must not stop what is done for all, such as at night.
"""

import logging

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError, UserError

# what says nothing about the records: a conflict with another transaction, which is run
# again, or a database that does not answer
NOT_OF_RECORDS = (OperationalError, ConcurrencyError)

_logger = logging.getLogger(__name__)


def try_each(records, work):
    """Call ``work`` with ``records``, or with those of them for which it works.

    All at once first; where that fails, each half by itself, and so on. What was begun
    for those that fail is undone and logged.

    :param work: function of some of the records, in their order
    :return: {record: why it failed, in words}
    :raises: what is one of :data:`NOT_OF_RECORDS`
    """
    if not records:
        return {}
    try:
        with records.env.cr.savepoint():
            work(records)
        return {}
    except NOT_OF_RECORDS:
        raise
    except Exception as error:
        records.env.invalidate_all()
        if len(records) == 1:
            return {records: log_error(_logger, records, error)}
    half = len(records) // 2
    return try_each(records[:half], work) | try_each(records[half:], work)


def describe_error(error):
    """Return in words what went wrong; unless it is for users, its kind too."""
    text = " ".join(str(error.args[0] if error.args else error).split())
    if isinstance(error, UserError):
        return text
    return f"{type(error).__name__}: {text}"[:300]


def log_error(logger, records, error):
    """Log that ``records`` were left out, and return in words why."""
    reason = describe_error(error)
    # a message for users says all there is to know
    is_told = isinstance(error, UserError)
    logger.warning("Left out: %s: %s", records, reason, exc_info=not is_told)
    return reason
