"""How requests get in."""

import time
from collections.abc import Callable, Mapping

import requests

from ...config.http import Auth, BasicAuth, NoAuth, OAuth2Auth, TokenAuth
from ...config.secrets import get_secret
from ...errors import SourceRefused, SourceUnreachable
from ...web import CONNECT_TIMEOUT, HeaderAuth

# seconds before its end at which a token is no longer used
_MARGIN = 30


class ClientCredentials(requests.auth.AuthBase):
    """Fetches a token of OAuth 2, and another one shortly before it ends."""

    def __init__(
        self,
        config: OAuth2Auth,
        secret: str,
        session: requests.Session,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._secret = secret
        self._session = session
        self._clock = clock
        self._token = ""
        self._ends = 0.0

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self._token or self._clock() >= self._ends:
            self._fetch()
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _fetch(self) -> None:
        config = self._config
        data = {"grant_type": "client_credentials"}
        if config.scope:
            data["scope"] = config.scope
        try:
            response = self._session.post(
                config.token_url,
                data=data,
                auth=(config.client_id, self._secret),
                timeout=(CONNECT_TIMEOUT, 60),
                allow_redirects=False,
            )
            body = response.json() if response.status_code == 200 else {}
        except requests.exceptions.RequestException as error:
            raise SourceUnreachable(
                f"{config.token_url} gives no token: {type(error).__name__}"
            ) from None
        if not isinstance(body, dict) or not body.get("access_token"):
            raise SourceRefused(
                f"{config.token_url} gives no token ({response.status_code})"
            )
        self._token = str(body["access_token"])
        self._ends = self._clock() + float(body.get("expires_in") or 300) - _MARGIN


def make_auth(
    auth: Auth,
    session: requests.Session,
    environment: Mapping[str, str] | None = None,
) -> requests.auth.AuthBase | None:
    """Return what signs requests, None if nothing does.

    :raises SecretMissing: if the environment does not hold the secret
    """
    match auth:
        case NoAuth():
            return None
        case TokenAuth():
            token = get_secret(auth.env, environment)
            is_plain = auth.header != "Authorization" or not auth.scheme
            value = token if is_plain else f"{auth.scheme} {token}"
            return HeaderAuth(auth.header, value)
        case BasicAuth():
            secret = get_secret(auth.env, environment)
            return requests.auth.HTTPBasicAuth(auth.user.encode(), secret.encode())
        case OAuth2Auth():
            secret = get_secret(auth.env, environment)
            return ClientCredentials(auth, secret, session)
