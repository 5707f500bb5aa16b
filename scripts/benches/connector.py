"""What the connector adds to the time that Odoo needs.

20,000 assets end to end, from a workbook and from a register of Request Tracker's
shape: new, unchanged, with one changed in a hundred; beside the same records sent
straight to ``apply_batch``, all to one server of this process. The start of the program
counts.

Targets: at least 80 % of the speed of ``apply_batch`` alone; less than 150 MB to read a
workbook of 100,000 rows.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import requests
from benchkit import Bench, Row, analyze, environment
from worlds.serving import serving

ROOT = Path(__file__).resolve().parents[2]
CONNECTORS = ROOT / "connectors"
BATCH = 500
ALONE, WORKBOOK, TRACKER = "alone", "workbook", "tracker"
MOST = 1 / 0.8
MOST_MEMORY = 150
COLUMNS = {
    "external_id": "Inventory No.",
    "name": "Name",
    "serial_no": "Serial No.",
    "model": "Model",
    "category": "Category",
    "location": "Location",
    "cost": "Cost",
    "in_service_date": "In Service",
    "warranty_date": "Warranty Until",
    "note": "Note",
}
ODOO = """\
register = "{register}"
[odoo]
url = "{url}"
database = "{database}"
"""
SOURCES = {
    WORKBOOK: '[source]\nkind = "workbook"\npath = "assets.xlsx"\nsettle = 0\n',
    TRACKER: '[source]\nurl = "http://127.0.0.1:{port}"\n',
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    with environment(commit=True) as env:
        database, key = set_up(env)
    with tempfile.TemporaryDirectory() as folder, serving() as port:
        world = World(Path(folder), database, key, port)
        try:
            measure(world, options)
        finally:
            world.tracker.kill()


def measure(world, options):
    times = {}
    for phase in ("new", "unchanged", "changed"):
        for kind in (ALONE, WORKBOOK, TRACKER):
            records = make_records(options.count, kind, phase)
            world.write(kind, records)
            start = time.perf_counter()
            counts = world.send(kind, records)
            times[phase, kind] = time.perf_counter() - start
            check(counts, phase, options.count)
            with environment(commit=True) as env:
                analyze(env)
    memory = world.measure_memory(options.rows)
    for (phase, kind), seconds in times.items():
        print(f"  {phase}, {kind}: {options.count / seconds:,.0f} records a second")
    print(f"  {options.rows:,} rows of a workbook: {memory:.0f} MB")
    with Bench(f"{options.count:,} assets end to end") as bench:
        for (phase, kind), seconds in times.items():
            if kind != ALONE:
                ratio = seconds / times[phase, ALONE]
                name = f"{phase}, from a {kind}, beside apply_batch"
                bench.rows.append(Row(name, ratio, ratio, MOST))
        share = memory / MOST_MEMORY
        bench.rows.append(Row("memory, beside 150 MB", share, share, 1.0))


def check(counts, phase, total):
    expected = {
        "new": {"created": total},
        "unchanged": {"unchanged": total},
        "changed": {"updated": total // 100, "unchanged": total - total // 100},
    }[phase]
    found = {name: counts.get(name, 0) for name in expected}
    if found != expected:
        raise AssertionError(f"{phase}: {counts}")


def make_records(count, kind, phase):
    records = [
        {
            "external_id": str(number),
            "name": f"Machine {number}",
            "serial_no": f"SN-{kind}-{number}",
            "model": f"Model {number % 30}",
            "category": f"Category {number % 20}",
            "location": f"Hall {number % 50}",
            "cost": 1000.5 + number % 700,
            "in_service_date": "2024-03-01",
            "warranty_date": "2027-03-01",
            "note": f"Bought in lot {number % 90}",
        }
        for number in range(1, count + 1)
    ]
    if phase == "changed":
        for record in records[::100]:
            record["model"] = "Changed"
    return records


def set_up(env):
    env["maintenance.register"].create(
        [
            {"name": kind, "code": kind, "creates_missing": True}
            for kind in (ALONE, WORKBOOK, TRACKER)
        ]
    )
    group = env.ref("maintenance_register.group_register_sync")
    user = env["res.users"].create(
        {"name": "Sync", "login": "bench_sync", "group_ids": [(4, group.id)]}
    )
    keys = env["res.users.apikeys"].with_user(user)
    key = keys._generate("rpc", "bench", datetime.now() + timedelta(hours=12))
    analyze(env)
    return env.cr.dbname, key


class World:
    """The register's sides: a folder with configurations, a tracker."""

    def __init__(self, folder, database, key, port):
        self.folder = folder
        self.database = database
        self.key = key
        self.url = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        rows = folder / "rows.json"
        rows.write_text("[]")
        self.tracker = subprocess.Popen(
            [sys.executable, Path(__file__).parent / "worlds" / "tracker.py", rows],
            stdout=subprocess.PIPE,
            text=True,
        )
        tracker_port = int(self.tracker.stdout.readline())
        for kind, source in SOURCES.items():
            text = ODOO.format(register=kind, url=self.url, database=database)
            text += source.format(port=tracker_port)
            if kind == TRACKER:
                text = f'preset = "request-tracker"\n{text}[fields]\nstatus = false\n'
                text += "modified = false\n"
            else:
                fields = "".join(f'{key} = "{name}"\n' for key, name in COLUMNS.items())
                text += f"[fields]\n{fields}"
            (folder / f"{kind}.toml").write_text(text)

    def write(self, kind, records):
        """Let the register of this kind hold these records."""
        if kind == WORKBOOK:
            write_workbook(self.folder / "assets.xlsx", records)
        elif kind == TRACKER:
            (self.folder / "rows.json").write_text(json.dumps(records))

    def send(self, kind, records):
        """Bring the records into Odoo; return the counts."""
        if kind == ALONE:
            return self.send_alone(records)
        environ = os.environ | {
            "PYTHONPATH": str(CONNECTORS),
            "ODOO_API_KEY": self.key,
            "RT_TOKEN": "none",
        }
        command = [sys.executable, "-m", "asset_register_sync"]
        done = subprocess.run(
            [*command, "apply", f"{kind}.toml", "--full"],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stdout[-500:] + done.stderr[-500:])
        return json.loads(done.stdout.splitlines()[-1])["counts"]

    def send_alone(self, records):
        counts = {}
        for start in range(0, len(records), BATCH):
            response = self.session.post(
                f"{self.url}/json/2/maintenance.register/apply_batch",
                json={"register": ALONE, "records": records[start : start + BATCH]},
                headers={
                    "Authorization": f"bearer {self.key}",
                    "X-Odoo-Database": self.database,
                },
                timeout=120,
            )
            if response.status_code != 200:
                raise AssertionError(response.text[:500])
            for name, count in response.json()["counts"].items():
                counts[name] = counts.get(name, 0) + count
        return counts

    def measure_memory(self, count):
        """The most memory, in MB, that it takes to read a workbook."""
        write_workbook(
            self.folder / "assets.xlsx", make_records(count, WORKBOOK, "new")
        )
        code = (
            "from pathlib import Path\n"
            "from asset_register_sync.engine.context import open_context\n"
            "from asset_register_sync.engine.reading import Reader, Selection\n"
            "with open_context(Path('workbook.toml')) as context:\n"
            "    reader = Reader(context.mapper, Selection(), 500)\n"
            "    scan = context.source.scan()\n"
            "    count = sum(len(batch.records) for batch in reader.read(scan))\n"
            f"assert count == {count}\n"
            # ru_maxrss would be that of the process that started this one
            "status = Path('/proc/self/status').read_text()\n"
            "print(int(status.split('VmHWM:')[1].split()[0]) / 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(CONNECTORS), "ODOO_API_KEY": "none"},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout)


def write_workbook(path, records):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Assets")
    sheet.append(list(COLUMNS.values()))
    for record in records:
        sheet.append([record[key] for key in COLUMNS])
    book.save(path)


if __name__ == "__main__":
    main()
