"""Which serial is where: examples that people know."""

from maintenance_installed_parts_tools.fitting import (
    Out,
    PutIn,
    TakenOut,
    trace,
)


def put(number, position="front", capacity=1.0, **values):
    """Lot ``number``, put in by the line and the move of that number."""
    values = {"lot": number, "quantity": 1.0, "is_serial": True} | values
    return PutIn(
        number,
        values.pop("move", number),
        position=position,
        **{"capacity": capacity, **values},
    )


def removal(move, lot, quantity=1.0, **values):
    return TakenOut(move, lot, quantity, **values)


def back(move, lot, issue, quantity=1.0):
    return TakenOut(move, lot, quantity, is_return=True, returned_move=issue)


def test_what_is_put_in_stays():
    assert trace([put(1)]) == []


def test_the_next_one_at_the_position_replaces_it():
    assert trace([put(1), put(2), put(3)]) == [Out(1, 1, 2), Out(2, 1, 3)]


def test_the_fifth_tyre_replaces_the_oldest_of_four():
    tyres = [put(number, "axle", 4.0) for number in range(1, 6)]
    assert trace(tyres) == [Out(1, 1, 5)]


def test_four_tyres_of_one_move_do_not_replace_each_other():
    old = [put(number, "axle", 4.0, move=1) for number in (1, 2, 3, 4)]
    new = [put(number, "axle", 4.0, move=9) for number in (5, 6, 7, 8)]
    assert trace(old) == []
    assert trace(old + new) == [Out(line, 1, 9) for line in (1, 2, 3, 4)]
    assert trace([put(number, "axle", 2.0, move=1) for number in (1, 2, 3)]) == []


def test_other_positions_are_left_alone():
    assert trace([put(1, "left"), put(2, "right")]) == []


def test_where_nobody_knows_the_place_nothing_is_replaced():
    assert trace([put(1, "", 0.0), put(2, "", 0.0)]) == []


def test_a_removed_one_leaves_room():
    tyres = [put(number, "axle", 4.0) for number in range(1, 5)]
    events = [*tyres, removal(8, 2), put(5, "axle", 4.0)]
    assert trace(events) == [Out(2, 1, 8)]


def test_a_removal_after_the_swap_says_what_became_of_the_old_one():
    assert trace([put(1), put(2), removal(8, 1)]) == [Out(1, 1, 2, 8)]


def test_a_part_that_came_with_the_machine_is_no_ones():
    assert trace([removal(8, 7), put(7)]) == []
    assert trace([put(1), removal(8, 7)]) == []


def test_an_unused_one_replaced_nothing():
    assert trace([put(1), put(2), back(3, 2, issue=2)]) == [Out(2, 1, 3)]


def test_a_part_of_a_batch_is_replaced_or_returned():
    batch = put(1, "axle", 4.0, quantity=4.0, is_serial=False)
    newer = put(2, "axle", 4.0, quantity=1.5, is_serial=False)
    assert trace([batch, newer]) == [Out(1, 1.5, 2)]
    assert trace([batch, newer, back(3, 2, 2, 0.5)]) == [Out(2, 0.5, 3), Out(1, 1, 2)]


def test_a_return_is_of_the_move_that_it_names():
    first = put(1, "", 0.0, lot=7, quantity=2.0, is_serial=False)
    second = put(2, "", 0.0, lot=7, quantity=2.0, is_serial=False)
    assert trace([first, second, back(3, 7, 1)]) == [Out(1, 1, 3)]
    assert trace([first, second, back(3, 7, 0)]) == [Out(2, 1, 3)]


def test_a_serial_that_is_put_in_again_is_there_once():
    first, again = put(1, "left", 4.0), put(2, "right", 4.0, lot=1)
    assert trace([first, again]) == [Out(1, 1, 2)]


def test_a_removed_piece_of_a_batch_is_the_one_that_was_replaced():
    batch = put(1, "axle", 4.0, quantity=4.0, is_serial=False)
    newer = put(2, "axle", 4.0, quantity=1.0, is_serial=False)
    outs = trace([batch, newer, removal(8, 1), removal(9, 1)])
    assert outs == [Out(1, 1, 2, 8), Out(1, 1, 9)]


def test_a_removed_piece_is_the_one_that_was_replaced_last():
    pieces = [put(number, lot=7, is_serial=False) for number in (1, 2, 3)]
    assert trace([*pieces, removal(8, 7)]) == [Out(2, 1, 3, 8), Out(1, 1, 2)]


def test_a_serial_that_came_back_is_removed_for_itself():
    again = put(3, lot=1)
    assert trace([put(1), put(2), again, removal(8, 1)]) == [
        Out(1, 1, 2),
        Out(3, 1, 8),
        Out(2, 1, 3),
    ]


def test_a_removal_takes_from_its_position_first():
    left = put(1, "left", 0.0, lot=7, is_serial=False)
    right = put(2, "right", 0.0, lot=7, is_serial=False)
    assert trace([left, right, removal(8, 7, position="right")]) == [Out(2, 1, 8)]
    assert trace([left, right, removal(8, 7, position="roof")]) == [Out(1, 1, 8)]
