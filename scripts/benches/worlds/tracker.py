"""A register in the shape of Request Tracker, for benchmarks: fast and never tired.

``python tracker.py ROWS.json`` prints the port on the loopback interface. The file
holds the records of assets; it is read again when a scan begins.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_LAST = re.compile(r"id > (\d+)")
PAGE = 100
FIELDS = {
    "Serial Number": "serial_no",
    "Model": "model",
    "Category": "category",
    "Location": "location",
    "Cost": "cost",
    "In Service": "in_service_date",
    "Warranty Until": "warranty_date",
}


class Tracker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rows: list = []

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        last = int(_LAST.search(query["query"][0])[1])
        if not last:
            type(self).rows = json.loads(Path(sys.argv[1]).read_text())
        page = self.rows[last : last + PAGE]
        items = [make_item(last + number + 1, row) for number, row in enumerate(page)]
        body = json.dumps({"items": items, "total": len(self.rows) - last}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing of each request."""


def make_item(number, row):
    """An asset as Request Tracker lists it."""
    return {
        "id": str(number),
        "type": "asset",
        "_url": f"http://127.0.0.1/REST/2.0/asset/{number}",
        "Name": row["name"],
        "Description": row["note"],
        "Status": "in-use",
        "LastUpdated": "2026-03-01T00:00:00Z",
        "Owner": {"id": "Nobody", "type": "user", "_url": "http://127.0.0.1/user"},
        "HeldBy": [],
        "CustomFields": [
            {"name": name, "id": "1", "type": "customfield", "values": [str(row[key])]}
            for name, key in FIELDS.items()
        ],
    }


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tracker)
    print(server.server_port, flush=True)
    server.serve_forever()
