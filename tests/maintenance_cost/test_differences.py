"""Why a charge differs from the books, decided without Odoo."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_cost_tools.differences import (
    CORRECTIONS,
    BillCharge,
    Charge,
    find_bill_reason,
    find_correction,
    find_reason,
    is_cut,
    is_explained,
)

DAY = date(2035, 1, 31)
NEXT = DAY + timedelta(1)
# not about the figures of a move
OTHERS = {
    "manual_analytic",
    "manual_item",
    "bill_analytic",
    "moved_other_period",
}


def clean(value=2000, **changes):
    """An issue that all books agree about, under perpetual valuation."""
    return replace(
        Charge(
            value=value,
            quantity=2.0,
            booked_on=DAY,
            plans={"assets": value},
            compared=frozenset({"assets"}),
            analytic_lines=1,
            ledger=value,
            items=1,
            booked_quantity=2.0,
            analytic_days=(DAY, DAY),
            ledger_days=(DAY, DAY),
        ),
        **changes,
    )


def periodic(value=2000, **changes):
    """An issue that only its analytic lines know of yet."""
    return clean(
        value,
        **{
            "booking": "closing",
            "is_perpetual": False,
            "ledger": 0,
            "items": 0,
            "booked_quantity": None,
            "ledger_days": None,
            **changes,
        },
    )


NO_ENTRY = {"ledger": 0, "items": 0, "ledger_days": None, "booked_quantity": None}
NO_LINES = {"plans": {"assets": 0}, "analytic_lines": 0, "analytic_days": None}
SWITCHED_OFF = {"is_perpetual": False}


@pytest.mark.parametrize(
    ("reason", "charge"),
    [
        (None, clean()),
        (None, clean(-2000, is_issue=False)),
        (None, periodic()),
        ("not_done", clean(0, is_done=False)),
        (None, clean(0, is_done=False, analytic_lines=0)),
        ("no_asset", clean(has_asset=False)),
        (None, clean(has_asset=False, is_stored=False)),
        ("not_stored", clean(0, is_stored=False, plans={"assets": 7})),
        ("not_stored", clean(0, is_stored=False, ledger=7)),
        (None, clean(0, is_stored=False, plans={"assets": 0}, ledger=0)),
        ("asset_changed", clean(other_asset=True)),
        ("zero_value", clean(0, stock_before=1.0, **NO_LINES)),
        (None, clean(0, stock_before=2.0, **NO_LINES)),
        (None, clean(0, **NO_LINES)),
        (None, clean(0, stock_before=1.0, is_issue=False, **NO_LINES)),
        (None, periodic(is_perpetual=True)),
        (None, periodic(ledger=2000, items=1, ledger_days=(NEXT, NEXT))),
        (None, periodic(items=1, waiting=1)),
        (None, clean(**SWITCHED_OFF)),
        ("entry_missing", clean(**SWITCHED_OFF, **NO_ENTRY)),
        ("no_account", clean(booking="no_account", **NO_ENTRY)),
        (None, clean(booking="no_account", **SWITCHED_OFF, **NO_ENTRY)),
        ("entry_missing", clean(**NO_ENTRY)),
        ("entry_draft", clean(ledger=0, waiting=1)),
        ("entry_cancelled", clean(ledger=0, cancelled=1)),
        ("entry_reversed", clean(ledger=0, items=2, is_reversed=True)),
        ("entry_edited", clean(ledger=1700, items=2, is_reversed=True)),
        ("entry_edited", clean(ledger=1700)),
        ("quantity_edited", clean(3000, ledger=2000, quantity=3.0)),
        ("value_changed", clean(3000, ledger=2000, is_revalued=True)),
        ("value_changed", clean(3000, ledger=2000, plans={"assets": 2000})),
        ("value_changed", periodic(3000, plans={"assets": 1}, is_revalued=True)),
        ("charged_twice", clean(plans={"assets": 4000}, entry_lines=1)),
        ("analytic_missing", clean(**NO_LINES)),
        (None, clean(**NO_LINES, compared=frozenset())),
        ("analytic_edited", clean(plans={"assets": 2001})),
        ("analytic_edited", clean(plans={"assets": 0, "sites": 2000})),
        ("other_period", clean(analytic_days=(NEXT, NEXT))),
        ("other_period", clean(ledger_days=(DAY, NEXT))),
        ("account_changed", clean(ledger=0, elsewhere=2000)),
        ("item_moved", clean(ledger=0, elsewhere=2000, is_item_moved=True)),
        ("return_remainder", clean(-2000, remainder=1)),
        ("unlinked_return", clean(-2000, is_unlinked=True, issue_value=-1500)),
        ("unlinked_return", clean(-2000, is_unlinked=True)),
        (None, clean(-2000, is_unlinked=True, issue_value=-2001)),
    ],
)
def test_examples(reason, charge):
    assert find_reason(charge) == reason


def test_of_two_plans_the_worse_is_told():
    charge = clean(
        plans={"assets": 1990, "sites": 2500}, compared=frozenset({"assets", "sites"})
    )
    assert charge.analytic == 2500
    assert clean(compared=frozenset()).analytic is None


def test_a_lock_date_only_explains_what_the_analytic_lines_agree_with():
    by_lines = clean(analytic_days=(NEXT, NEXT))
    by_items = clean(ledger_days=(DAY, NEXT))
    assert not is_explained(by_lines, "other_period")
    assert find_correction(by_lines, "other_period") == "analytic"
    assert is_explained(by_items, "other_period")
    assert is_explained(clean(), "account_changed")


@pytest.mark.parametrize("booked", [0, 700, 2000, 4000])
def test_what_a_closing_has_not_booked_is_left_to_the_next(booked):
    charge = periodic(ledger=booked, items=bool(booked))
    assert find_reason(charge) is None
    assert charge.expected_ledger + charge.left_to_closing == charge.value


@pytest.mark.parametrize(
    ("moved_on", "booked_on", "expected"),
    [
        (None, DAY, False),
        (DAY, DAY, False),
        (DAY - timedelta(40), DAY, True),
        (DAY, NEXT, True),
        (DAY - timedelta(1), DAY, False),
        (NEXT, NEXT + timedelta(1), False),
    ],
)
def test_a_period_cuts_a_move_from_its_booking(moved_on, booked_on, expected):
    charge = clean(moved_on=moved_on, booked_on=booked_on)
    assert is_cut(charge, DAY.replace(day=1), DAY) is expected


def bill(**changes):
    """A bill line whose analytic lines say the same."""
    in_full = frozenset({"assets"})
    return replace(
        BillCharge(2000, DAY, in_full, {"assets": 2000}, (DAY, DAY)),
        **changes,
    )


@pytest.mark.parametrize(
    ("reason", "charge"),
    [
        (None, bill()),
        (None, bill(compared=frozenset(), plans={})),
        ("bill_analytic", bill(plans={"assets": 1999})),
        ("bill_analytic", bill(plans={}, analytic_days=None)),
        ("bill_analytic", bill(analytic_days=(DAY, NEXT))),
        (None, bill(value=0, plans={}, analytic_days=None)),
    ],
)
def test_bill_lines(reason, charge):
    assert find_bill_reason(charge) == reason


def test_without_a_cost_nothing_can_be_valued():
    assert find_correction(clean(0), "zero_value") == "open"
    assert find_correction(clean(0, has_cost=True), "zero_value") == "value"


amounts = st.integers(-300, 300)
days = st.sampled_from([DAY, NEXT])
charges = st.builds(
    Charge,
    value=amounts,
    quantity=st.sampled_from([1.0, 2.0]),
    booked_on=days,
    is_done=st.booleans(),
    is_issue=st.booleans(),
    has_asset=st.booleans(),
    is_stored=st.booleans(),
    booking=st.sampled_from(["entry", "no_account", "closing"]),
    is_perpetual=st.booleans(),
    plans=st.fixed_dictionaries({"assets": amounts, "sites": amounts}),
    compared=st.frozensets(st.sampled_from(["assets", "sites"])),
    analytic_lines=st.integers(0, 2),
    entry_lines=st.integers(0, 1),
    ledger=amounts,
    elsewhere=amounts,
    items=st.integers(0, 2),
    waiting=st.integers(0, 1),
    cancelled=st.integers(0, 1),
    is_item_moved=st.booleans(),
    is_reversed=st.booleans(),
    booked_quantity=st.sampled_from([None, 1.0, 2.0]),
    other_asset=st.booleans(),
    is_revalued=st.booleans(),
    stock_before=st.sampled_from([None, 0.0, 5.0]),
    remainder=st.integers(-1, 1),
    is_unlinked=st.booleans(),
    issue_value=st.none() | amounts,
    analytic_days=st.none() | st.tuples(days, days),
    ledger_days=st.none() | st.tuples(days, days),
)


@given(charges)
def test_every_difference_has_a_name_and_a_correction(charge):
    reason = find_reason(charge)
    if charge.is_done and charge.has_asset and charge.is_stored:
        differs = charge.booked != charge.expected_ledger or charge.analytic not in (
            None,
            charge.value,
        )
        assert reason or not differs
    if reason:
        assert reason in CORRECTIONS.keys() - OTHERS
        assert find_correction(charge, reason) in {"analytic", "entry", "value", "open"}


@given(charges)
def test_what_only_explains_leaves_no_difference(charge):
    reason = find_reason(charge)
    if reason and is_explained(charge, reason):
        assert charge.booked == charge.expected_ledger
        assert charge.analytic in (None, charge.value)


@given(charges, st.integers(2, 9))
def test_the_size_of_the_amounts_does_not_matter(charge, factor):
    greater = replace(
        charge,
        value=charge.value * factor,
        plans={plan: amount * factor for plan, amount in charge.plans.items()},
        ledger=charge.ledger * factor,
        elsewhere=charge.elsewhere * factor,
        # a coin of rounding is a coin, whatever the amounts
        is_unlinked=False,
    )
    assert find_reason(greater) == find_reason(replace(charge, is_unlinked=False))


@given(st.integers(-500, 500), st.sampled_from([clean, periodic]))
def test_where_all_agree_nothing_is_named(value, make):
    assert find_reason(make(value, is_issue=value >= 0)) is None


@given(
    st.integers(-500, 500).filter(bool),
    st.sampled_from([clean, periodic]),
    st.integers(-500, 500).filter(bool),
)
def test_a_wrong_analytic_amount_is_never_overlooked(value, make, error):
    charge = make(value, plans={"assets": value + error})
    assert find_reason(charge) == "analytic_edited"
