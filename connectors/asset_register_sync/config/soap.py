"""``[source]`` of a register with a SOAP interface."""

from typing import Literal

from pydantic import Field

from .base import MOST_SECONDS, Part, Text, Url
from .http import Auth, NoAuth


class SoapPaging(Part):
    """``start`` and ``limit`` are the paths of these arguments of the operation,
    ``count`` and ``total`` those of the answer. ``first`` is the first ``start``.
    """

    start: Text
    limit: str = ""
    size: int = Field(200, ge=2)
    first: int = 0
    total: str = ""


class UsernameToken(Part):
    """WS-Security: a user and a password in the head of each call."""

    user: Text
    env: str
    digest: bool = False


class SoapSource(Part):
    """A register with a SOAP interface.

    ``wsdl``: a file or an address; a name without a slash is a file of this package.
    ``endpoint``: where calls go, if the WSDL does not say so. ``operation`` is called
    with ``arguments`` (nested tables; ``{since}`` in a text is replaced). ``records``:
    the path of the rows in the answer; attributes are read like elements.
    ``cache``: a file that keeps fetched WSDLs.
    """

    kind: Literal["soap"]
    wsdl: Text
    endpoint: Url | Literal[""] = ""
    binding: str = ""
    operation: Text
    arguments: dict[str, object] = Field(default_factory=dict)
    since_arguments: dict[str, object] = Field(default_factory=dict)
    modified: str = ""
    since_format: str = "iso"
    overlap: float = Field(600, ge=0)
    records: str = ""
    unique: str = ""
    paging: SoapPaging | None = None
    auth: Auth = NoAuth()
    security: UsernameToken | None = None
    strict: bool = True
    cache: str = ""
    complete: bool = True
    timeout: float = Field(60, gt=0, le=MOST_SECONDS)
    ca_file: str = ""
