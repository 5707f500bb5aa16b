"""Reading workbooks, those of others among them."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from maintenance_register_tools.cells import ERROR, NO_VALUE, Cell, get_text
from maintenance_register_tools.headings import count_known, match
from maintenance_register_tools.table import find_header
from maintenance_register_workbooks import reading
from maintenance_register_workbooks.reading import UnreadableWorkbook, Workbook
from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def save(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make(*rows, formats=None):
    """Return a workbook of one sheet; ``formats`` are number formats by cell."""
    book = NewWorkbook()
    for row in rows:
        book.active.append(row)
    for name, number_format in (formats or {}).items():
        book.active[name].number_format = number_format
    return save(book)


def pack(sheet, **parts):
    """Return a workbook whose only sheet holds this XML; parts may be replaced."""
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" '
        f'ContentType="{KIND}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Assets" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_of(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def read(content, index=0):
    with Workbook(content) as book:
        return list(book.get_rows(index))


def read_texts(content, index=0):
    return [
        [get_text(cell) for cell in cells] for _number, cells in read(content, index)
    ]


def test_rows_have_the_numbers_of_the_sheet_and_blank_ones_are_left_out():
    rows = read(make(["Tag"], [None, None], ["", " "], [None, "Pump", None]))
    assert rows == [(1, [Cell("Tag")]), (4, [Cell(None), Cell("Pump")])]


def test_numbers_and_dates_come_with_their_format():
    content = make(
        [7, 7, 0.5, datetime(2026, 3, 31), True],
        formats={"B1": "00000", "C1": "0%", "D1": "dd.mm.yyyy"},
    )
    ((_number, cells),) = read(content)
    assert cells[0] == Cell(7, "General")
    assert cells[3] == Cell(datetime(2026, 3, 31), "dd.mm.yyyy")
    assert [get_text(cell) for cell in cells] == [
        "7",
        "00007",
        "50%",
        "2026-03-31",
        "TRUE",
    ]


def test_a_day_of_a_workbook_that_counts_from_1904_is_the_same_day():
    book = NewWorkbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime(2026, 3, 31)])
    content = save(book)
    assert read_texts(content) == [["2026-03-31"]]
    with Workbook(content) as opened:
        assert opened.epoch == date(1904, 1, 1)


def test_a_formula_that_nobody_has_calculated_is_no_empty_cell():
    ((_number, cells),) = read(make(["Pump", "=1+1"]))
    assert cells[1] == Cell(None, problem=NO_VALUE)


def test_a_formula_has_the_value_that_was_calculated():
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>"x"</f><v>x</v></c></row>'
    )
    assert read_texts(pack(sheet_of(rows))) == [["2", "", "x"]]


def test_an_error_is_an_error():
    rows = '<row r="1"><c r="A1" t="e"><f>NA()</f><v>#N/A</v></c></row>'
    assert read(pack(sheet_of(rows))) == [(1, [Cell("#N/A", problem=ERROR)])]


def test_a_date_out_of_range_is_an_error_and_not_a_number():
    ((_number, cells),) = read(make([1e9], formats={"A1": "yyyy-mm-dd"}))
    assert cells[0].problem == ERROR


def test_rows_and_cells_may_lack_their_place():
    rows = (
        '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>5</v></c></row>'
        "<row><c><v>6</v></c></row>"
    )
    assert read_texts(pack(sheet_of(rows))) == [["a", "5"], ["6"]]


def test_a_sheet_that_claims_a_million_rows_is_read_at_once():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    sheet = sheet_of(rows).replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    assert read_texts(pack(sheet)) == [["1"]]


def test_parts_that_hold_no_cells_may_be_damaged():
    properties = {"docProps/core.xml": "<broken", "xl/theme/theme1.xml": "<broken"}
    sheet = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert read_texts(pack(sheet, **properties)) == [["1"]]


def test_hidden_sheets_are_told():
    book = NewWorkbook()
    book.active.title = "Assets"
    book.create_sheet("Lists").sheet_state = "hidden"
    book.create_chartsheet("Diagram")
    with Workbook(save(book)) as opened:
        assert [(sheet.name, sheet.is_hidden) for sheet in opened.sheets] == [
            ("Assets", False),
            ("Lists", True),
        ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", reading.NOT_A_WORKBOOK),
        (b"Tag;Name\n1001;Pump\n", reading.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", reading.OLD_OR_ENCRYPTED),
        (b"PK\x03\x04 and then nothing", reading.DAMAGED),
        (make(["Tag"])[:-200], reading.DAMAGED),
        (pack("<worksheet"), reading.DAMAGED),
        (pack("", **{"xl/workbook.xml": "no xml"}), reading.DAMAGED),
        (pack("", **{"xl/workbook.bin": "binary"}), reading.OTHER_KIND),
        (pack("", **{"[Content_Types].xml": ""}), reading.DAMAGED),
        (
            pack(sheet_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
            reading.DAMAGED,
        ),
        (pack(sheet_of('<row r="x"><c r="A1"><v>7</v></c></row>')), reading.DAMAGED),
        (pack(sheet_of('<row r="1"><c r="?"><v>7</v></c></row>')), reading.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content, code):
    with pytest.raises(UnreadableWorkbook) as caught:
        read(content)
    assert caught.value.code == code


def test_a_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableWorkbook) as caught:
        read(pack(sheet_of(" " * 2_000_000)))
    assert caught.value.code == reading.TOO_LARGE


def test_a_part_that_is_packed_a_thousandfold_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGE_PART", 1_000_000)
    for content in (
        pack(sheet_of(" " * 2_000_000)),
        pack(sheet_of(""), **{"xl/styles.xml": " " * 2_000_000}),
    ):
        with pytest.raises(UnreadableWorkbook) as caught:
            read(content)
        assert caught.value.code == reading.TOO_LARGE


def test_styles_that_would_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_OTHERS", 1_000)
    with pytest.raises(UnreadableWorkbook) as caught:
        read(pack(sheet_of(""), **{"xl/styles.xml": " " * 2_000}))
    assert caught.value.code == reading.TOO_LARGE


def test_entities_that_grow_are_refused():
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9)
    )
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e8;</t></is></c></row>'
    with pytest.raises(UnreadableWorkbook) as caught:
        read(pack(f"<!DOCTYPE worksheet [{entities}]>{sheet_of(rows)}"))
    assert caught.value.code == reading.DAMAGED


def test_files_on_the_machine_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    entity = f'<!DOCTYPE worksheet [<!ENTITY e SYSTEM "file://{secret}">]>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a&e;</t></is></c></row>'
    try:
        texts = read_texts(pack(entity + sheet_of(rows)))
    except UnreadableWorkbook:
        texts = []
    assert "secret" not in str(texts)


# --- workbooks of others


def folder():
    path = os.environ.get("TEST_WORKBOOKS")
    assert path, "The workbooks of others are missing: run this with scripts/test."
    return Path(path)


def get_all():
    return sorted(path for path in folder().glob("*/*") if path.suffix != ".csv")


def describe(path):
    """Return a line for each sheet: its rows, and the table that is found in it."""
    where = f"{path.parent.name}/{path.name}"
    try:
        with Workbook(path.read_bytes()) as book:
            return [
                f"{where} | {_describe_sheet(book, sheet)}" for sheet in book.sheets
            ]
    except UnreadableWorkbook as error:
        return [f"{where} | refused: {error.code}"]


def _describe_sheet(book, sheet):
    rows = [
        (number, [get_text(cell) for cell in cells])
        for number, cells in book.get_rows(sheet.index)
    ]
    hidden = " (hidden)" if sheet.is_hidden else ""
    told = f"{sheet.name}{hidden}: {len(rows)} rows"
    header = find_header(rows, count_known)
    if not header:
        return f"{told}, no table"
    keys = match(header.headings)
    known = [
        f"{heading} = {key}"
        for heading, key in zip(header.headings, keys, strict=True)
        if key
    ]
    headings = sum(map(bool, header.headings))
    return (
        f"{told}, headings in row {header.number}: {len(known)} of {headings} known"
        + "".join(f", {pair}" for pair in known)
    )


def test_every_workbook_of_others_gives_what_the_list_says():
    """To write the list anew: TEST_WRITE_LIST=1 scripts/test …"""
    path = Path(__file__).with_name("corpora.txt")
    found = [line for one in get_all() for line in describe(one)]
    if os.environ.get("TEST_WRITE_LIST"):
        path.write_text("\n".join(found) + "\n")
    assert path.read_text().splitlines() == found


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_row_of_the_workbooks_of_others_is_lost():
    """Beside openpyxl, which reads each of them whole."""
    refused = []
    for path in get_all():
        if path.suffix not in (".xlsx", ".xlsm"):
            continue
        try:
            theirs = load_workbook(path, data_only=True)
        except Exception:  # it refuses what we can read
            refused.append(path.name)
            continue
        with Workbook(path.read_bytes()) as book:
            for sheet in book.sheets:
                ours = [number for number, _cells in book.get_rows(sheet.index)]
                expected = [
                    number
                    for number, row in enumerate(theirs[sheet.name].values, 1)
                    if any(value is not None and str(value).strip() for value in row)
                ]
                assert set(expected) <= set(ours), (path.name, sheet.name)
    assert len(refused) == 4, refused


def test_workbooks_of_another_kind_are_refused():
    codes = {}
    for path in folder().glob("*/*.[ox]*"):
        if path.suffix in (".ods", ".xls"):
            with pytest.raises(UnreadableWorkbook) as caught:
                Workbook(path.read_bytes())
            codes.setdefault(path.suffix, set()).add(caught.value.code)
    assert codes == {
        ".ods": {reading.OTHER_KIND},
        ".xls": {reading.OLD_OR_ENCRYPTED},
    }


def test_text_is_the_same_that_another_program_reads():
    source = folder() / "xlsx2csv"
    for name in ("utf8", "no_cell_ids", "last-column-empty"):
        theirs = (source / f"{name}.csv").read_text().splitlines()
        content = next(source.glob(f"{name}.xls[xm]")).read_bytes()
        theirs = [line.rstrip(",") for line in theirs if line.strip(",")]
        ours = [",".join(texts) for texts in read_texts(content)]
        assert ours == theirs, name


def test_a_hundred_thousand_rows_are_read_in_less_than_150_mb(tmp_path):
    path = tmp_path / "large.xlsx"
    rows = 100_000 if os.environ.get("TEST_DEEP") else 10_000
    book = NewWorkbook(write_only=True)
    sheet = book.create_sheet("Assets")
    sheet.append(["Tag", "Name", "Serial", "Location", "Cost", "Bought"])
    for number in range(rows):
        text = f"{number:06d}"
        sheet.append(
            [
                number,
                f"Pump {text}",
                f"SN-{text}",
                f"Hall {number % 50}",
                99.5,
                datetime(2026, 3, 31),
            ]
        )
    book.save(path)
    code = f"""
import re, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests import tools_finder
tools_finder.install()
from tests.maintenance_register import conftest
from maintenance_register_workbooks.reading import Workbook
with open({str(path)!r}, "rb") as file, Workbook(file) as book:
    count = sum(1 for row in book.get_rows(0))
# not what the program that started this one had
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(count, int(peak[1]) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    count, megabytes = map(int, done.stdout.split())
    assert count == rows + 1
    assert megabytes < 150
