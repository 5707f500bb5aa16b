"""How to get into a register over HTTP."""

from typing import Annotated, Literal

from pydantic import Field

from .base import EnvName, Part, Text, Url


class TokenAuth(Part):
    """``Authorization: SCHEME TOKEN``, or another ``header`` with the token alone."""

    kind: Literal["token"]
    env: EnvName
    scheme: str = "Bearer"
    header: str = "Authorization"


class BasicAuth(Part):
    """User and password, as HTTP knows them."""

    kind: Literal["basic"]
    user: Text
    env: EnvName


class OAuth2Auth(Part):
    """A token of OAuth 2, by client credentials."""

    kind: Literal["oauth2"]
    token_url: Url
    client_id: Text
    env: EnvName
    scope: str = ""


class NoAuth(Part):
    """Whoever asks gets an answer."""

    kind: Literal["none"] = "none"


Auth = Annotated[
    TokenAuth | BasicAuth | OAuth2Auth | NoAuth, Field(discriminator="kind")
]
