"""Spare stock of other warehouses, and which of them gets it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.spare_stock import share_spare_stock, split_pieces

warehouses = st.integers(1, 4)
quantities = st.integers(1, 40).map(lambda eighths: eighths / 8)
days = st.integers(1, 9).map(lambda number: date(2025, 3, number))
spares = st.dictionaries(warehouses, quantities)
claims = st.dictionaries(
    warehouses,
    st.lists(st.tuples(days, quantities), max_size=4, unique_by=lambda c: c[0]),
)


def test_who_lacks_first_is_served_first_from_the_most_spare_stock():
    first, second = date(2025, 3, 1), date(2025, 3, 2)
    assert share_spare_stock({1: 2, 2: 5}, {3: [(second, 4)], 4: [(first, 3)]}) == {
        4: {2: 3},
        3: {2: 2, 1: 2},
    }


@given(spares, claims)
def test_nothing_is_promised_twice_and_nobody_gets_more_than_lacks(spare, lacking):
    shares = share_spare_stock(spare, lacking)
    for giver, quantity in spare.items():
        assert sum(share.get(giver, 0) for share in shares.values()) <= quantity
    for taker, share in shares.items():
        assert taker not in share, "what lies here is nobody else's spare stock"
        assert sum(share.values()) <= sum(quantity for _day, quantity in lacking[taker])


@given(spares, claims)
def test_all_that_fits_is_given(spare, lacking):
    shares = share_spare_stock(spare, lacking)
    for taker, wanted in lacking.items():
        short = sum(q for _day, q in wanted) - sum(shares.get(taker, {}).values())
        for giver, quantity in spare.items():
            left = quantity - sum(share.get(giver, 0) for share in shares.values())
            assert not (short and left and giver != taker)


@given(spares, claims, st.randoms())
def test_it_is_the_same_whoever_asks(spare, lacking, random):
    def mixed(mapping):
        return dict(random.sample(sorted(mapping.items()), len(mapping)))

    assert share_spare_stock(mixed(spare), mixed(lacking)) == share_spare_stock(
        spare, lacking
    )


@given(
    st.dictionaries(warehouses, quantities),
    st.lists(quantities, max_size=5).map(
        lambda some: [((n,), q) for n, q in enumerate(some)]
    ),
)
def test_every_piece_goes_somewhere_once(offers, pieces):
    left = dict(offers)
    found = split_pieces(left, pieces)
    for key, quantity in pieces:
        assert quantity == sum(q for _g, taken in found for k, q in taken if k == key)
    for giver, offered in offers.items():
        taken = sum(q for g, some in found if g == giver for _key, q in some)
        assert taken == offered - left[giver] >= 0
    nobody = sum(q for giver, some in found if giver is None for _key, q in some)
    assert not (nobody and any(left.values())), "bought only when nothing is left"
