import pytest
from devkit.console import Failure
from devkit.odoo_suite import read_expected, report
from devkit.results import Counts

PLAIN = {"a": "passed", "b": "failed", "c": "skipped", "d": "passed"}


def test_the_same_in_both_is_no_failure_and_what_fails_is_told(capsys):
    run = report(PLAIN, dict(PLAIN), {})
    assert run.counts == Counts(passed=3) and not run.code
    assert "failed in both: b" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        ({"a": "error"}, "error instead of passed: a"),
        ({"b": "passed"}, "passed instead of failed: b"),
        ({"c": "passed"}, "passed instead of skipped: c"),
        ({"e": "passed"}, "passed instead of missing: e"),
    ],
)
def test_any_difference_is_a_failure(capsys, ours, told):
    run = report(PLAIN, PLAIN | ours, {})
    assert run.counts.failed == 1 and run.code
    assert f"FAILED: {told}" in capsys.readouterr().out


def test_a_test_that_did_not_run_with_our_addons_is_a_difference(capsys):
    assert report(PLAIN, {"a": "passed"}, {}).counts.failed == 3
    assert "missing instead of skipped: c" in capsys.readouterr().out


def test_an_expected_difference_is_told_and_no_failure(capsys):
    run = report(PLAIN, PLAIN | {"a": "failed"}, {"a": "counts all types"})
    assert not run.counts.failed
    assert "counts all types" in capsys.readouterr().out


def test_an_expected_difference_that_is_gone_is_a_failure():
    assert report(PLAIN, PLAIN, {"a": "counts all types"}).counts.failed == 1


def test_what_is_expected_needs_a_reason(tmp_path):
    path = tmp_path / "differences.txt"
    assert read_expected(path) == {}
    path.write_text("# the head\n\nx.y.test_z  # because\n")
    assert read_expected(path) == {"x.y.test_z": "because"}
    path.write_text("x.y.test_z\n")
    with pytest.raises(Failure, match=r"no reason for x\.y\.test_z"):
        read_expected(path)
