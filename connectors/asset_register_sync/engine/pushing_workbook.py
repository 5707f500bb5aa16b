"""``push`` to a workbook: a new file beside it, with what Odoo says otherwise.

Nobody knows whether the new file is taken over, so that each push says all of it again:
whatever changed in Odoo at any time and is not in the workbook yet.
"""

from datetime import date
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..mapping.paths import squeeze
from ..mapping.text import Unmappable, get_line
from ..sources.excel import WorkbookRegister
from ..sources.excel.writing import Place, write_copy
from .context import Context
from .tally import Rejected

OUTPUT = "{name}-from-odoo.xlsx"


def get_source(context: Context) -> WorkbookRegister:
    """Return the register, which is a workbook."""
    assert isinstance(context.source, WorkbookRegister)
    return context.source


def get_output(context: Context, source: WorkbookRegister, today: date) -> Path:
    """Return the new file.

    :raises ConfigError: if it would be taken for the register the next time
    """
    push = context.config.push
    pattern = push.output if push and push.output else OUTPUT
    path = source.get_path()
    name = pattern.replace("{name}", path.stem).replace("{date}", today.isoformat())
    output = path.parent / name
    if source.fits(output):
        raise ConfigError(
            f"push.output: {output.name} would be read as the register the next time"
        )
    return output


def write_workbook(
    context: Context,
    source: WorkbookRegister,
    wanted: dict[str, dict[str, Any]],
    output: Path,
    *,
    dry_run: bool,
) -> tuple[int, list[Rejected]]:
    """Write what is wanted, {external id: {key: value}}.

    Return how many records have other values in the new file, and those that could not
    be written. Without any there is no new file.
    """
    fields = context.config.push.fields if context.config.push else {}
    places: list[Place] = []
    rejected: list[Rejected] = []
    written: set[str] = set()
    left = set(wanted)
    for sheet, headings, row, number in source.read_places():
        external_id = context.mapper.map(row).external_id
        if external_id not in wanted:
            continue
        left.discard(external_id)
        for key, value in wanted[external_id].items():
            field = fields[key]
            text = field.translate(get_line(value))
            if text is None:
                continue
            heading = squeeze(field.path)
            if heading not in headings:
                reason = f"{sheet} has no column “{field.path}”"
                rejected.append(Rejected(external_id, row.place, reason))
                continue
            if _read(row.values.get(heading)) != text:
                column = headings.index(heading) + 1
                places.append(Place(sheet, number, column, text))
                written.add(external_id)
    rejected += [
        Rejected(external_id, "", "the workbook has no such row")
        for external_id in sorted(left)
    ]
    if places and not dry_run:
        write_copy(source.get_path(), output, places)
    return len(written), rejected


def _read(cell: Any) -> str:
    try:
        return get_line(cell)
    except Unmappable:
        return ""
