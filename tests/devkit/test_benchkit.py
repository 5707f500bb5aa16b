import importlib.util

import pytest
from devkit.running import BENCHES


@pytest.fixture(scope="module")
def benchkit():
    spec = importlib.util.spec_from_file_location("benchkit", BENCHES / "benchkit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_ratio_is_that_of_the_turns_not_of_the_sums(benchkit):
    """A slow moment of the machine that hits both in a turn changes nothing."""
    ratio = benchkit.Ratio("base", "x", [1.0, 10.0, 1.0], [1.5, 15.0, 1.5], 1.4)
    assert ratio.median == 1.5 and ratio.too_slow
    assert ratio.interval == (1.5, 1.5)


def test_the_interval_narrows_around_the_median(benchkit):
    times = [1 + number / 100 for number in range(101)]
    low, high = benchkit.Ratio("base", "x", [1.0] * 101, times, None).interval
    assert (low, high) == (1.40, 1.60)


def test_functions_take_turns_and_the_order_changes(benchkit):
    calls = []
    with benchkit.Bench("x") as bench:
        bench.compare(
            {name: lambda name=name: calls.append(name) for name in "ab"},
            targets={"b": 1e9},
            rounds=2,
        )
    assert calls == ["a", "b", "a", "b", "b", "a"]
    assert [ratio.name for ratio in bench.ratios] == ["b"]


def test_a_ratio_above_its_target_ends_badly(benchkit, capsys):
    with pytest.raises(SystemExit), benchkit.Bench("x") as bench:
        bench.ratios.append(benchkit.Ratio("base", "slow", [1.0] * 3, [2.0] * 3, 1.1))
    assert "too slow: slow" in capsys.readouterr().out
