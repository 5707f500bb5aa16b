"""The numbers from which the ids of an asset's parts are made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.explosion import allocate_slots

SIZE = 4
names = st.sampled_from([f"{number}/" for number in range(1, 7)])
wanted = st.lists(names, unique=True, max_size=SIZE)


@st.composite
def numberings(draw):
    """Some paths with a number each, as a table with a unique index holds them."""
    paths = draw(st.lists(names, unique=True, max_size=SIZE))
    slots = draw(st.permutations(range(SIZE)))
    return dict(zip(paths, slots, strict=False))


@given(wanted, numberings(), numberings())
def test_every_path_has_a_number_of_its_own(paths, current, preferred):
    slots = allocate_slots(paths, current, preferred, SIZE)
    assert set(slots) == set(paths)
    assert len(set(slots.values())) == len(paths)
    assert all(0 <= slot < SIZE for slot in slots.values())


@given(wanted, numberings(), numberings())
def test_a_number_once_given_stays(paths, current, preferred):
    slots = allocate_slots(paths, current, preferred, SIZE)
    assert all(slots[path] == current[path] for path in paths if path in current)


@given(wanted, numberings(), numberings())
def test_allocating_again_changes_nothing(paths, current, preferred):
    slots = allocate_slots(paths, current, preferred, SIZE)
    assert allocate_slots(paths, slots, preferred, SIZE) == slots


@given(wanted, numberings())
def test_a_new_list_takes_over_the_preferred_numbers(paths, preferred):
    slots = allocate_slots(paths, {}, preferred, SIZE)
    assert all(slots[path] == preferred[path] for path in paths if path in preferred)


@given(wanted, numberings(), numberings())
def test_a_number_changes_its_meaning_only_when_no_other_is_left(
    paths, current, preferred
):
    slots = allocate_slots(paths, current, preferred, SIZE)
    owners = {slot: path for path, slot in current.items()}
    reused = {
        slot
        for path, slot in slots.items()
        if path not in preferred and owners.get(slot, path) != path
    }
    if reused:
        never_used = set(range(SIZE)) - {*slots.values(), *owners, *preferred.values()}
        assert not never_used


def test_the_number_of_a_removed_part_is_not_given_to_a_new_one():
    assert allocate_slots(["2/"], {"1/": 0}, {}, SIZE) == {"2/": 1}
    assert allocate_slots(["2/"], {"1/": SIZE - 1}, {}, SIZE) == {"2/": 0}
    removed = {"1/": 0, "2/": SIZE - 1}
    assert allocate_slots(["3/"], removed, {}, SIZE) == {"3/": 1}


def test_a_full_list_reuses_numbers_rather_than_failing():
    current = {f"{number}/": number for number in range(SIZE)}
    paths = ["new/", *list(current)[1:]]
    assert allocate_slots(paths, current, {}, SIZE)["new/"] == 0


def test_more_paths_than_numbers_is_an_error():
    with pytest.raises(OverflowError):
        allocate_slots(["1/", "2/", "3/"], {}, {}, 2)
