"""``init``: questions, and a configuration from the answers."""

import json
from collections.abc import Callable
from pathlib import Path

import typer

from .. import presets
from ..config.loading import parse
from ..errors import ConfigError

WORKBOOK = "workbook"

_WORKBOOK_FIELDS = """
# Left of “=”: fields of an asset. Right: headings of the workbook.
[fields]
external_id = "Asset Tag"
name = "Name"
serial_no = "Serial Number"
"""

Ask = Callable[[str, str], str]


def ask_and_write(path: Path, ask: Ask | None = None) -> None:
    """Ask for what a configuration needs, and write it.

    :param ask: function of a question and the answer that is offered
    :raises ConfigError: if the file is there already, or the answers make no
        configuration
    """
    if path.exists():
        raise ConfigError(f"{path} is there already")
    text = make_configuration(ask or _prompt)
    parse(text, str(path))
    path.write_text(text, encoding="utf-8")
    typer.echo(f"{path} is written. Now: asset-register-sync check {path}")


def make_configuration(ask: Ask) -> str:
    """Return the text of a configuration from answers."""
    names = [WORKBOOK, *presets.get_names()]
    kind = ask(f"What is the register ({', '.join(names)})", WORKBOOK)
    if kind not in names:
        raise ConfigError(f"“{kind}” is none of: {', '.join(names)}")
    lines = [f"register = {_quote(ask('The code of the register in Odoo', kind))}"]
    if kind != WORKBOOK:
        lines.append(f"preset = {_quote(kind)}")
    lines += [
        "",
        "[odoo]",
        f"url = {_quote(ask('The address of Odoo', 'http://localhost:8069'))}",
        f"database = {_quote(ask('The name of its database', 'odoo'))}",
        "# the environment variable ODOO_API_KEY holds the key",
        "",
        "[source]",
    ]
    if kind == WORKBOOK:
        lines += ['kind = "workbook"']
        lines += [f"path = {_quote(ask('The workbook', 'assets.xlsx'))}"]
        return "\n".join(lines) + "\n" + _WORKBOOK_FIELDS
    source = presets.read(kind)["source"]
    name = "endpoint" if source["kind"] == "soap" else "url"
    offered = str(source.get(name, "http://localhost"))
    lines.append(f"{name} = {_quote(ask('The address of the register', offered))}")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _prompt(question: str, offered: str) -> str:
    return str(typer.prompt(question, default=offered))
