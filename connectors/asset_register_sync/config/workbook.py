"""``[source]`` of a workbook."""

from typing import Literal

from pydantic import Field

from .base import Part, Text


class WorkbookSource(Part):
    """A workbook of Excel.

    ``path`` is relative to the configuration; of several that fit a pattern such as
    ``assets-*.xlsx`` the newest is taken. ``sheets``: their names, all that have the
    headings if empty. ``header_row``: counted from 1, found by itself if 0.
    ``complete``: whether the file lists all assets of the register, so that what is
    missing in it has vanished. ``settle``: for how many seconds the file must not have
    changed, for somebody may be saving it.
    """

    kind: Literal["workbook"]
    path: Text
    sheets: tuple[str, ...] = ()
    header_row: int = Field(0, ge=0)
    complete: bool = True
    settle: float = Field(2, ge=0, le=60)
