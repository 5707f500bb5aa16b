"""Reading workbooks."""

from datetime import date

import openpyxl
import pytest

from asset_register_sync import errors
from asset_register_sync.config.loading import parse
from asset_register_sync.engine.context import open_context
from asset_register_sync.engine.pushing import push
from asset_register_sync.mapping import Mapper
from asset_register_sync.sources.excel import WorkbookRegister

from .odoo_fake import KEY, OdooFake
from .servers import serving

CONFIG = """\
register = "W"
[odoo]
url = "http://localhost:8069"
database = "test"
[source]
kind = "workbook"
path = "assets*.xlsx"
settle = 0
[fields]
external_id = "Inv. No."
name = "Name"
serial_no = "Serial"
cost = "Cost"
in_service_date = "Since"
"""
HEADINGS = ["Inv. No.", "Name", "Serial", "Cost", "Since"]


def write(folder, sheets, name="assets.xlsx"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return book


def open_register(folder, text=CONFIG, **options):
    config = parse(text)
    return WorkbookRegister(config.source, config, folder, **options)


def read(folder, text=CONFIG):
    """Return the scan and what became of its rows."""
    scan = open_register(folder, text).scan()
    mapper = Mapper(parse(text).fields, by_heading=True)
    return scan, [mapper.map(row) for page in scan.pages for row in page.rows]


def test_table_below_a_title_and_above_a_total(tmp_path):
    rows = [
        ["List of assets"],
        [],
        HEADINGS,
        ["1", "Saw", "S-1", 12.5, date(2026, 3, 31)],
        HEADINGS,
        ["2", "Lathe"],
        ["Total", None, None, 12.5],
    ]
    write(tmp_path, {"Assets": rows, "Notes": [["Nothing here"]]})
    scan, mapped = read(tmp_path)
    assert [one.record for one in mapped] == [
        {
            "external_id": "1",
            "name": "Saw",
            "serial_no": "S-1",
            "cost": 12.5,
            "in_service_date": "2026-03-31",
        },
        {
            "external_id": "2",
            "name": "Lathe",
            "serial_no": "",
            "cost": "",
            "in_service_date": "",
        },
    ]
    assert mapped[0].place == "Assets!4"
    assert scan.is_complete


def test_several_sheets_are_read(tmp_path):
    write(tmp_path, {"A": [HEADINGS, ["1", "x"]], "B": [HEADINGS, ["2", "y"]]})
    _scan, mapped = read(tmp_path)
    assert [one.external_id for one in mapped] == ["1", "2"]
    text = CONFIG.replace("settle", 'sheets = ["B"]\nsettle')
    _scan, mapped = read(tmp_path, text)
    assert [one.external_id for one in mapped] == ["2"]


def test_leading_zeros_of_a_format_are_kept(tmp_path):
    book = write(tmp_path, {"A": [HEADINGS, [123, 4711]]})
    book["A"]["A2"].number_format = "00000"
    book.save(tmp_path / "assets.xlsx")
    _scan, mapped = read(tmp_path)
    assert mapped[0].external_id == "00123"
    assert mapped[0].record["name"] == "4711"


def test_error_cells_and_formulas_without_value_are_reasons(tmp_path):
    rows = [HEADINGS, ["1", "=1+1"], ["2", "#N/A"], ["3", "good"]]
    write(tmp_path, {"A": rows})
    _scan, mapped = read(tmp_path)
    assert "A!B2 has a formula" in mapped[0].reasons[0]
    assert "A!B3 shows #N/A" in mapped[1].reasons[0]
    assert not mapped[2].reasons


def test_number_that_has_lost_digits_is_a_reason(tmp_path):
    write(tmp_path, {"A": [HEADINGS, ["1", "x", 12345678901234567]]})
    _scan, mapped = read(tmp_path)
    assert "A!C2" in mapped[0].reasons[0] or "digits" in mapped[0].reasons[0]


def test_newest_file_is_taken(tmp_path):
    write(tmp_path, {"A": [HEADINGS, ["1", "x"]]}, "assets-1.xlsx")
    write(tmp_path, {"A": [HEADINGS, ["2", "x"]]}, "assets-2.xlsx")
    write(tmp_path, {"A": [HEADINGS, ["3", "x"]]}, "~$assets-3.xlsx")
    _scan, mapped = read(tmp_path)
    assert mapped[0].external_id == "2"


@pytest.mark.parametrize(
    "content", [b"", b"no workbook", b"PK\x03\x04half", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_workbook_is_an_error(tmp_path, content):
    (tmp_path / "assets.xlsx").write_bytes(content)
    with pytest.raises(errors.SourceAnswer):
        read(tmp_path)


def test_half_a_workbook_is_an_error(tmp_path):
    write(tmp_path, {"A": [HEADINGS, *([str(n), "x"] for n in range(2000))]})
    path = tmp_path / "assets.xlsx"
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(errors.SourceAnswer):
        read(tmp_path)


def test_workbook_without_the_headings_is_an_error(tmp_path):
    write(tmp_path, {"A": [["a", "b"], [1, 2]]})
    with pytest.raises(errors.SourceAnswer, match="headings"):
        read(tmp_path)
    (tmp_path / "assets.xlsx").unlink()
    with pytest.raises(errors.SourceAnswer, match="there is no"):
        read(tmp_path)


def test_workbook_that_is_changed_while_it_is_read_is_an_error(tmp_path):
    write(tmp_path, {"A": [HEADINGS, *([str(n), "x"] for n in range(700))]})
    pages = open_register(tmp_path).scan().pages
    next(pages)
    write(tmp_path, {"A": [HEADINGS, ["1", "x"]]})
    with pytest.raises(errors.SourceShifting):
        list(pages)


def test_workbook_that_is_being_written_is_waited_for(tmp_path):
    write(tmp_path, {"A": [HEADINGS, ["1", "x"]]})
    path = tmp_path / "assets.xlsx"
    now = [path.stat().st_mtime]
    text = CONFIG.replace("settle = 0", "settle = 5")

    def sleep(seconds):
        now[0] += seconds

    register = open_register(tmp_path, text, sleep=sleep, clock=lambda: now[0])
    assert len(list(register.scan().pages)) == 1
    assert now[0] >= path.stat().st_mtime + 5


def test_scan_goes_on_behind_a_page(tmp_path):
    rows = [HEADINGS, *([str(n), "x"] for n in range(600))]
    write(tmp_path, {"A": rows, "B": [HEADINGS, ["b", "y"]]})
    register = open_register(tmp_path)
    first = next(register.scan().pages)
    rest = register.scan(resume=first.resume)
    numbers = [row.values["invno"].value for page in rest.pages for row in page.rows]
    assert numbers == [str(n) for n in range(500, 600)] + ["b"]
    assert rest.count == 601
    assert rest.is_complete


PUSH = """
[push.fields.status]
path = "State"
values = { in_service = "in use", retired = "sold" }
[push.fields.location]
path = "Place"
"""


@pytest.fixture
def context(tmp_path, monkeypatch):
    """A context whose Odoo has changed assets; its workbook is in ``tmp_path``."""
    odoo = OdooFake()
    odoo.change("1", status="retired", location="=Hall")
    odoo.change("2", status="in_service")
    odoo.change("9", status="retired")
    rows = [["Title"], [*HEADINGS[:2], "State", "Place"]]
    rows += [["1", "Saw", "in use", "X"], ["2", "Lathe", "in use", "=1+1"]]
    write(tmp_path, {"A": rows})
    monkeypatch.setenv("ODOO_API_KEY", KEY)
    with serving(odoo.answer) as url:
        path = tmp_path / "sync.toml"
        text = CONFIG.replace("http://localhost:8069", url).replace('"W"', '"R"')
        text = text.replace("assets*", "assets")
        path.write_text(text[: text.index("serial_no")] + PUSH)
        with open_context(path) as context:
            yield context


def test_push_writes_a_new_file_and_leaves_the_old_one(context, tmp_path):
    before = (tmp_path / "assets.xlsx").read_bytes()
    pushed = push(context)
    assert pushed.written == 1
    assert [one.external_id for one in pushed.rejected] == ["9"]
    assert (tmp_path / "assets.xlsx").read_bytes() == before
    sheet = openpyxl.load_workbook(tmp_path / "assets-from-odoo.xlsx")["A"]
    assert [cell.value for cell in sheet[3]] == ["1", "Saw", "sold", "=Hall"]
    assert sheet["D3"].data_type == "s"
    assert [cell.value for cell in sheet[4]] == ["2", "Lathe", "in use", "=1+1"]
    # taken over, there is nothing more to say
    (tmp_path / "assets-from-odoo.xlsx").replace(tmp_path / "assets.xlsx")
    assert push(context).written == 0


def test_new_file_is_never_taken_for_the_register(context, tmp_path):
    path = tmp_path / "sync.toml"
    path.write_text(path.read_text().replace('"assets.xlsx"', '"assets*.xlsx"'))
    with open_context(path) as other:
        with pytest.raises(errors.ConfigError, match="read as the register"):
            push(other)
