"""What a quantity is for, in few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Taker:
    """``quantity`` is for ``name``, who wants it on ``day``; None if on no day."""

    name: str
    day: date | None
    quantity: float


def gather(takers: Iterable[Taker], most: int = 3) -> tuple[list[Taker], int]:
    """Return (those to name, how many more there are), the earliest first.

    Who takes several times on one day is named once, with all of it.
    """
    quantities: dict[tuple[str, date | None], float] = {}
    for taker in takers:
        key = taker.name, taker.day
        quantities[key] = quantities.get(key, 0.0) + taker.quantity
    told = [
        Taker(name, day, quantity)
        for (name, day), quantity in sorted(
            quantities.items(),
            key=lambda item: (item[0][1] or date.max, item[0][0]),
        )
    ]
    if len(told) <= most:
        return told, 0
    return told[:most], len(told) - most
