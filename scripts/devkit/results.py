"""Counting what passed and failed over several test runs and checks."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Counts:
    """How many passed, failed and were skipped; counts can be added."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        text = f"{self.passed} passed, {self.failed} failed"
        return f"{text}, {self.skipped} skipped" if self.skipped else text


@dataclass(frozen=True)
class Run:
    """What one run of pytest did: its counts and its exit code."""

    counts: Counts
    code: int

    @property
    def empty(self) -> bool:
        return self.counts == Counts()


NO_TESTS = 5  # pytest's exit code for "no test was collected"


def read_run(report: Path, code: int) -> Run:
    """The Run from the counting plugin's report and pytest's exit code.

    A run that ended badly without a failed test (an import error, a crash, a typing
    error in an option) counts one failure, so that no total hides it.
    """
    counts = Counts()
    if report.exists():
        counts = Counts(**json.loads(report.read_text()))
    if code not in (0, NO_TESTS) and not counts.failed:
        counts += Counts(failed=1)
    return Run(counts, code)


def verdict(runs: list[Run], *, filtered: bool) -> tuple[Counts, list[str]]:
    """The total of all runs and what is wrong beyond failed tests.

    A run without a test is wrong, except that a filter (``-k`` and the like) may
    match nothing in one run as long as it matches something in another. Each
    complaint counts as one failure.
    """
    total = sum((run.counts for run in runs), Counts())
    complaints = []
    if all(run.empty for run in runs):
        complaints.append("no test was run")
    elif not filtered and any(run.empty for run in runs):
        complaints.append("one of the runs found no test")
    return total + Counts(failed=len(complaints)), complaints
