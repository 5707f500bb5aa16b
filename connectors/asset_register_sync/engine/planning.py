"""``plan``: what would change; and ``apply`` of a plan that was saved."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..errors import PlanStale
from ..odoo import Result
from ..odoo.batches import get_size, split_batches
from .applying import Applied, Options, get_since
from .context import Context
from .planfile import Line, PlanWriter, check_plan, get_changes, read_plan
from .reading import Reader, ahead
from .tally import Tally

# a record without a line in the plan: nothing is to be done about it
IDLE = "unchanged"
# what is sent when the plan is applied
SENT = frozenset({"created", "updated", "conflict"})


@dataclass(slots=True)
class Planned:
    """What would become of a register's records. ``path``: where the plan was saved."""

    tally: Tally = field(default_factory=Tally)
    since: datetime | None = None
    is_complete: bool = False
    notes: list[str] = field(default_factory=list)
    path: Path | None = None


def plan(
    context: Context,
    options: Options,
    path: Path | None = None,
    show: Callable[[Line], None] | None = None,
) -> Planned:
    """Ask Odoo what would become of each record; change nothing.

    :param path: where to save the plan; it is there only when it is whole
    :param show: hears of each line of the plan
    """
    planned = Planned(since=get_since(context, options), path=path)
    if path is None:
        _plan(context, options, planned, show or (lambda line: None))
        return planned
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("w", encoding="utf-8", newline="\n") as file:
            code = context.config.register_code
            writer = PlanWriter(file, code, context.digest)

            def add(line: Line) -> None:
                writer.add(line)
                if show:
                    show(line)

            _plan(context, options, planned, add)
            writer.finish(planned.tally.counts)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return planned


def _plan(
    context: Context,
    options: Options,
    planned: Planned,
    add: Callable[[Line], None],
) -> None:
    scan = context.source.scan(planned.since)
    reader = Reader(context.mapper, options.selection, context.config.odoo.batch_size)
    with ahead(reader.read(scan)) as batches:
        for batch in batches:
            for mapped in batch.rejected:
                planned.tally.reject(mapped)
                record = {"external_id": mapped.external_id}
                reason = "; ".join(mapped.reasons)
                add(Line(record, mapped.place, "rejected", (), reason))
            results = (
                context.register.apply(batch.records, dry_run=True)
                if batch.records
                else []
            )
            for record, result in zip(batch.records, results, strict=True):
                place = batch.places.get(result.external_id, "")
                planned.tally.add(result, place)
                if result.result != IDLE:
                    changes = get_changes(result)
                    add(Line(record, place, result.result, changes, result.reason))
            context.reporter.progress(batch.read, scan.total)
    planned.notes += scan.notes
    planned.is_complete = scan.is_complete and reader.is_whole


def apply_plan(context: Context, path: Path) -> Applied:
    """Do what a saved plan says, if Odoo would still do exactly that.

    All of it is asked about before anything is applied; and each batch is compared with
    what was planned after it.

    :raises PlanStale: if something is not as it was: then plan again
    """
    check_plan(path, context.config.register_code, context.digest)
    applied = Applied()
    with context.state.lock():
        for lines in _split(context, read_plan(path)):
            _compare(context, lines, dry_run=True)
        applied.run = context.register.start_run()
        for lines in _split(context, read_plan(path)):
            for line, result in _compare(context, lines, run=applied.run):
                applied.tally.add(result, line.place)
            context.reporter.progress(applied.tally.total, -1)
        applied.outcome = context.register.finish_run(
            applied.run, is_complete_scan=False
        )
    return applied


def _split(context: Context, lines: Iterable[Line]) -> Iterator[list[Line]]:
    sized = ((line, get_size(line.record)) for line in lines if line.result in SENT)
    return split_batches(sized, context.config.odoo.batch_size)


def _compare(
    context: Context, lines: list[Line], *, dry_run: bool = False, run: int = 0
) -> list[tuple[Line, Result]]:
    """Return lines with their results.

    :raises PlanStale: if Odoo does, or would do, something else
    """
    records = [line.record for line in lines]
    results = context.register.apply(records, run=run, dry_run=dry_run)
    pairs = list(zip(lines, results, strict=True))
    moved = [line.external_id for line, result in pairs if not line.fits(result)]
    if moved:
        shown = ", ".join(moved[:5]) + ("…" if len(moved) > 5 else "")
        stopped = "nothing was applied" if dry_run else "what came before was applied"
        raise PlanStale(
            f"Odoo has changed since the plan was made ({shown}): {stopped}; plan again"
        )
    return pairs
