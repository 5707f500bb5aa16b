"""What it takes to bring a workbook into a register, and its assets out again.

- Reading 100,000 rows of 13 columns to records, in a process of its own: less than
  150 MB at the most. Written, they take hardly more memory than a few rows.
- In Odoo, with 20,000 assets: reading the workbook, comparing it, applying it,
  comparing it again when nothing has changed, and downloading the assets. Odoo itself
  takes a few hundred MB; what counts is how much more it takes for all rows.

``--rows`` and ``--assets`` choose other sizes.
"""

import argparse
import base64
import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchkit import Bench, environment

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 150
# what all rows may take more than one batch of them does
MOST_GROWTH = 60
HEADINGS = [
    *("Asset Tag", "Name", "Serial Number", "Model", "Category", "Location", "Vendor"),
    *("Status", "Condition", "Cost", "In Service Since", "Warranty Until", "Notes"),
]

# runs without Odoo, so that nothing but the reading takes memory
ALONE = """
import json, re, sys, time
from pathlib import Path

sys.path.insert(0, {root!r})
from tests import tools_finder

tools_finder.install()
from tests.maintenance_register import conftest
from maintenance_register_tools import headings
from maintenance_register_tools.cells import get_text
from maintenance_register_tools.rows import Column, Layout
from maintenance_register_tools.spooling import get_record, read_table, take_batches
from maintenance_register_workbooks.reading import Workbook
from maintenance_register_workbooks.writing import write_table

TYPES = {{"cost": "money", "in_service_date": "date", "warranty_date": "date"}}


def get_peak():
    found = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024


started = time.perf_counter()
count = 0
with open({path!r}, "rb") as file, Workbook(file) as book:
    _number, cells = next(book.get_rows(0))
    texts = [get_text(cell) for cell in cells]
    columns = tuple(
        Column(index, key, TYPES.get(key, "text"))
        for index, key in enumerate(headings.match(texts))
    )
    layout = Layout(columns, 0, tuple(texts))
    with read_table(book.get_rows(0), layout, 1, 10**9) as table:
        for batch in take_batches(table.rows, 500):
            count += len([get_record(row, TYPES) for row in batch])
read, peak = time.perf_counter() - started, get_peak()
with open({path!r} + ".out", "wb") as file:
    rows = (["text"] * 13 for _number in range({rows}))
    write_table(file, "Assets", texts, rows)
print(json.dumps([count, read, peak, get_peak()]))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--assets", type=int, default=20_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        environment() as env,
        Bench("Workbooks") as bench,
    ):
        measure_alone(bench, Path(folder) / "large.xlsx", options.rows)
        measure_uploads(bench, env, Path(folder) / "assets.xlsx", options.assets)


def make_rows(count):
    first = date(2020, 1, 1)
    for number in range(count):
        yield [
            f"T-{number:06d}",
            f"Pump {number}",
            f"SN-{number:08d}",
            f"Model {number % 200}",
            f"Category {number % 20}",
            f"Hall {number % 50}",
            f"Vendor {number % 30}",
            "In use",
            "good",
            99.5 + number % 1000,
            first + timedelta(days=number % 2000),
            "31.12.2027",
            f"Note {number}",
        ]


def make_workbook(path, count):
    from odoo.addons.maintenance_register.workbooks.writing import write_table

    with path.open("wb") as file:
        write_table(file, "Assets", HEADINGS, make_rows(count))


def measure_alone(bench, path, rows):
    make_workbook(path, rows)
    code = ALONE.format(root=str(ROOT), path=str(path), rows=rows)
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    count, elapsed, peak, peak_written = json.loads(done.stdout)
    bench.record(f"{count:,} rows read", [elapsed])
    print(f"  {count:,} rows: read in {peak:.0f} MB, written in {peak_written:.0f} MB")
    if max(peak, peak_written) > MOST_MEGABYTES:
        sys.exit(f"That is more than {MOST_MEGABYTES} MB.")


def measure_uploads(bench, env, path, count):
    from odoo.addons.maintenance_bom.models.rights import as_superuser

    make_workbook(path, count)
    manager = env.ref("base.user_admin")
    env = env(user=manager)
    register = env["maintenance.register"].create(
        {"name": "Bench", "code": "BENCH", "creates_missing": True}
    )
    uploads = env["maintenance.register.upload"]
    growth = []

    def begin():
        upload = uploads.create(
            {
                "register_id": register.id,
                "file": base64.b64encode(path.read_bytes()),
                "filename": path.name,
            }
        )
        upload.action_look()
        return upload

    def work(upload, state, name):
        """Do all pieces of what the upload is at."""
        before, first = get_memory(), None
        started = time.perf_counter()
        while upload.state == state:
            upload._work_on()
            env.flush_all()
            env.invalidate_all()
            first = first or get_memory()
        bench.record(f"{count:,} rows {name}", [time.perf_counter() - started])
        print(f"    memory: {before:.0f}, then {first:.0f}, at last {get_memory():.0f}")
        if state != "reading":
            growth.append(get_memory() - first)

    def compare(name):
        upload = begin()
        upload._check_columns()
        upload._remember_columns()
        as_superuser(upload).write({"state": "reading", "user_id": env.uid})
        work(upload, "reading", "read")
        work(upload, "comparing", name)
        return upload

    upload = compare("compared, all new")
    as_superuser(upload).write(
        {"state": "applying", "run_id": upload._start_run("upload").id}
    )
    work(upload, "applying", "applied, all new")
    again = compare("compared, unchanged")
    assert again.unchanged_count == count, again.preview_run_id.line_ids[:3].read()
    with tempfile.TemporaryFile() as file:
        before = get_memory()
        started = time.perf_counter()
        register._write_assets(file)
        bench.record(f"{count:,} assets written", [time.perf_counter() - started])
        growth.append(get_memory() - before)
        print(f"    memory: {before:.0f}, at last {get_memory():.0f}")
    if max(growth) > MOST_GROWTH:
        sys.exit(f"All rows take {max(growth):.0f} MB more than one batch.")


def get_memory():
    """What this process takes, in MB."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
