"""Writing workbooks: what is text stays text, whatever it looks like."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maintenance_register_tools.cells import get_text
from maintenance_register_workbooks.reading import Workbook
from maintenance_register_workbooks.writing import get_title, write_table
from openpyxl import load_workbook

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "=",
    "%0A=1",
    "|calc",
]


def write(*rows, headings=("Name",), title="Assets"):
    stream = io.BytesIO()
    write_table(stream, title, headings, rows)
    return stream.getvalue()


def read(content):
    with Workbook(content) as book:
        return [[get_text(cell) for cell in cells] for _n, cells in book.get_rows(0)]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text(text):
    content = write([text], headings=[text])
    sheet = load_workbook(io.BytesIO(content)).active
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.data_type, cell.value) == ("s", text)
        # also after somebody has edited it in Excel
        assert cell.quotePrefix
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read(
        "xl/worksheets/sheet1.xml"
    )


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_can_be_written_and_none_becomes_a_formula(texts):
    sheet = load_workbook(io.BytesIO(write(texts))).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds <= {"s"}


@given(st.lists(st.from_regex(r"[A-Za-z=+\-@ö€ 0-9.]{1,20}", fullmatch=True)))
def test_what_is_written_is_read_again(texts):
    expected = [" ".join(text.split()) for text in texts]
    while expected and not expected[-1]:
        expected.pop()
    found = read(write(texts, headings=["first"]))
    assert found == [["first"], expected] if expected else [["first"]]


def test_numbers_are_numbers_and_dates_dates():
    sheet = load_workbook(
        io.BytesIO(write([5, 12.5, date(2026, 3, 31), None, "", False, 10**16]))
    ).active
    five, twelve, day, *nothing, large = [cell.value for cell in sheet[2]]
    assert (five, twelve) == (5, 12.5)
    assert day.date() == date(2026, 3, 31)
    assert nothing == [None, None, None]
    # with all its digits
    assert large == str(10**16)


def test_a_text_that_excel_would_not_take_is_cut():
    assert len(read(write(["x" * 40_000]))[1][0]) == 32_767


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Assets", "Assets"),
        ("Plant [A]: what/is*new?", "Plant  A   what is new"),
        ("x" * 50, "x" * 31),
        ("'", "Sheet"),
        ("", "Sheet"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(title, name):
    assert get_title(title) == name
    with Workbook(write(["x"], title=title)) as book:
        assert book.sheets[0].name == name


def test_writing_a_hundred_thousand_rows_holds_none_of_them(tmp_path):
    code = f"""
import re, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests import tools_finder
tools_finder.install()
from tests.maintenance_register import conftest
from maintenance_register_workbooks.writing import write_table
def peak():
    found = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024
def write(rows):
    with open({str(tmp_path / "out.xlsx")!r}, "wb") as file:
        write_table(file, "Assets", ["a"] * 10, ([f"{{n}}"] * 10 for n in range(rows)))
    return peak()
few = write(200)
print(write(20_000) - few)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 10
