"""What holds for every history, beside a model that moves single pieces about.

The model is as simple as it can be: a list of pieces, each with its line, its lot and
its position, and no quantities at all.
"""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from maintenance_installed_parts_tools.fitting import PutIn, TakenOut, trace

CAPACITIES = {"left": 1.0, "axle": 4.0, "": 0.0}
lots = st.integers(1, 4)
counts = st.integers(1, 3)
positions = st.sampled_from(sorted(CAPACITIES))


@st.composite
def histories(draw, is_serial=False):
    """Puts in of lots at positions; removals and returns of what may be there."""
    events, issues = [], []
    for move in range(1, draw(st.integers(2, 14))):
        action = draw(st.sampled_from(["put", "put", "put", "remove", "return"]))
        quantity = 1.0 if is_serial else float(draw(counts))
        if action == "put":
            # a new serial each time: the same twice is in the examples
            lot = move if is_serial else draw(lots)
            position = draw(positions)
            issue = PutIn(
                100 + move,
                move,
                lot,
                quantity,
                position,
                CAPACITIES[position],
                is_serial,
            )
            issues.append(issue)
            events.append(issue)
        elif action == "remove":
            lot = draw(st.sampled_from([put.lot for put in issues] + [99]))
            events.append(TakenOut(move, lot, quantity, draw(positions)))
        elif issues:
            issue = draw(st.sampled_from(issues))
            events.append(TakenOut(move, issue.lot, quantity, "", True, issue.move))
    return events


class Pieces:
    """The naive model: {(line, move, fate): how many pieces ended so}."""

    def __init__(self, events):
        self.inside, self.replaced, self.outs = [], [], Counter()
        unused = self.find_unused(events)
        for event in events:
            if isinstance(event, PutIn):
                self.put_in(event, int(event.quantity) - unused[event.line])
            elif not event.is_return:
                for _piece in range(int(event.quantity)):
                    self.remove_one(event)
        for piece, by in self.replaced:
            self.outs[piece.line, by, 0] += 1

    def find_unused(self, events):
        unused, before = Counter(), []
        for event in events:
            if isinstance(event, PutIn):
                before.append(event)
                continue
            for _piece in range(int(event.quantity) if event.is_return else 0):
                can_be = [
                    put
                    for put in before
                    if put.lot == event.lot and unused[put.line] < put.quantity
                ]
                named = [put for put in can_be if put.move == event.returned_move]
                if can_be:
                    put = (named or can_be)[-1]
                    unused[put.line] += 1
                    self.outs[put.line, event.move, 0] += 1
        return unused

    def put_in(self, put, count):
        self.inside += [put] * count
        if not (put.capacity and count):
            return
        while True:
            there = [old for old in self.inside if old.position == put.position]
            older = [old for old in there if old.move != put.move]
            if len(there) <= put.capacity or not older:
                return
            self.inside.remove(older[0])
            self.replaced.append((older[0], put.move))

    def remove_one(self, taken):
        for is_there in (True, False):
            for index in range(len(self.replaced) - 1, -1, -1):
                piece, by = self.replaced[index]
                if self.is_meant(piece, taken, is_there):
                    del self.replaced[index]
                    self.outs[piece.line, by, taken.move] += 1
                    return
            for piece in self.inside:
                if self.is_meant(piece, taken, is_there):
                    self.inside.remove(piece)
                    self.outs[piece.line, taken.move, 0] += 1
                    return

    def is_meant(self, piece, taken, is_there):
        return piece.lot == taken.lot and (
            piece.position == taken.position or not is_there
        )


def summed(outs):
    found = Counter()
    for out in outs:
        found[out.line, out.move, out.fate] += out.quantity
    return found


@given(histories())
def test_batches_as_single_pieces(events):
    assert summed(trace(events)) == Pieces(events).outs


@given(histories(is_serial=True))
def test_serials_as_single_pieces(events):
    assert summed(trace(events)) == Pieces(events).outs


@given(histories())
def test_no_piece_is_lost_or_ends_twice(events):
    left = {event.line: event.quantity for event in events if isinstance(event, PutIn)}
    for out in trace(events):
        assert out.quantity > 0
        left[out.line] -= out.quantity
    assert all(quantity >= 0 for quantity in left.values())


@given(histories())
def test_no_place_holds_more_than_fits_or_came_at_once(events):
    puts = {event.line: event for event in events if isinstance(event, PutIn)}
    ended = Counter()
    for out in trace(events):
        ended[out.line] += out.quantity
    for position, capacity in CAPACITIES.items():
        left = [
            (put.move, put.quantity - ended[put.line])
            for put in puts.values()
            if put.position == position
        ]
        newest = max((quantity for _move, quantity in left), default=0)
        if capacity:
            assert sum(quantity for _move, quantity in left) <= max(capacity, newest)


@given(histories(), st.integers(0, 13))
def test_what_happens_later_does_not_change_what_was_removed(events, length):
    """Only a return rewrites what was: the part was never there."""
    events = [
        event for event in events if isinstance(event, PutIn) or (not event.is_return)
    ]
    before = {key for key in summed(trace(events[:length])) if not key[2]}
    after = summed(trace(events))
    for line, move, _fate in before:
        assert any(key[:2] == (line, move) for key in after)
