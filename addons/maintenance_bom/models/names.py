import re
from collections.abc import Collection

_CODE = re.compile(r"\[([^\]]+)\]")


def codes_in_names(operator, value):
    """Return the codes in display names ("[H25] Forklift H25") that are searched for.

    Codes are unique, so a name that an export wrote leads back to its record.
    """
    if operator not in ("=", "in", "ilike", "=ilike"):
        return []
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, Collection):
        return []
    matches = (_CODE.match(name) for name in values if isinstance(name, str))
    return [match[1] for match in matches if match]
