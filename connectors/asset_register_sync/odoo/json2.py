"""JSON-2, Odoo's own way since 19: an API key, named arguments, plain JSON."""

import json
from datetime import UTC, datetime
from typing import Any

import requests

from ..errors import OdooAnswer, OdooUnreachable
from .client import CONNECT_TIMEOUT, Bearer
from .faults import judge_http


class Json2Client:
    """Calls methods over JSON-2.

    :param url: that of Odoo, without a path
    :param timeout: seconds to wait for an answer
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        database: str,
        key: str,
        timeout: float = 180,
    ) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._auth = Bearer(key)
        self._headers = {
            "Content-Type": "application/json",
            "X-Odoo-Database": database,
        }
        self._timeout = (CONNECT_TIMEOUT, timeout)

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return the answer of a method; see ``OdooClient``."""
        body = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
        try:
            response = self._session.post(
                f"{self._url}/json/2/{model}/{method}",
                data=body.encode("utf-8", "replace"),
                auth=self._auth,
                headers=self._headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
            text = response.content.decode("utf-8", "replace")
        except requests.exceptions.SSLError as error:
            raise OdooAnswer(
                f"{self._url} has no valid certificate: {error}"
            ) from error
        except requests.exceptions.RequestException as error:
            raise OdooUnreachable(
                f"{self._url} does not answer: {type(error).__name__}"
            ) from error
        now = datetime.now(UTC)
        if problem := judge_http(response.status_code, response.headers, text, now):
            raise problem
        try:
            return json.loads(text)
        except ValueError as error:
            # half an answer: the call may well have taken effect
            raise OdooUnreachable("Odoo's answer broke off") from error
