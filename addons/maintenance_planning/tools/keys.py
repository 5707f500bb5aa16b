"""What a need is about: the same words from run to run."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple


def number_keys(
    series: int, number: int, lines: Iterable[tuple[str | None, int]]
) -> list[str]:
    """Return the key of each line of the plan of a job, in the order of the plan.

    ``job/<series>/<number>/<path>``, of a part planned by hand
    ``p<product>-<count>`` instead of the path.

    :param series: the id of the first job of the series
    :param number: so many occurrences after the first
    :param lines: (path or None, product id)
    """
    seen: dict[str, int] = defaultdict(int)
    keys = []
    for path, product_id in lines:
        line = path or f"p{product_id}"
        seen[line] += 1
        # a path stands for itself; parts planned by hand are counted
        count = "" if path and seen[line] == 1 else f"-{seen[line]}"
        keys.append(f"job/{series}/{number}/{line}{count}")
    return keys


def tell_apart(needs: Sequence[NamedTuple]) -> list[NamedTuple]:
    """Return ``needs`` with keys of their own, so that none stands in for another.

    They have them already, unless somebody has changed what the series of a job is.
    """
    counts = Counter(need.key for need in needs)
    if len(counts) == len(needs):
        return list(needs)
    seen: dict[str, int] = defaultdict(int)
    apart = []
    for need in needs:
        seen[need.key] += 1
        if seen[need.key] > 1:
            key = f"{need.key}#{seen[need.key]}"
            while key in counts:
                key += "#"
            need = need._replace(key=key)
        apart.append(need)
    return apart
