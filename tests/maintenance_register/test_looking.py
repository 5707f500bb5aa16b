"""What is shown of a workbook before it is read: sheet, headings, columns, key."""

import pytest
from maintenance_register_tools.headings import IGNORED, squeeze
from maintenance_register_tools.looking import Memory, choose_sheet, look

TITLE = (1, ["Our machines", "", ""])
HEADINGS = (3, ["Inventarnummer", "Bezeichnung", "Standort", "Farbe"])
PUMP = (4, ["A-1", "Pump", "Hall 1", "red"])
SAW = (5, ["A-2", "Saw", "Hall 1", ""])


def get_keys(seen):
    return {column.heading: column.key for column in seen.columns}


def test_columns_are_taken_for_what_their_headings_say():
    seen = look([TITLE, HEADINGS, PUMP, SAW])
    assert seen.header.number == 3
    assert get_keys(seen) == {
        "Inventarnummer": "code",
        "Bezeichnung": "name",
        "Standort": "location",
        "Farbe": IGNORED,
    }
    assert seen.columns[seen.key_index].heading == "Inventarnummer"


def test_examples_are_different_and_short():
    seen = look([HEADINGS, PUMP, SAW, (6, ["A-3", "x" * 100, "Hall 2"])])
    examples = {column.heading: column.examples for column in seen.columns}
    assert examples["Inventarnummer"] == ("A-1", "A-2", "A-3")
    assert examples["Standort"] == ("Hall 1", "Hall 2")
    assert examples["Farbe"] == ("red",)
    assert [len(text) for text in examples["Bezeichnung"]] == [4, 3, 40]


def test_what_a_person_decided_before_counts_more_than_the_words():
    memory = Memory(
        {squeeze("Farbe"): "category", squeeze("Standort"): IGNORED}, squeeze("FARBE")
    )
    seen = look([HEADINGS, PUMP], memory)
    assert get_keys(seen)["Farbe"] == "category"
    assert get_keys(seen)["Standort"] == IGNORED
    assert seen.columns[seen.key_index].heading == "Farbe"


def test_a_person_may_say_which_row_has_the_headings():
    seen = look([TITLE, HEADINGS, PUMP, SAW], header_number=4)
    assert [column.heading for column in seen.columns] == PUMP[1]
    assert look([TITLE, HEADINGS], header_number=2).header is None


def test_columns_without_a_heading_are_left_out():
    seen = look([(1, ["Tag", "", "Name"]), (2, ["A-1", "?", "Pump"])])
    assert [column.index for column in seen.columns] == [0, 2]


@pytest.mark.parametrize(
    ("headings", "key"),
    [
        (["Name", "Serial Number", "Asset Tag", "ID"], "ID"),
        (["Name", "Serial Number", "Asset Tag"], "Asset Tag"),
        (["Name", "Serial Number"], "Serial Number"),
        (["Name", "Location"], None),
    ],
)
def test_the_column_that_says_best_which_asset_it_is(headings, key):
    seen = look([(1, headings), (2, ["a", "b", "c", "d"])])
    found = None if seen.key_index is None else headings[seen.key_index]
    assert found == key


def test_the_sheet_with_the_most_known_headings_is_taken():
    empty = look([])
    other = look([(1, ["Colour", "Taste"]), (2, ["red", "sweet"])])
    assets = look([HEADINGS, PUMP])
    few = look([(1, ["Name", "Location"]), (2, ["Pump", "Hall 1"])])
    assert choose_sheet([empty, other, few, assets], [False] * 4) == 3
    assert choose_sheet([empty, few, assets], [False, False, True]) == 1
    assert choose_sheet([other, assets], [False, True]) == 1
    assert choose_sheet([empty, other], [False, False]) == 1
    assert choose_sheet([empty, empty], [False, False]) == 0
