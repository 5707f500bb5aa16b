import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_part_age_tools.replacements import read_replacements

lines = st.fixed_dictionaries(
    {
        "part": st.sampled_from(["BAT-1", "SSD", " SSD "]),
        "date": st.dates().map(str),
    },
    optional={"position": st.sampled_from(["", "left", None, False])},
)


@given(st.lists(lines))
def test_what_was_read_is_read_the_same_again(value):
    first = read_replacements("last_replaced", value)
    assert read_replacements("last_replaced", first) == first


@given(st.lists(lines), st.randoms())
def test_the_order_does_not_matter(value, chance):
    mixed = list(value)
    chance.shuffle(mixed)
    assert read_replacements("", mixed) == read_replacements("", value)


@pytest.mark.parametrize(
    "value",
    [
        "BAT-1",
        {"part": "BAT-1"},
        ["BAT-1"],
        [{"part": "BAT-1"}],
        [{"date": "2025-01-01"}],
        [{"part": 7, "date": "2025-01-01"}],
        [{"part": "a\0", "date": "2025-01-01"}],
        [{"part": "a", "date": "2025-02-30"}],
        [{"part": "a", "date": "2025-01-01", "colour": "red"}],
        [{"part": str(number), "date": "2025-01-01"} for number in range(51)],
    ],
)
def test_what_cannot_be_used_is_told(value):
    with pytest.raises(ValueError, match="unreadable|no_date"):
        read_replacements("last_replaced", value)


def test_nothing_is_false():
    for nothing in (None, False, "", []):
        assert read_replacements("last_replaced", nothing) is False
