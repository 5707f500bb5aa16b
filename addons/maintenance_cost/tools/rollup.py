"""What assets cost together with the components below them."""

from collections.abc import Hashable, Iterable, Mapping


def roll_up(
    costs: Iterable[tuple[Hashable, float]], parents: Mapping[Hashable, Hashable]
) -> dict[Hashable, float]:
    """Return {node: its own costs and those of all nodes below it}.

    Each cost counts once in its node and once in every node above it, so that the sum
    over the topmost nodes is the sum of all costs. A node in a loop counts it once too.

    :param costs: ``(node, cost)``, any number a node
    :param parents: {node: the node above it}; a topmost node has none
    """
    totals: dict[Hashable, float] = {}
    for start, cost in costs:
        node, seen = start, set()
        while node and node not in seen:
            totals[node] = totals.get(node, 0.0) + cost
            seen.add(node)
            node = parents.get(node)
    return totals
