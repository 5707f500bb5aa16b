"""Odoo as a server, for benchmarks that ask it from outside."""

import threading
from contextlib import contextmanager


@contextmanager
def serving():
    """A server on the loopback interface, for the time of a block: its port."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    import odoo.http

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_args):
            """Say nothing of each request."""

    server = make_server(
        "127.0.0.1", 0, odoo.http.root, threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
