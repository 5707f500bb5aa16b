"""Which capital parts left their asset because newer ones took their place."""


def find_replaced(parts, capacity):
    """Return the keys of those that newer ones replaced.

    :param parts: (key, quantity) of one place, the newest first
    :param capacity: how much the place holds; of one that holds two, the second newest
        is still there
    """
    replaced, held = [], 0.0
    for key, quantity in parts:
        if held and held >= capacity:
            replaced.append(key)
        held += quantity
    return replaced
