"""JSON-2, Odoo's own way since 19: an API key, named arguments, plain JSON."""

import json
from datetime import UTC, datetime
from typing import Any

import requests

from ..errors import OdooUnreachable
from ..web import HeaderAuth
from .client import Post
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
        headers = {"Content-Type": "application/json", "X-Odoo-Database": database}
        auth = HeaderAuth("Authorization", f"bearer {key}")
        self._post = Post(session, url, headers, timeout, auth)

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Return the answer of a method; see ``OdooClient``."""
        body = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
        response = self._post.send(f"json/2/{model}/{method}", body)
        text = response.content.decode("utf-8", "replace")
        now = datetime.now(UTC)
        if problem := judge_http(response.status_code, response.headers, text, now):
            raise problem
        try:
            return json.loads(text)
        except ValueError as error:
            # half an answer: the call may well have taken effect
            raise OdooUnreachable("Odoo's answer broke off") from error
