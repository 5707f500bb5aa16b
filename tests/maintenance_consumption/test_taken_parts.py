"""What stock shows goes to those who took it: nothing twice, nothing held back."""

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_tools.taken_parts import Claim, share_out

eighths = st.integers(1, 24).map(lambda number: number / 8)
places = st.sampled_from(["shelf", "van"])
lots = st.sampled_from([None, "L1", "L2"])


@st.composite
def claims_lists(draw):
    rows = draw(st.lists(st.tuples(places, eighths, lots), max_size=6))
    return [
        Claim(key, place, "filter", quantity, lot)
        for key, (place, quantity, lot) in enumerate(rows)
    ]


@st.composite
def free_stocks(draw, lowest=-8):
    amounts = st.integers(lowest, 24).map(lambda number: number / 8)
    keys = st.tuples(places, st.just("filter"), lots)
    return draw(st.dictionaries(keys, amounts, max_size=6))


def shelf(key, quantity, lot=None):
    return Claim(key, "shelf", "filter", quantity, lot)


def test_the_first_comes_first():
    claims = [shelf("a", 2), shelf("b", 2), shelf("c", 2)]
    assert share_out(claims, {("shelf", "filter", None): 3}) == {"a": 2, "b": 1}


def test_who_names_a_lot_gets_it_before_those_who_do_not():
    claims = [shelf("any", 1), shelf("one", 1, "L1")]
    free = {("shelf", "filter", "L1"): 1}
    assert share_out(claims, free) == {"one": 1}
    free["shelf", "filter", "L2"] = 1
    assert share_out(claims, free) == {"one": 1, "any": 1}


def test_other_places_and_parts_count_for_nothing():
    free = {("van", "filter", None): 5, ("shelf", "belt", None): 5}
    assert share_out([shelf("a", 1)], free) == {}


def test_a_lot_below_zero_takes_nothing_from_another():
    free = {("shelf", "filter", "L1"): -3, ("shelf", "filter", "L2"): 1}
    assert share_out([shelf("a", 2)], free) == {"a": 1}


@given(claims_lists(), free_stocks())
def test_nobody_gets_more_than_asked_and_nothing_goes_out_twice(claims, free):
    shares = share_out(claims, free)
    for claim in claims:
        assert 0 <= shares.get(claim.key, 0) <= claim.quantity
    for place in ("shelf", "van"):
        here = [claim for claim in claims if claim.place == place]
        there = sum(max(free.get((place, "filter", lot), 0), 0) for lot in _all_lots())
        assert sum(shares.get(claim.key, 0) for claim in here) <= there
        for lot in ("L1", "L2"):
            named = [claim for claim in here if claim.lot == lot]
            assert sum(shares.get(claim.key, 0) for claim in named) <= max(
                free.get((place, "filter", lot), 0), 0
            )


@given(claims_lists(), free_stocks())
def test_nothing_is_held_back(claims, free):
    shares = share_out(claims, free)
    for place in ("shelf", "van"):
        here = [claim for claim in claims if claim.place == place]
        there = sum(max(free.get((place, "filter", lot), 0), 0) for lot in _all_lots())
        left = there - sum(shares.get(claim.key, 0) for claim in here)
        for claim in here:
            if claim.lot is None and shares.get(claim.key, 0) < claim.quantity:
                assert left == 0


@given(claims_lists(), free_stocks(lowest=0), places, lots, eighths)
def test_more_stock_leaves_nobody_with_less(claims, free, place, lot, more):
    before = share_out(claims, free)
    key = (place, "filter", lot)
    after = share_out(claims, {**free, key: free.get(key, 0) + more})
    for claim in claims:
        assert after.get(claim.key, 0) >= before.get(claim.key, 0)


def _all_lots():
    return (None, "L1", "L2")
