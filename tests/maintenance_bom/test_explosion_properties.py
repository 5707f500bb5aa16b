"""What holds for every explosion, found by looking for a counterexample."""

import dataclasses
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.explosion import OwnLine, explode

from .trees import naive_parts, own_lines_for, parts_lists


def as_tuples(explosion):
    """Components in the shape of :func:`naive_parts`."""
    return [
        (
            c.path,
            c.product_id,
            c.quantity,
            c.position,
            c.criticality,
            c.maintenance_type,
            c.every_nth,
            c.date_from,
            c.date_to,
            c.is_own,
        )
        for c in explosion.components
    ]


def timeless(lines):
    """The same parts lists with all lines always valid."""
    return {
        bom_id: [
            dataclasses.replace(line, date_from=None, date_to=None) for line in level
        ]
        for bom_id, level in lines.items()
    }


@given(st.data())
def test_two_ways_of_exploding_agree(data):
    lines = data.draw(parts_lists())
    own_lines = data.draw(own_lines_for(lines))
    expected = naive_parts(lines, 1, own_lines)
    assert as_tuples(explode(1, lines, own_lines)) == expected


@given(parts_lists())
def test_a_part_is_fitted_once_at_a_path(lines):
    paths = Counter(component.path for component in explode(1, lines).components)
    assert set(paths.values()) <= {1}


@given(parts_lists())
def test_totals_are_the_sums_of_the_assemblies_totals(lines):
    """The total of a BOM is that of its own parts, plus each assembly's, multiplied."""
    lines = timeless(lines)

    def totals(bom_id):
        total = Counter()
        for component in explode(bom_id, lines).components:
            total[component.product_id] += component.quantity
        return total

    expected = Counter()
    for line in lines.get(1, ()):
        if line.product_id:
            expected[line.product_id] += line.quantity
        else:
            for product_id, quantity in totals(line.child_bom_id).items():
                expected[product_id] += line.quantity * quantity
    assert totals(1) == expected


@given(st.data())
def test_excluding_a_line_takes_exactly_what_goes_through_it(data):
    lines = data.draw(parts_lists())
    before = explode(1, lines).components
    line_ids = sorted({line_id for component in before for line_id in component.path})
    if not line_ids:
        return
    target = data.draw(st.sampled_from(line_ids))
    exclusion = OwnLine(501, effect="exclude", target_line_id=target)
    after = explode(1, lines, [exclusion])
    assert after.components == [c for c in before if target not in c.path]
    assert after.applied == {501}


@given(st.data())
def test_excluding_at_one_path_takes_exactly_what_lies_below_it(data):
    lines = data.draw(parts_lists())
    before = explode(1, lines).components
    paths = [c.path[:length] for c in before for length in range(1, len(c.path) + 1)]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    exclusion = OwnLine(
        501, effect="exclude", target_line_id=path[-1], target_path=path
    )
    after = explode(1, lines, [exclusion]).components
    assert after == [c for c in before if c.path[: len(path)] != path]


@given(parts_lists(), st.integers(2, 8))
def test_more_of_an_assembly_is_more_of_each_of_its_parts(lines, times):
    before = explode(1, lines).components
    lines[1] = [
        dataclasses.replace(line, quantity=line.quantity * times)
        for line in lines.get(1, ())
    ]
    after = explode(1, lines).components
    assert [c.quantity for c in after] == [c.quantity * times for c in before]
