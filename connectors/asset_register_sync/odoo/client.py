"""What a client of Odoo can do, whatever its protocol."""

from collections.abc import Mapping
from typing import Any, Protocol

import requests

from ..errors import OdooAnswer, OdooUnreachable
from ..web import CONNECT_TIMEOUT


class OdooClient(Protocol):
    """Calls public methods of Odoo's models."""

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return the answer of a method that is called on the model, once.

        :raises OdooError: see ``errors``
        """


class Post:
    """Sends requests to one Odoo.

    :param url: that of Odoo, without a path
    :param timeout: seconds to wait for an answer
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        headers: Mapping[str, str],
        timeout: float,
        auth: requests.auth.AuthBase | None = None,
    ) -> None:
        self._session = session
        self.url = url.rstrip("/")
        self._headers = dict(headers)
        self._timeout = (CONNECT_TIMEOUT, timeout)
        self._auth = auth

    def send(self, path: str, body: str) -> requests.Response:
        """Return the answer to ``body``, whatever its status; it is read to its end.

        :raises OdooUnreachable: if there is none
        :raises OdooAnswer: if who answers has no valid certificate
        """
        try:
            response = self._session.post(
                f"{self.url}/{path}",
                data=body.encode("utf-8", "replace"),
                auth=self._auth,
                headers=self._headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise OdooAnswer(f"{self.url} has no valid certificate: {error}") from error
        except requests.exceptions.RequestException as error:
            raise OdooUnreachable(
                f"{self.url} does not answer: {type(error).__name__}"
            ) from error
        return response
