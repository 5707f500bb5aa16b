"""What an answer of Odoo means that is not the one that was asked for. Pure."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from ..errors import (
    OdooAnswer,
    OdooBusy,
    OdooDenied,
    OdooError,
    OdooFault,
    OdooTooLarge,
    OdooUnreachable,
)
from ..retry import get_asked_wait
from ..web import UNREACHABLE

# Errors by which a transaction makes way for another.
_BUSY = re.compile(
    r"(SerializationFailure|DeadlockDetected|LockNotAvailable|ConcurrencyError"
    r"|LockError|psycopg2\.OperationalError)$"
)
_DENIED = re.compile(r"(AccessError|AccessDenied|Unauthorized|Forbidden)$")
# the last line of a traceback
_LAST_LINE = re.compile(r"^([A-Za-z_][\w.]*)(?:: (.*))?$")


def judge_status(
    status: int, headers: Mapping[str, str], now: datetime
) -> OdooError | None:
    """Return the error that a status stands for, whatever the protocol; None if the
    answer has to be looked at.
    """
    if status == 413:
        return OdooTooLarge("the call is too large for the server")
    if status in UNREACHABLE:
        wait = get_asked_wait(headers, now)
        return OdooUnreachable(f"Odoo does not answer at this moment ({status})", wait)
    return None


def judge_http(
    status: int, headers: Mapping[str, str], text: str, now: datetime
) -> OdooError | None:
    """Return the error that an HTTP answer of JSON-2 stands for, None if it is none."""
    if status == 200:
        return None
    if problem := judge_status(status, headers, now):
        return problem
    if 300 <= status < 400:
        where = headers.get("Location", "elsewhere")
        return OdooAnswer(f"the address has moved to {where}: configure that one")
    name, message = _read_error(text)
    if name:
        return judge_name(name, message)
    if status in (401, 403):
        return OdooDenied("Odoo refuses the key: is it valid, and not expired?")
    if status == 404:
        return OdooAnswer(
            "there is no Odoo 19 with this database at this address: check url and "
            "database"
        )
    return OdooAnswer(f"what answered with {status} is no Odoo that is known")


def judge_name(name: str, message: str) -> OdooError:
    """Return the error that one of Odoo's stands for, by its name."""
    if _BUSY.search(name):
        return OdooBusy(message or "somebody else changed the same records")
    if _DENIED.search(name):
        return OdooDenied(message or "Odoo refuses the key or login")
    return OdooFault(name, message or name)


def judge_xmlrpc(code: int | str, text: str) -> OdooError:
    """Return the error that a fault of XML-RPC stands for.

    Odoo's codes: 1 any error, with its traceback; 2 a refusal in plain words; 3 and 4
    no such login, no right.
    """
    if code in (3, 4):
        return OdooDenied(text.strip() or "Odoo refuses the login")
    if code == 2:
        return judge_name("odoo.exceptions.UserError", text.strip())
    # the first line of the last paragraph of a traceback names the error
    lines = [line for line in text.splitlines() if line.strip()]
    for line in reversed(lines):
        found = _LAST_LINE.match(line)
        if found and ("." in found[1] or found[1].endswith(("Error", "Exception"))):
            return judge_name(found[1], found[2] or "")
    return OdooFault("unknown", lines[-1] if lines else "an error without a text")


def _read_error(text: str) -> tuple[str, str]:
    """Return name and message of an error of JSON-2, empty texts if it is none."""
    try:
        body = json.loads(text)
    except ValueError:
        return "", ""
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        return "", ""
    return body["name"], str(body.get("message") or "")
