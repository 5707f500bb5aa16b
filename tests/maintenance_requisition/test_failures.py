"""Why some of many could not be done, in few words."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_requisition_tools.failures import summarize_failures

words = st.text("abc", min_size=1, max_size=2)
rows = st.lists(st.tuples(words, words.map(lambda word: f"Reason {word}")))


def test_one_reason_is_told_once():
    failed = [("Belt", "It is late."), ("Filter", "It is late."), ("Belt", "No.")]
    assert summarize_failures(failed) == (["Belt, Filter: It is late.", "Belt: No."], 0)


def test_a_reason_that_names_the_part_stands_alone():
    assert summarize_failures([("Belt", "Nobody sells “Belt”.")]) == (
        ["Nobody sells “Belt”."],
        0,
    )


def test_the_first_reasons_are_told():
    failed = [("Belt", f"Reason {number}") for number in range(5)]
    told, left = summarize_failures(failed, most=3)
    assert (len(told), left) == (3, 2)


@given(rows, st.integers(1, 5))
def test_each_reason_is_told_or_counted(failed, most):
    told, left = summarize_failures(failed, most)
    assert len(told) <= most
    assert len(told) + left == len({reason for _name, reason in failed})
