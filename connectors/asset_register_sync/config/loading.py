"""Reading a configuration, and saying where in the file it is wrong."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .. import presets
from ..errors import ConfigError
from .fields import expand
from .models import Config
from .positions import Location, find_line, find_positions

# What pydantic puts into a location that no key of the file is called.
_TAGS = {"rest", "soap", "workbook", "rules", "FieldRule"}


def load(path: Path) -> Config:
    """Return the configuration of a file.

    :raises ConfigError: with one line ``file:line: what is wrong`` for each mistake
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text") from error
    return parse(text, str(path))


def parse(text: str, name: str = "configuration") -> Config:
    """Return the configuration that a text holds; see ``load``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}") from error
    positions = find_positions(text)
    try:
        if preset := data.get("preset"):
            data = merge(_expand(presets.read(str(preset))), _expand(data))
    except KeyError as error:
        line = find_line(positions, ("preset",))
        raise ConfigError(f"{name}:{line}: {error.args[0]}") from error
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(
            "\n".join(
                f"{name}:{find_line(positions, location)}: {message}"
                for location, message in _get_mistakes(error, data)
            )
        ) from error


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``below`` with what ``above`` says otherwise; tables are merged.

    A table that says another ``kind`` replaces the one below, and so does a value
    table: words of a register are its own.
    """
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if (
            isinstance(old, Mapping)
            and isinstance(value, Mapping)
            and key != "values"
            and value.get("kind", old.get("kind")) == old.get("kind")
        ):
            merged[key] = merge(old, value)
        elif key in ("path", "constant"):
            merged[key] = value
            merged.pop("constant" if key == "path" else "path", None)
        else:
            merged[key] = value
    return merged


def _expand(data: dict[str, Any]) -> dict[str, Any]:
    """Return the tables with each rule of a field as one, so that they can be
    merged."""
    fields = data.get("fields")
    if not isinstance(fields, dict):
        return data
    return {**data, "fields": {key: expand(rule) for key, rule in fields.items()}}


def _get_mistakes(
    error: ValidationError, data: Mapping[str, Any]
) -> list[tuple[Location, str]]:
    mistakes: list[tuple[Location, str]] = []
    for mistake in error.errors(include_url=False):
        location = _clean(mistake["loc"], data)
        name = ".".join(str(part) for part in location) or "configuration"
        message = _get_message(mistake["type"], mistake["msg"])
        entry = (location, f"{name}: {message}")
        if entry not in mistakes:
            mistakes.append(entry)
    return mistakes


def _clean(location: Location, data: Mapping[str, Any]) -> Location:
    """Leave out the names of models, which stand for no key of the file."""
    cleaned: list[str | int] = []
    here: Any = data
    for part in location:
        has = isinstance(here, Mapping) and part in here
        is_index = isinstance(part, int)
        if has or is_index:
            here = here[part] if has or _has_index(here, part) else None
            cleaned.append(part)
        elif part not in _TAGS and part == location[-1] and "[" not in str(part):
            cleaned.append(part)
    return tuple(cleaned)


def _has_index(here: Any, part: str | int) -> bool:
    return isinstance(here, list) and isinstance(part, int) and part < len(here)


def _get_message(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such setting"
    if kind == "missing":
        return "is missing"
    if kind == "union_tag_not_found":
        return "kind is missing"
    return message.removeprefix("Value error, ")
