"""The commands against an Odoo and a register that are ours."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from asset_register_sync import errors
from asset_register_sync.engine.applying import Options, apply
from asset_register_sync.engine.checking import check
from asset_register_sync.engine.context import open_context
from asset_register_sync.engine.planning import apply_plan, plan
from asset_register_sync.engine.pushing import push
from asset_register_sync.engine.reading import Selection
from asset_register_sync.engine.running import run

from .odoo_fake import KEY, OdooFake
from .servers import serving

CONFIG = """\
register = "R"
[odoo]
url = "{odoo}"
database = "test"
batch_size = 10
[source]
kind = "rest"
url = "{register}"
path = "assets"
records = "rows"
total = "total"
[source.paging]
kind = "keyset"
key = "id"
parameters = {{ after = "{{last}}", since = "{{filter}}" }}
size = 7
[source.incremental]
modified = "at"
filter = "{{since}}"
[fields]
external_id = "id"
name = {{ path = "name", required = true }}
status = {{ path = "state", values = {{ use = "in_service", old = "retired" }} }}
[push]
method = "PUT"
address = "assets/{{external_id}}"
[push.fields.status]
path = "state"
values = {{ in_service = "use", retired = "old" }}
"""


NO_ID = 'external_id = { path = "id", empty = ["7"] }'


class RegisterFake:
    """Rows by id; ``refuse(row, body)``: what a write answers instead of writing."""

    def __init__(self):
        self.rows = {}
        self.fault = lambda query: None
        self.refuse = lambda row, body: None
        self.writes = 0
        self.queries = []

    def add(self, *numbers, **values):
        for number in numbers:
            row = {"id": number, "name": f"asset {number}", "state": "use"}
            self.rows[number] = {**row, "at": "2026-03-01T00:00:00Z", **values}

    def answer(self, method, path, headers, body):
        address, _mark, text = path.partition("?")
        tail = address.removeprefix("/assets").strip("/")
        if tail:
            row = self.rows[int(tail)]
            if method == "PUT":
                self.writes += 1
                if refusal := self.refuse(row, json.loads(body)):
                    return 200, {}, refusal
                row.update(json.loads(body))
            return 200, {"ETag": "1"}, row
        query = dict(part.split("=") for part in text.split("&"))
        self.queries.append(query)
        if fault := self.fault(query):
            return fault
        since = query.get("since", "").replace("%3A", ":")
        rows = [
            row
            for number, row in sorted(self.rows.items())
            if number > int(query["after"]) and row["at"] >= since
        ]
        return 200, {}, {"rows": rows[:7], "total": len(rows)}


@pytest.fixture
def odoo():
    return OdooFake()


@pytest.fixture
def register():
    return RegisterFake()


@pytest.fixture
def make(tmp_path, monkeypatch, odoo, register):
    """Return a function that opens a context; its argument edits the configuration."""
    monkeypatch.setenv("ODOO_API_KEY", KEY)
    with serving(odoo.answer) as odoo_url, serving(register.answer) as register_url:

        @contextmanager
        def open_it(edit=lambda text: text):
            path = tmp_path / "sync.toml"
            text = CONFIG.format(odoo=odoo_url, register=register_url)
            path.write_text(edit(text))
            with open_context(path, sleep=lambda seconds: None) as context:
                yield context

        yield open_it


def get_counts(result):
    return {key: count for key, count in result.tally.counts.items() if count}


def test_all_records_arrive_and_again_change_nothing(make, odoo, register):
    register.add(*range(1, 38))
    with make() as context:
        first = apply(context, Options())
    assert get_counts(first) == {"created": 37}
    assert first.is_complete
    assert len(odoo.assets) == 37
    assert odoo.assets["1"] == {"name": "asset 1", "status": "in_service"}
    with make() as context:
        second = apply(context, Options(full=True))
    assert get_counts(second) == {"unchanged": 37}


def test_only_changes_are_read_the_next_time(make, odoo, register):
    register.add(*range(1, 20))
    with make() as context:
        apply(context, Options())
        register.add(3, name="new", at="2026-03-31T00:00:00Z")
        second = apply(context, Options())
        assert get_counts(second) == {"updated": 1, "unchanged": 18}
        # ten minutes before the last change
        third = apply(context, Options())
    assert third.since == datetime(2026, 3, 30, 23, 50, tzinfo=UTC)
    assert get_counts(third) == {"unchanged": 1}
    assert not third.is_complete


def test_other_mapping_reads_everything_again(make, register):
    register.add(*range(1, 20), at="2026-03-01T00:00:00Z")
    register.add(20, at="2026-03-31T00:00:00Z")
    with make() as context:
        apply(context, Options())
    with make(lambda text: text.replace("[push]", 'code = "name"\n[push]')) as context:
        again = apply(context, Options())
    assert get_counts(again) == {"updated": 20}


def test_record_that_is_gone_has_vanished(make, odoo, register):
    register.add(*range(1, 20))
    with make() as context:
        apply(context, Options())
        del register.rows[5]
        applied = apply(context, Options(full=True))
    assert odoo.runs[applied.run]["vanished"] == ["5"]


def test_filtered_scan_lets_nothing_vanish(make, odoo, register):
    register.add(*range(1, 20))
    with make() as context:
        for options in (
            Options(Selection(limit=5)),
            Options(Selection(only=frozenset(["3"]))),
            Options(since=datetime(2026, 1, 1, tzinfo=UTC)),
        ):
            applied = apply(context, options)
            assert not applied.is_complete
            assert not odoo.runs[applied.run]["is_complete"]
        assert context.state.get("cursor") is None


def test_bad_rows_do_not_stop_others_nor_let_vanish(make, odoo, register):
    register.add(*range(1, 20))
    with make() as context:
        apply(context, Options(Selection(limit=4)))
    register.add(4, name="")
    register.add(5, state="lost")
    odoo.refuse = lambda record: "no such category" * (record["external_id"] == "6")
    with make() as context:
        applied = apply(context, Options())
    assert get_counts(applied) == {"created": 13, "unchanged": 3, "rejected": 3}
    reasons = {one.external_id: one.reason for one in applied.tally.rejected}
    assert reasons["4"] == "name is missing"
    assert "lost" in reasons["5"]
    assert reasons["6"] == "no such category"
    assert applied.is_complete
    assert odoo.runs[applied.run]["vanished"] == []
    assert odoo.assets["4"]["name"] == "asset 4"


def test_row_without_an_id_lets_nothing_vanish(make, odoo, register):
    register.add(*range(1, 20))
    with make(lambda text: text.replace('external_id = "id"', NO_ID)) as context:
        applied = apply(context, Options())
    assert get_counts(applied) == {"created": 18, "rejected": 1}
    assert not applied.is_complete


def test_register_that_breaks_off_is_gone_on_with(make, odoo, register):
    register.add(*range(1, 60))
    register.fault = lambda query: (
        (500, {}, {"message": "broken"}) if int(query["after"]) > 30 else None
    )
    with make() as context:
        with pytest.raises(errors.SourceAnswer):
            apply(context, Options())
    assert odoo.count("finish_run") == 0
    register.fault = lambda query: None
    register.queries.clear()
    with make() as context:
        applied = apply(context, Options())
    assert applied.was_resumed
    assert applied.is_complete
    assert int(register.queries[0]["after"]) > 0
    assert len(odoo.assets) == 59
    assert odoo.runs[applied.run]["vanished"] == []
    assert len(odoo.runs) == 1


def test_scan_that_is_begun_anew_is_the_same_run(make, odoo, register):
    register.add(*range(1, 6))
    register.fault = lambda query: (500, {}, {"message": "broken"})
    with make() as context, pytest.raises(errors.SourceAnswer):
        apply(context, Options())
    register.fault = lambda query: None
    with make() as context:
        applied = apply(context, Options())
    assert not applied.was_resumed
    assert applied.is_complete
    assert list(odoo.runs) == [applied.run]


def test_register_that_shrinks_to_nothing_lets_nothing_vanish(make, odoo, register):
    register.add(*range(1, 20))
    with make() as context:
        apply(context, Options())
        register.rows.clear()
        applied = apply(context, Options(full=True))
    assert not applied.is_complete
    assert applied.notes


def test_lost_answers_double_nothing(make, odoo, register):
    register.add(*range(1, 60))
    lost = []

    def lose(method, arguments):
        lost.append(method)
        return len(lost) % 3 == 0

    odoo.lose = lose
    with make() as context:
        applied = apply(context, Options())
    assert applied.is_complete
    assert len(odoo.assets) == 59


def test_expired_key_ends_with_denied(make, register, monkeypatch):
    register.add(1)
    monkeypatch.setenv("ODOO_API_KEY", "another")
    with make() as context, pytest.raises(errors.OdooDenied):
        apply(context, Options())


def test_two_at_the_same_time_are_refused(make, register):
    register.add(1)
    with make() as first, make() as second:
        with first.state.lock(), pytest.raises(errors.AlreadyRunning):
            apply(second, Options())
        assert apply(second, Options()).is_complete


def test_state_can_be_deleted(make, tmp_path, register):
    register.add(*range(1, 20))
    with make() as context:
        apply(context, Options())
    for path in tmp_path.glob("*.state*"):
        path.unlink()
    with make() as context:
        assert get_counts(apply(context, Options())) == {"unchanged": 19}


def test_plan_changes_nothing_and_is_done_exactly(make, odoo, register, tmp_path):
    register.add(*range(1, 30))
    path = tmp_path / "plan.jsonl"
    with make() as context:
        apply(context, Options(Selection(limit=20)))
        register.add(2, name="new")
        register.add(3, name="")
        before = json.dumps(odoo.assets)
        planned = plan(context, Options(), path)
        assert get_counts(planned) == {
            "created": 9,
            "updated": 1,
            "unchanged": 18,
            "rejected": 1,
        }
        assert json.dumps(odoo.assets) == before
        applied = apply_plan(context, path)
    assert get_counts(applied) == {"created": 9, "updated": 1}
    assert odoo.assets["2"]["name"] == "new"


def test_plan_whose_base_has_moved_is_refused(make, odoo, register, tmp_path):
    register.add(*range(1, 30))
    path = tmp_path / "plan.jsonl"
    with make() as context:
        apply(context, Options(Selection(limit=20)))
        register.add(2, name="new")
        plan(context, Options(), path)
        odoo.assets["2"]["name"] = "changed in Odoo"
        before = json.dumps(odoo.assets)
        with pytest.raises(errors.PlanStale, match="nothing was applied"):
            apply_plan(context, path)
    assert json.dumps(odoo.assets) == before


def test_plan_that_was_changed_or_cut_is_refused(make, register, tmp_path):
    register.add(1, 2)
    path = tmp_path / "plan.jsonl"
    with make() as context:
        plan(context, Options(), path)
        text = path.read_text()
        for wrong in (text.replace("asset 1", "asset 9"), text[:-30], "", "[]", "x"):
            path.write_text(wrong)
            with pytest.raises(errors.PlanStale):
                apply_plan(context, path)
        path.write_text(text)
    with make(lambda text: text.replace("[push]", 'code = "name"\n[push]')) as context:
        with pytest.raises(errors.PlanStale, match="configuration has changed"):
            apply_plan(context, path)


def test_changes_of_odoo_are_written_once(make, odoo, register):
    register.add(1, 2, 3)
    odoo.change("1", status="retired", location="Hall")
    odoo.change("2", location="Hall")
    with make() as context:
        pushed = push(context)
        assert (pushed.written, pushed.skipped) == (1, 1)
        assert register.rows[1]["state"] == "old"
        assert register.writes == 1
        again = push(context)
        assert again.written == 0
        context.state.set(push_cursor=None)
        push(context)
    assert register.writes == 1


def test_write_that_is_answered_200_and_not_done_is_told(make, odoo, register):
    register.add(1, 2)
    register.refuse = lambda row, body: ["You can't change status"] * (row["id"] == 1)
    odoo.change("1", status="retired")
    odoo.change("2", status="retired")
    with make() as context:
        pushed = push(context)
        assert [one.external_id for one in pushed.rejected] == ["1"]
        assert "did not change it" in pushed.rejected[0].reason
        register.refuse = lambda row, body: None
        assert push(context).written == 1
    assert register.rows[1]["state"] == "old"


def test_deleted_asset_is_told_and_nothing_written(make, odoo, register):
    register.add(1)
    odoo.change("1", status="retired")
    odoo.feed.append({"external_id": "1", "is_deleted": True, "values": {}})
    with make() as context:
        pushed = push(context)
    assert pushed.deleted == ["1"]
    assert register.writes == 0


def test_run_does_both(make, odoo, register):
    register.add(1, 2)
    odoo.change("1", status="retired")
    with make() as context:
        ran = run(context, Options())
    assert ran.applied.tally.total == 2
    assert ran.pushed.written == 1


def test_check_finds_what_is_wrong(make, odoo, register, monkeypatch):
    register.add(1, 2)
    with make() as context:
        checked = check(context)
        assert checked.is_good
        assert not odoo.assets
    with make(lambda text: text.replace('"name", req', '"nome", req')) as context:
        checked = check(context)
        assert not checked.is_good
        assert "name is missing" in checked.findings[-2].text
    with make(lambda text: text.replace('register = "R"', 'register = "X"')) as context:
        checked = check(context)
        assert checked.exit_code == errors.OdooError.exit_code
        assert "no register with this code" in checked.findings[0].text
