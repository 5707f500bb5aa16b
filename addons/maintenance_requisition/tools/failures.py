"""Why some of many could not be done, in few words."""

from collections.abc import Iterable


def summarize_failures(
    failed: Iterable[tuple[str, str]], most: int = 3
) -> tuple[list[str], int]:
    """Return (the reasons, each once and with those it is about; how many are left).

    A reason that names one of them stands alone.

    :param failed: (name of what failed, reason)
    """
    names: dict[str, dict[str, bool]] = {}
    for name, reason in failed:
        names.setdefault(reason, {})[name] = True
    told = [
        reason
        if any(name in reason for name in mine)
        else f"{', '.join(mine)}: {reason}"
        for reason, mine in names.items()
    ]
    return told[:most], max(len(told) - most, 0)
