"""Random parts lists, and a second opinion on what they explode to."""

from collections import defaultdict
from datetime import date, timedelta
from math import gcd

from hypothesis import strategies as st
from maintenance_bom_tools.criticality import RANKS
from maintenance_bom_tools.explosion import Line, OwnLine

DAY_ZERO = date(2025, 1, 1)
TYPES = ("preventive", "corrective", "both")

days = st.none() | st.integers(0, 60).map(lambda n: DAY_ZERO + timedelta(days=n))
# Powers of two multiply without rounding, whatever the order.
quantities = st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0])
details = st.fixed_dictionaries(
    {
        "quantity": quantities,
        "position": st.sampled_from(["", "left", "right"]),
        "criticality": st.sampled_from(list(RANKS)),
        "maintenance_type": st.sampled_from(TYPES),
        "every_nth": st.integers(1, 6),
        "date_from": days,
        "date_to": days,
    }
)


@st.composite
def parts_lists(draw):
    """BOMs 1 to n, each of which fits only later ones, so that no loop can arise."""
    count = draw(st.integers(1, 4))
    lines, line_id = defaultdict(list), 100
    for bom_id in range(1, count + 1):
        for _ in range(draw(st.integers(0, 3))):
            line_id += 1
            content = {"product_id": draw(st.integers(1, 5))}
            if bom_id < count and draw(st.booleans()):
                content = {"child_bom_id": draw(st.integers(bom_id + 1, count))}
            lines[bom_id].append(
                Line(line_id, bom_id=bom_id, **content, **draw(details))
            )
    return dict(lines)


@st.composite
def own_lines_for(draw, lines):
    """Own lines of each effect; some name one path, some nothing that is there."""
    targets = sorted(line.id for level in lines.values() for line in level) + [999]
    paths = sorted({path for bom_id in lines for path in all_paths(lines, bom_id)})
    result = []
    for line_id in range(501, 501 + draw(st.integers(0, 4))):
        effect = draw(st.sampled_from(["add", "replace", "exclude"]))
        values = draw(details) if effect != "exclude" else {}
        if effect != "exclude":
            values["product_id"] = draw(st.integers(6, 9))
            if effect == "add" and lines and draw(st.booleans()):
                values["child_bom_id"] = draw(st.sampled_from(sorted(lines)))
                values["product_id"] = None
        if effect != "add":
            values["target_line_id"] = draw(st.sampled_from(targets))
            ending = [path for path in paths if path[-1] == values["target_line_id"]]
            if ending and draw(st.booleans()):
                values["target_path"] = draw(st.sampled_from(ending))
        result.append(OwnLine(line_id, effect=effect, **values))
    return result


def all_paths(lines, bom_id, above=()):
    for line in lines.get(bom_id, ()):
        yield (*above, line.id)
        if line.child_bom_id:
            yield from all_paths(lines, line.child_bom_id, (*above, line.id))


def naive_parts(lines, bom_id, own_lines=()):
    """The parts as tuples: first list all chains of lines, then judge each one."""
    top = list(lines.get(bom_id, ()))
    added = [own for own in own_lines if own.effect == "add"]
    chains = [
        chain for start in (top, added) for chain in _chains(start, lines, own_lines)
    ]
    parts = [_judge(chain) for chain in chains if chain[-1].product_id]
    return [part for part in parts if part]


def _chains(level, lines, own_lines, above=()):
    for line in level:
        path = (*(step.id for step in above), line.id)
        chosen = _override(line, path, own_lines)
        if chosen is not None and chosen.effect == "exclude":
            continue
        if chosen is not None:
            line = OwnLine(
                chosen.id,
                **{
                    name: getattr(chosen, name)
                    for name in (
                        *("quantity", "product_id", "child_bom_id", "criticality"),
                        *("maintenance_type", "every_nth", "date_from", "date_to"),
                    )
                },
                position=chosen.position if chosen.position else line.position,
            )
        chain = (*above, line)
        yield chain
        if line.child_bom_id:
            below = lines.get(line.child_bom_id, ())
            yield from _chains(below, lines, own_lines, chain)


def _override(line, path, own_lines):
    about = [own for own in own_lines if own.effect != "add"]
    about = [own for own in about if own.target_line_id == line.id]
    here = [own for own in about if own.target_path == path]
    anywhere = [own for own in about if own.target_path is None]
    return (here + anywhere + [None])[0]


def _judge(chain):
    quantity, every_nth, kind, starts, ends = 1.0, 1, "both", [], []
    for line in chain:
        quantity *= line.quantity
        every_nth = every_nth * line.every_nth // gcd(every_nth, line.every_nth)
        kind = kind if line.maintenance_type == "both" else line.maintenance_type
        starts += [line.date_from] if line.date_from else []
        ends += [line.date_to] if line.date_to else []
    start, end = max(starts, default=None), min(ends, default=None)
    if start and end and start > end:
        return None
    return (
        tuple(line.id for line in chain),
        chain[-1].product_id,
        quantity,
        " / ".join(line.position for line in chain if line.position),
        chain[-1].criticality,
        kind,
        every_nth,
        start,
        end,
        any(isinstance(line, OwnLine) for line in chain),
    )
