"""``[source]`` of a register with a REST interface."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import MOST_SECONDS, Part, Text, Url
from .http import Auth, NoAuth


class SinglePage(Part):
    """All in one answer."""

    kind: Literal["none"] = "none"


class OffsetPaging(Part):
    """``?limit=100&offset=200``. With an ``overlap`` of 1, each page begins with the
    last row of the one before: if it does not, rows have moved, and it goes back.
    """

    kind: Literal["offset"]
    offset: str = "offset"
    limit: str = "limit"
    size: int = Field(100, ge=2)
    overlap: int = Field(1, ge=0, le=1)


class PagePaging(Part):
    """``?page=3&per_page=100``."""

    kind: Literal["page"]
    page: str = "page"
    limit: str = "per_page"
    size: int = Field(100, ge=1)
    first: int = 1


class RangePaging(Part):
    """``?range=0-99``, answered with 206 and ``Content-Range: 0-99/1234``."""

    kind: Literal["range"]
    range: str = "range"
    size: int = Field(100, ge=2)


class CursorPaging(Part):
    """The answer holds what to ask next with: ``next`` is its path."""

    kind: Literal["cursor"]
    cursor: str = "cursor"
    next: Text
    limit: str = ""
    size: int = Field(100, ge=1)


class LinkPaging(Part):
    """The answer holds the address of the next page: in its ``Link`` header, or in the
    body at the path ``next``.
    """

    kind: Literal["link"]
    next: str = ""
    limit: str = ""
    size: int = Field(100, ge=1)


class KeysetPaging(Part):
    """Each page asks for what is behind the last row: ``{last}`` in ``parameters`` is
    its ``key``, ``first`` to begin with. Rows must come in the order of that key. This
    way no row is lost or doubled, whatever happens meanwhile. ``{filter}`` is what
    ``incremental.filter`` says.
    """

    kind: Literal["keyset"]
    key: Text
    parameters: dict[str, str]
    first: str = "0"
    limit: str = ""
    size: int = Field(100, ge=1)


Paging = Annotated[
    SinglePage
    | OffsetPaging
    | PagePaging
    | RangePaging
    | CursorPaging
    | LinkPaging
    | KeysetPaging,
    Field(discriminator="kind"),
]


class Incremental(Part):
    """How to ask for what has changed since a moment.

    ``modified``: the path of the moment of a row's last change. ``parameters`` are
    added to the query, with ``{since}`` replaced; ``filter`` is for keyset paging.
    ``descending``: there is no filter, but the newest rows come first with these
    parameters. ``format``: how ``{since}`` is written, ``iso`` or a pattern; ``zone``:
    in which zone, if the register does not say one. ``overlap``: how many seconds
    earlier than the last change seen to ask, for what was under way then.
    """

    modified: Text
    parameters: dict[str, str] = Field(default_factory=dict)
    filter: str = ""
    descending: bool = False
    format: str = "iso"
    zone: str = "UTC"
    overlap: float = Field(600, ge=0)

    @model_validator(mode="after")
    def _check_filter(self) -> "Incremental":
        if not self.parameters and not self.filter:
            raise ValueError("give parameters or a filter")
        return self


class Judge(Part):
    """What an answer looks like that is an error, whatever its HTTP status.

    ``path`` stands in the body; it is an error if it has a value, or with ``equals``
    that value, or with ``matches`` a text that this pattern finds. ``message``: the
    path of what to tell.
    """

    path: str = ""
    equals: str | int | bool | None = None
    matches: str = ""
    message: str = ""


class RestSource(Part):
    """A register with a REST interface that answers JSON.

    ``url``: where all addresses begin; ``path``: the list of assets below it.
    ``records``: the path of the rows in an answer, empty if the answer is the list.
    ``total``: the path of how many there are in all, or ``header:X-Total-Count``.
    ``detail``: an address for each row, such as ``asset/{id}``, that gives all of it;
    the names in braces are paths of the row.
    ``unique``: the path by which two rows are the same, for pages that overlap.
    ``complete``: whether the list without a filter has all assets of the register.
    """

    kind: Literal["rest"]
    url: Url
    path: str = ""
    method: Literal["GET", "POST"] = "GET"
    query: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    body: dict[str, object] | None = None
    auth: Auth = NoAuth()
    paging: Paging = SinglePage()
    records: str = ""
    total: str = ""
    unique: str = "id"
    detail: str = ""
    incremental: Incremental | None = None
    judge: tuple[Judge, ...] = ()
    complete: bool = True
    timeout: float = Field(60, gt=0, le=MOST_SECONDS)
    pause: float = Field(0, ge=0, le=60)
    ca_file: str = ""
