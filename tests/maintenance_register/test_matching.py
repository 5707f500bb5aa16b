from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.matching import (
    AMBIGUOUS,
    BOUND,
    FOREIGN,
    MATCH,
    NEW,
    Candidate,
    match_asset,
)

OURS, THEIRS = 1, 2
candidates = st.builds(
    Candidate,
    id=st.integers(1, 4),
    company=st.sampled_from([None, OURS, THEIRS]),
    bound_to=st.sampled_from(["", "x"]),
)
hints = st.lists(
    st.tuples(
        st.sampled_from(["serial_no", "code"]),
        st.lists(candidates, max_size=3).map(lambda found: {c.id: c for c in found}),
    ),
    max_size=2,
)


def serial(*found):
    return ("serial_no", {candidate.id: candidate for candidate in found})


def code(*found):
    return ("code", {candidate.id: candidate for candidate in found})


@given(hints)
def test_an_asset_of_another_company_is_never_meant(found):
    match = match_asset(OURS, found)
    if match.asset:
        assert match.asset.company in (None, OURS)


@given(hints)
def test_an_asset_that_is_bound_is_never_taken_over(found):
    match = match_asset(OURS, found)
    if match.kind == MATCH:
        assert not match.asset.bound_to


def test_what_nobody_has_is_new():
    assert match_asset(OURS, [serial(), code()]).kind == NEW
    assert match_asset(OURS, []).kind == NEW


def test_one_hint_is_enough():
    press = Candidate(7, OURS)
    for found in ([serial(press), code()], [serial(), code(press)]):
        assert match_asset(OURS, found).asset == press


def test_two_hints_at_two_assets_are_told():
    match = match_asset(OURS, [serial(Candidate(7, OURS)), code(Candidate(8, OURS))])
    assert match.kind == AMBIGUOUS
    assert (match.asset.id, match.other.id) == (7, 8)


def test_an_asset_bound_elsewhere_is_told():
    match = match_asset(OURS, [serial(Candidate(7, OURS, "T-9"))])
    assert (match.kind, match.asset.bound_to) == (BOUND, "T-9")


def test_a_serial_number_of_another_company_is_told_and_its_code_is_not():
    foreign = Candidate(7, THEIRS)
    assert match_asset(OURS, [serial(foreign)]).kind == FOREIGN
    assert match_asset(OURS, [code(foreign)]).kind == NEW


def test_an_asset_of_the_company_goes_before_one_of_all():
    match = match_asset(OURS, [code(Candidate(7, None), Candidate(8, OURS))])
    assert match.asset.id == 8
