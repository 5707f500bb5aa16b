"""The command behind ``scripts/simulate``."""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import tools_finder

tools_finder.install()

# what they import is found from here on
from . import report  # noqa: E402
from .scenarios import SCENARIOS  # noqa: E402
from .settings import Settings  # noqa: E402
from .trial import VARIANTS, Figures, Trial  # noqa: E402

_LEGEND = """\
on demand: nothing is planned, a job orders what it does not find. rules: Odoo's
reordering rules with the levels that a buyer sets from past use. best rules: with the
levels that would have served most in the past for their money. Both are tuned until
their stock is worth as much as the planner's. Ready: with all parts on the day. Rush
orders: made when a job waits already. Never used: what lies there in the end that no
job ever wanted. Counts and days are a year's. ± is a 95 % interval of the mean over the
seeds; differences are taken seed by seed.
"""


def main() -> None:
    arguments = _parse()
    seeds = range(1, arguments.seeds + 1)
    base = SCENARIOS["as assumed"]
    print(
        f"{base.assets} assets, {base.measured_years} years, {len(seeds)} seeds\n\n"
        + _LEGEND
    )
    with ProcessPoolExecutor(arguments.jobs) as pool:
        if arguments.scenarios:
            _print_scenarios(pool, seeds, arguments.minimum)
        else:
            _print_tables(pool, seeds, base)


def _parse():
    parser = argparse.ArgumentParser(
        prog="scripts/simulate",
        description="Some years of a workshop that buys its parts by the planner, by "
        "reordering rules or on demand. What is assumed: tests/simulation/settings.py.",
    )
    parser.add_argument(
        "--seeds", type=_several, default=20, help="how many worlds (20)"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="processes at once (all cores)"
    )
    parser.add_argument(
        "--scenarios",
        action="store_true",
        help="what if the world were otherwise? One assumption at a time",
    )
    parser.add_argument(
        "--minimum",
        choices=VARIANTS,
        default="unplanned use",
        help="what the planner keeps in the scenarios (unplanned use)",
    )
    return parser.parse_args()


def _several(word: str) -> int:
    if (number := int(word)) < 5:
        raise argparse.ArgumentTypeError("an interval needs 5 seeds at least")
    return number


def _print_tables(pool, seeds: Sequence[int], settings: Settings) -> None:
    for variant, trials in _try_all(pool, settings, seeds, tuple(VARIANTS)).items():
        print(f"The planner keeps a minimum: {variant}\n")
        print(report.make_table(trials))
        print(f"\n{report.make_verdict(trials)}\n", flush=True)


def _print_scenarios(pool, seeds: Sequence[int], variant: str) -> None:
    found = {}
    for name, settings in SCENARIOS.items():
        print(name, file=sys.stderr, flush=True)
        found[name] = _try_all(pool, settings, seeds, (variant,))[variant]
    print(f"The planner keeps a minimum: {variant}\n")
    print(report.make_scenario_table(found))
    print(f"\n{report.make_scenario_verdict(found)}")


def _try_all(pool, settings, seeds, variants) -> dict[str, tuple[Figures, ...]]:
    """Return {variant: the figures of each seed}."""
    found = pool.map(_try_seed, repeat(settings), seeds, repeat(variants))
    return dict(zip(variants, zip(*found, strict=True), strict=True))


def _try_seed(settings: Settings, seed: int, variants: Sequence[str]) -> list[Figures]:
    trial = Trial(settings, seed)
    return [trial.compare(variant) for variant in variants]


if __name__ == "__main__":
    main()
