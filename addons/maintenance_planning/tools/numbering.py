"""Which of the planned jobs of an asset an occurrence to come will be."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime


def number_jobs(
    done: int, open_dates: Iterable[datetime], series: Sequence[Sequence[datetime]]
) -> list[list[int]]:
    """Return, for each of the series, the job numbers of its occurrences to come.

    A new occurrence counts the planned jobs of its asset that are done or come before
    it. It is created when the one before it is finished: here, each on its own day.

    :param done: how many planned jobs are done
    :param open_dates: when the others come, the first of each series among them
    :param series: the dates of each: of the job that there is, then of those to come
    """
    dates = sorted(open_dates)
    numbers = []
    for rank, mine in enumerate(series):
        others = [other for index, other in enumerate(series) if index != rank]
        numbers.append(
            [
                1
                + done
                + bisect_left(dates, day)
                + step
                + sum(_count_created(other, day, last) for other in others)
                for step, (last, day) in enumerate(zip(mine, mine[1:], strict=False))
            ]
        )
    return numbers


def _count_created(dates: Sequence[datetime], day: datetime, last: datetime) -> int:
    """Count the occurrences to come before ``day`` that will be there on ``last``."""
    return min(bisect_left(dates, day, lo=1) - 1, bisect_left(dates, last))
