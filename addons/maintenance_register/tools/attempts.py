"""Trying many items at once, and where that fails, fewer of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
# into how many parts those are split of which one is bad
PARTS = 8


def split(items: Sequence[Item], parts: int = PARTS) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in up to ``parts`` pieces of about the same length."""
    size = max(-(-len(items) // parts), 1)
    for start in range(0, len(items), size):
        yield items[start : start + size]


def try_all(
    items: Sequence[Item],
    attempt: Callable[[Sequence[Item]], str | None],
    fail: Callable[[Item, str], None],
) -> None:
    """Attempt ``items`` in as few goes as their failures allow.

    :param attempt: does it for all of these or for none, and returns why it did not
    :param fail: is called with each item that cannot be done, and why
    """
    if not items:
        return
    reason = attempt(items)
    if reason is None:
        return
    if len(items) == 1:
        fail(items[0], reason)
        return
    for piece in split(items):
        try_all(piece, attempt, fail)
