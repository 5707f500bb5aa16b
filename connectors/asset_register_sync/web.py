"""What requests to Odoo and to registers have in common."""

import requests

from . import __version__

# seconds to wait for a connection; the wait for an answer is configured
CONNECT_TIMEOUT = 15.0
# by these a server, or what is in front of it, asks for patience
UNREACHABLE = frozenset({429, 502, 503, 504})


class HeaderAuth(requests.auth.AuthBase):
    """Sends a header. As an object, so that no ``.netrc`` takes its place."""

    def __init__(self, header: str, value: str) -> None:
        self._header = header
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._header] = self._value
        return request


def make_session(ca_file: str = "") -> requests.Session:
    """Return a session that checks certificates and says who it is."""
    session = requests.Session()
    session.headers["User-Agent"] = f"asset-register-sync/{__version__}"
    if ca_file:
        session.verify = ca_file
    return session
