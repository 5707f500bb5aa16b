"""An asset beside its peers: what is compared, and what it comes to."""

from datetime import date

import pytest
from maintenance_cost_tools.peers import (
    Factors,
    Figures,
    PeerCharge,
    Service,
    compare,
    count_months,
)

START = date(2020, 1, 15)
EARLY = date(2019, 1, 1)


def month(number, day=15):
    years, months = divmod(START.month - 1 + number, 12)
    return date(START.year + years, months + 1, day)


def service(key, months, *charges, known_from=EARLY, start=START):
    """An asset of so many months; charges are (month, cost[, parts[, job]])."""
    return Service(
        key,
        start,
        month(months),
        known_from,
        tuple(
            PeerCharge(month(number), cost, *(rest or (1.0,)))
            for number, cost, *rest in charges
        ),
    )


def fleet(*costs, months=12):
    """Assets of one age, named 0, 1, …, each with one charge in its first month."""
    return [service(key, months, (0, cost)) for key, cost in enumerate(costs)]


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        (date(2024, 1, 15), date(2024, 1, 15), 0),
        (date(2024, 1, 15), date(2024, 2, 14), 0),
        (date(2024, 1, 15), date(2024, 2, 15), 1),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 4, 29), 2),
        (date(2024, 1, 31), date(2024, 4, 30), 3),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2023, 11, 30), date(2024, 3, 1), 3),
        (date(2024, 3, 1), date(2024, 1, 31), -2),
    ],
)
def test_months_are_full_months_and_never_drift(start, day, months):
    assert count_months(start, day) == months


def test_an_asset_is_compared_with_the_median_of_the_others():
    found = compare(fleet(500, 100, 200, 300))[0]
    assert (found.own.cost, found.typical.cost, found.ratio) == (500, 200, 2.5)
    assert (found.state, found.peer_count) == ("flagged", 3)
    assert (found.first, found.last, found.months) == (0, 12, 12)


def test_an_even_number_of_peers_has_the_middle_of_the_two_middle_ones():
    assert compare(fleet(500, 100, 200, 300, 900))[0].typical.cost == 250


def test_twice_is_flagged_and_a_cent_less_is_not():
    assert compare(fleet(200, 100, 100, 100))[0].state == "flagged"
    assert compare(fleet(199.99, 100, 100, 100))[0].state == "normal"
    assert compare(fleet(199.99, 100, 100, 100), factor=1.5)[0].state == "flagged"


def test_small_amounts_are_not_flagged():
    assert compare(fleet(200, 10, 10, 10), min_amount=200)[0].state == "normal"
    assert compare(fleet(200, 10, 10, 10), min_amount=199)[0].state == "flagged"


def test_two_peers_are_too_few():
    found = compare(fleet(500, 100, 200))[0]
    assert (found.state, found.months) == ("few_peers", 12)
    assert (found.ratio, found.typical, found.peer_count) == (None, None, 0)


def test_costs_count_up_to_the_same_month_in_service():
    services = [
        service("old", 36, (0, 100), (29, 50), (30, 7000)),
        service("older", 48, (1, 150), (40, 9000)),
        service("oldest", 60, (2, 150)),
        service("this", 30, (3, 400)),
    ]
    found = compare(services)["this"]
    assert found.typical.cost == 150
    assert found.cohort["old"].cost == 150


def test_the_running_month_does_not_count():
    services = fleet(100, 100, 100)
    services.append(
        Service(
            "this",
            START,
            month(12, day=20),
            EARLY,
            (PeerCharge(month(11), 10, 1), PeerCharge(month(12, day=18), 900, 1)),
        )
    )
    assert compare(services)["this"].own.cost == 10


def test_what_was_fitted_before_the_first_day_belongs_to_the_first_month():
    services = [*fleet(100, 100, 100), service("this", 12, (-2, 300))]
    assert compare(services)["this"].own == Figures(300, 1, 1)


def test_the_oldest_is_compared_as_far_as_enough_others_reach():
    services = [
        service("this", 40, (0, 100), (25, 500), (35, 5000)),
        service("a", 36),
        service("b", 30, (25, 10), (26, 700)),
        service("c", 26, (1, 50)),
        service("young", 20, (1, 9999)),
    ]
    found = compare(services)["this"]
    assert (found.first, found.last, found.months) == (0, 26, 40)
    assert set(found.cohort) == {"this", "a", "b", "c"}
    assert (found.own.cost, found.typical.cost) == (600, 10)


def test_less_than_half_of_the_record_is_too_little_to_compare():
    others = [service(key, 20) for key in range(3)]
    assert compare([*others, service("this", 40)])["this"].state == "normal"
    assert compare([*others, service("this", 41)])["this"].state == "few_peers"


def test_an_asset_that_has_left_is_a_peer_for_the_months_it_was_there():
    services = [*fleet(100, 100, months=24), service("left", 14, (13, 100))]
    found = compare([*services, service("this", 13, (0, 900))])["this"]
    assert found.cohort["left"].cost == 0, "its cost came later in its life"
    assert found.typical.cost == 100


@pytest.mark.parametrize(("start", "end"), [(None, month(12)), (START, None)])
def test_without_its_dates_an_asset_is_neither_compared_nor_a_peer(start, end):
    lost = Service("lost", start, end, EARLY, (PeerCharge(START, 5000, 1),))
    compared = compare([*fleet(100, 100, 100), lost])
    assert compared["lost"].state == "age_unknown"
    assert compared[0].state == "few_peers"


def test_an_asset_that_has_just_come_has_no_record_yet():
    new = Service("new", START, date(2020, 2, 14), EARLY)
    planned = Service("planned", START, date(2019, 12, 1), EARLY)
    compared = compare([*fleet(100, 100, 100, 100), new, planned])
    assert compared["new"].state == compared["planned"].state == "no_record"
    assert (compared["new"].months, compared["planned"].months) == (0, 0)


def test_months_before_the_record_are_unknown_and_not_free():
    """Three trucks that were old when the costs began to be kept, and a new one."""
    others = [service(key, 40, (36, 100), known_from=month(30)) for key in range(3)]
    new = service("new", 5, (0, 900))
    assert compare([*others, new])["new"].state == "few_peers"
    this = service("this", 38, (2, 5000), (36, 300), known_from=month(20))
    found = compare([*others, this])["this"]
    assert (found.state, found.months) == ("few_peers", 38), "known from month 2 on"
    this = service("this", 38, (36, 300), known_from=month(26))
    found = compare([*others, this])["this"]
    assert (found.first, found.last) == (30, 38)
    assert (found.own.cost, found.ratio) == (300, 3)


def test_of_two_stretches_of_one_length_the_earlier_is_compared():
    this = service("this", 12)
    early = [service(key, 6) for key in range(3)]
    late = [service(key, 12, known_from=month(6)) for key in range(3, 6)]
    found = compare([*early, *late, this])["this"]
    assert (found.first, found.last) == (0, 6)
    assert set(found.cohort) == {"this", 0, 1, 2}, "the later ones lack these months"


def test_a_month_counts_if_all_of_it_is_on_record():
    def first_month(known_from):
        services = [service(key, 12, known_from=known_from) for key in range(4)]
        return compare(services)[0].first

    assert first_month(START) == 0
    assert first_month(month(3, day=14)) == 3
    assert first_month(month(3, day=15)) == 3
    assert first_month(month(3, day=16)) == 4


def test_peers_that_cost_nothing():
    found = compare(fleet(500, 0, 0, 900))[0]
    assert (found.state, found.ratio, found.factors) == ("flagged", None, None)
    assert compare(fleet(500, 0, 0, 900), min_amount=500)[0].state == "normal"
    found = compare(fleet(0, 0, 0, 0))[0]
    assert (found.state, found.ratio) == ("normal", None)


def test_an_asset_that_gave_back_more_than_it_cost_is_not_flagged():
    assert compare(fleet(-50, -100, -100, -100))[0].state == "normal"
    assert compare(fleet(-50, 100, 100, 100))[0].ratio == -0.5


def charged(key, jobs, parts, price):
    """An asset with ``jobs`` of ``parts`` pieces each at ``price``."""
    charges = [(n, parts * price, parts, f"{key} {n}") for n in range(jobs)]
    return service(key, 12, *charges)


@pytest.mark.parametrize(
    ("this", "reason", "factors"),
    [
        (charged("this", 6, 4, 10), "jobs", Factors(3, 1, 1)),
        (charged("this", 2, 12, 10), "parts", Factors(1, 3, 1)),
        (charged("this", 2, 4, 30), "price", Factors(1, 1, 3)),
        (charged("this", 4, 12, 5), "parts", Factors(2, 3, 0.5)),
        (charged("this", 1, 4, 10), None, Factors(0.5, 1, 1)),
    ],
)
def test_the_greatest_factor_is_the_reason(this, reason, factors):
    others = [charged(key, 2, 4, 10) for key in range(3)]
    found = compare([*others, this])["this"]
    assert found.factors == pytest.approx(factors)
    assert found.reason == reason


def test_a_job_counts_once_in_its_first_month():
    charges = [(8, 100, 1, "job"), (3, 100, 1, "job"), (5, 100, 1, None)]
    this = service("this", 12, *charges)
    younger = [service(key, 6) for key in range(3)]
    found = compare([*younger, this])["this"]
    assert (found.last, found.own) == (6, Figures(200, 2, 2))


def test_a_job_whose_parts_all_came_back_is_none():
    this = service("this", 12, (1, 80, 2, "job"), (2, -80, -2, "job"))
    assert compare([*fleet(1, 1, 1), this])["this"].own == Figures(0, 0, 0)


def test_what_is_taken_on_one_day_without_a_job_counts_as_one():
    this = service("this", 12, (1, 10), (1, 20), (4, 30))
    assert compare([*fleet(1, 1, 1), this])["this"].own == Figures(60, 2, 3)
