"""What became of a kit, from what became of what is in it. Eighths are exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.kit_progress import NAMES, gather, hold, lack, want

eighths = st.integers(0, 40).map(lambda number: number / 8)


@st.composite
def movements(draw):
    """Contents with powers of two in one, and what is possible to happen to each."""
    contents, moved = {}, {}
    for number in range(draw(st.integers(1, 4))):
        contents[number] = draw(st.sampled_from([0.25, 0.5, 1, 2, 4]))
        issued, opened = draw(eighths), draw(eighths)
        moved[number] = {
            "issued": issued,
            "returned": min(draw(eighths), issued),
            "pending": draw(eighths),
            "open": opened,
            "reserved": min(draw(eighths), opened),
        }
    return contents, moved


def test_nothing_moved_yet():
    whole = gather({"filter": 1, "oil": 5}, {})
    assert whole == dict.fromkeys(NAMES, 0)


def test_a_part_that_is_itself_is_counted_exactly():
    moved = {"issued": 0.3, "returned": 0.1, "reserved": 0.2, "open": 0.7}
    moved["pending"] = 0.4
    assert gather({"oil": 1.0}, {"oil": moved}) == moved


@pytest.mark.parametrize(
    ("moved", "whole"),
    [
        # all of one kit
        ({"a": {"issued": 2}, "b": {"issued": 1}}, {"issued": 1}),
        # one of two components
        ({"a": {"issued": 2}}, {}),
        # the other one is on its way: the kit is open once, not twice
        ({"a": {"issued": 2}, "b": {"open": 1, "reserved": 1}}, {"open": 1}),
        # only part of it is set aside
        (
            {"a": {"open": 2, "reserved": 1}, "b": {"open": 1, "reserved": 1}},
            {"open": 1},
        ),
        # one component came back: no kit is there any more, none came back whole
        (
            {"a": {"issued": 2, "returned": 2}, "b": {"issued": 1}},
            {"issued": 0, "returned": 0},
        ),
        # a whole kit came back
        (
            {"a": {"issued": 4, "returned": 2}, "b": {"issued": 2, "returned": 1}},
            {"issued": 2, "returned": 1},
        ),
    ],
)
def test_a_kit_of_two_a_and_one_b(moved, whole):
    found = gather({"a": 2, "b": 1}, moved)
    for name in ("issued", "returned", "open"):
        assert found[name] == whole.get(name, 0), name


def test_what_is_set_aside_counts_when_it_completes_kits():
    moved = {
        "a": {"issued": 2},
        "b": {"open": 1, "reserved": 1},
    }
    assert gather({"a": 2, "b": 1}, moved)["reserved"] == 1
    moved["b"]["reserved"] = 0
    assert gather({"a": 2, "b": 1}, moved)["reserved"] == 0


@given(movements(), st.integers(0, 20))
def test_what_lacks_of_the_kit_is_what_lacks_most_of_its_contents(case, planned):
    contents, moved = case
    whole = gather(contents, moved)

    def lacking(each, amount=1.0, *more):
        held = each["issued"] - each["returned"]
        return planned - (held + sum(each[name] for name in more)) / amount

    for more in ((), ("pending",), ("pending", "open")):
        assert lacking(whole, 1.0, *more) == max(
            lacking(each, contents[number], *more) for number, each in moved.items()
        )
    assert min(whole["returned"], whole["open"], whole["reserved"]) >= 0
    assert whole["pending"] >= 0
    assert whole["reserved"] <= whole["open"]


@given(movements(), st.sampled_from([0.5, 2, 4]))
def test_the_unit_does_not_matter(case, factor):
    contents, moved = case
    scaled = {
        number: {name: value * factor for name, value in each.items()}
        for number, each in moved.items()
    }
    amounts = {number: amount * factor for number, amount in contents.items()}
    assert gather(amounts, scaled) == gather(contents, moved)


@given(movements(), eighths)
def test_what_is_planned_is_held_or_set_aside_or_wanted(case, planned):
    """Unless more is held and asked for than is planned."""
    for moved in case[1].values():
        moved["planned"] = planned
        lacking = lack(moved)
        assert lacking == lack(moved, planned)
        assert planned == hold(moved) + moved["open"] + lacking
        if lacking >= 0:
            assert planned == hold(moved) + moved["reserved"] + want(moved, lacking)
        else:
            assert want(moved, lacking) == moved["open"] - moved["reserved"]
