"""``[push]``: the way back, from Odoo to the register."""

from typing import Literal

from pydantic import Field

from .base import Part, Text
from .rest import Judge


class PushField(Part):
    """Where a value of Odoo goes in the register.

    ``path``: of the field in what is sent. ``reread``: its path in the row that is read
    again, if not the same. ``values``: a table from Odoo's words to the register's; a
    word that is not in it is left out.
    """

    path: Text
    reread: str = ""
    values: dict[str, str] = Field(default_factory=dict)

    def translate(self, text: str) -> str | None:
        """Return a word of Odoo in the register's, None if it is not to be written."""
        return self.values.get(text) if self.values else text


class Push(Part):
    """How a register takes changes.

    REST: ``method`` and ``address`` of one asset, ``{external_id}`` replaced; ``read``:
    the address at which to read it again, the same if empty. ``conditional``: read its
    ETag first and send it, so that nobody's change is overwritten. SOAP: ``operation``
    with ``arguments``, in whose texts ``{external_id}``, its parts ``{external_id.0}``
    (between ``|``) and the values ``{status}`` are put; what has no value is left out.
    ``read_arguments``: with these the operation of the source gives the one record.
    Workbook: ``output`` is the new file beside it, ``{name}`` and ``{date}`` replaced;
    a field's ``path`` is a heading. ``fields``: {key of a change: where it goes}.
    """

    method: Literal["PUT", "PATCH", "POST"] = "PATCH"
    address: str = ""
    read: str = ""
    record: str = ""
    conditional: bool = False
    judge: tuple[Judge, ...] = ()
    operation: str = ""
    arguments: dict[str, object] = Field(default_factory=dict)
    read_arguments: dict[str, object] = Field(default_factory=dict)
    output: str = ""
    fields: dict[str, PushField]
