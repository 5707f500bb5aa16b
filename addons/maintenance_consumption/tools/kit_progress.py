"""What became of a part that consists of others, from what became of those.

A part that is no kit consists of itself. Quantities are floats in the own unit of what
they count, and never rounded.
"""

from collections.abc import Hashable, Mapping

NAMES = ("issued", "returned", "pending", "reserved", "open")


def gather(
    contents: Mapping[Hashable, float],
    moved: Mapping[Hashable, Mapping[str, float]],
) -> dict[str, float]:
    """Return ``issued``, ``returned``, ``pending``, ``reserved`` and ``open`` in whole
    parts.

    The scarcest of its contents decides: half of them is no part. So planned − issued +
    returned − pending is above zero until all contents are there, and less ``open`` it
    is what lacks of the content that lacks most.

    :param contents: {what the part consists of: how much of it, above zero}
    :param moved: the same five names for each content; one that is not there is zero
    """
    wholes = [
        {name: moved.get(content, {}).get(name, 0.0) / amount for name in NAMES}
        for content, amount in contents.items()
    ]
    if len(wholes) == 1:
        return wholes[0]  # exactly, without the sums below
    kept = min(whole["issued"] - whole["returned"] for whole in wholes)
    returned = min(whole["returned"] for whole in wholes)
    held = [w["issued"] - w["returned"] + w["pending"] for w in wholes]

    def beyond(name: str) -> float:
        with_it = (has + whole[name] for has, whole in zip(held, wholes, strict=True))
        return min(with_it) - min(held)

    return {
        "issued": kept + returned,
        "returned": returned,
        "pending": min(held) - kept,
        "reserved": beyond("reserved"),
        "open": beyond("open"),
    }


def hold(moved: Mapping[str, float]) -> float:
    """Return what is in the asset, or somebody has.

    :param moved: what became of a part or a content, by the five names
    """
    return moved["issued"] - moved["returned"] + moved["pending"]


def lack(moved: Mapping[str, float], planned: float | None = None) -> float:
    """Return what nobody has and no issue asks for; below zero if it is too much.

    :param moved: as for :func:`hold`, and what is ``planned``
    :param planned: counts instead, if given
    """
    if planned is None:
        planned = moved["planned"]
    return planned - hold(moved) - moved["open"]


def want(moved: Mapping[str, float], lacking: float) -> float:
    """Return what is neither issued nor reserved.

    :param moved: as for :func:`hold`
    :param lacking: what nobody has and no issue asks for
    """
    return max(lacking, 0.0) + max(moved["open"] - moved["reserved"], 0.0)
