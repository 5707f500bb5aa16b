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
"""

import contextlib
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@contextlib.contextmanager
def environment(*, uid: int | None = None, commit: bool = False) -> Iterator:
    """An Odoo environment on the benchmark's database, as the superuser or ``uid``.

    Rolled back at the end unless ``commit`` is set; flush and commit inside of the
    block when the planner's statistics or other sessions shall see the data.
    """
    # Odoo is ready to be imported only after this.
    import odoo.init  # noqa: F401
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config([], setup_logging=True)
    (database,) = config["db_name"]
    with Registry(database).cursor() as cursor:
        yield Environment(cursor, uid or SUPERUSER_ID, {})
        if commit:
            cursor.commit()
        else:
            cursor.rollback()


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


class Bench:
    """Measures, prints a table at the end of its block, and sets the exit code."""

    def __init__(self, title: str):
        self.title = title
        self.rows: list[Row] = []
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

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, kind, error, trace) -> None:
        if error is not None:
            return
        print(f"\n{self.title}\n{table(self.rows)}", flush=True)
        slow = [row.name for row in self.rows if row.too_slow]
        if slow:
            print(f"too slow: {', '.join(slow)}", flush=True)
            sys.exit(1)


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
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
