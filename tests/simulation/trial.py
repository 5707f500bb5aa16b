"""One seed: all ways to buy in the same world, with stock worth the same."""

from collections.abc import Callable

from .past import Archive
from .planner import Minimums, Planner, from_unplanned_use, of_vital_parts
from .results import Result
from .rules import Rules, Style, best, on_demand, usual
from .settings import Settings
from .shop import Shop, World

#: sizes of rules are powers of this; neighbours differ by as much in the value of stock
_STEP = 1.02
_LARGEST = 400

#: {figure: value} by way to buy
Figures = dict[str, dict[str, float]]

#: what a planner keeps for what nobody planned
VARIANTS: dict[str, Callable[[World, Archive], Minimums | None]] = {
    "no minimum": lambda _world, _archive: None,
    "vital parts": lambda world, _archive: of_vital_parts(world),
    "unplanned use": from_unplanned_use,
}


class Trial:
    """Runs ways to buy in the world of a seed."""

    def __init__(self, settings: Settings, seed: int):
        self.world = World(settings, seed)
        self._archive = Archive(self.world)
        self._runs: dict[tuple[Style, int], Result] = {}

    def compare(self, variant: str) -> Figures:
        """Return the figures of a planner (one of ``VARIANTS``), of rules whose stock
        is worth no less if they can hold as much, and of no stock.
        """
        minimums = VARIANTS[variant](self.world, self._archive)
        planned = Shop(self.world).run(Planner(self.world, minimums))
        return {
            "on demand": self._run_rules(on_demand, 0).get_figures(),
            "rules": self.tune(usual, planned.stock_value).get_figures(),
            "best rules": self.tune(best, planned.stock_value).get_figures(),
            "planner": planned.get_figures(),
        }

    def tune(self, style: Style, stock_value: float) -> Result:
        """Return the run with the smallest rules whose stock is worth as much.

        Those from past use end where they cover all of it: if that is less, the run
        with the largest. What was run for another value of stock tells where to look.
        """
        known = {
            power: run.stock_value
            for (other, power), run in self._runs.items()
            if other is style
        }
        enough = (power for power in known if known[power] >= stock_value)
        high = min(enough, default=_LARGEST)
        too_small = (power for power in known if known[power] < stock_value)
        low = max((power for power in too_small if power < high), default=-_LARGEST)
        while high - low > 1:
            middle = (low + high) // 2
            if self._run_rules(style, middle).stock_value < stock_value:
                low = middle
            else:
                high = middle
        return self._run_rules(style, high)

    def _run_rules(self, style: Style, power: int) -> Result:
        key = (style, power)
        if key not in self._runs:
            rules = Rules(self._archive, style, _STEP**power)
            self._runs[key] = Shop(self.world).run(rules)
        return self._runs[key]
