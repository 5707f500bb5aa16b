"""The stored form of a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.explosion import path_from_text, path_to_text

paths = st.lists(st.integers(1, 2**31), min_size=1, max_size=6).map(tuple)


@given(paths)
def test_a_path_survives_being_stored(path):
    assert path_from_text(path_to_text(path)) == path


@given(paths, paths)
def test_a_text_starts_with_another_exactly_if_the_path_does(path, other):
    starts = path[: len(other)] == other
    assert path_to_text(path).startswith(path_to_text(other)) == starts


@pytest.mark.parametrize("text", [None, "", False])
def test_no_text_is_no_path(text):
    assert path_from_text(text) is None


def test_the_closing_slash_may_be_missing():
    assert path_from_text("12/45") == path_from_text("12/45/") == (12, 45)
