"""What holds for every comparison, found by looking for a counterexample.

Costs are whole and below a million, parts are eighths: their sums are exact in floats.
"""

import statistics
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_cost_tools.peers import (
    MIN_PEERS,
    PeerCharge,
    Service,
    compare,
    count_months,
)

FIRST = date(2019, 12, 31)
EARLY = date(2000, 1, 1)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(number))
costs = st.integers(-200, 4000)
charges = st.builds(
    PeerCharge,
    days,
    costs,
    st.integers(-8, 80).map(lambda eighths: eighths / 8),
    st.sampled_from([None, "a", "b", "c"]),
)


@st.composite
def fleets(draw, known_from=days, size=9):
    """Assets of one kind; of some a date is unknown."""
    known_from = draw(st.just(EARLY) if known_from is None else st.just(known_from))
    services = []
    for key in range(draw(st.integers(1, size))):
        start = draw(days)
        services.append(
            Service(
                key,
                draw(st.sampled_from([start] * 7 + [None])),
                draw(
                    st.sampled_from(
                        [start + timedelta(draw(st.integers(0, 900)))] * 7 + [None]
                    )
                ),
                known_from if known_from is EARLY else draw(known_from),
                tuple(draw(st.lists(charges, max_size=5))),
            )
        )
    return services


any_fleet = st.one_of(fleets(), fleets(known_from=None))
whole_records = fleets(known_from=None)


def without_cohort(comparison):
    return replace(comparison, cohort={})


def scale(services, number):
    return [
        replace(
            service,
            charges=tuple(
                replace(charge, cost=charge.cost * number) for charge in service.charges
            ),
        )
        for service in services
    ]


@given(any_fleet, st.randoms())
def test_the_order_of_the_assets_does_not_matter(services, random):
    shuffled = random.sample(services, len(services))
    assert compare(services) == compare(shuffled)


@given(any_fleet)
def test_no_asset_is_its_own_peer(services):
    """What an asset costs changes nothing about what is typical for it."""
    before = compare(services)
    for rank, service in enumerate(services):
        dearer = PeerCharge(service.start or FIRST, 777, 1, "other")
        if service.known_from > dearer.day:
            continue
        changed = list(services)
        changed[rank] = replace(service, charges=(*service.charges, dearer))
        after = compare(changed)[service.key]
        assert after.typical == before[service.key].typical
        assert (after.first, after.last) == (
            before[service.key].first,
            before[service.key].last,
        )


@given(any_fleet)
def test_the_typical_cost_is_the_median_of_the_others(services):
    for key, comparison in compare(services).items():
        others = [
            figures for other, figures in comparison.cohort.items() if other != key
        ]
        if comparison.typical:
            assert len(others) == comparison.peer_count >= MIN_PEERS
            for index, number in enumerate(comparison.typical):
                assert number == statistics.median(other[index] for other in others)
        else:
            assert not others


@given(any_fleet)
def test_the_figures_are_those_of_the_months_compared(services):
    by_key = {service.key: service for service in services}
    for comparison in compare(services).values():
        for key, figures in comparison.cohort.items():
            service = by_key[key]
            assert figures.cost == sum(
                charge.cost
                for charge in service.charges
                if comparison.first
                <= max(count_months(service.start, charge.day), 0)
                < comparison.last
            )
            known, last = _span(service)
            assert known <= comparison.first < comparison.last <= last


@given(any_fleet, st.integers(2, 1000))
def test_the_currency_does_not_matter(services, number):
    before = compare(services, min_amount=500)
    after = compare(scale(services, number), min_amount=500 * number)
    for key, comparison in before.items():
        other = after[key]
        assert (other.state, other.reason) == (comparison.state, comparison.reason)
        assert other.ratio == pytest.approx(comparison.ratio)
        assert (other.factors is None) == (comparison.factors is None)
        if other.factors:
            assert other.factors == pytest.approx(comparison.factors)


@given(any_fleet)
def test_the_factors_explain_the_ratio_exactly(services):
    for comparison in compare(services).values():
        if comparison.factors:
            jobs, parts, price = comparison.factors
            assert jobs * parts * price == pytest.approx(comparison.ratio)
            own, typical = comparison.own, comparison.typical
            assert jobs == pytest.approx(own.jobs / typical.jobs)
            assert parts * jobs == pytest.approx(own.parts / typical.parts)
            greatest = max(comparison.factors)
            if comparison.ratio > 1:
                assert getattr(comparison.factors, comparison.reason) == greatest > 1
            else:
                assert comparison.reason is None


@given(whole_records, st.lists(charges, max_size=5), st.integers(0, 900))
def test_one_who_has_not_come_so_far_changes_nothing(services, more, length):
    before = compare(services)
    young = Service("young", FIRST, FIRST + timedelta(length), EARLY, tuple(more))
    months = count_months(young.start, young.end)
    after = compare([*services, young])
    for key, comparison in before.items():
        if comparison.typical and months < comparison.last:
            assert after[key] == comparison


@given(whole_records)
def test_with_enough_peers_of_its_age_all_months_of_an_asset_count(services):
    for service in services:
        comparison = compare(services)[service.key]
        if comparison.months is None:
            continue
        as_old = [
            other
            for other in services
            if other is not service
            and other.start
            and other.end
            and count_months(other.start, other.end) >= comparison.months
        ]
        if comparison.months and len(as_old) >= MIN_PEERS:
            assert (comparison.first, comparison.last) == (0, comparison.months)
            assert comparison.peer_count == len(as_old)


@given(any_fleet)
def test_no_longer_stretch_has_enough_peers(services):
    """Beside the way of trying each stretch of months."""
    compared = compare(services)
    spans = {
        service.key: _span(service)
        for service in services
        if service.start and service.end
    }
    for key, (known, last) in spans.items():
        peers = [span for other, span in spans.items() if other != key]
        stretches = [
            (start - end, start, end)
            for start in range(known, last)
            for end in range(start + 1, last + 1)
            if sum(first <= start and until >= end for first, until in peers)
            >= MIN_PEERS
            and 2 * (end - start) >= last - known
        ]
        found = compared[key]
        assert bool(stretches) == bool(found.typical)
        if stretches:
            assert (found.first, found.last) == min(stretches)[1:]


def _span(service):
    last = max(count_months(service.start, service.end), 0)
    known = min([service.known_from, *(charge.day for charge in service.charges)])
    first = 0
    while first < last and _boundary(service.start, first) < known:
        first += 1
    return first, last


def _boundary(start, months):
    day = start
    while count_months(start, day) < months:
        day += timedelta(1)
    return day
