"""Which of the values that follow from the needs differ from those that are stored."""

from collections.abc import Mapping
from typing import Any

from odoo.addons.maintenance_bom.tools import TOLERANCE


def find_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return {name: value} of what is another in ``after``.

    Nothing is the same as nothing: False, None, zero and an empty text. Numbers with
    decimals may differ by less than ``TOLERANCE``.

    :param before: {name: value}, with all names of ``after``
    """
    return {
        name: value
        for name, value in after.items()
        if not _is_same(before[name], value)
    }


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(after, float):
        return abs((before or 0.0) - after) < TOLERANCE
    return (before or False) == (after or False)
