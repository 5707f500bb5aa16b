"""Requests to a register, with patience and a judge."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from ...config.rest import Judge
from ...errors import SourceAnswer, SourceRefused, SourceUnreachable
from ...retry import Patience
from ...web import CONNECT_TIMEOUT
from .judge import Answer, judge

# an answer larger than this is no page
MOST_BYTES = 200_000_000


class Http:
    """One register's address, credentials and manners.

    :param pause: seconds between two requests, for registers that ask for few
    """

    def __init__(
        self,
        session: requests.Session,
        url: str,
        *,
        auth: requests.auth.AuthBase | None,
        headers: Mapping[str, str],
        rules: Iterable[Judge],
        timeout: float,
        patience: Patience,
        pause: float = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._session = session
        self._base = url.rstrip("/") + "/"
        self._auth = auth
        self._headers = {"Accept": "application/json", **headers}
        self._rules = tuple(rules)
        self._timeout = (CONNECT_TIMEOUT, timeout)
        self._patience = patience
        self._pause = pause
        self._sleep = sleep
        self._is_first = True

    def get(
        self,
        address: str,
        query: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: Any = None,
    ) -> Answer:
        """Ask for something; asked again where that helps."""
        return self._patience.call(
            lambda: self._ask(method, address, query, body, {}, self._rules),
            harmless=True,
        )

    def follow(self, address: str, page: str) -> Answer:
        """Ask for what an answer names, whole or as seen from the page that named it.

        :param page: the address of that page
        """
        return self.get(urljoin(self.resolve(page), address))

    def send(
        self,
        method: str,
        address: str,
        body: Any,
        *,
        headers: Mapping[str, str],
        rules: Iterable[Judge],
        harmless: bool,
    ) -> Answer:
        """Write something."""
        every = (*self._rules, *rules)
        return self._patience.call(
            lambda: self._ask(method, address, None, body, headers, every),
            harmless=harmless,
        )

    def resolve(self, address: str) -> str:
        """Return an address as a whole one.

        :raises SourceAnswer: if it is at another server: that must not get the secret
        """
        whole = address if "://" in address else address.lstrip("/")
        whole = urljoin(self._base, whole)
        if urlsplit(whole)[:2] != urlsplit(self._base)[:2]:
            raise SourceAnswer(f"the register leads to another server: {whole}")
        return whole

    def _ask(
        self,
        method: str,
        address: str,
        query: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str],
        rules: tuple[Judge, ...],
    ) -> Answer:
        if self._pause and not self._is_first:
            self._sleep(self._pause)
        self._is_first = False
        url = self.resolve(address)
        try:
            response = self._session.request(
                method,
                url,
                params=dict(query or {}),
                json=body,
                headers={**self._headers, **headers},
                auth=self._auth,
                timeout=self._timeout,
                allow_redirects=False,
            )
            content = response.content
        except requests.exceptions.SSLError as error:
            raise SourceRefused(f"{url} has no valid certificate: {error}") from None
        except requests.exceptions.RequestException as error:
            # its text may hold the query, and that a token
            raise SourceUnreachable(
                f"{url} does not answer: {type(error).__name__}"
            ) from None
        answer = _read(response, content)
        if problem := judge(answer, rules, datetime.now(UTC)):
            raise problem
        if answer.body is _BROKEN:
            raise SourceUnreachable(f"{url} answers with something that is no JSON")
        return answer


_BROKEN = object()


def _read(response: requests.Response, content: bytes) -> Answer:
    """Return an answer; what should be JSON and is not, is _BROKEN."""
    body: Any = None
    if content.strip():
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            is_fine = response.status_code < 300
            body = _BROKEN if is_fine else content[:2000].decode("utf-8", "replace")
    return Answer(response.status_code, response.headers, body)
