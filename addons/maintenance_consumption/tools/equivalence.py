"""Parts that replace each other, netted as one."""

from collections.abc import Iterable, Mapping


def find_sets(
    parts: Iterable[int],
    successors: Mapping[int, int],
    alternatives: Iterable[tuple[int, int]],
) -> list[list[int]]:
    """Return the sets of parts that replace each other, each the oldest first.

    :param parts: the parts to sort; others that they lead to join in
    :param successors: {part: the part that supersedes it}
    :param alternatives: pairs that fit in the same places

    Who replaces whom is taken as given: a part that is an alternative to an alternative
    fits too.
    """
    leader: dict[int, int] = {}

    def find(part: int) -> int:
        while leader.setdefault(part, part) != part:
            leader[part] = leader[leader[part]]
            part = leader[part]
        return part

    for one, other in (*successors.items(), *alternatives):
        leader[find(one)] = find(other)
    sets: dict[int, list[int]] = {}
    for part in sorted({*parts, *leader}):
        sets.setdefault(find(part), []).append(part)
    wanted = {find(part) for part in parts}
    return [
        sorted(members, key=lambda part: (-len(_chain(part, successors)), part))
        for root, members in sorted(sets.items(), key=lambda item: item[1][0])
        if root in wanted
    ]


def newest(part: int, successors: Mapping[int, int]) -> int:
    """Return the part to buy instead of ``part``: the last of its chain.

    In a loop, stop before the first repeated part.
    """
    return _chain(part, successors)[-1]


def _chain(part: int, successors: Mapping[int, int]) -> list[int]:
    chain = [part]
    while (following := successors.get(chain[-1])) is not None:
        if following in chain:
            break
        chain.append(following)
    return chain
