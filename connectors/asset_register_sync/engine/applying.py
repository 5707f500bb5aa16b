"""``apply``: bring what the register has into Odoo."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import OdooFault
from ..sources.base import Resume, Scan
from .context import Context
from .reading import Batch, Reader, Selection, ahead
from .tally import Tally

# A scan that was interrupted longer ago begins anew.
RESUMED_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Options:
    """``since``: only what changed since; ``full``: all, whatever is remembered."""

    selection: Selection = Selection()
    since: datetime | None = None
    full: bool = False


@dataclass(slots=True)
class Applied:
    """What became of a register's records.

    ``is_complete``: every record was read, so that Odoo knows what has vanished.
    ``outcome``: what Odoo said at the end of the run.
    """

    tally: Tally = field(default_factory=Tally)
    run: int = 0
    is_complete: bool = False
    since: datetime | None = None
    was_resumed: bool = False
    notes: list[str] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)


def apply(context: Context, options: Options) -> Applied:
    """Read the register and apply its records.

    Killed at any moment, the next call goes on where this one stopped, or begins anew:
    a record that was applied already changes nothing.

    :raises SyncError: see ``errors``; what was applied until then stays
    """
    with context.state.lock():
        return apply_alone(context, options)


def apply_alone(context: Context, options: Options) -> Applied:
    """The same, for who has locked the state."""
    applied = Applied(since=get_since(context, options))
    resume = _get_resume(context, options, applied)
    scan = context.source.scan(applied.since, resume)
    reader = Reader(context.mapper, options.selection, context.config.odoo.batch_size)
    if resume:
        # what was rejected before the interruption is not known any more
        reader.is_whole = bool((context.state.get("resume") or {}).get("is_whole"))
    if not applied.run:
        applied.run = context.register.start_run()
    fingerprint = context.source.get_fingerprint()

    def remember(page: Resume | None) -> None:
        if not options.selection.is_all or options.since:
            return
        context.state.set(
            resume={
                "page": page,
                "run": applied.run,
                "digest": context.digest,
                "fingerprint": fingerprint,
                "since": applied.since and applied.since.isoformat(),
                "newest": scan.newest and scan.newest.isoformat(),
                "is_whole": reader.is_whole,
                "at": datetime.now(UTC).isoformat(),
            }
        )

    remember(resume)
    with ahead(reader.read(scan)) as batches:
        for batch in batches:
            _send(context, applied, batch)
            context.reporter.progress(batch.read, scan.total)
            if batch.resume:
                remember(batch.resume)
    _finish(context, options, applied, scan, reader)
    return applied


def get_since(context: Context, options: Options) -> datetime | None:
    """Return from when to read, None for everything."""
    if options.since or context.source.overlap < 0 or options.full:
        return options.since if context.source.overlap >= 0 else None
    # one that maps otherwise has to see everything again
    if context.state.get("digest") != context.digest:
        return None
    cursor = context.state.get_moment("cursor")
    return cursor - timedelta(seconds=context.source.overlap) if cursor else None


def _get_resume(
    context: Context, options: Options, applied: Applied
) -> dict[str, Any] | None:
    """Return where an interrupted scan stopped, None to begin; take over its run."""
    known = context.state.get("resume")
    if not isinstance(known, dict) or options.since or not options.selection.is_all:
        return None
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(known["at"])
        since = known["since"] and datetime.fromisoformat(known["since"])
        is_same = (
            known["digest"] == context.digest
            and known["fingerprint"] == context.source.get_fingerprint()
            and timedelta() <= age <= RESUMED_WITHIN
            and bool(since) == bool(applied.since)
        )
    except (KeyError, TypeError, ValueError):
        return None
    if not is_same or not _is_running(context, int(known["run"])):
        return None
    applied.run, applied.since = int(known["run"]), since
    if not known.get("page"):
        # it is begun anew, in the same run
        return None
    applied.was_resumed = True
    return dict(known["page"])


def _is_running(context: Context, run: int) -> bool:
    try:
        context.register.apply([], run=run)
    except OdooFault:
        return False
    return True


def _send(context: Context, applied: Applied, batch: Batch) -> None:
    for mapped in batch.rejected:
        applied.tally.reject(mapped)
    if batch.records:
        for result in context.register.apply(batch.records, run=applied.run):
            place = batch.places.get(result.external_id, "")
            applied.tally.add(result, place)
    size = context.config.odoo.batch_size
    for start in range(0, len(batch.stubs), size):
        # what becomes of them says nothing that was not told already
        context.register.apply(batch.stubs[start : start + size], run=applied.run)


def _finish(
    context: Context,
    options: Options,
    applied: Applied,
    scan: Scan,
    reader: Reader,
) -> None:
    applied.notes += scan.notes
    if reader.repeated:
        applied.notes.append(f"{reader.repeated} rows repeat the external_id of others")
    applied.is_complete = scan.is_complete and reader.is_whole
    if scan.is_complete and options.selection.is_all and not reader.is_whole:
        applied.notes.append(
            "rows without an external_id were rejected, so that nobody can say which "
            "assets have vanished"
        )
    applied.outcome = context.register.finish_run(
        applied.run, is_complete_scan=applied.is_complete
    )
    if note := applied.outcome.get("note"):
        applied.notes.append(str(note))
    if options.since or not options.selection.is_all:
        # what changed before that moment was not read
        return
    newest = _get_newest(context, scan)
    context.state.set(
        resume=None,
        digest=context.digest,
        cursor=newest.isoformat() if newest else None,
    )


def _get_newest(context: Context, scan: Scan) -> datetime | None:
    """Return the last change that is known: of this scan, before it was interrupted, or
    of the scans before.
    """
    moments = [scan.newest, context.state.get_moment("cursor")]
    known = context.state.get("resume")
    if isinstance(known, dict) and isinstance(known.get("newest"), str):
        moments.append(datetime.fromisoformat(known["newest"]))
    return max((moment for moment in moments if moment), default=None)
