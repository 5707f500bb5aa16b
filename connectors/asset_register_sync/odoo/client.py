"""What a client of Odoo can do, whatever its protocol."""

from typing import Any, Protocol

import requests

# seconds to wait for a connection; the wait for an answer is configured
CONNECT_TIMEOUT = 15.0


class OdooClient(Protocol):
    """Calls public methods of Odoo's models."""

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return the answer of a method that is called on the model, once.

        :raises OdooError: see ``errors``
        """


class Bearer(requests.auth.AuthBase):
    """Sends a token. As an object, so that no ``.netrc`` takes its place."""

    def __init__(self, token: str, scheme: str = "bearer") -> None:
        self._value = f"{scheme} {token}" if scheme else token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request
