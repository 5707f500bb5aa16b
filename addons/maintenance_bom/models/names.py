import re
from collections.abc import Collection

from odoo.fields import Domain

_CODE = re.compile(r"\[([^\]]+)\]")


def or_code_in_name(domain, operator, value):
    """Return ``domain``, or the codes in the display names that are searched for.

    Codes are unique, so a name that an export wrote ("[H25] Forklift H25") leads back
    to its record.
    """
    if operator not in ("=", "in", "ilike", "=ilike"):
        return domain
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, Collection):
        return domain
    matches = (_CODE.match(name) for name in values if isinstance(name, str))
    codes = [match[1] for match in matches if match]
    return domain | Domain("code", "in", codes) if codes else domain
