"""Which page comes next. Pure: what was answered goes in, what to ask comes out.

However a register pages, three things hold: a page that is shorter than asked for does
not end it (servers have limits of their own), a page that comes again ends it with an
error, and rows that have moved are not lost where that can be known.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...config import rest
from ...errors import SourceAnswer, SourceShifting
from ...mapping.paths import compile_path
from .judge import Answer

_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')
_TOTAL = re.compile(r"/\s*(\d+)\s*$")
MOST_STEPS_BACK = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask next: parameters of the query, or another address."""

    query: dict[str, str] = field(default_factory=dict)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """A page: the answer and the keys of its rows.

    ``new``: how many of them were not seen before. ``is_joined``: the first one was.
    ``total``: how many rows there are, -1 if that is not known.
    """

    answer: Answer
    keys: list[str]
    new: int
    is_joined: bool = False
    total: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """What to ask next, None at the end. ``takes``: whether the page counts."""

    ask: Ask | None
    takes: bool = True


END = Step(None)


class Pager(Protocol):
    """Goes through the pages."""

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        """Return what to ask first."""

    def go_on(self, got: Got) -> Step:
        """Return what to do after a page."""

    def get_resume(self) -> dict[str, Any] | None:
        """Return with what to begin behind the last page, None if there is no way."""


class _Pager:
    """Refuses a page that comes again."""

    def __init__(self) -> None:
        self._last: list[str] | None = None

    def _check(self, got: Got) -> None:
        if got.keys and got.keys == self._last:
            raise SourceAnswer(
                "the register gives the same page again: are the names of the paging "
                "parameters right?"
            )
        self._last = got.keys

    def get_resume(self) -> dict[str, Any] | None:
        return None


class SinglePager(_Pager):
    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        return Ask()

    def go_on(self, got: Got) -> Step:
        return END


class OffsetPager(_Pager):
    """By the number of the first row. With an overlap, a page begins with a row that
    was seen: if it does not, rows before it have gone, and it steps back until one
    does.
    """

    def __init__(
        self, size: int, overlap: int, write: Callable[[int, int], dict[str, str]]
    ) -> None:
        super().__init__()
        self._size = size
        self._overlap = overlap
        self._write = write
        self._offset = 0
        self._steps_back = 0

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        return Ask(self._write(0, self._size))

    def go_on(self, got: Got) -> Step:
        count = len(got.keys)
        if self._overlap and self._offset and not got.is_joined:
            return Step(self._step_back(), takes=False)
        if count <= self._overlap:
            return END
        self._check(got)
        end = self._offset + count
        if 0 <= got.total <= end:
            return END
        self._offset = end - self._overlap
        return Step(Ask(self._write(self._offset, self._size)))

    def _step_back(self) -> Ask:
        self._steps_back += 1
        if self._steps_back > MOST_STEPS_BACK:
            raise SourceShifting("rows move faster than they can be read: try again")
        self._last = None
        self._offset = max(self._offset - max(self._size - 1, 1), 0)
        return Ask(self._write(self._offset, self._size))


class PagePager(_Pager):
    """By the number of the page."""

    def __init__(self, config: rest.PagePaging) -> None:
        super().__init__()
        self._config = config
        self._page = config.first
        self._count = 0

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        return self._ask()

    def go_on(self, got: Got) -> Step:
        self._count += len(got.keys)
        if not got.keys or 0 <= got.total <= self._count:
            return END
        self._check(got)
        self._page += 1
        return Step(self._ask())

    def _ask(self) -> Ask:
        query = {self._config.page: str(self._page)}
        if self._config.limit:
            query[self._config.limit] = str(self._config.size)
        return Ask(query)


class CursorPager(_Pager):
    """By a text that the page before gave."""

    def __init__(self, config: rest.CursorPaging) -> None:
        super().__init__()
        self._config = config
        self._get = compile_path(config.next)
        self._used: set[str] = set()

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        return Ask(_limit(self._config))

    def go_on(self, got: Got) -> Step:
        cursor = self._get(got.answer.body)
        if cursor is None or cursor == "" or cursor is False:
            return END
        text = str(cursor)
        _use(self._used, text)
        return Step(Ask({**_limit(self._config), self._config.cursor: text}))


class LinkPager(_Pager):
    """By an address that the page before gave."""

    def __init__(self, config: rest.LinkPaging) -> None:
        super().__init__()
        self._config = config
        self._get = compile_path(config.next) if config.next else None
        self._used: set[str] = set()

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        return Ask(_limit(self._config))

    def go_on(self, got: Got) -> Step:
        if self._get:
            address = self._get(got.answer.body)
        else:
            found = _NEXT.search(got.answer.headers.get("Link", ""))
            address = found[1] if found else None
        if not address:
            return END
        text = str(address)
        _use(self._used, text)
        return Step(Ask(address=text))


class KeysetPager(_Pager):
    """By the key of the last row: nothing that happens meanwhile loses a row."""

    def __init__(self, config: rest.KeysetPaging, filter_text: str) -> None:
        super().__init__()
        self._config = config
        self._filter = filter_text
        self._at = config.first

    def begin(self, resume: Mapping[str, Any] | None) -> Ask:
        if resume:
            self._at = str(resume["last"])
        return self._ask()

    def go_on(self, got: Got) -> Step:
        if not got.keys:
            return END
        self._check(got)
        last = got.keys[-1]
        if last == self._at or not got.new:
            raise SourceAnswer(
                f"the register gives rows that do not come behind “{self._at}”: are "
                "they in the order of the key of keyset paging?"
            )
        self._at = last
        return Step(self._ask())

    def get_resume(self) -> dict[str, Any] | None:
        return {"last": self._at}

    def _ask(self) -> Ask:
        query = {
            name: text.replace("{last}", self._at).replace("{filter}", self._filter)
            for name, text in self._config.parameters.items()
        }
        return Ask({**query, **_limit(self._config)})


def make_pager(paging: rest.Paging, filter_text: str = "") -> Pager:
    """Return the pager that a configuration asks for."""
    match paging:
        case rest.OffsetPaging():
            return OffsetPager(
                paging.size,
                paging.overlap,
                lambda at, size: {paging.offset: str(at), paging.limit: str(size)},
            )
        case rest.RangePaging():
            return OffsetPager(
                paging.size,
                1,
                lambda at, size: {paging.range: f"{at}-{at + size - 1}"},
            )
        case rest.PagePaging():
            return PagePager(paging)
        case rest.CursorPaging():
            return CursorPager(paging)
        case rest.LinkPaging():
            return LinkPager(paging)
        case rest.KeysetPaging():
            return KeysetPager(paging, filter_text)
        case _:
            return SinglePager()


def get_total(answer: Answer, path: str) -> int:
    """Return how many rows there are in all, -1 if the answer does not say.

    :param path: in the body, or ``header:NAME``; ``Content-Range`` is known
    """
    value: Any
    if path.startswith("header:"):
        value = answer.headers.get(path.removeprefix("header:"))
    elif path:
        value = compile_path(path)(answer.body)
    else:
        found = _TOTAL.search(answer.headers.get("Content-Range", ""))
        value = found[1] if found else None
    try:
        return int(value) if value is not None else -1
    except (TypeError, ValueError):
        return -1


def _limit(
    config: rest.CursorPaging | rest.LinkPaging | rest.KeysetPaging,
) -> dict[str, str]:
    return {config.limit: str(config.size)} if config.limit else {}


def _use(used: set[str], text: str) -> None:
    if text in used:
        raise SourceAnswer("the register leads in a circle: a next page comes again")
    used.add(text)
