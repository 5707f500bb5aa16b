"""What a person has not been told yet, or must be told again."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta


def find_news(
    told: Mapping[Hashable, date],
    current: Iterable[Hashable],
    today: date,
    repeat_days: int | None = None,
) -> tuple[list[Hashable], dict[Hashable, date]]:
    """Return (what to tell today, when each was told last).

    :param told: when each thing was told last. What is over is forgotten: if it comes
        back, it is news again
    :param current: what there is to tell now, each once
    :param repeat_days: after so many days what still lasts is told again; None: never
    """
    news, memory = [], {}
    for thing in current:
        last = told.get(thing)
        if last is None or (
            repeat_days is not None and last + timedelta(repeat_days) <= today
        ):
            news.append(thing)
            last = today
        memory[thing] = last
    return news, memory
