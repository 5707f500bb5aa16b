"""What an asset type, or one asset, is made of: the explosion of nested parts lists.

Ids, numbers and dates in and out; no database. A *path* is the tuple of the ids of the
lines that lead from the top of the list to a part: ``(12, 45)`` is line 45 of the
assembly that line 12 fits. It names one fitted position for as long as its lines live.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import lcm

Path = tuple[int, ...]
BOTH = "both"
# a part used this rarely is not used; also what a database integer holds
NEVER = 1_000_000_000


class CycleError(ValueError):
    """A BOM contains itself; ``loop`` holds the ids of its BOMs, first = last."""

    def __init__(self, loop: Sequence[int]):
        super().__init__(f"BOM cycle: {list(loop)}")
        self.loop = list(loop)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a parts list: a part or an assembly, never both.

    ``quantity`` is in the part's own unit, or a number of assemblies. An ``exclude``
    has neither part nor assembly.
    """

    id: int
    quantity: float = 1.0
    product_id: int | None = None
    child_bom_id: int | None = None
    bom_id: int | None = None
    position: str = ""
    criticality: str = "essential"
    maintenance_type: str = BOTH
    every_nth: int = 1
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class OwnLine(Line):
    """A line of one asset: adds, or replaces or excludes the line ``target_line_id``.

    ``target_path`` limits it to one of the places where the target is fitted.
    """

    effect: str = "add"
    target_line_id: int | None = None
    target_path: Path | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One part at one fitted position, with everything its path says about it.

    ``quantity`` is the product of the quantities along the path, in the part's unit and
    unrounded. ``is_own`` says that the part comes through a line of the asset itself.
    """

    path: Path
    line_id: int
    product_id: int
    quantity: float
    bom_id: int | None
    position: str
    criticality: str
    maintenance_type: str
    every_nth: int
    date_from: date | None
    date_to: date | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Explosion:
    """The parts, in the order of the lines, and the own lines that had effect."""

    components: list[Component]
    applied: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the lines above say about the line at hand."""

    path: Path = ()
    quantity: float = 1.0
    position: str = ""
    maintenance_type: str = BOTH
    every_nth: int = 1
    date_from: date | None = None
    date_to: date | None = None
    is_own: bool = False
    boms: tuple[int, ...] = ()


def explode(
    bom_id: int | None,
    lines: Mapping[int, Sequence[Line]],
    own_lines: Sequence[OwnLine] = (),
) -> Explosion:
    """Explode the BOM ``bom_id`` with the own lines of one asset applied to it.

    :param lines: the lines of every BOM that can be reached, by BOM id, in order
    :param own_lines: in order; the additions come after the lines of the BOM. The
        one closest to the top wins; at the same line, the one with a path wins, then
        the first.
    :raises CycleError: if a BOM is reached from itself

    A part that no date satisfies, because its line and its assembly are never valid on
    the same day, is left out.
    """
    overrides: dict[int, list[OwnLine]] = {}
    additions: list[OwnLine] = []
    for own in own_lines:
        if own.effect == "add":
            additions.append(own)
        else:
            overrides.setdefault(own.target_line_id, []).append(own)
    components: list[Component] = []
    applied: set[int] = {own.id for own in additions}

    def override_of(line: Line, path: Path) -> OwnLine | None:
        candidates = overrides.get(line.id, ())
        for own in candidates:
            if own.target_path == path:
                return own
        return next((own for own in candidates if own.target_path is None), None)

    def walk(level: Iterable[Line], above: _Context) -> None:
        for line in level:
            path = above.path + (line.id,)
            is_own = above.is_own or isinstance(line, OwnLine)
            own = override_of(line, path)
            if own:
                # a general own line that only loses to a specific one is not dangling
                applied.update(
                    other.id
                    for other in overrides[line.id]
                    if other.target_path in (None, path)
                )
                if own.effect == "exclude":
                    continue
                path = above.path + (own.id,)
                is_own = True
                line = replace(own, position=own.position or line.position)
            here = _below(above, line, path, is_own)
            if here is None:
                continue
            if line.child_bom_id:
                if line.child_bom_id in here.boms:
                    start = here.boms.index(line.child_bom_id)
                    raise CycleError(here.boms[start:] + (line.child_bom_id,))
                walk(
                    lines.get(line.child_bom_id, ()),
                    replace(here, boms=here.boms + (line.child_bom_id,)),
                )
            elif line.product_id:
                components.append(_component(here, line))

    walk(lines.get(bom_id, ()) if bom_id else (), _Context(boms=(bom_id,)))
    walk(additions, _Context())
    return Explosion(components, frozenset(applied))


def _below(above: _Context, line: Line, path: Path, is_own: bool) -> _Context | None:
    """Return what holds from ``line`` downwards, None if it never holds.

    The deepest line that is for one type of maintenance only decides; a part used on
    every 3rd job in an assembly used on every 2nd is used on every 6th.
    """
    starts = [day for day in (above.date_from, line.date_from) if day]
    ends = [day for day in (above.date_to, line.date_to) if day]
    date_from = max(starts, default=None)
    date_to = min(ends, default=None)
    if date_from and date_to and date_from > date_to:
        return None
    return _Context(
        path=path,
        quantity=above.quantity * line.quantity,
        position=" / ".join(part for part in (above.position, line.position) if part),
        maintenance_type=(
            above.maintenance_type
            if line.maintenance_type == BOTH
            else line.maintenance_type
        ),
        every_nth=min(lcm(above.every_nth, line.every_nth), NEVER),
        date_from=date_from,
        date_to=date_to,
        is_own=is_own,
        boms=above.boms,
    )


def _component(here: _Context, line: Line) -> Component:
    return Component(
        path=here.path,
        line_id=line.id,
        product_id=line.product_id,
        quantity=here.quantity,
        bom_id=line.bom_id,
        position=here.position,
        criticality=line.criticality,
        maintenance_type=here.maintenance_type,
        every_nth=here.every_nth,
        date_from=here.date_from,
        date_to=here.date_to,
        is_own=here.is_own,
    )


def path_to_text(path: Path) -> str:
    """Return the stored form of a path: ``(12, 45)`` is ``'12/45/'``.

    The closing slash makes a path a prefix of exactly the paths below it.
    """
    return "".join(f"{line_id}/" for line_id in path)


def path_from_text(text: str | None) -> Path | None:
    """Return the path that :func:`path_to_text` wrote, None for an empty text."""
    return tuple(int(part) for part in text.strip("/").split("/")) if text else None


def allocate_slots(
    paths: Sequence[str],
    current: Mapping[str, int],
    preferred: Mapping[str, int],
    size: int,
) -> dict[str, int]:
    """Give every path of one parts list a number below ``size`` that no other path has.

    A path keeps its ``current`` number; else it takes its ``preferred`` one if that is
    free. A number that was in use a moment ago is given to another path only when
    nothing else is left, so that a screen that is still open never means another part.

    :raises OverflowError: if there are more paths than numbers
    """
    if len(paths) > size:
        raise OverflowError(len(paths))
    slots = {path: current[path] for path in paths if path in current}
    taken = set(slots.values())
    for path in paths:
        slot = preferred.get(path)
        if path not in slots and slot is not None and slot not in taken:
            slots[path] = slot
            taken.add(slot)
    used = {*taken, *current.values(), *preferred.values()}
    fresh = max(used, default=-1) + 1
    unused = (number for number in range(size) if number not in used)
    reserve = chain(unused, range(size))
    for path in paths:
        if path in slots:
            continue
        if fresh < size:
            slot = fresh
            fresh += 1
        else:
            slot = next(number for number in reserve if number not in taken)
        slots[path] = slot
        taken.add(slot)
    return slots
