"""Who gets the parts: examples of the rules that people know."""

from datetime import date

import pytest
from maintenance_consumption_tools.netting import (
    Allocation,
    Supply,
    allocate,
    net,
    scale,
    summarize,
)
from maintenance_consumption_tools.priority import Need

ARRIVAL = date(2025, 3, 20)


def day(number):
    return date(2025, 3, number)


def states(needs, supplies, arrival=ARRIVAL):
    """{name of the need: (state, day of March on which it is there)}."""
    return {
        key[0]: (found.state, found.expected and found.expected.day)
        for key, found in allocate(needs, supplies, arrival).items()
    }


def need(name, number, quantity=1.0, criticality="essential"):
    return Need((name,), day(number), quantity, criticality)


def test_enough_on_the_shelf():
    [found] = allocate([need("a", 5, 2)], [Supply(None, 3)], ARRIVAL).values()
    assert found.state == "available"
    assert (found.from_stock, found.on_time, found.late, found.short) == (2, 0, 0, 0)
    assert found.expected is None
    assert found.supplies == [(Supply(None, 3), 2)]


@pytest.mark.parametrize(
    ("arrives", "state"), [(5, "expected"), (6, "late"), (None, "short")]
)
def test_a_receipt_on_the_day_is_in_time_the_day_after_is_late(arrives, state):
    supplies = [Supply(day(arrives), 1)] if arrives else []
    assert states([need("a", 5)], supplies) == {"a": (state, arrives)}


def test_part_of_it_is_as_good_as_the_worst_part():
    supplies = [Supply(None, 1), Supply(day(4), 1), Supply(day(9), 1)]
    assert states([need("a", 5, 3)], supplies) == {"a": ("late", 9)}
    [found] = allocate([need("a", 5, 4)], supplies, ARRIVAL).values()
    assert (found.from_stock, found.on_time, found.late, found.short) == (1, 1, 1, 1)
    assert found.expected is None, "it will never be complete"


def test_stock_that_comes_after_the_first_need_does_not_cover_it():
    needs = [need("a", 5), need("b", 12)]
    supplies = [Supply(day(8), 2)]
    assert states(needs, supplies) == {"a": ("late", 8), "b": ("expected", 8)}


def test_two_jobs_that_share_the_last_parts():
    needs = [need("a", 5, 2), need("b", 6, 2)]
    assert states(needs, [Supply(None, 3)]) == {
        "a": ("available", None),
        "b": ("short", None),
    }


def test_who_can_wait_leaves_the_shelf_to_who_cannot():
    needs = [need("vital", 15, 1, "vital"), need("soon", 5)]
    supplies = [Supply(None, 1), Supply(day(14), 1)]
    assert states(needs, supplies) == {
        "vital": ("expected", 14),
        "soon": ("available", None),
    }


def test_what_nobody_else_wants_is_taken_from_the_shelf():
    supplies = [Supply(None, 2), Supply(day(3), 2)]
    assert states([need("a", 5, 2)], supplies) == {"a": ("available", None)}
    needs = [need("a", 5, 2), need("b", 6, 1)]
    assert states(needs, supplies) == {
        "a": ("expected", 3),
        "b": ("available", None),
    }


def test_too_late_to_order_the_more_critical_goes_first():
    needs = [need("a", 5), need("b", 6, 1, "vital")]
    assert states(needs, [Supply(None, 1)])["b"] == ("available", None)
    # ordered today, b would be there in time: it leaves the part to the earlier one
    assert states(needs, [Supply(None, 1)], arrival=day(6)) == {
        "a": ("available", None),
        "b": ("short", None),
    }


def test_on_one_day_the_more_critical_goes_first():
    needs = [need("a", 25), need("b", 25, 1, "vital")]
    assert states(needs, [Supply(None, 1)])["b"] == ("available", None)


def test_the_later_job_does_not_take_what_the_earlier_waits_for():
    # for b it would be in time, but b can still be ordered, and a has waited for it
    needs = [need("a", 5), need("b", 25)]
    assert states(needs, [Supply(day(8), 1)]) == {
        "a": ("late", 8),
        "b": ("short", None),
    }


def test_what_is_owed_is_paid_first():
    supplies = [Supply(None, -3), Supply(day(4), 4)]
    assert states([need("a", 5)], supplies) == {"a": ("expected", 4)}
    assert states([need("a", 5, 2)], supplies) == {"a": ("short", None)}


def test_what_is_owed_of_one_part_is_not_paid_by_another():
    """Three of A were taken and stock shows none: they are issued as A, when a receipt
    or a count of A shows them."""
    owed = Supply(None, -3, part="A")
    supplies = [owed, Supply(None, 5, part="B"), Supply(day(4), 4, part="A")]
    [found] = allocate([need("b", 5, 6)], supplies, ARRIVAL).values()
    assert (found.from_stock, found.on_time, found.short) == (5, 1, 0)
    [found] = allocate([need("b", 3, 5)], supplies[:2], ARRIVAL).values()
    assert found.state == "available"


def test_what_nobody_can_move_does_not_lack():
    supplies = [Supply(None, 7), Supply(day(4), 0.57)]
    [found] = allocate([need("a", 5, 7.5708)], supplies, ARRIVAL).values()
    assert (found.state, found.expected) == ("short", None)
    found = found.without(0.005)
    assert (found.state, found.expected, found.short) == ("expected", day(4), 0)
    assert found.without(0.0005) is found


def test_what_nobody_can_move_is_not_late():
    supplies = [Supply(None, 7.57), Supply(day(9), 5)]
    [found] = allocate([need("a", 5, 7.5708)], supplies, ARRIVAL).values()
    assert (found.state, found.expected) == ("late", day(9))
    found = found.without(0.005)
    assert (found.state, found.expected, found.late) == ("available", None, 0)
    assert [supply.day for supply, _quantity in found.supplies] == [None]


def test_of_a_need_that_is_smaller_than_what_can_be_moved_nothing_is_left_out():
    [found] = allocate([need("a", 5, 0.003)], [], ARRIVAL).values()
    assert found.without(0.005).short == 0.003


def test_what_expires_before_a_need_is_not_there_for_it():
    batch = Supply(None, 2, until=day(5))
    assert states([need("a", 5)], [batch]) == {"a": ("available", None)}
    assert states([need("a", 6)], [batch]) == {"a": ("short", None)}
    assert states([need("a", 6)], [batch, Supply(day(9), 1)]) == {"a": ("late", 9)}


def test_what_expires_first_is_used_first():
    supplies = [Supply(None, 1, "long"), Supply(None, 1, "short", until=day(5))]
    needs = [need("a", 4), need("b", 9)]
    for order in (supplies, supplies[::-1]):
        found = allocate(needs, order, ARRIVAL)
        sources = {key[0]: one.supplies[0][0].source for key, one in found.items()}
        assert sources == {"a": "short", "b": "long"}


def test_among_equals_the_older_record_goes_first():
    needs = [Need(("part", 10), day(5), 1), Need(("part", 9), day(5), 1)]
    found = allocate(needs, [Supply(None, 1)], ARRIVAL)
    assert found["part", 9].state == "available"


def test_two_needs_of_one_key_are_refused():
    twice = [need("a", 5), need("b", 5), need("a", 6)]
    with pytest.raises(ValueError, match=r"the key \('a',\)"):
        allocate(twice, [Supply(None, 3)], ARRIVAL)


def test_float_dust_makes_nobody_short():
    needs = [need(name, 5, 0.1) for name in "abc"]
    supplies = [Supply(None, 0.3)]
    assert {state for state, _day in states(needs, supplies).values()} == {"available"}


def test_the_worst_of_several_needs_is_the_state_of_all():
    one = need("a", 5)
    there = Allocation(one, from_stock=1)
    soon = Allocation(one, on_time=1, expected=day(4))
    late = Allocation(one, late=1, expected=day(7))
    never = Allocation(one, short=1)
    assert summarize([]) == ("available", None)
    assert summarize([there]) == ("available", None)
    assert summarize([there, soon]) == ("expected", day(4))
    assert summarize([late, soon, there]) == ("late", day(7))
    assert summarize([soon, never, late]) == ("short", None)


def test_what_is_refused_is_told_in_the_same_unit():
    """A box of twelve of which half was refused."""
    [scaled] = scale([need("a", 5, 2)._replace(refused=1)], 12.0)
    assert (scaled.quantity, scaled.refused) == (24, 12)


# --- others than maintenance, and what was bought for it ------------------------------


def customer(number, quantity, part="new"):
    name = (f"customer of {part}",)
    return Need(name, day(number), quantity, part=part, of_others=True)


def bought(number, quantity, part="new"):
    return Supply(day(number), quantity, "order", part, pegged=True)


def shelf(quantity, part="new"):
    return Supply(None, quantity, "shelf", part)


def test_customers_that_nobody_supplies_take_nothing_that_was_bought_for_a_job():
    needs = [customer(2, 4), need("job", 12, 2)]
    assert states(needs, [bought(8, 2)]) == {
        "customer of new": ("short", None),
        "job": ("expected", 8),
    }
    # what of it the job does not take is for them
    found = allocate(needs, [bought(8, 5)], ARRIVAL)
    assert found["customer of new",].late == 3
    # what lies there, and was bought for nobody, the first takes
    assert states(needs, [shelf(4), bought(8, 2)])["customer of new"][0] == "available"


def test_what_is_owed_takes_nothing_that_was_bought_for_a_job():
    assert states([need("job", 12, 2)], [shelf(-4), bought(8, 2)]) == {
        "job": ("expected", 8)
    }
    found = net([need("job", 12, 2)], [shelf(-4), bought(8, 5)], ARRIVAL)
    assert [quantity for _supply, quantity in found.paid] == [3]


def test_a_customer_takes_the_part_that_he_ordered():
    needs = [customer(2, 4, "old"), need("job", 12, 5)]
    assert states(needs, [shelf(5)]) == {
        "customer of old": ("short", None),
        "job": ("available", None),
    }


def test_a_job_takes_first_what_customers_cannot_use():
    needs = [need("job", 21, 5), customer(22, 4, "old"), need("other", 23, 4)]
    assert states(needs, [shelf(4, "old"), shelf(5)]) == {
        "job": ("available", None),
        "customer of old": ("available", None),
        "other": ("short", None),
    }
