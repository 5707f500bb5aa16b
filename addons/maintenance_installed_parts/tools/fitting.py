"""Which serials and batches are in an asset, and what took the others out of it.

Quantities are in the part's own unit; anything below ``TOLERANCE`` is nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from odoo.addons.maintenance_bom.tools import TOLERANCE, take


@dataclass(frozen=True)
class PutIn:
    """Pieces of one lot, put into the asset by one line of a stock move.

    ``capacity`` is how many pieces the position holds, 0 if nobody knows. A serial
    (``is_serial``) can only be in one place at a time.
    """

    line: int
    move: int
    lot: int
    quantity: float
    position: str = ""
    capacity: float = 0.0
    is_serial: bool = False


@dataclass(frozen=True)
class TakenOut:
    """Pieces of one lot that left: returned unused, removed, or put in elsewhere.

    ``returned_move`` is the move that an unused part came in by, 0 if it is none.
    """

    move: int
    lot: int
    quantity: float
    position: str = ""
    is_return: bool = False
    returned_move: int = 0


@dataclass
class Out:
    """Of ``line``, so much is not there any more.

    ``move`` ended it: its return or removal, or the move that put another piece in its
    place. What then became of the old piece is ``fate``, the move of its removal.
    """

    line: int
    quantity: float
    move: int
    fate: int = 0


def trace(events: Iterable[PutIn | TakenOut]) -> list[Out]:
    """Return what is no longer in an asset, of one part and those it supersedes.

    A part that came back unused was never in the asset, so it took no other's place,
    whenever it came back. A piece that finds its position full takes the place of the
    oldest one there. A piece that is removed after another took its place was that old
    one; a piece that is removed and was never put in came with the machine.

    :param events: all that was put in and taken out, the oldest first
    """
    events = list(events)
    kept, outs = _net_returns(events)
    inside = _Inside()
    for event in events:
        if isinstance(event, PutIn):
            inside.put_in(event, kept[event.line])
        elif not event.is_return:
            inside.take_out(event)
    return outs + inside.get_outs()


def _net_returns(
    events: list[PutIn | TakenOut],
) -> tuple[dict[int, float], list[Out]]:
    """Return ({line: quantity that did not come back unused}, what did)."""
    kept: dict[int, float] = {}
    outs: list[Out] = []
    before: list[PutIn] = []
    for event in events:
        if isinstance(event, PutIn):
            kept[event.line] = event.quantity
            before.insert(0, event)
        elif event.is_return:
            # of the move that it names; else of the latest that it can have come from
            entries = [
                [put.line, kept[put.line]]
                for put in sorted(before, key=_is_not_of(event.returned_move))
                if put.lot == event.lot
            ]
            for (line, _left), taken in take(event.quantity, entries, TOLERANCE):
                kept[line] -= taken
                outs.append(Out(line, taken, event.move))
    return kept, outs


def _is_not_of(move: int) -> Callable[[PutIn], bool]:
    return lambda put: put.move != move


class _Inside:
    """The pieces in an asset, and those that others replaced, as events go by."""

    def __init__(self) -> None:
        # of each piece what is left
        self.pieces: list[list[PutIn | float]] = []
        self.removed: list[Out] = []
        self.replaced: list[tuple[PutIn, Out]] = []

    def get_outs(self) -> list[Out]:
        return self.removed + [
            out for _put, out in self.replaced if out.quantity > TOLERANCE
        ]

    def put_in(self, put: PutIn, quantity: float) -> None:
        if quantity <= TOLERANCE:
            return
        ended = []
        if put.is_serial:
            self._forget(put.lot)
            ended += self._end(quantity, lambda old: old.lot == put.lot)
        self.pieces.append([put, quantity])
        if put.capacity:
            there = sum(
                left for old, left in self.pieces if old.position == put.position
            )
            ended += self._end(
                there - put.capacity,
                lambda old: old.position == put.position and old.move != put.move,
            )
        self.replaced += [(old, Out(old.line, taken, put.move)) for old, taken in ended]

    def take_out(self, taken: TakenOut) -> None:
        """Take what was replaced before what is there, at the position before others.

        Old pieces are removed to make room for new ones that may be booked already.
        """

        def is_there(put: PutIn) -> bool:
            return put.lot == taken.lot and put.position == taken.position

        def is_of_lot(put: PutIn) -> bool:
            return put.lot == taken.lot

        left = taken.quantity
        for is_meant in (is_there, is_of_lot):
            left -= self._explain(left, is_meant, taken.move)
            for old, quantity in self._end(left, is_meant):
                left -= quantity
                self.removed.append(Out(old.line, quantity, taken.move))

    def _explain(
        self, quantity: float, is_meant: Callable[[PutIn], bool], fate: int
    ) -> float:
        """Say what became of pieces that were replaced, the latest first: how many."""
        entries = [
            [out, out.quantity] for old, out in reversed(self.replaced) if is_meant(old)
        ]
        pieces = take(quantity, entries, TOLERANCE)
        for (out, _left), part in pieces:
            out.quantity -= part
            self.removed.append(Out(out.line, part, out.move, fate))
        return sum(part for _entry, part in pieces)

    def _forget(self, lot: int) -> None:
        """A serial that is put in again is not what an earlier swap left behind."""
        for old, out in self.replaced:
            if old.lot == lot and out.quantity > TOLERANCE:
                self.removed.append(Out(out.line, out.quantity, out.move))
                out.quantity = 0.0

    def _end(
        self, quantity: float, is_meant: Callable[[PutIn], bool]
    ) -> list[tuple[PutIn, float]]:
        """Take out so much of what is meant, the oldest first: [(piece, quantity)]."""
        meant = [piece for piece in self.pieces if is_meant(piece[0])]
        ended = take(quantity, meant, TOLERANCE)
        self.pieces = [piece for piece in self.pieces if piece[1] > TOLERANCE]
        return [(put, taken) for (put, _left), taken in ended]
