"""Reading and writing over SOAP, against a server of others."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from asset_register_sync import errors
from asset_register_sync.config.loading import parse
from asset_register_sync.mapping import Mapper
from asset_register_sync.retry import Patience
from asset_register_sync.sources.soap import SoapRegister
from asset_register_sync.sources.soap.filling import fill, get_id_values

from . import soap_register
from .servers import serving

CONFIG = """\
register = "MX"
preset = "maximo"
[odoo]
url = "http://localhost:8069"
database = "test"
[source]
endpoint = "{url}"
paging = {{ size = 10 }}
"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def serving_soap():
    server = make_server("127.0.0.1", 0, soap_register.wsgi, Server, Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def url():
    with serving_soap() as address:
        yield address


@pytest.fixture(autouse=True)
def assets():
    soap_register.ASSETS.clear()
    for number in range(37):
        key = (f"{number:05}", "BEDFORD")
        soap_register.ASSETS[key] = soap_register.Asset(
            ASSETNUM=key[0],
            SITEID=key[1],
            DESCRIPTION=f"Pumpe {number} & Söhne",
            SERIALNUM=f"00{number}",
            PURCHASEPRICE=Decimal("1200.50"),
            CHANGEDATE=datetime(2026, 3, number % 28 + 1, tzinfo=UTC),
            STATUS=soap_register.make_status("OPERATING"),
        )
    return soap_register.ASSETS


def open_register(url, waits=None, **options):
    config = parse(CONFIG.format(url=url))
    source = config.source.model_copy(update=options)
    patience = Patience(sleep=(waits if waits is not None else []).append)
    environment = {"MAXIMO_PASSWORD": "x"}
    return SoapRegister(source, config.push, None, patience, None, environment), config


def test_every_asset_comes_once_with_its_attributes(url):
    register, config = open_register(url)
    scan = register.scan()
    mapper = Mapper(config.fields)
    mapped = [mapper.map(row) for page in scan.pages for row in page.rows]
    assert [one.external_id for one in mapped] == [f"{n:05}|BEDFORD" for n in range(37)]
    assert scan.is_complete
    assert mapped[7].record == {
        "external_id": "00007|BEDFORD",
        "name": "Pumpe 7 & Söhne",
        "serial_no": "007",
        "code": "",
        "location": "",
        "vendor": "",
        "cost": 1200.5,
        "in_service_date": "",
        "warranty_date": "",
        "status": "in_service",
        "modified": "2026-03-08 00:00:00",
    }


def test_only_changes_are_asked_for(url):
    register, _config = open_register(url)
    scan = register.scan(since=datetime(2026, 3, 27, tzinfo=UTC))
    assert sum(len(page.rows) for page in scan.pages) == 2
    assert not scan.is_complete
    assert scan.newest == datetime(2026, 3, 28, tzinfo=UTC)


def test_values_are_written_and_read_again(url, assets):
    register, _config = open_register(url)
    written = register.write("00003|BEDFORD", {"status": "retired", "location": "Yard"})
    assert not written.reason
    asset = assets["00003", "BEDFORD"]
    assert (asset.STATUS.maxvalue, asset.LOCATION) == ("DECOMMISSIONED", "Yard")


def test_write_that_is_ignored_is_told(url):
    register, config = open_register(url)
    field = config.push.fields["status"]
    values = {"in_service": "IGNORED"}
    fields = {"status": field.model_copy(update={"values": values})}
    register._push = config.push.model_copy(update={"fields": fields})
    written = register.write("00003|BEDFORD", {"status": "in_service"})
    assert "did not change status" in written.reason


def test_fault_is_told_in_its_words(url):
    register, _config = open_register(url)
    written = register.write("nowhere|BEDFORD", {"status": "retired"})
    assert "BMXAA4191E" in written.reason


@pytest.mark.parametrize(
    ("status", "body", "kind", "tries"),
    [
        (503, b"", errors.SourceUnreachable, 6),
        (200, b"<soap:Envelope", errors.SourceUnreachable, 6),
        (401, b"", errors.SourceRefused, 1),
        (404, b"<html/>", errors.SourceAnswer, 1),
    ],
)
def test_failures_are_told_apart(status, body, kind, tries):
    waits = []
    with serving(lambda *request: (status, {"Content-Type": "text/xml"}, body)) as url:
        register, _config = open_register(url, waits)
        with pytest.raises(kind):
            list(register.scan().pages)
    assert len(waits) == tries - 1


def test_unknown_operation_is_told(url):
    register, _config = open_register(url, operation="QueryNothing")
    with pytest.raises(errors.SourceAnswer, match="QueryNothing"):
        list(register.scan().pages)


def test_pattern_leaves_out_what_has_no_value():
    pattern = {"A": [{"N": "{external_id.0}", "S": "{status}", "X": 1}], "B": "b"}
    names = get_id_values("7|B")
    assert fill(pattern, names) == {"A": [{"N": "7", "X": 1}], "B": "b"}
