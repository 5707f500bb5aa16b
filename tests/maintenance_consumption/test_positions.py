"""At which position a part goes in."""

from maintenance_consumption_tools.positions import judge_place


def test_the_place_of_a_part():
    assert judge_place("", {"motor": 2.0}, 0, 1) == ("motor", 2.0)
    assert judge_place("", {"left": 1.0, "right": 1.0}, 1, 1) == ("", 0.0)
    assert judge_place("left", {"left": 4.0, "right": 1.0}, 1, 1) == ("left", 4.0)
    assert judge_place("roof", {"left": 4.0}, 3.0, 1) == ("roof", 3.0)
    assert judge_place("roof", {}, 0, 2.0) == ("roof", 2.0)
    assert judge_place("", {}, 3.0, 1) == ("", 0.0)
    assert judge_place("", {"": 2.0}, 3.0, 1) == ("", 2.0)
