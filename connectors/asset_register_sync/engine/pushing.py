"""``push``: carry what has changed in Odoo to the register."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import OdooFault, SourceAnswer, SourceMoved, SourceRefused
from .context import Context
from .tally import Rejected

# A write that a register refuses is tried again so many times, once a run.
MOST_TRIES = 5
PAGE = 500


@dataclass(slots=True)
class Pushed:
    """``written``: records in the register as Odoo has them now. ``skipped``: changes
    of nothing that the register takes. ``deleted``: assets that Odoo no longer has.
    """

    written: int = 0
    skipped: int = 0
    deleted: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def push(context: Context, *, dry_run: bool = False, limit: int = 0) -> Pushed:
    """Write what has changed in Odoo into the register, record by record.

    Killed at any moment, the next call writes at most one page again: what the register
    has already is not written.
    """
    with context.state.lock():
        return push_alone(context, dry_run=dry_run, limit=limit)


def push_alone(context: Context, *, dry_run: bool = False, limit: int = 0) -> Pushed:
    """The same, for who has locked the state."""
    pushed = Pushed()
    if not context.config.push:
        pushed.notes.append("the configuration has no [push]: nothing is carried back")
        return pushed
    if context.config.source.kind == "workbook":
        return _push_to_workbook(context, pushed, dry_run=dry_run)
    # {external id: {"values": …, "tries": …}}
    failed: dict[str, Any] = dict(context.state.get("failed") or {})
    start = str(context.state.get("push_cursor") or "")
    for entries, cursor in _read_changes(context, pushed, start, limit):
        todo = _get_wanted(context, entries, pushed)
        _write_all(context, todo, failed, pushed, dry_run=dry_run)
        if not dry_run:
            context.state.set(push_cursor=cursor, failed=failed or None)
    if not dry_run:
        again = {key: value["values"] for key, value in failed.items()}
        told = {rejected.external_id for rejected in pushed.rejected}
        again = {key: value for key, value in again.items() if key not in told}
        _write_all(context, again, failed, pushed, dry_run=False)
        context.state.set(failed=failed or None)
    return pushed


def _push_to_workbook(context: Context, pushed: Pushed, *, dry_run: bool) -> Pushed:
    # what reads workbooks takes a third of a second to be imported
    from .pushing_workbook import get_output, get_source, write_workbook

    source = get_source(context)
    output = get_output(context, source, date.today())
    wanted: dict[str, dict[str, Any]] = {}
    for entries, _cursor in _read_changes(context, pushed, "", 0):
        for external_id, values in _get_wanted(context, entries, pushed).items():
            wanted[external_id] = {**wanted.get(external_id, {}), **values}
    for external_id in pushed.deleted:
        wanted.pop(external_id, None)
    pushed.written, pushed.rejected = write_workbook(
        context, source, wanted, output, dry_run=dry_run
    )
    if pushed.written and not dry_run:
        pushed.notes.append(f"{output} has what Odoo says otherwise")
    return pushed


def _read_changes(
    context: Context, pushed: Pushed, cursor: str, limit: int
) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Yield pages of changes with the cursor behind them."""
    count = 0
    while True:
        size = min(PAGE, limit - count) if limit else PAGE
        try:
            page = context.register.get_changes(cursor, size)
        except OdooFault:
            if not cursor:
                raise
            # of another database, or one that was set back
            pushed.notes.append("Odoo does not know the cursor: all changes are read")
            cursor = ""
            continue
        count += len(page.entries)
        yield list(page.entries), page.cursor
        if not page.has_more or page.cursor == cursor or (limit and count >= limit):
            return
        cursor = page.cursor


def _get_wanted(
    context: Context, entries: list[dict[str, Any]], pushed: Pushed
) -> dict[str, dict[str, Any]]:
    """Return {external id: values to write} of a page of changes."""
    fields = context.config.push.fields if context.config.push else {}
    wanted: dict[str, dict[str, Any]] = {}
    for entry in entries:
        external_id = str(entry.get("external_id") or "")
        if entry.get("is_deleted"):
            pushed.deleted.append(external_id)
            wanted.pop(external_id, None)
            continue
        values = entry.get("values") or {}
        changed = set(entry.get("changed") or values)
        chosen = {
            key: value
            for key, value in values.items()
            if key in fields and key in changed
        }
        if chosen and external_id:
            wanted[external_id] = {**wanted.get(external_id, {}), **chosen}
        else:
            pushed.skipped += 1
    return wanted


def _write_all(
    context: Context,
    todo: dict[str, dict[str, Any]],
    failed: dict[str, Any],
    pushed: Pushed,
    *,
    dry_run: bool,
) -> None:
    for external_id, values in todo.items():
        before = failed.pop(external_id, {"values": {}, "tries": 0})
        values = {**before["values"], **values}
        reason = ""
        if not dry_run:
            try:
                reason = context.source.write(external_id, values).reason
            except (SourceAnswer, SourceMoved, SourceRefused) as error:
                reason = str(error)
        if not reason:
            pushed.written += 1
        else:
            pushed.rejected.append(Rejected(external_id, "", reason))
            if before["tries"] + 1 < MOST_TRIES:
                failed[external_id] = {"values": values, "tries": before["tries"] + 1}
        context.reporter.progress(pushed.written + len(pushed.rejected), -1)
