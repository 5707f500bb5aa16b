"""At which position of an asset a part was put."""

from collections.abc import Mapping


def judge_place(
    position: str,
    on_bom: Mapping[str, float],
    planned: float,
    moved: float,
) -> tuple[str, float]:
    """Return where a part was put, and how many pieces that place holds.

    A part that the BOM has at one position only goes there. A named position that the
    BOM does not know holds what was planned or put there. Of a part without a position
    nobody knows what it replaces: then the capacity is 0.

    :param on_bom: {position, "" for none: quantity} of the part on the asset's BOM
    :param planned: how many the job plans there, 0 if it plans none
    :param moved: how many are put there now
    """
    if not position and len(on_bom) == 1:
        [position] = on_bom
    if on_bom.get(position):
        return position, on_bom[position]
    return position, (planned or moved) if position else 0.0
