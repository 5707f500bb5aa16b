import json

import pytest
from devkit.results import NO_TESTS, Counts, Run, read_run, verdict


def test_counts_add_and_read_like_a_sentence():
    assert str(Counts(1, 2) + Counts(3)) == "4 passed, 2 failed"
    assert str(Counts(3, 0, 1)) == "3 passed, 0 failed, 1 skipped"


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "counts.json"

    def write(**counts):
        path.write_text(json.dumps(counts))
        return path

    return write


def test_a_good_run_is_read_as_it_is(report):
    run = read_run(report(passed=3, failed=0, skipped=1), 0)
    assert run == Run(Counts(3, 0, 1), 0)


def test_a_crash_without_a_failed_test_counts_one(report):
    assert read_run(report(passed=3, failed=0, skipped=0), 2).counts == Counts(3, 1)


def test_a_run_that_left_no_report_failed(tmp_path):
    assert read_run(tmp_path / "missing.json", 4).counts == Counts(0, 1)


def test_no_test_at_all_is_a_failure():
    empty = Run(Counts(), NO_TESTS)
    total, complaints = verdict([empty, empty], filtered=True)
    assert total.failed and complaints == ["no test was run"]


def test_an_empty_run_beside_a_full_one_needs_a_filter():
    runs = [Run(Counts(), NO_TESTS), Run(Counts(2), 0)]
    assert verdict(runs, filtered=True) == (Counts(2), [])
    assert verdict(runs, filtered=False)[0] == Counts(2, 1)
