"""What each command says at its end, and with which exit code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..engine.applying import Applied
from ..engine.checking import Checked
from ..engine.planfile import Line
from ..engine.planning import Planned
from ..engine.pushing import Pushed
from ..engine.tally import Rejected, Tally
from ..errors import EXIT_OK, EXIT_REJECTED
from .output import Output


def show_checked(output: Output, checked: Checked) -> int:
    for finding in checked.findings:
        output.finding(finding.what, finding.is_good, finding.text)
    if checked.is_good:
        return EXIT_OK
    return checked.exit_code or EXIT_REJECTED


def show_line(output: Output, line: Line) -> None:
    output.line(line.external_id, line.result, line.place, line.changes, line.reason)


@contextmanager
def plan_workbook(path: Path | None) -> Iterator[Callable[[Line], None]]:
    """Give a function that keeps lines for a workbook, which is written at the end."""
    if path is None:
        yield lambda line: None
        return
    # openpyxl takes a third of a second to be imported
    from .workbook import PlanWorkbook

    book = PlanWorkbook()
    yield book.add
    book.save(path)


def show_planned(output: Output, planned: Planned) -> int:
    for note in planned.notes:
        output.note(note)
    output.counts(
        "plan",
        planned.tally.counts,
        saved=planned.path,
        since=planned.since,
        is_complete=planned.is_complete,
    )
    return _get_code(planned.tally)


def show_applied(output: Output, applied: Applied) -> int:
    for rejected in applied.tally.rejected:
        _show_rejected(output, rejected)
    for note in applied.notes:
        output.note(note)
    counts = dict(applied.tally.counts)
    for key in ("vanished", "retired"):
        value = applied.outcome.get(key)
        if isinstance(value, int):
            counts[key] = value
    output.counts(
        "apply",
        counts,
        run=applied.run,
        since=applied.since,
        is_complete=applied.is_complete,
        was_resumed=applied.was_resumed,
    )
    return _get_code(applied.tally)


def show_pushed(output: Output, pushed: Pushed) -> int:
    for rejected in pushed.rejected:
        _show_rejected(output, rejected)
    for note in pushed.notes:
        output.note(note)
    counts = {
        "written": pushed.written,
        "rejected": len(pushed.rejected),
        "deleted in Odoo": len(pushed.deleted),
    }
    output.counts("push", counts, deleted=pushed.deleted, skipped=pushed.skipped)
    return EXIT_REJECTED if pushed.rejected else EXIT_OK


def _show_rejected(output: Output, rejected: Rejected) -> None:
    output.line(rejected.external_id, "rejected", rejected.place, (), rejected.reason)


def _get_code(tally: Tally) -> int:
    return EXIT_REJECTED if tally.counts["rejected"] else EXIT_OK
