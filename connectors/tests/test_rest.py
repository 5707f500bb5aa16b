"""Reading a register over REST: paging, getting in, judging answers."""

import json
from datetime import UTC, datetime

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from asset_register_sync import errors
from asset_register_sync.config.rest import RestSource
from asset_register_sync.retry import Patience
from asset_register_sync.sources.rest import RestRegister

from .rest_register import RestFake

URL = "http://register.test"
OFFSET = {"kind": "offset", "size": 10}
PAGINGS = {
    "offset": OFFSET,
    "offset without overlap": {**OFFSET, "overlap": 0},
    "page": {"kind": "page", "limit": "limit", "size": 10},
    "range": {"kind": "range", "size": 10},
    "cursor": {"kind": "cursor", "next": "cursor", "limit": "limit", "size": 10},
    "link": {"kind": "link", "next": "next", "limit": "limit", "size": 10},
    "keyset": {
        "kind": "keyset",
        "key": "id",
        "parameters": {"after": "{last}"},
        "limit": "limit",
        "size": 10,
    },
}


def open_register(paging, waits=None, **options):
    config = RestSource.model_validate(
        {
            "kind": "rest",
            "url": URL,
            "path": "assets",
            "records": "rows",
            "paging": paging,
            **options,
        }
    )
    sleep = (waits if waits is not None else []).append
    return RestRegister(
        config, None, Patience(sleep=sleep), environment={"TOKEN": "t0ken"}
    )


def read(register, fake, **options):
    """Return the scan and the ids that it gave."""
    with responses.RequestsMock() as http:
        http.add_callback(
            "GET",
            f"{URL}/assets",
            lambda request: (200, {}, json.dumps(fake.answer(request.url))),
        )
        scan = register.scan(**options)
        return scan, [row.values["id"] for page in scan.pages for row in page.rows]


def make_rows(count):
    return [{"id": number} for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 9, 10, 11, 20, 37])
@pytest.mark.parametrize("cap", [1000, 7])
@pytest.mark.parametrize("paging", PAGINGS.values(), ids=PAGINGS)
def test_every_row_comes_once(paging, cap, count):
    scan, ids = read(open_register(paging), RestFake(make_rows(count), cap))
    assert ids == list(range(1, count + 1))
    assert scan.is_complete


@pytest.mark.parametrize("paging", PAGINGS.values(), ids=PAGINGS)
def test_register_without_rows_is_no_complete_scan(paging):
    scan, ids = read(open_register(paging), RestFake([]))
    assert not ids
    assert not scan.is_complete
    assert scan.notes


@pytest.mark.parametrize("name", ["offset", "range", "keyset"])
@given(data=st.data())
def test_no_row_is_lost_while_others_come_and_go(name, data):
    rows = make_rows(40)
    stays = {row["id"] for row in rows}

    def disturb(number):
        if number > 30:
            return
        for doomed in data.draw(st.sets(st.integers(1, 40), max_size=3)):
            rows[:] = [row for row in rows if row["id"] != doomed]
            stays.discard(doomed)
        if data.draw(st.booleans()):
            rows.append({"id": 100 + number})

    scan, ids = read(open_register(PAGINGS[name]), RestFake(rows, before=disturb))
    assert len(set(ids)) == len(ids)
    assert stays <= set(ids)


@pytest.mark.parametrize("name", ["offset", "page", "range", "keyset"])
def test_page_that_comes_again_is_an_error(name):
    fake = RestFake(make_rows(40))
    page = {"rows": fake.get_rows()[:10]}
    fake.answer = lambda url: page
    with pytest.raises(errors.SourceAnswer):
        read(open_register(PAGINGS[name]), fake)


@pytest.mark.parametrize("name", ["cursor", "link"])
def test_circle_is_an_error(name):
    fake = RestFake(make_rows(40))
    page = {"rows": fake.get_rows()[:10], "cursor": "x", "next": f"{URL}/assets?x=1"}
    fake.answer = lambda url: page
    with pytest.raises(errors.SourceAnswer):
        read(open_register(PAGINGS[name]), fake)


def test_total_that_was_not_reached_is_no_complete_scan():
    fake = RestFake(make_rows(15))
    whole = fake.answer
    fake.answer = lambda url: {**whole(url), "total": 90}
    scan, ids = read(open_register(OFFSET, total="total"), fake)
    assert len(ids) == 15
    assert not scan.is_complete
    assert "90" in scan.notes[0]


def test_address_of_another_server_does_not_get_the_token():
    fake = RestFake(make_rows(5))
    fake.answer = lambda url: {"rows": [], "next": "http://elsewhere.test/"}
    with pytest.raises(errors.SourceAnswer, match="another server"):
        read(open_register(PAGINGS["link"]), fake)


@pytest.mark.parametrize(
    "address", ["http://register.test/api/assets?x", "/api/assets?x", "?x", "assets?x"]
)
def test_next_page_may_be_named_as_seen_from_the_page(address):
    config = {"kind": "link", "next": ""}
    register = open_register(config, url="http://register.test/api")
    with responses.RequestsMock() as http:
        first = {"rows": [{"id": 1}]}
        link = {"Link": f'<{address}>; rel="next"'}
        url = "http://register.test/api/assets"
        http.add("GET", url, json=first, headers=link)
        http.add("GET", f"{url}?x", json={"rows": [{"id": 2}]})
        assert len(list(register.scan().pages)) == 2


def test_keyset_goes_on_where_it_stopped():
    fake = RestFake(make_rows(37))
    register = open_register(PAGINGS["keyset"])
    with responses.RequestsMock() as http:
        http.add_callback(
            "GET",
            f"{URL}/assets",
            lambda request: (200, {}, json.dumps(fake.answer(request.url))),
        )
        page = next(register.scan().pages)
    scan, ids = read(register, fake, resume=page.resume)
    assert ids == list(range(11, 38))
    assert scan.count == 37
    assert scan.is_complete


def test_changes_are_asked_for_by_filter():
    fake = RestFake([{"id": 1, "at": "2026-03-31T10:00:00+02:00"}])
    register = open_register(
        OFFSET,
        incremental={"modified": "at", "parameters": {"since": ">{since}"}},
    )
    scan, _ids = read(register, fake, since=datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert fake.queries[0]["since"] == ">2026-03-30T08:00:00Z"
    assert scan.newest == datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert not scan.is_complete


def test_changes_in_a_zone_of_their_own():
    fake = RestFake([{"id": 1, "at": "2026-03-31 10:00:00"}])
    incremental = {
        "modified": "at",
        "parameters": {"since": "{since}"},
        "zone": "Europe/Berlin",
        "format": "%Y-%m-%d %H:%M:%S",
    }
    register = open_register(OFFSET, incremental=incremental)
    scan, _ids = read(register, fake, since=datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert fake.queries[0]["since"] == "2026-03-30 10:00:00"
    assert scan.newest == datetime(2026, 3, 31, 8, tzinfo=UTC)


def test_newest_first_stops_at_what_is_known():
    rows = [{"id": n, "at": f"2026-03-{31 - n:02}T00:00:00Z"} for n in range(1, 31)]
    incremental = {"modified": "at", "parameters": {"sort": "x"}, "descending": True}
    register = open_register(OFFSET, incremental=incremental)
    since = datetime(2026, 3, 15, tzinfo=UTC)
    fake = RestFake(rows)
    _scan, ids = read(register, fake, since=since)
    assert ids == list(range(1, 17))
    assert fake.count == 2


def get_answer(answers, waits=None, **options):
    register = open_register({"kind": "none"}, waits, **options)
    with responses.RequestsMock() as http:
        for answer in answers:
            http.add("GET", f"{URL}/assets", **answer)
        pages = list(register.scan().pages)
        return pages, [call.request for call in http.calls]


def test_token_is_sent():
    auth = {"kind": "token", "scheme": "token", "env": "TOKEN"}
    _pages, requests_ = get_answer([{"json": {"rows": []}}], auth=auth)
    assert requests_[0].headers["Authorization"] == "token t0ken"


def test_token_in_a_header_of_its_own():
    auth = {"kind": "token", "header": "X-Api-Key", "env": "TOKEN"}
    _pages, requests_ = get_answer([{"json": {"rows": []}}], auth=auth)
    assert requests_[0].headers["X-Api-Key"] == "t0ken"


def test_basic_and_oauth2():
    auth = {"kind": "basic", "user": "jürgen", "env": "TOKEN"}
    _pages, requests_ = get_answer([{"json": {"rows": []}}], auth=auth)
    assert requests_[0].headers["Authorization"].startswith("Basic ")
    auth = {
        "kind": "oauth2",
        "token_url": f"{URL}/token",
        "client_id": "me",
        "env": "TOKEN",
    }
    register = open_register({"kind": "none"}, auth=auth)
    with responses.RequestsMock() as http:
        http.add("POST", f"{URL}/token", json={"access_token": "x", "expires_in": 99})
        http.add("GET", f"{URL}/assets", json={"rows": [{"id": 1}]})
        list(register.scan().pages)
        list(register.scan().pages)
        assert [call.request.method for call in http.calls] == ["POST", "GET", "GET"]
        assert http.calls[1].request.headers["Authorization"] == "Bearer x"


def test_busy_register_is_waited_for():
    waits = []
    get_answer(
        [
            {"status": 429, "headers": {"Retry-After": "5"}},
            {"status": 503},
            {"body": '{"rows": [{"id"'},
            {"body": requests.exceptions.ReadTimeout()},
            {"json": {"rows": [{"id": 1}]}},
        ],
        waits,
    )
    assert len(waits) == 4
    assert 5 <= waits[0] <= 6


def test_expired_key_is_told_at_once():
    waits = []
    with pytest.raises(errors.SourceRefused, match="401"):
        get_answer([{"status": 401, "json": {"message": "No"}}], waits)
    assert not waits


def test_error_that_comes_with_200_is_one():
    judge = [{"path": "status", "equals": "error", "message": "messages"}]
    body = {"status": "error", "messages": {"id": ["gone"]}, "rows": []}
    with pytest.raises(errors.SourceRefused, match="gone"):
        get_answer([{"json": body}], judge=judge)
    get_answer([{"json": {"status": "ok", "rows": []}}], judge=judge)


def test_answer_of_another_shape_is_an_error():
    for body in ({"items": []}, {"rows": {"id": 1}}, {"rows": [{"no": 1}]}, []):
        with pytest.raises(errors.SourceAnswer):
            get_answer([{"json": body}])


def test_detail_is_fetched_for_each_row():
    register = open_register({"kind": "none"}, detail="asset/{id}")
    with responses.RequestsMock() as http:
        http.add("GET", f"{URL}/assets", json={"rows": [{"id": "a/b"}]})
        http.add("GET", f"{URL}/asset/a%2Fb", json={"id": "a/b", "name": "x"})
        (page,) = register.scan().pages
    assert page.rows[0].values["name"] == "x"
