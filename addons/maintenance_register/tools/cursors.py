"""What a program keeps to be told later what came after: text that only we read."""

import base64
import binascii

_VERSION = "1"
_LARGEST = 2**63 - 1


def encode_cursor(register: int, number: int) -> str:
    """Return the cursor behind the change ``number`` of a register."""
    text = f"{_VERSION}:{register}:{number}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(register: int, cursor: str) -> int | None:
    """Return the number that a cursor stands behind; None if it is not one of ours."""
    if not cursor.isascii() or len(cursor) > 80:
        return None
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    version, _colon, rest = text.partition(":")
    of_register, _colon, number = rest.partition(":")
    if version != _VERSION or of_register != str(register):
        return None
    if not number.isdecimal() or int(number) > _LARGEST:
        return None
    # one text for one place: what is decoded is encoded the same
    if encode_cursor(register, int(number)) != cursor:
        return None
    return int(number)
