"""Warnings and errors in Odoo's log.

Odoo only logs what goes wrong with demo data, access rights, field parameters and
deprecated calls. Here that is a failure.
"""

import re
from dataclasses import dataclass

_ENTRY = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<message>.*)$"
)
_LEVELS = {"WARNING", "ERROR", "CRITICAL"}

# What Odoo itself logs when it installs clean addons: pairs of a logger and a pattern
# for the start of the message, each with a comment that says why. None so far.
KNOWN_NOISE: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Problem:
    """One entry at WARNING or above; ``message`` includes a traceback's lines."""

    level: str
    logger: str
    message: str

    def __str__(self) -> str:
        return f"{self.level} {self.logger}: {self.message}"


def problems(text: str) -> list[Problem]:
    """The entries of a log at WARNING or above that are not known noise."""
    found: list[tuple[str, str, list[str]]] = []
    lines: list[str] | None = None
    for line in text.splitlines():
        match = _ENTRY.match(line)
        if match is None:
            if lines is not None:
                lines.append(line)
            continue
        lines = None
        if match["level"] in _LEVELS and not _is_noise(match):
            lines = [match["message"]]
            found.append((match["level"], match["logger"], lines))
    return [Problem(level, logger, "\n".join(lines)) for level, logger, lines in found]


def _is_noise(entry: re.Match) -> bool:
    return any(
        entry["logger"] == logger and re.match(message, entry["message"])
        for logger, message in KNOWN_NOISE
    )
