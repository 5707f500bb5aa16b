"""What it costs to plan the parts of a company, beside what does the same otherwise.

At 10×: 20,000 assets, 10,000 products, 100,000 needs of planned jobs, coming
occurrences and ages, at four warehouses and a van; stock, receipts, RFQs and the demand
of others; parts without a vendor, with two, superseded ones and twins. 1× and 3× are
the same company when it was smaller.

- The first run, and another when nothing has changed.
- Odoo's own scheduler for the same parts, with a rule for each, and the same demand as
  confirmed moves: the planner is to take a tenth of its time. It also writes RFQs, the
  planner the reasons; it has no moves to reserve.
- Hand-written SQL that nets the same needs, which it finds ready in a table, and stores
  them in the same table with the same indexes: the planner is to take at most 4 times
  as long.

Of an unchanged run the ratios have no target: the planner finds all needs anew, while
the scheduler finds nothing left to do, and the SQL is given its needs.

All take turns. Each finds the same company and is rolled back. Before Go live, so that
the first run opens no jobs.
"""

import argparse
import itertools

from benchkit import Bench, analyze, environment
from worlds.fleet import Fleet
from worlds.peers import Scheduler, keep_needs, net_by_sql, stopwatch

FIRST, AGAIN = "planner, first run", "planner, again"
SCHEDULER, SCHEDULER_AGAIN = "scheduler", "scheduler, again"
NETTING, NETTING_AGAIN = "SQL", "SQL, again"

RATIOS = {
    (SCHEDULER, FIRST): 0.1,
    (SCHEDULER_AGAIN, AGAIN): None,
    (NETTING, FIRST): 4.0,
    (NETTING_AGAIN, AGAIN): None,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--sizes", type=float, nargs="+", default=[1, 3, 10], help="1 is a tenth"
    )
    parser.add_argument("--profile", choices=("first", "again"))
    options = parser.parse_args()
    fleet = None
    with Bench("Planning the parts of a company") as bench:
        for size in options.sizes:
            with environment(commit=True) as env:
                fleet = fleet or Fleet(env)
                fleet.grow(env, size / 10)
                analyze(env)
            if not options.profile:
                measure(bench, size, options.rounds, is_last=size == options.sizes[-1])
    if options.profile:
        profile(options.profile)


def measure(bench, size, rounds, is_last):
    """Let all take turns; what they are to reach counts for the largest company."""
    with environment(commit=True) as env:
        plan(env)
        needs = keep_needs(env)
        env.cr.execute(
            "TRUNCATE maintenance_part_need, maintenance_part_shortage, "
            "maintenance_planning_exception"
        )
    vacuum()
    print(f"  {size:g}×: {needs:,} needs")

    def named(function):
        return lambda: {f"{size:g}× {name}": t for name, t in function().items()}

    bench.take_turns(
        [named(turn) for turn in (planner_turn, sql_turn, scheduler_turn)],
        {
            tuple(f"{size:g}× {name}" for name in names): target if is_last else None
            for names, target in RATIOS.items()
        },
        rounds=rounds,
        before=vacuum,
    )


def vacuum():
    """Have no turn pay for the rows that another one rolled back."""
    with environment() as env:
        env.cr.rollback()
        env.cr._cnx.autocommit = True
        env.cr.execute("VACUUM")
        env.cr._cnx.autocommit = False


def plan(env):
    result = env["maintenance.planner"].run_planner()
    env.flush_all()
    return result["warehouses"]


def planner_turn():
    times = {}
    with environment() as env:
        with stopwatch(times, FIRST):
            results = plan(env)
        assert sum(result["created"] for result in results)
        env.invalidate_all()
        with stopwatch(times, AGAIN):
            results = plan(env)
        written = [
            result[name]
            for result, name in itertools.product(
                results, ("created", "changed", "removed")
            )
        ]
        assert not any(written)
    return times


def sql_turn():
    times = {}
    with environment() as env:
        with stopwatch(times, NETTING):
            net_by_sql(env)
        with stopwatch(times, NETTING_AGAIN):
            net_by_sql(env)
    return times


def scheduler_turn():
    times = {}
    with environment() as env:
        scheduler = Scheduler(env)
        with stopwatch(times, SCHEDULER):
            scheduler.run()
        env.invalidate_all()
        with stopwatch(times, SCHEDULER_AGAIN):
            scheduler.run()
    return times


def profile(what):
    import cProfile
    import pstats

    with environment() as env:
        if what == "again":
            plan(env)
            env.invalidate_all()
        with cProfile.Profile() as profiler:
            plan(env)
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(70)
    stats.sort_stats("tottime").print_stats(50)


if __name__ == "__main__":
    main()
