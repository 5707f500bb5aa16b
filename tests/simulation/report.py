"""Figures over many seeds, as tables and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

from .results import FIGURES
from .trial import Figures

WAYS = ("on demand", "rules", "best rules", "planner")
RIVALS = ("rules", "best rules")
SIGNS = {1: "better", -1: "worse", 0: "not surely different"}
#: what the table of scenarios compares; more is better
SCENARIO_FIGURES = ("planned jobs ready, %", "breakdowns ready, %")


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval, ``half`` to each side."""

    mean: float
    half: float

    def __str__(self) -> str:
        return f"{self.mean:,.1f} ± {self.half:,.1f}"

    @property
    def sign(self) -> int:
        """1 or -1 if it is surely above or below zero, else 0."""
        if abs(self.mean) <= self.half:
            return 0
        return 1 if self.mean > 0 else -1


def estimate(values: Sequence[float]) -> Interval:
    """Return the mean of at least two independent values."""
    half = quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Interval(fmean(values), half)


def quantile(freedom: int) -> float:
    """Return what 95 % of Student's distribution lie within, for ``freedom`` of 4 and
    more to a hundredth (expansion by Cornish and Fisher).
    """
    z = NormalDist().inv_cdf(0.975)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))


def get_mean(trials: Sequence[Figures], way: str, figure: str) -> Interval:
    return estimate([trial[way][figure] for trial in trials])


def get_difference(trials: Sequence[Figures], rival: str, figure: str) -> Interval:
    """Return planner − rival, seed by seed."""
    return estimate(
        [trial["planner"][figure] - trial[rival][figure] for trial in trials]
    )


def make_table(trials: Sequence[Figures]) -> str:
    """Return all ways to buy side by side, and the planner against each rival."""
    rows = [("", *WAYS, *(f"planner − {rival}" for rival in RIVALS))]
    for figure in FIGURES:
        means = (get_mean(trials, way, figure) for way in WAYS)
        differences = (get_difference(trials, rival, figure) for rival in RIVALS)
        rows.append((figure, *map(str, means), *map(str, differences)))
    return align(rows)


def make_verdict(trials: Sequence[Figures]) -> str:
    """Say in words where the planner wins and where it does not."""
    lines = []
    for rival in RIVALS:
        found = {1: [], 0: [], -1: []}
        for figure, good in FIGURES.items():
            if good:
                difference = get_difference(trials, rival, figure)
                name, _comma, unit = figure.partition(", ")
                by = f"{abs(difference.mean):,.1f}{f' {unit}' if unit else ''}"
                found[good * difference.sign].append(f"{name} (by {by})")
        for sign, word in SIGNS.items():
            if found[sign]:
                lines.append(f"Against {rival}, {word}: {'; '.join(found[sign])}.")
    return "\n".join(lines)


def make_scenario_table(found: Mapping[str, Sequence[Figures]]) -> str:
    """Return a table with a row for each scenario.

    A star marks where rules of any size held less than the planner.

    :param found: {scenario: the figures of each seed}
    """
    parts = (*WAYS[1:], *(f"− {rival}" for rival in RIVALS))
    planned = (f"planned: {parts[0]}", *parts[1:])
    breakdowns = (f"breakdowns: {parts[0]}", *parts[1:])
    rows = [("", *planned, *breakdowns, "stock value")]
    rows += [_make_scenario_row(name, trials) for name, trials in found.items()]
    return align(rows)


def _is_stock_less(trials: Sequence[Figures]) -> bool:
    """Return whether stock of a rival is worth less than the planner's."""
    return any(
        trial[rival]["stock value"] < trial["planner"]["stock value"]
        for trial in trials
        for rival in RIVALS
    )


def _make_scenario_row(name: str, trials: Sequence[Figures]) -> tuple[str, ...]:
    cells = [f"{name} *" if _is_stock_less(trials) else name]
    for figure in SCENARIO_FIGURES:
        cells += [f"{get_mean(trials, way, figure).mean:.1f}" for way in WAYS[1:]]
        cells += [str(get_difference(trials, rival, figure)) for rival in RIVALS]
    cells.append(f"{get_mean(trials, 'planner', 'stock value').mean:,.0f}")
    return tuple(cells)


def make_scenario_verdict(found: Mapping[str, Sequence[Figures]]) -> str:
    """Say in words in which scenarios the planner wins and in which it does not.

    :param found: {scenario: the figures of each seed}
    """
    lines = []
    for figure in SCENARIO_FIGURES:
        for rival in RIVALS:
            names = {sign: [] for sign in SIGNS}
            for name, trials in found.items():
                names[get_difference(trials, rival, figure).sign].append(name)
            title = figure.partition(",")[0].capitalize()
            lines.append(f"{title}, against {rival}: {_sum_up(names)}.")
    if any(map(_is_stock_less, found.values())):
        lines.append("* Rules of any size held less stock than the planner there.")
    return "\n".join(lines)


def _sum_up(names: Mapping[int, Sequence[str]]) -> str:
    """Return in words which names have which sign; the usual one last."""
    *seldom, usual = sorted(
        (sign for sign in names if names[sign]), key=lambda sign: len(names[sign])
    )
    if not seldom:
        return f"{SIGNS[usual]} in all"
    parts = [
        f"{SIGNS[sign]} in {', '.join(f'“{name}”' for name in names[sign])}"
        for sign in seldom
    ]
    return "; ".join([*parts, f"else {SIGNS[usual]}"])


def align(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
