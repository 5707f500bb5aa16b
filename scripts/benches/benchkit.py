"""What a benchmark needs, so that it only has to say what it measures.

A benchmark is ``scripts/benches/NAME.py`` and runs with ``scripts/bench NAME``, which
gives it a database with all addons and no demo data, thrown away afterwards:

    \"\"\"How long the parts of an asset take. Targets: see docs/….\"\"\"

    from benchkit import Bench, environment

    with environment() as env, Bench("BOM") as bench:
        equipment = make_equipment(env, count=10_000)
        env.flush_all()

        def read_parts():
            env.invalidate_all()
            equipment[0].part_ids.mapped("quantity")

        bench.measure("parts of one asset", read_parts, target=0.100)

``measure`` calls the function some times and keeps the median in seconds. At its end
the Bench prints a table and ends the program: exit code 1 if a median lies above
its target. Times depend on the machine; ``BENCH_FACTOR=2`` allows twice as much.

``compare`` sets things beside each other: they take turns, so that what else the
machine does hits all alike, and the target is a ratio. ``take_turns`` does so with
functions that time some of what they do themselves.

Two names in a benchmark say what it needs: ``BESIDE``, Odoo modules that are installed
too, and ``PLAIN``, how many databases with the same Odoo modules and without our addons
it gets; ``plain_databases()`` names them.
"""

import contextlib
import gc
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@contextlib.contextmanager
def environment(
    database: str = "", *, uid: int | None = None, commit: bool = False
) -> Iterator:
    """An Odoo environment on a database, as the superuser or ``uid``.

    The database is the benchmark's own unless another is named. Rolled back at the end
    unless ``commit`` is set; flush and commit inside of the block when the planner's
    statistics or other sessions shall see the data.
    """
    # Odoo is ready to be imported only after this.
    import odoo.init  # noqa: F401
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    if not config["db_name"]:
        config.parse_config([], setup_logging=True)
    with Registry(database or config["db_name"][0]).cursor() as cursor:
        yield Environment(cursor, uid or SUPERUSER_ID, {})
        if commit:
            cursor.commit()
        else:
            cursor.rollback()


def plain_databases() -> list[str]:
    """The databases without our addons."""
    return os.environ["BENCH_PLAIN"].split()


def analyze(env) -> None:
    """Give PostgreSQL fresh statistics after filling many rows."""
    env.flush_all()
    env.cr.execute("ANALYZE")


@contextlib.contextmanager
def counted_queries(env) -> Iterator[Callable[[], int]]:
    """Yield a function that tells how many queries ran since the block began."""
    env.flush_all()
    before = env.cr.sql_log_count
    yield lambda: env.cr.sql_log_count - before


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds, ``target`` None when there is none."""

    name: str
    median: float
    worst: float
    target: float | None

    @property
    def too_slow(self) -> bool:
        return self.target is not None and self.median > self.target


@dataclass(frozen=True)
class Ratio:
    """What was compared: times of ``base`` and of ``name`` in seconds, turn by turn."""

    beside: str
    name: str
    base: list[float]
    times: list[float]
    target: float | None

    @property
    def ratios(self) -> list[float]:
        """Sorted; each call beside the one of the first in the same turn."""
        return sorted(
            time / base for time, base in zip(self.times, self.base, strict=True)
        )

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true median lies, with 95 % confidence, from the ranks."""
        count = len(self.ratios)
        reach = round(0.98 * count**0.5)
        low = max(count // 2 - reach, 0)
        return self.ratios[low], self.ratios[count - 1 - low]

    @property
    def too_slow(self) -> bool:
        return self.target is not None and self.median > self.target


class Bench:
    """Measures, prints a table at the end of its block, and sets the exit code."""

    def __init__(self, title: str):
        self.title = title
        self.rows: list[Row] = []
        self.ratios: list[Ratio] = []
        self.factor = float(os.environ.get("BENCH_FACTOR", "1"))

    def measure(
        self,
        name: str,
        function: Callable[[], object],
        *,
        target: float | None = None,
        repeat: int = 5,
        before: Callable[[], object] | None = None,
    ) -> float:
        """The median of ``repeat`` calls in seconds; ``before`` is not timed."""
        times = []
        for _ in range(repeat):
            if before:
                before()
            started = time.perf_counter()
            function()
            times.append(time.perf_counter() - started)
        return self.record(name, times, target=target)

    def record(
        self, name: str, times: list[float], *, target: float | None = None
    ) -> float:
        """Take times that were measured elsewhere; the median."""
        median = statistics.median(times)
        allowed = None if target is None else target * self.factor
        self.rows.append(Row(name, median, max(times), allowed))
        print(f"  {name}: {seconds(median)}", file=sys.stderr, flush=True)
        return median

    def compare(
        self,
        functions: dict[str, Callable[[], object]],
        *,
        targets: dict[str, float],
        rounds: int = 31,
    ) -> None:
        """Let the functions take turns; compare each with the first.

        :param targets: {name: the ratio it must not be above}
        """
        for function in functions.values():
            function()  # what is loaded once
        first, *others = functions
        self.take_turns(
            [
                lambda name=name, function=function: {name: _timed(function)}
                for name, function in functions.items()
            ],
            {(first, name): targets.get(name) for name in others},
            rounds=rounds,
        )

    def take_turns(
        self,
        functions: list[Callable[[], dict[str, float]]],
        ratios: dict[tuple[str, str], float | None],
        *,
        rounds: int,
        before: Callable[[], object] = lambda: None,
    ) -> None:
        """Let the functions take turns, each of which returns {name: seconds}.

        :param ratios: {(name, name of what is set beside it): the ratio of the second
            to the first that it must not be above, None if any will do}
        :param before: called before each, and not timed
        """
        times = defaultdict(list)
        for number in range(rounds):
            # forwards and backwards: no one is always the first
            for function in functions[:: -1 if number % 2 else 1]:
                before()
                for name, elapsed in function().items():
                    times[name].append(elapsed)
        for name, elapsed in times.items():
            self.record(name, elapsed)
        for (base, name), target in ratios.items():
            self.ratios.append(Ratio(base, name, times[base], times[name], target))

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, kind, error, trace) -> None:
        if error is not None:
            return
        print(f"\n{self.title}\n{table(self.rows)}", flush=True)
        if self.ratios:
            print(f"\n{ratio_table(self.ratios)}", flush=True)
        slow = [row.name for row in [*self.rows, *self.ratios] if row.too_slow]
        if slow:
            print(f"too slow: {', '.join(slow)}", flush=True)
            sys.exit(1)


def _timed(function: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    function()
    elapsed = time.perf_counter() - started
    gc.enable()
    return elapsed


def seconds(value: float) -> str:
    """A time for people: µs, ms or s with three digits."""
    if value >= 1:
        return f"{value:.3g} s"
    if value >= 1e-3:
        return f"{value * 1e3:.3g} ms"
    return f"{value * 1e6:.3g} µs"


def table(rows: list[Row]) -> str:
    """The rows as aligned text: name, median, worst, target, ratio to the target."""
    lines = [("", "median", "worst", "target", "ratio")]
    for row in rows:
        target = ratio = "-"
        if row.target is not None:
            target = seconds(row.target)
            ratio = f"{row.median / row.target:.2f}"
        lines.append((row.name, seconds(row.median), seconds(row.worst), target, ratio))
    return _aligned(lines)


def ratio_table(ratios: list[Ratio]) -> str:
    """The ratios as aligned text: names, median, 95 % interval of it, target."""
    lines = [("", "beside", "ratio", "between", "target")]
    for row in ratios:
        low, high = row.interval
        target = "-" if row.target is None else f"{row.target:.2f}"
        between = f"{low:.3f} and {high:.3f}"
        lines.append((row.name, row.beside, f"{row.median:.3f}", between, target))
    return _aligned(lines)


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [
        max(len(line[column]) for line in lines) for column in range(len(lines[0]))
    ]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
