"""Parts lists pasted from spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_bom_tools.paste import PastedRow, is_piece, parse_number, parse_table


def parse_german(text):
    return float(text.replace(".", "").replace(",", "."))


def test_cells_between_tabs_are_part_quantity_unit_position():
    assert parse_table("FIL-12\t2\tUnits\tleft") == [
        PastedRow(1, "FIL-12", 2.0, "2", "Units", "left")
    ]


def test_semicolons_separate_where_there_are_no_tabs():
    [row] = parse_table("FIL-12; 2 ;Units;left")
    assert (row.part, row.quantity, row.position) == ("FIL-12", 2.0, "left")


def test_a_semicolon_between_tabs_belongs_to_the_cell():
    [row] = parse_table("Bolt; zinc\t3")
    assert (row.part, row.quantity) == ("Bolt; zinc", 3.0)


def test_short_rows_have_one_piece_and_nothing_else():
    assert parse_table("FIL-12") == [PastedRow(1, "FIL-12", 1.0, "", "", "")]


def test_cells_too_many_are_passed_over():
    [row] = parse_table("FIL-12\t1\tL\tleft\tremark\t17")
    assert row.position == "left"


def test_empty_rows_count_but_give_nothing():
    rows = parse_table("A\t1\n\n \t \nB\t2\r\n")
    assert [(row.number, row.part) for row in rows] == [(1, "A"), (4, "B")]


def test_headings_set_the_order_of_the_columns():
    rows = parse_table("Qty\tRemark\tPart number\tUoM\n3\tnew\tFIL-12\tL")
    assert rows == [PastedRow(2, "FIL-12", 3.0, "3", "L", "")]


def test_a_part_that_is_called_like_a_heading_is_no_heading():
    rows = parse_table("Code\t2")
    assert [(row.part, row.quantity) for row in rows] == [("Code", 2.0)]


def test_headings_are_looked_for_in_the_first_row_only():
    rows = parse_table("FIL-12\t2\nPart\tQuantity")
    assert [row.part for row in rows] == ["FIL-12", "Part"]
    assert rows[1].quantity is None


def test_numbers_are_read_as_the_user_writes_them():
    [row] = parse_table("OIL\t1.250,5\tL", parse_german)
    assert row.quantity == 1250.5


@pytest.mark.parametrize("text", ["0", "-1", "two", "nan", "inf", "-inf", "1e999"])
def test_what_is_no_positive_number_is_kept_as_text(text):
    [row] = parse_table(f"FIL-12\t{text}")
    assert (row.quantity, row.quantity_text) == (None, text)


@pytest.mark.parametrize(
    ("text", "point", "separator", "number"),
    [
        ("4.5", ".", ",", 4.5),
        ("1,250.5", ".", ",", 1250.5),
        ("1,000,000", ".", ",", 1000000),
        ("4,5", ".", ",", 4.5),
        ("1.250,5", ",", ".", 1250.5),
        ("4.5", ",", ".", 4.5),
        ("1.000", ",", ".", 1000),
        ("1 000,5", ",", "\N{NARROW NO-BREAK SPACE}", 1000.5),
        ("1\N{NO-BREAK SPACE}000", ",", "\N{NO-BREAK SPACE}", 1000),
        ("1'250.5", ".", "'", 1250.5),
        ("1250", ".", "", 1250),
    ],
)
def test_a_number_is_read_in_its_language(text, point, separator, number):
    assert parse_number(text, point, separator) == number


@pytest.mark.parametrize("text", ["", "two", "1.2.3", "4,5,6", "--1"])
def test_what_is_no_number_is_a_value_error(text):
    with pytest.raises(ValueError):
        parse_number(text)


@given(st.integers(0, 10**9), st.sampled_from([(".", ","), (",", "."), (".", "'")]))
def test_grouped_whole_numbers_are_read_back(number, signs):
    point, separator = signs
    assert (
        parse_number(f"{number:,}".replace(",", separator), point, separator) == number
    )


@given(st.text())
def test_garbage_never_crashes(text):
    rows = parse_table(text)
    assert all(row.quantity is None or row.quantity > 0 for row in rows)
    assert len({row.number for row in rows}) == len(rows)


cells = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(cells, st.integers(1, 999), cells, cells), min_size=1))
def test_what_a_spreadsheet_copies_is_read_back(table):
    heading = "Part\tQuantity\tUnit\tPosition\n"
    rows = parse_table(heading + "\n".join("\t".join(map(str, row)) for row in table))
    assert [(row.part, row.quantity, row.unit, row.position) for row in rows] == table


@pytest.mark.parametrize("unit", ["pcs", "EA", "Stk.", " each ", "St", "PCE"])
def test_pieces_as_spreadsheets_write_them(unit):
    assert is_piece(unit)


@pytest.mark.parametrize("unit", ["", "kg", "box", "pack", "pcs/box"])
def test_what_is_no_single_piece(unit):
    assert not is_piece(unit)
