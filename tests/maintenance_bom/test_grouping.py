"""Assets that look like one asset type, and the BOM that fits them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.grouping import choose_bom, group_assets, group_key

TRUCKS, LAPTOPS = 7, 8
H25 = group_key(TRUCKS, "H25")


@pytest.mark.parametrize("model", ["H25", "h25", " H25 ", "H25\u00a0"])
def test_a_model_is_the_same_however_it_is_typed(model):
    assert group_key(TRUCKS, model) == H25


def test_inner_blanks_count_once():
    assert group_key(TRUCKS, "MacBook  Pro") == group_key(TRUCKS, "macbook pro")


@pytest.mark.parametrize("model", [None, "", "  "])
def test_no_model_is_a_group_too(model):
    assert group_key(TRUCKS, model) == (TRUCKS, "")


def test_the_largest_group_comes_first():
    assets = [
        (1, TRUCKS, "H20"),
        (2, TRUCKS, "H25"),
        (3, TRUCKS, "h25"),
        (4, None, None),
    ]
    groups = group_assets(assets)
    assert list(groups.items())[0] == (H25, [2, 3])
    assert groups[None, ""] == [4]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 99),
            st.sampled_from([None, TRUCKS, LAPTOPS]),
            st.sampled_from([None, "H25", "h25 ", "Pro 14"]),
        ),
        unique_by=lambda asset: asset[0],
    )
)
def test_every_asset_is_in_exactly_one_group(assets):
    groups = group_assets(assets)
    members = sorted(asset_id for ids in groups.values() for asset_id in ids)
    assert members == sorted(asset_id for asset_id, *_rest in assets)
    sizes = [len(ids) for ids in groups.values()]
    assert sizes == sorted(sizes, reverse=True)


class TestChoice:
    boms = [(1, TRUCKS, "Forklift H25", ""), (2, TRUCKS, "Forklift", "h25")]

    def test_what_most_assets_of_the_group_have_wins(self):
        used = {H25: Counter({1: 1, 2: 3})}
        assert choose_bom(H25, used, self.boms) == 2

    def test_a_bom_that_may_not_be_chosen_is_not(self):
        used = {H25: Counter({1: 1, 99: 3})}
        assert choose_bom(H25, used, self.boms) == 1

    def test_else_name_or_code_must_be_the_model(self):
        assert choose_bom(H25, {}, self.boms) == 2
        assert choose_bom(group_key(TRUCKS, "FORKLIFT h25"), {}, self.boms) == 1
        assert choose_bom(group_key(TRUCKS, "H2"), {}, self.boms) is None

    def test_the_same_category_comes_before_none(self):
        boms = [(1, None, "H25", ""), (2, TRUCKS, "H25", "")]
        assert choose_bom(H25, {}, boms) == 2
        assert choose_bom(group_key(LAPTOPS, "H25"), {}, boms) == 1
        assert choose_bom(group_key(LAPTOPS, "H25"), {}, boms[1:]) is None

    def test_without_a_model_only_experience_chooses(self):
        boms = [(1, TRUCKS, "", "")]
        assert choose_bom((TRUCKS, ""), {}, boms) is None
        assert choose_bom((TRUCKS, ""), {(TRUCKS, ""): Counter({1: 2})}, boms) == 1
