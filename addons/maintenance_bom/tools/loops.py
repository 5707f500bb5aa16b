"""Loops of BOMs, and what lies above and below a BOM."""

from collections.abc import Collection, Iterable, Mapping


def find_cycle(
    children: Mapping[int, Collection[int]], start: Iterable[int]
) -> list[int]:
    """Return a loop that can be reached from ``start``, first = last; empty if none.

    :param children: BOM id → ids of the BOMs that its lines fit
    """
    done: set[int] = set()
    for top in start:
        trail: list[int] = []
        todo: list[tuple[int, bool]] = [(top, False)]
        while todo:
            bom_id, leaving = todo.pop()
            if leaving:
                trail.pop()
                done.add(bom_id)
            elif bom_id in trail:
                return trail[trail.index(bom_id) :] + [bom_id]
            elif bom_id not in done:
                trail.append(bom_id)
                todo.append((bom_id, True))
                todo.extend((child, False) for child in children.get(bom_id, ()))
    return []


def descendants(
    children: Mapping[int, Collection[int]], start: Iterable[int]
) -> set[int]:
    """Return the ids in ``start`` and all that can be reached from them."""
    reached: set[int] = set()
    todo = list(start)
    while todo:
        bom_id = todo.pop()
        if bom_id not in reached:
            reached.add(bom_id)
            todo.extend(children.get(bom_id, ()))
    return reached


def ancestors(
    children: Mapping[int, Collection[int]], start: Iterable[int]
) -> set[int]:
    """Return the ids in ``start`` and all from which they can be reached."""
    parents: dict[int, list[int]] = {}
    for parent, fitted in children.items():
        for child in fitted:
            parents.setdefault(child, []).append(parent)
    return descendants(parents, start)
