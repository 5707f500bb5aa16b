"""From whom a quantity is bought, and in what packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_planning_tools.offers import Offer, choose_offer, choose_usual

PIECE = Offer(1, vendor=1, price=3.0)
DOZEN = Offer(2, vendor=2, price=2.0, pack=12.0, min_qty=1.0, sequence=2)


def bought(quantity, *offers):
    rounded, offer = choose_offer(quantity, offers)
    return rounded, offer.key


def test_nobody_sells_it():
    assert choose_offer(0.1251, []) == (pytest.approx(0.13), None)


@pytest.mark.parametrize(
    ("quantity", "rounded"), [(3, 3), (2.5, 3), (0.25, 1), (3.0000000001, 3)]
)
def test_whole_units_of_the_vendor(quantity, rounded):
    assert bought(quantity, PIECE) == (rounded, 1)


def test_a_pack_is_not_broken():
    assert bought(5, DOZEN) == (12, 2)
    assert bought(12, DOZEN) == (12, 2)
    assert bought(13, DOZEN) == (24, 2)


def test_the_least_that_one_may_order():
    assert bought(2, Offer(1, 1, min_qty=10)) == (10, 1)
    assert bought(2, Offer(1, 1, pack=12, min_qty=3)) == (36, 1)
    assert bought(2, Offer(1, 1, min_qty=2.5)) == (3, 1)


def test_another_vendor_whose_minimum_is_reached_comes_first():
    many = Offer(1, vendor=1, price=1.0, min_qty=10)
    few = Offer(2, vendor=2, price=9.0, sequence=2)
    assert bought(2, many, few) == (2, 2)
    assert bought(10, many, few) == (10, 1)


def test_for_any_quantity_the_cheapest_of_the_first_vendor():
    normal = Offer(1, vendor=1, price=5.0)
    break_at_10 = Offer(2, vendor=1, price=4.0, min_qty=10)
    other = Offer(3, vendor=2, price=1.0, sequence=2)
    assert choose_usual([normal, break_at_10, other]) == break_at_10
    assert choose_usual([]) is None


def test_the_cheapest_of_the_first_vendor():
    normal = Offer(1, vendor=1, price=5.0)
    break_at_10 = Offer(2, vendor=1, price=4.0, min_qty=10)
    other = Offer(3, vendor=2, price=1.0, sequence=2)
    assert bought(9, break_at_10, normal, other) == (9, 1)
    assert bought(10, break_at_10, normal, other) == (10, 2)


def test_a_price_break_that_rounding_reaches_is_taken():
    by_three = Offer(1, vendor=1, price=5.0, pack=3.0)
    break_at_9 = Offer(2, vendor=1, price=4.0, min_qty=9)
    assert bought(8, break_at_9, by_three) == (9, 2)


def test_if_no_minimum_is_reached_least_is_bought_of_the_first_vendor():
    big = Offer(1, vendor=1, price=1.0, min_qty=50)
    small = Offer(2, vendor=1, price=2.0, min_qty=20)
    other = Offer(3, vendor=2, price=0.5, min_qty=5, sequence=2)
    assert bought(2, big, small, other) == (20, 2)


offers = st.lists(
    st.builds(
        Offer,
        key=st.integers(1, 99),
        vendor=st.integers(1, 3),
        price=st.floats(0, 100),
        pack=st.sampled_from([0.5, 1.0, 5.0, 7.0, 12.0]),
        min_qty=st.sampled_from([0.0, 1.0, 2.5, 10.0, 100.0]),
        sequence=st.integers(1, 3),
    ),
    min_size=1,
    max_size=6,
)
quantities = st.floats(0.01, 500)


@given(quantities, offers)
def test_at_least_what_is_wanted_in_whole_packs(quantity, offers):
    rounded, offer = choose_offer(quantity, offers)
    packs = rounded / offer.pack
    assert rounded >= quantity - 1e-5 * offer.pack
    assert packs == pytest.approx(round(packs))
    assert packs >= offer.min_qty


@given(quantities, offers)
def test_rounding_again_changes_nothing(quantity, offers):
    rounded, offer = choose_offer(quantity, offers)
    again, same = choose_offer(rounded, offers)
    assert again == pytest.approx(rounded)
    assert same == offer


@given(quantities, st.sampled_from([1.0, 5.0, 12.0]), st.sampled_from([0.0, 1.0, 3.0]))
def test_no_pack_too_many(quantity, pack, least):
    rounded, offer = choose_offer(quantity, [Offer(1, 1, pack=pack, min_qty=least)])
    assert rounded < max(quantity, least * pack) + pack


@given(
    st.floats(1e-6, 1e300),
    st.lists(
        st.builds(
            Offer,
            st.integers(1, 9),
            vendor=st.integers(1, 3),
            price=st.floats(0, 1e9),
            pack=st.floats(1e-3, 1e12),
            min_qty=st.floats(0, 1e12),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_however_large_the_numbers_it_comes_to_an_end(quantity, offers):
    rounded, offer = choose_offer(quantity, offers)
    assert offer in offers
    assert rounded >= quantity * (1 - 1e-6) - 1e-6 * offer.pack
