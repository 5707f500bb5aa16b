"""Kits within kits."""

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping


def flatten(
    kit: Hashable, kits: Mapping[Hashable, Mapping[Hashable, float]]
) -> dict[Hashable, float]:
    """Return {what is no kit itself: how much of it is in one ``kit``}.

    In the order in which they are named. A kit that is made of nothing is left out.

    :param kits: {kit: {what it is made of: how much}}; no kit contains itself
    """
    contents = defaultdict(float)
    waiting = deque([(kit, 1.0)])
    while waiting:
        product, amount = waiting.popleft()
        if product in kits:
            inside = [(part, amount * each) for part, each in kits[product].items()]
            waiting.extendleft(reversed(inside))
        else:
            contents[product] += amount
    return dict(contents)
