from hypothesis import assume, given
from hypothesis import strategies as st
from maintenance_register_tools.merge import (
    BY_ASKING,
    BY_NEWEST,
    BY_ODOO,
    BY_REGISTER,
    DISPUTE,
    KEEP,
    SAME,
    TAKE,
    UNKNOWN,
    merge,
    merge_value,
)

OWNERS = (BY_REGISTER, BY_ODOO, BY_NEWEST, BY_ASKING)
KEYS = ("name", "location", "cost", "status", "note")
values = st.sampled_from([False, "a", "b", "c", 1, 2])
bases = values | st.just(UNKNOWN)
moments = st.none() | st.sampled_from(["2026-01-01 08:00:00", "2026-01-02 08:00:00"])
owners = st.sampled_from(OWNERS)
records = st.dictionaries(st.sampled_from(KEYS), values)
all_owners = st.dictionaries(st.sampled_from(KEYS), owners)
all_moments = st.dictionaries(st.sampled_from(KEYS), moments)


def apply(ours, merged):
    """Odoo after the merge."""
    return {**ours, **merged.taken}


# --- one value ------------------------------------------------------------------------


@given(owners, bases, values, values, moments, moments)
def test_the_base_moves_only_on_agreement(owner, base, ours, theirs, ours_at, at):
    decision = merge_value(owner, base, ours, theirs, ours_at, at)
    now = theirs if decision.verdict == TAKE else ours
    if decision.base != base:
        assert decision.base == theirs == now
    else:
        assert decision.verdict in (SAME, KEEP, TAKE, DISPUTE)


@given(bases, values, values, moments, moments)
def test_what_the_register_decides_is_taken(base, ours, theirs, ours_at, at):
    decision = merge_value(BY_REGISTER, base, ours, theirs, ours_at, at)
    assert decision.verdict == (SAME if ours == theirs else TAKE)
    assert decision.base == theirs


@given(bases, values, values, moments, moments)
def test_what_odoo_decides_is_never_written(base, ours, theirs, ours_at, at):
    decision = merge_value(BY_ODOO, base, ours, theirs, ours_at, at)
    assert decision.verdict == (SAME if ours == theirs else KEEP)


@given(bases, values, values)
def test_who_is_asked_loses_nothing(base, ours, theirs):
    """Odoo's value is written over only if it is what both had before, or nothing."""
    decision = merge_value(BY_ASKING, base, ours, theirs)
    if decision.verdict == TAKE:
        assert ours == base or not ours
    if decision.verdict == DISPUTE:
        assert ours != theirs and theirs != base and ours != base


@given(values, values, values)
def test_only_what_both_have_changed_is_disputed(base, ours, theirs):
    decision = merge_value(BY_ASKING, base, ours, theirs)
    both = ours != base and theirs != base and ours != theirs
    assert (decision.verdict == DISPUTE) == both


@given(values, values, values, moments, moments)
def test_the_newest_wins_if_both_are_dated(base, ours, theirs, ours_at, theirs_at):
    decision = merge_value(BY_NEWEST, base, ours, theirs, ours_at, theirs_at)
    asked = merge_value(BY_ASKING, base, ours, theirs)
    if asked.verdict != DISPUTE:
        assert decision == asked
    elif ours_at is None or theirs_at is None or ours_at == theirs_at:
        assert decision.verdict == DISPUTE
    else:
        assert decision.verdict == (TAKE if theirs_at > ours_at else KEEP)


def test_a_value_that_one_side_lacks_is_filled_in_when_they_first_meet():
    assert merge_value(BY_ASKING, UNKNOWN, False, "Hall 2").verdict == TAKE
    assert merge_value(BY_ASKING, UNKNOWN, "Hall 2", False).verdict == KEEP
    assert merge_value(BY_ASKING, UNKNOWN, "Hall 2", "Hall 3").verdict == DISPUTE


# --- a record -------------------------------------------------------------------------


@given(all_owners, records, records, records, all_moments, moments)
def test_merging_twice_changes_nothing(owners, base, ours, theirs, ours_at, at):
    first = merge(owners, base, ours, theirs, ours_at, at)
    again = merge(owners, first.base, apply(ours, first), theirs, ours_at, at)
    assert again.taken == {}
    assert again.base == first.base
    assert again.disputed == first.disputed


@given(all_owners, records, records, records, st.randoms())
def test_the_order_of_the_values_does_not_matter(owners, base, ours, theirs, chance):
    keys = list(theirs)
    chance.shuffle(keys)
    first = merge(owners, base, ours, theirs)
    other = merge(owners, base, ours, {key: theirs[key] for key in keys})
    assert first.taken == other.taken
    assert first.base == other.base
    assert sorted(first.disputed) == sorted(other.disputed)


@given(all_owners, records, records, records)
def test_each_value_is_decided_by_itself(owners, base, ours, theirs):
    """A record in two halves, one after the other, ends as the whole does."""
    keys = sorted(theirs)
    whole = merge(owners, base, ours, theirs)
    first = merge(owners, base, ours, {key: theirs[key] for key in keys[::2]})
    second = merge(
        owners, first.base, apply(ours, first), {key: theirs[key] for key in keys[1::2]}
    )
    assert apply(apply(ours, first), second) == apply(ours, whole)
    assert second.base == whole.base
    assert sorted(first.disputed + second.disputed) == sorted(whole.disputed)


@given(all_owners, records, records, records)
def test_what_the_register_does_not_say_is_not_touched(owners, base, ours, theirs):
    merged = merge(owners, base, ours, theirs)
    assert merged.taken.keys() <= theirs.keys()
    for key in KEYS:
        if key not in theirs:
            assert merged.base.get(key, UNKNOWN) == base.get(key, UNKNOWN)


@given(records, records, records)
def test_a_dispute_ends_when_both_say_the_same(base, ours, theirs):
    owners = dict.fromkeys(KEYS, BY_ASKING)
    merged = merge(owners, base, ours, theirs)
    assume(merged.disputed)
    settled = merge(owners, merged.base, {**apply(ours, merged), **theirs}, theirs)
    assert settled.disputed == []
    assert all(settled.base[key] == theirs[key] for key in theirs)
