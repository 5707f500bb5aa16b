"""Whether an answer is what was asked for: success is not the HTTP status. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...config.rest import Judge
from ...errors import (
    SourceAnswer,
    SourceError,
    SourceMoved,
    SourceRefused,
    SourceUnreachable,
)
from ...mapping.paths import compile_path
from ...retry import get_asked_wait
from ...web import UNREACHABLE

LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What a register answered. ``body`` is its JSON, None if it sent none."""

    status: int
    headers: Mapping[str, str]
    body: Any


def judge(answer: Answer, rules: Iterable[Judge], now: datetime) -> SourceError | None:
    """Return the error that an answer stands for, None if it is none."""
    status = answer.status
    if status in UNREACHABLE:
        wait = get_asked_wait(answer.headers, now)
        return SourceUnreachable(f"the register asks for patience ({status})", wait)
    for rule in rules:
        if (message := _get_complaint(answer.body, rule)) is not None:
            return SourceRefused(message)
    if status in (200, 201, 202, 204, 206, 207):
        return None
    text = describe(answer.body)
    if status == 412:
        return SourceMoved(f"somebody else has changed it meanwhile: {text}")
    if status in (401, 403):
        return SourceRefused(f"the register refuses the credentials ({status}): {text}")
    if 300 <= status < 400:
        where = answer.headers.get("Location", "elsewhere")
        return SourceAnswer(f"the address has moved to {where}: configure that one")
    if status in (400, 409, 422, 423, 428):
        return SourceRefused(f"the register refuses this ({status}): {text}")
    return SourceAnswer(f"the register answers with {status}: {text}")


def describe(body: Any) -> str:
    """Return a body as a short text in one line."""
    if isinstance(body, dict):
        for key in ("message", "detail", "error", "messages", "errors"):
            if body.get(key):
                return describe(body[key])
    text = " ".join(str(body if body is not None else "").split())
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"


def _get_complaint(body: Any, rule: Judge) -> str | None:
    """Return what a rule complains about, None if nothing."""
    value = compile_path(rule.path)(body)
    if value is None or value == "" or value == []:
        return None
    if rule.equals is not None and value != rule.equals:
        return None
    if rule.matches and not re.search(rule.matches, _get_all_text(value)):
        return None
    return describe(compile_path(rule.message)(body) if rule.message else value)


def _get_all_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_get_all_text, value))
    return str(value)
