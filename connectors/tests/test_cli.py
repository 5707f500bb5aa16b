"""The command line: what it prints, how it ends, and that it can be killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from asset_register_sync import errors

from .odoo_fake import KEY, OdooFake
from .servers import serving

CONNECTORS = Path(__file__).resolve().parents[1]
DEEP = bool(os.environ.get("TEST_DEEP"))
CONFIG = """\
register = "R"
[odoo]
url = "{url}"
database = "test"
batch_size = 100
[source]
kind = "workbook"
path = "assets.xlsx"
settle = 0
[fields]
external_id = "Tag"
name = {{ path = "Name", required = true }}
"""


def write_workbook(folder, count):
    book = openpyxl.Workbook()
    book.active.append(["Tag", "Name"])
    for number in range(count):
        book.active.append([f"T{number}", f"Asset {number}"])
    book.save(folder / "assets.xlsx")


@pytest.fixture
def odoo():
    return OdooFake()


@pytest.fixture
def start(tmp_path, odoo):
    """Return a function that starts a command; it ends with the test."""
    environment = os.environ | {"ODOO_API_KEY": KEY, "PYTHONPATH": str(CONNECTORS)}
    running = []
    with serving(odoo.answer) as url:
        (tmp_path / "sync.toml").write_text(CONFIG.format(url=url))

        def start_it(*words, **more):
            process = subprocess.Popen(
                [sys.executable, "-m", "asset_register_sync", *words],
                cwd=tmp_path,
                env=environment | more,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            running.append(process)
            return process

        yield start_it
        for process in running:
            process.kill()
            process.communicate()


def finish(process):
    """Return exit code, events and what was said to people."""
    out, err = process.communicate(timeout=120)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err


def test_json_lines_and_exit_codes(start, tmp_path, odoo):
    write_workbook(tmp_path, 3)
    code, events, _err = finish(start("apply", "sync.toml"))
    assert code == 0
    assert events[-1]["event"] == "done"
    assert events[-1]["counts"]["created"] == 3
    assert events[-1]["is_complete"]
    odoo.refuse = lambda record: "no" * (record["external_id"] == "T1")
    code, events, _err = finish(start("plan", "sync.toml"))
    assert code == errors.EXIT_REJECTED
    assert [event["reason"] for event in events if event["event"] == "record"] == ["no"]


@pytest.mark.parametrize(
    ("words", "more", "code"),
    [
        (("apply", "nowhere.toml"), {}, errors.ConfigError.exit_code),
        (("apply", "sync.toml"), {"ODOO_API_KEY": ""}, errors.SecretMissing.exit_code),
        (("apply", "sync.toml"), {}, errors.SourceError.exit_code),
        (("check", "sync.toml"), {"ODOO_API_KEY": "old"}, errors.OdooError.exit_code),
        (("apply", "sync.toml", "--plan", "no"), {}, errors.PlanStale.exit_code),
        (("apply", "sync.toml", "--since", "soon"), {}, errors.ConfigError.exit_code),
        (("apply", "sync.toml", "--nonsense"), {}, 2),
    ],
)
def test_what_ends_a_command_has_its_exit_code(start, words, more, code):
    process = start(*words, **more)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in out + err
    assert KEY not in out + err


def test_terminal_gets_a_table(start, tmp_path):
    write_workbook(tmp_path, 3)
    process = start("plan", "sync.toml", "--no-json")
    out, _err = process.communicate(timeout=60)
    assert "T1" in out
    assert "3 created" in out


def test_init_writes_a_configuration(tmp_path):
    answers = "workbook\nR\nhttp://localhost\ndb\nassets.xlsx\n"
    done = subprocess.run(
        [sys.executable, "-m", "asset_register_sync", "init", "new.toml"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(CONNECTORS)},
        input=answers,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert 'register = "R"' in (tmp_path / "new.toml").read_text()


def test_interrupted_run_is_gone_on_with(start, tmp_path, odoo):
    write_workbook(tmp_path, 2000)
    odoo.delay = 0.1
    process = start("apply", "sync.toml")
    while odoo.count("apply_batch") < 9:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    code, events, err = finish(process)
    assert code == 130
    assert "goes on from here" in err
    assert events[-1] == {
        "event": "error",
        "kind": "Interrupted",
        "text": "interrupted; the next run goes on from here",
    }
    before = odoo.count("apply_batch")
    code, events, _err = finish(start("apply", "sync.toml"))
    assert code == 0
    assert events[-1]["was_resumed"]
    assert odoo.count("apply_batch") - before < 20
    assert len(odoo.assets) == 2000


def test_killed_at_any_moment_both_sides_agree(start, tmp_path, odoo):
    count = 5000 if DEEP else 1500
    write_workbook(tmp_path, count)
    odoo.delay = 0.02
    chance = random.Random(18)
    kills = 20 if DEEP else 6
    for _kill in range(kills):
        process = start("apply", "sync.toml")
        calls = odoo.count("apply_batch")
        deadline = time.monotonic() + 30
        while odoo.count("apply_batch") == calls and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.communicate()
    code, events, _err = finish(start("apply", "sync.toml", "--full"))
    assert code == 0
    assert events[-1]["is_complete"]
    assert len(odoo.assets) == count
    assert odoo.assets["T7"] == {"name": "Asset 7"}
    finished = [run for run in odoo.runs.values() if run["state"] == "done"]
    assert not any(run.get("vanished") for run in finished)


def test_second_instance_is_refused(start, tmp_path, odoo):
    write_workbook(tmp_path, 1000)
    odoo.delay = 0.2
    first = start("apply", "sync.toml")
    while not odoo.count("apply_batch"):
        time.sleep(0.02)
    code, _events, err = finish(start("apply", "sync.toml"))
    assert code == errors.AlreadyRunning.exit_code
    assert "another instance" in err
    assert finish(first)[0] == 0
