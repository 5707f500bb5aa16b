"""Trying again, where a repeat is harmless.

What an error means is judged by its kind, never by an HTTP status alone: Odoo answers
500 to a misspelt field, and a register 200 to a write that it refuses.
"""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import tenacity

from .errors import OdooBusy, OdooUnreachable, SourceUnreachable

MOST_TRIES = 6
# seconds; the waits without a request of the server are 1, 2, 4 … with some chance
LONGEST_WAIT = 60.0
# a server that asks for more than this is not waited for
LONGEST_ASKED_WAIT = 900.0

T = TypeVar("T")


def is_worth_another_try(error: BaseException, *, harmless: bool) -> bool:
    """Say whether to ask again after an error.

    :param harmless: whether asking twice does what asking once does. If not, only what
        surely changed nothing is repeated
    """
    if isinstance(error, OdooBusy):
        return True
    if isinstance(error, OdooUnreachable | SourceUnreachable):
        return harmless and error.wait <= LONGEST_ASKED_WAIT
    return False


def get_wait(tries: int, asked: float, chance: float) -> float:
    """Return how many seconds to wait after ``tries`` tries.

    :param asked: what the server asked for, 0 if nothing
    :param chance: from 0 to 1, so that several clients do not come back together
    """
    if asked > 0:
        return asked + chance
    return min(2.0 ** (tries - 1), LONGEST_WAIT) * (0.5 + chance / 2)


def get_asked_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` header asks for, 0 if there is none."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    if not text:
        return 0
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0)


class Patience:
    """Calls a function until it succeeds or there is no point in it.

    ``sleep`` is given by tests. ``tell`` hears of each wait: (error, seconds).
    """

    def __init__(
        self,
        *,
        tries: int = MOST_TRIES,
        sleep: Callable[[float], None] | None = None,
        tell: Callable[[BaseException, float], None] | None = None,
    ) -> None:
        self._tries = tries
        self._sleep = sleep or tenacity.nap.sleep
        self._tell = tell

    def call(self, function: Callable[[], T], *, harmless: bool) -> T:
        """Return what ``function`` returns; raises its last error."""
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._tries),
            wait=_wait,
            retry=tenacity.retry_if_exception(
                lambda error: is_worth_another_try(error, harmless=harmless)
            ),
            sleep=self._sleep,
            before_sleep=self._tell_of,
            reraise=True,
        )
        return retrying(function)

    def _tell_of(self, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if self._tell and error and state.next_action:
            self._tell(error, state.next_action.sleep)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "wait", 0.0)
    return get_wait(state.attempt_number, asked, random.random())
