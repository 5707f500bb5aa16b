"""``check``: is the configuration right, are both ends there, may we, does it fit?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from ..errors import SyncError
from ..mapping import Mapped
from .context import Context

# how many rows are looked at
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``is_good`` is None for what is worth saying."""

    what: str
    is_good: bool | None
    text: str = ""


@dataclass(slots=True)
class Checked:
    """All that was looked at. ``exit_code`` is that of the first error."""

    findings: list[Finding] = field(default_factory=list)
    exit_code: int = 0

    @property
    def is_good(self) -> bool:
        return all(finding.is_good is not False for finding in self.findings)


def check(context: Context) -> Checked:
    """Look at everything that a sync needs; change nothing."""
    checked = Checked()
    _try(checked, "Odoo knows the register", lambda: _check_odoo(context))
    _try(checked, "changes can be read", lambda: _check_feed(context))
    sample: list[Mapped] = []
    _try(checked, "the register answers", lambda: _check_source(context, sample))
    if sample:
        checked.findings += _check_mapping(context, sample)
        _try(checked, "Odoo takes the records", lambda: _check_fit(context, sample))
    return checked


def _try(checked: Checked, what: str, look: Callable[[], str]) -> None:
    try:
        checked.findings.append(Finding(what, True, look()))
    except SyncError as error:
        checked.findings.append(Finding(what, False, str(error)))
        checked.exit_code = checked.exit_code or error.exit_code


def _check_odoo(context: Context) -> str:
    context.register.apply([], dry_run=True)
    return f"“{context.config.register_code}” at {context.config.odoo.url}"


def _check_feed(context: Context) -> str:
    changes = context.register.get_changes("", 1)
    return "there are some" if changes.entries else "there are none yet"


def _check_source(context: Context, sample: list[Mapped]) -> str:
    scan = context.source.scan()
    rows = (row for page in scan.pages for row in page.rows)
    sample += [context.mapper.map(row) for row in islice(rows, SAMPLE)]
    if not sample:
        return "it has no rows"
    return f"{scan.total} rows" if scan.total >= 0 else f"{len(sample)} rows read"


def _check_mapping(context: Context, sample: list[Mapped]) -> list[Finding]:
    findings: list[Finding] = []
    bad = [mapped for mapped in sample if mapped.reasons]
    for mapped in bad[:3]:
        text = f"{mapped.place}: {'; '.join(mapped.reasons)}"
        findings.append(Finding("a row cannot be mapped", False, text))
    filled = Counter(
        key for mapped in sample for key, value in mapped.record.items() if value != ""
    )
    for key in context.config.fields.rules:
        count = filled[key]
        total = len(sample) - len(bad)
        if total and not count:
            text = f"no value in {total} rows: is its path right?"
            findings.append(Finding(f"field {key}", None, text))
        elif total:
            findings.append(Finding(f"field {key}", True, f"{count} of {total} rows"))
    return findings


def _check_fit(context: Context, sample: list[Mapped]) -> str:
    records = [mapped.record for mapped in sample if mapped.record]
    if not records:
        return "no row could be mapped"
    counts: Counter[str] = Counter()
    reason = ""
    for result in context.register.apply(records, dry_run=True):
        counts[result.result] += 1
        if result.reason and not reason:
            reason = f"; {result.external_id}: {result.reason}"
    text = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return text + reason
