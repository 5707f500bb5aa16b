"""The client of Odoo: both protocols, and what each failure means."""

import json
import xmlrpc.client
from datetime import UTC, datetime

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from asset_register_sync import errors
from asset_register_sync.odoo.batches import get_size, split_batches
from asset_register_sync.odoo.faults import judge_http, judge_xmlrpc
from asset_register_sync.odoo.json2 import Json2Client
from asset_register_sync.odoo.register import OdooRegister
from asset_register_sync.odoo.xmlrpc import XmlRpcClient
from asset_register_sync.retry import (
    Patience,
    get_asked_wait,
    get_wait,
    is_worth_another_try,
)

URL = "http://odoo.test"
NOW = datetime(2026, 3, 31, tzinfo=UTC)
APPLY = f"{URL}/json/2/maintenance.register/apply_batch"


@pytest.fixture
def http():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def waits():
    return []


@pytest.fixture
def register(waits):
    client = Json2Client(requests.Session(), URL, "db", "secret")
    return OdooRegister(client, "RT", Patience(sleep=waits.append))


def get_answer(records):
    results = [
        {"external_id": record["external_id"], "result": "created", "equipment_id": 1}
        for record in records
    ]
    return {"results": results, "counts": {"created": len(results)}}


def answer_all(request):
    return 200, {}, json.dumps(get_answer(json.loads(request.body)["records"]))


def get_error(name, message="text"):
    return json.dumps({"name": name, "message": message, "arguments": [], "debug": ""})


def test_call_sends_key_database_and_named_arguments(http, register):
    http.add_callback("POST", APPLY, answer_all)
    (result,) = register.apply([{"external_id": "ü"}], run=3, dry_run=True)
    request = http.calls[0].request
    assert request.headers["Authorization"] == "bearer secret"
    assert request.headers["X-Odoo-Database"] == "db"
    assert json.loads(request.body) == {
        "register": "RT",
        "records": [{"external_id": "ü"}],
        "dry_run": True,
        "run": 3,
    }
    assert (result.result, result.equipment_id) == ("created", 1)


def test_lost_answer_is_asked_for_again(http, register, waits):
    http.add("POST", APPLY, body=requests.exceptions.ReadTimeout())
    http.add("POST", APPLY, body='{"results": [{"exter')
    http.add("POST", APPLY, status=503, headers={"Retry-After": "7"})
    http.add_callback("POST", APPLY, answer_all)
    assert len(register.apply([{"external_id": "1"}])) == 1
    assert len(waits) == 3
    assert 7 <= waits[2] <= 8


def test_error_of_500_is_not_asked_for_again(http, register, waits):
    http.add("POST", APPLY, status=500, body=get_error("builtins.ValueError"))
    with pytest.raises(errors.OdooFault) as caught:
        register.apply([{"external_id": "1"}])
    assert caught.value.name == "builtins.ValueError"
    assert not waits


def test_serialization_failure_of_500_is_asked_for_again(http, register, waits):
    name = "psycopg2.errors.SerializationFailure"
    http.add("POST", APPLY, status=500, body=get_error(name))
    http.add_callback("POST", APPLY, answer_all)
    assert register.apply([{"external_id": "1"}])
    assert len(waits) == 1


def test_call_that_is_too_large_is_halved(http, register):
    def answer(request):
        if len(json.loads(request.body)["records"]) > 2:
            return 413, {}, "too large"
        return answer_all(request)

    http.add_callback("POST", APPLY, answer)
    records = [{"external_id": str(number)} for number in range(7)]
    results = register.apply(records)
    assert [result.external_id for result in results] == list("0123456")


def test_record_that_is_too_large_is_rejected_alone(http, register):
    def answer(request):
        if any(r["external_id"] == "1" for r in json.loads(request.body)["records"]):
            return 413, {}, "too large"
        return answer_all(request)

    http.add_callback("POST", APPLY, answer)
    results = register.apply([{"external_id": str(number)} for number in range(3)])
    assert [result.result for result in results] == ["created", "rejected", "created"]


@pytest.mark.parametrize(
    "answer",
    [
        {"results": []},
        {"results": [{"external_id": "2", "result": "created"}]},
        {"results": [{"external_id": "1", "result": "perhaps"}]},
        [1],
    ],
)
def test_answer_of_another_shape_is_refused(http, register, answer):
    http.add("POST", APPLY, json=answer)
    with pytest.raises(errors.OdooAnswer):
        register.apply([{"external_id": "1"}])


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, get_error("werkzeug.exceptions.Unauthorized"), errors.OdooDenied),
        (403, get_error("odoo.exceptions.AccessError"), errors.OdooDenied),
        (403, "<html>", errors.OdooDenied),
        (404, get_error("odoo.exceptions.MissingError"), errors.OdooFault),
        (404, "<html>", errors.OdooAnswer),
        (409, get_error("odoo.exceptions.LockError"), errors.OdooBusy),
        (422, get_error("odoo.exceptions.ValidationError"), errors.OdooFault),
        (500, get_error("psycopg2.errors.DeadlockDetected"), errors.OdooBusy),
        (500, "<html>", errors.OdooAnswer),
        (502, "", errors.OdooUnreachable),
        (429, get_error("x"), errors.OdooUnreachable),
        (301, "", errors.OdooAnswer),
        (413, get_error("x"), errors.OdooTooLarge),
    ],
)
def test_failures_are_told_apart_by_name(status, body, kind):
    assert type(judge_http(status, {}, body, NOW)) is kind


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (3, "Access Denied", errors.OdooDenied),
        (4, "You may not", errors.OdooDenied),
        (2, "Enter a name", errors.OdooFault),
        (
            1,
            "Traceback (most recent call last):\n  File x\n"
            "psycopg2.errors.SerializationFailure: could not serialize\n",
            errors.OdooBusy,
        ),
        (1, "Traceback:\nValueError: Invalid field 'x'\n", errors.OdooFault),
        (1, "", errors.OdooFault),
    ],
)
def test_faults_of_xmlrpc_are_told_apart(code, text, kind):
    assert type(judge_xmlrpc(code, text)) is kind


def test_xmlrpc_logs_in_once_and_calls(http):
    def answer(request):
        arguments, method = xmlrpc.client.loads(request.body)
        seen.append((method, arguments))
        value = 7 if method == "authenticate" else [1]
        return 200, {}, xmlrpc.client.dumps((value,), methodresponse=True)

    seen = []
    for service in ("common", "object"):
        http.add_callback("POST", f"{URL}/xmlrpc/2/{service}", answer)
    client = XmlRpcClient(requests.Session(), URL, "db", "me", "pw")
    assert client.call("m", "f", a=1) == [1]
    assert client.call("m", "f", a=2) == [1]
    assert [method for method, _arguments in seen] == [
        "authenticate",
        "execute_kw",
        "execute_kw",
    ]
    assert seen[1][1] == ("db", 7, "pw", "m", "f", [], {"a": 1})


def test_xmlrpc_refuses_an_unknown_login(http):
    body = xmlrpc.client.dumps((False,), methodresponse=True)
    http.add("POST", f"{URL}/xmlrpc/2/common", body=body)
    with pytest.raises(errors.OdooDenied):
        XmlRpcClient(requests.Session(), URL, "db", "me", "pw").call("m", "f")


def test_no_message_holds_the_key(http, register):
    http.add("POST", APPLY, body=requests.exceptions.ConnectionError("secret"))
    with pytest.raises(errors.OdooUnreachable) as caught:
        register.apply([{"external_id": "1"}])
    assert "secret" not in str(caught.value)


def test_what_is_not_harmless_is_repeated_only_if_nothing_changed():
    assert is_worth_another_try(errors.OdooBusy(""), harmless=False)
    assert not is_worth_another_try(errors.OdooUnreachable(""), harmless=False)
    assert is_worth_another_try(errors.OdooUnreachable(""), harmless=True)
    assert not is_worth_another_try(errors.OdooUnreachable("", 5000), harmless=True)
    assert not is_worth_another_try(errors.OdooDenied(""), harmless=True)


def test_asked_waits():
    assert get_asked_wait({"Retry-After": "30"}, NOW) == 30
    assert get_asked_wait({"Retry-After": "Tue, 31 Mar 2026 00:01:00 GMT"}, NOW) == 60
    assert get_asked_wait({"Retry-After": "Tue, 31 Mar 2020 00:01:00 GMT"}, NOW) == 0
    assert get_asked_wait({"Retry-After": "soon"}, NOW) == 0
    assert get_wait(3, 0, 1) == 4
    assert get_wait(30, 0, 1) == 60


@given(st.lists(st.integers(1, 600)), st.integers(1, 10), st.integers(2_000, 3_000))
def test_batches_keep_order_and_limits(sizes, most, most_bytes):
    items = list(enumerate(sizes))
    batches = list(split_batches(((item, item[1]) for item in items), most, most_bytes))
    assert [item for batch in batches for item in batch] == items
    for batch in batches:
        size = 2_000 + sum(size for _index, size in batch)
        assert 1 <= len(batch) <= most
        assert size <= most_bytes or len(batch) == 1


def test_size_counts_bytes():
    assert get_size({"a": "€"}) == len('{"a": "€"}'.encode()) + 1
