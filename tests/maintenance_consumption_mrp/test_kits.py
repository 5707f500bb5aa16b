from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from maintenance_consumption_mrp_tools.kits import flatten


def test_what_is_no_kit_is_itself():
    assert flatten("oil", {}) == {"oil": 1.0}


def test_kits_within_kits_multiply():
    kits = {
        "service": {"filters": 2, "oil": 5.5},
        "filters": {"oil filter": 1, "air filter": 2},
    }
    contents = flatten("service", kits)
    assert contents == {"oil filter": 2, "air filter": 4, "oil": 5.5}
    assert list(contents) == ["oil filter", "air filter", "oil"]


def test_a_part_on_several_levels_is_summed():
    kits = {"big": {"small": 3, "screw": 1}, "small": {"screw": 4}}
    assert flatten("big", kits) == {"screw": 13}


def test_a_kit_of_nothing_is_nothing():
    assert flatten("service", {"service": {}}) == {}
    assert flatten("big", {"big": {"small": 2, "oil": 1}, "small": {}}) == {"oil": 1}


@st.composite
def nested(draw):
    """Kits that only contain what has a higher number, so never themselves."""
    count = draw(st.integers(1, 6))
    return {
        number: draw(
            st.dictionaries(st.integers(number + 1, 9), st.integers(1, 4), max_size=4)
        )
        for number in range(count)
    }


@given(nested())
def test_it_is_what_packing_by_hand_would_need(kits):
    def unpack(product):
        if product not in kits:
            return Counter({product: 1})
        total = Counter()
        for part, amount in kits[product].items():
            for _ in range(amount):
                total += unpack(part)
        return total

    assert flatten(0, kits) == dict(unpack(0))
