"""What an asset type, or one asset with own lines, is made of."""

from datetime import date

import pytest
from maintenance_bom_tools.explosion import CycleError, Line, OwnLine, explode

FORKLIFT, ENGINE, PUMP = 1, 2, 3
SEAL, FILTER, BOLT, GASKET = 11, 12, 13, 14


def part(line_id, product_id, quantity=1.0, **values):
    return Line(line_id, quantity, product_id=product_id, **values)


def assembly(line_id, child_bom_id, quantity=1.0, **values):
    return Line(line_id, quantity, child_bom_id=child_bom_id, **values)


def own(line_id, effect="add", target=None, path=None, product_id=None, **values):
    return OwnLine(
        line_id,
        effect=effect,
        target_line_id=target,
        target_path=path,
        product_id=product_id,
        **values,
    )


def found(explosion):
    """{path: (product, quantity)} of an explosion."""
    return {
        component.path: (component.product_id, component.quantity)
        for component in explosion.components
    }


@pytest.fixture
def forklift():
    """Three levels; the engine stands on two lines, the pump in each of them."""
    return {
        FORKLIFT: [
            assembly(101, ENGINE, 1, position="front"),
            assembly(102, ENGINE, 2, position="rear"),
            part(103, FILTER, 4),
        ],
        ENGINE: [assembly(201, PUMP, 3, position="pump"), part(202, BOLT, 8)],
        PUMP: [part(301, SEAL, 0.5, position="shaft"), part(302, GASKET)],
    }


def test_quantities_multiply_down_three_levels(forklift):
    assert found(explode(FORKLIFT, forklift)) == {
        (101, 201, 301): (SEAL, 1.5),
        (101, 201, 302): (GASKET, 3),
        (101, 202): (BOLT, 8),
        (102, 201, 301): (SEAL, 3),
        (102, 201, 302): (GASKET, 6),
        (102, 202): (BOLT, 16),
        (103,): (FILTER, 4),
    }


def test_parts_come_top_down_in_the_order_of_the_lines(forklift):
    paths = [component.path for component in explode(FORKLIFT, forklift).components]
    assert paths == sorted(paths)


def test_positions_join_from_the_top(forklift):
    positions = {
        component.path: component.position
        for component in explode(FORKLIFT, forklift).components
    }
    assert positions[102, 201, 301] == "rear / pump / shaft"
    assert positions[101, 201, 302] == "front / pump"
    assert positions[103,] == ""


def test_a_component_knows_its_line_and_the_bom_it_stands_in():
    lines = {
        FORKLIFT: [assembly(101, ENGINE)],
        ENGINE: [part(201, BOLT, bom_id=ENGINE)],
    }
    [component] = explode(FORKLIFT, lines).components
    assert (component.line_id, component.bom_id) == (201, ENGINE)
    assert not component.is_own


def test_criticality_is_that_of_the_part_itself():
    lines = {
        FORKLIFT: [assembly(101, ENGINE, criticality="vital")],
        ENGINE: [part(201, BOLT, criticality="desirable")],
    }
    assert explode(FORKLIFT, lines).components[0].criticality == "desirable"


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("both", "both", "both"),
        ("preventive", "both", "preventive"),
        ("both", "corrective", "corrective"),
        ("preventive", "corrective", "corrective"),
    ],
)
def test_the_deepest_specific_maintenance_type_decides(outer, inner, expected):
    lines = {
        FORKLIFT: [assembly(101, ENGINE, maintenance_type=outer)],
        ENGINE: [part(201, BOLT, maintenance_type=inner)],
    }
    assert explode(FORKLIFT, lines).components[0].maintenance_type == expected


@pytest.mark.parametrize(("outer", "inner", "nth"), [(2, 3, 6), (2, 4, 4), (6, 4, 12)])
def test_every_nth_meets_where_both_levels_meet(outer, inner, nth):
    lines = {
        FORKLIFT: [assembly(101, ENGINE, every_nth=outer)],
        ENGINE: [part(201, BOLT, every_nth=inner)],
    }
    assert explode(FORKLIFT, lines).components[0].every_nth == nth


def test_validity_is_what_all_levels_have_in_common():
    lines = {
        FORKLIFT: [
            assembly(101, ENGINE, date_from=date(2025, 1, 1), date_to=date(2025, 6, 30))
        ],
        ENGINE: [part(201, BOLT, date_from=date(2025, 3, 1))],
    }
    [component] = explode(FORKLIFT, lines).components
    assert component.date_from == date(2025, 3, 1)
    assert component.date_to == date(2025, 6, 30)


def test_one_common_day_is_enough():
    lines = {
        FORKLIFT: [assembly(101, ENGINE, date_to=date(2025, 3, 1))],
        ENGINE: [part(201, BOLT, date_from=date(2025, 3, 1))],
    }
    assert len(explode(FORKLIFT, lines).components) == 1


def test_a_part_without_a_common_day_is_left_out():
    lines = {
        FORKLIFT: [assembly(101, ENGINE, date_to=date(2025, 2, 28))],
        ENGINE: [part(201, BOLT, date_from=date(2025, 3, 1)), part(202, SEAL)],
    }
    assert found(explode(FORKLIFT, lines)) == {(101, 202): (SEAL, 1)}


def test_no_bom_and_no_lines_give_no_parts():
    assert explode(None, {}).components == []
    assert explode(FORKLIFT, {}).components == []


class TestOwnLines:
    def test_an_added_part_comes_last(self, forklift):
        explosion = explode(FORKLIFT, forklift, [own(501, product_id=GASKET)])
        last = explosion.components[-1]
        assert (last.path, last.product_id, last.bom_id) == ((501,), GASKET, None)
        assert last.is_own and explosion.applied == {501}

    def test_an_added_assembly_brings_its_parts(self):
        lines = {PUMP: [part(301, SEAL, 2)]}
        explosion = explode(None, lines, [own(501, child_bom_id=PUMP, quantity=3)])
        assert found(explosion) == {(501, 301): (SEAL, 6)}
        assert explosion.components[0].is_own

    def test_excluding_at_the_top_level(self, forklift):
        explosion = explode(FORKLIFT, forklift, [own(501, "exclude", 103)])
        assert (103,) not in found(explosion)
        assert len(explosion.components) == 6

    def test_excluding_an_assembly_takes_all_below_it(self, forklift):
        explosion = explode(FORKLIFT, forklift, [own(501, "exclude", 101)])
        assert {path[0] for path in found(explosion)} == {102, 103}

    def test_excluding_at_the_second_level_holds_on_both_paths(self, forklift):
        explosion = explode(FORKLIFT, forklift, [own(501, "exclude", 202)])
        assert BOLT not in {product for product, _qty in found(explosion).values()}

    def test_excluding_at_the_third_level_holds_on_both_paths(self, forklift):
        explosion = explode(FORKLIFT, forklift, [own(501, "exclude", 301)])
        assert SEAL not in {product for product, _qty in found(explosion).values()}

    def test_a_path_limits_an_exclusion_to_one_place(self, forklift):
        only_rear = own(501, "exclude", 301, path=(102, 201, 301))
        paths = found(explode(FORKLIFT, forklift, [only_rear]))
        assert (101, 201, 301) in paths and (102, 201, 301) not in paths

    def test_replacing_keeps_what_lies_above(self, forklift):
        other = own(501, "replace", 301, product_id=GASKET, quantity=2)
        explosion = explode(FORKLIFT, forklift, [other])
        replaced = {c.path: c for c in explosion.components if c.line_id == 501}
        assert set(replaced) == {(101, 201, 501), (102, 201, 501)}
        rear = replaced[102, 201, 501]
        assert (rear.product_id, rear.quantity) == (GASKET, 12)
        assert rear.position == "rear / pump / shaft" and rear.is_own

    def test_a_replacement_may_name_its_own_position(self, forklift):
        other = own(501, "replace", 103, product_id=SEAL, position="roof")
        explosion = explode(FORKLIFT, forklift, [other])
        assert explosion.components[-1].position == "roof"

    def test_a_replacement_stands_where_the_replaced_part_stood(self, forklift):
        other = own(501, "replace", 101, product_id=SEAL)
        assert explode(FORKLIFT, forklift, [other]).components[0].path == (501,)

    def test_an_assembly_replaces_a_part(self, forklift):
        pump = own(501, "replace", 103, child_bom_id=PUMP, quantity=2)
        explosion = explode(FORKLIFT, forklift, [pump])
        assert found(explosion)[501, 301] == (SEAL, 1)

    def test_lines_inside_a_replacing_assembly_can_be_excluded(self, forklift):
        own_lines = [
            own(501, "replace", 101, child_bom_id=PUMP),
            own(502, "exclude", 301, path=(501, 301)),
        ]
        explosion = explode(FORKLIFT, forklift, own_lines)
        assert (501, 302) in found(explosion) and (501, 301) not in found(explosion)
        assert (102, 201, 301) in found(explosion), "other places stay"
        assert explosion.applied == {501, 502}

    def test_the_outermost_own_line_wins(self, forklift):
        own_lines = [
            own(501, "exclude", 301),
            own(502, "exclude", 101),
            own(503, "exclude", 102),
        ]
        explosion = explode(FORKLIFT, forklift, own_lines)
        assert list(found(explosion)) == [(103,)]
        assert explosion.applied == {502, 503}, "nothing is left for 501 to exclude"

    def test_a_path_beats_every_place_whatever_the_order(self, forklift):
        everywhere = own(501, "exclude", 301)
        at_rear = own(502, "replace", 301, path=(102, 201, 301), product_id=GASKET)
        for own_lines in ([everywhere, at_rear], [at_rear, everywhere]):
            explosion = explode(FORKLIFT, forklift, own_lines)
            assert (102, 201, 502) in found(explosion)
            assert (101, 201, 301) not in found(explosion)

    def test_a_general_line_that_only_loses_to_a_specific_one_is_applied(self):
        lines = {FORKLIFT: [part(101, SEAL)]}
        own_lines = [own(501, "exclude", 101), own(502, "exclude", 101, path=(101,))]
        assert explode(FORKLIFT, lines, own_lines).applied == {501, 502}

    def test_own_lines_about_nothing_that_is_there_are_not_applied(self, forklift):
        own_lines = [
            own(501, "exclude", 999),
            own(502, "exclude", None),
            own(503, "exclude", 301, path=(103, 301)),
            own(504, "exclude", 103),
        ]
        assert explode(FORKLIFT, forklift, own_lines).applied == {504}


class TestLoops:
    def test_a_loop_is_named_from_its_entry_to_its_entry(self):
        lines = {
            FORKLIFT: [assembly(101, ENGINE)],
            ENGINE: [assembly(201, PUMP)],
            PUMP: [assembly(301, ENGINE)],
        }
        with pytest.raises(CycleError) as error:
            explode(FORKLIFT, lines)
        assert error.value.loop == [ENGINE, PUMP, ENGINE]

    def test_a_loop_through_an_own_line_is_found(self):
        lines = {FORKLIFT: [part(101, SEAL)]}
        own_lines = [own(501, "replace", 101, child_bom_id=FORKLIFT)]
        with pytest.raises(CycleError) as error:
            explode(FORKLIFT, lines, own_lines)
        assert error.value.loop == [FORKLIFT, FORKLIFT]

    def test_the_same_assembly_twice_is_no_loop(self, forklift):
        assert explode(FORKLIFT, forklift).components
