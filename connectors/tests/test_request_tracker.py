"""A real Request Tracker: read, plan, apply, and the way back."""

import sys
from pathlib import Path

import pytest

from asset_register_sync.config.push import PushField
from asset_register_sync.engine.applying import Options, apply
from asset_register_sync.engine.checking import check
from asset_register_sync.engine.context import open_context
from asset_register_sync.engine.pushing import push

from .odoo_fake import KEY, OdooFake
from .servers import serving

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from devkit import request_tracker

CONFIG = """\
register = "R"
preset = "request-tracker"
[odoo]
url = "{odoo}"
database = "test"
[source]
url = "{register}"
[source.paging]
size = 5
parameters = {{ query = "id > {{last}} AND Catalog = 'Plant'{{filter}}" }}
"""


@pytest.fixture(scope="module")
def tracker(tmp_path_factory):
    # a machine that cannot have it is told so, and is no machine of CI
    if not request_tracker.ensure():
        pytest.fail("Request Tracker is missing")
    running = request_tracker.start(tmp_path_factory.mktemp("rt"))
    try:
        request_tracker.add_assets(running, 12)
        yield running
    finally:
        running.stop()


@pytest.fixture
def odoo():
    return OdooFake()


@pytest.fixture
def context(tmp_path, monkeypatch, tracker, odoo):
    monkeypatch.setenv("ODOO_API_KEY", KEY)
    monkeypatch.setenv("RT_TOKEN", tracker.token)
    with serving(odoo.answer) as url:
        path = tmp_path / "sync.toml"
        path.write_text(CONFIG.format(odoo=url, register=tracker.api))
        with open_context(path, sleep=lambda seconds: None) as context:
            yield context


def test_check_finds_nothing_wrong(context):
    checked = check(context)
    assert checked.is_good, checked.findings


def test_all_assets_are_read(context, odoo, tracker):
    applied = apply(context, Options())
    assert applied.is_complete, applied.notes
    assert applied.tally.counts["created"] == applied.tally.total >= 12
    asset = odoo.assets["1"]
    assert asset == {
        "name": "Compressor 01",
        "serial_no": "SN-00001",
        "model": "KA-11",
        "category": "Compressors",
        "location": "Hall 2",
        "cost": 1001.5,
        "in_service_date": "2024-02-15",
        "warranty_date": "",
        "note": "Compressor of hall 2",
        "status": "in_service",
    }


def test_changes_are_read_afterwards(context, odoo, tracker):
    apply(context, Options())
    tracker.ask("PUT", "asset/3", {"Name": "Renamed"})
    applied = apply(context, Options())
    assert applied.since
    assert applied.tally.counts["updated"] == 1
    assert odoo.assets["3"]["name"] == "Renamed"


def test_custody_and_status_are_written(context, odoo, tracker):
    odoo.change("4", status="retired", location="Yard")
    pushed = push(context)
    assert (pushed.written, pushed.rejected) == (1, [])
    asset = tracker.ask("GET", "asset/4")
    assert asset["Status"] == "recycled"
    assert ["Yard"] in [field["values"] for field in asset["CustomFields"]]
    assert push(context).written == 0


def test_status_that_is_refused_with_200_is_told(context, odoo, tracker):
    fields = dict(context.config.push.fields)
    fields["status"] = PushField(path="Status", values={"planned": "nonsense"})
    config = context.config.model_copy(
        update={"push": context.config.push.model_copy(update={"fields": fields})}
    )
    register = type(context.source)(
        config.source, config.push, context.register._patience
    )
    written = register.write("5", {"status": "planned"})
    assert "isn't a valid status" in written.reason
    assert tracker.ask("GET", "asset/5")["Status"] == "in-use"


def test_stale_read_is_not_overwritten(context, odoo, tracker, monkeypatch):
    """Somebody changes the asset between our look at it and our write."""
    http = context.source._http
    send, moved = http.send, []

    def send_late(*arguments, **options):
        if not moved:
            moved.append(tracker.ask("PUT", "asset/6", {"Description": "by another"}))
        return send(*arguments, **options)

    monkeypatch.setattr(http, "send", send_late)
    assert context.source.write("6", {"status": "retired"}).reason == ""
    asset = tracker.ask("GET", "asset/6")
    assert (asset["Description"], asset["Status"]) == ("by another", "recycled")


def test_asset_that_is_not_there_is_told(context, odoo):
    odoo.change("9999", status="retired")
    pushed = push(context)
    assert [one.external_id for one in pushed.rejected] == ["9999"]


def test_wrong_token_is_told(context, monkeypatch, tmp_path):
    monkeypatch.setenv("RT_TOKEN", "1-1-wrong")
    with open_context(tmp_path / "sync.toml") as other:
        checked = check(other)
    assert (
        "refuses the credentials"
        in [finding.text for finding in checked.findings if finding.is_good is False][0]
    )
