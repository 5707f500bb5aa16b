"""From a row of the register to a record of Odoo, by the rules of the configuration."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..config.fields import KEYS, FieldRule, Fields
from .amounts import compile_amount
from .dates import compile_date, read_moment
from .paths import Getter, compile_path, squeeze
from .text import Unmappable, get_line, get_text

# what Odoo takes; a longer text is refused, for a cut one would be another
LONGEST = {"note": 20_000}
LONGEST_TEXT = 500

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as its source read it. ``place`` names it to people: ``Assets!12``."""

    values: Any
    place: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of a row: a record, or the reasons why there is none."""

    external_id: str
    place: str
    record: Record = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


class Mapper:
    """The rules, compiled.

    :param by_heading: rows are {heading: cell} of a workbook, paths are headings
    :raises ValueError: for a path or format that is none; it names the field
    """

    def __init__(self, fields: Fields, *, by_heading: bool = False) -> None:
        self._readers: dict[str, Callable[[Any], Any]] = {}
        self._required = {
            key for key, rule in fields.rules.items() if rule.required
        } | {"external_id"}
        for key, rule in fields.rules.items():
            try:
                self._readers[key] = _compile(key, rule, by_heading)
            except ValueError as error:
                raise ValueError(f"fields.{key}: {error}") from error

    def map(self, row: Row) -> Mapped:
        """Return the record of a row, or why there is none. Raises nothing."""
        record: Record = {}
        reasons: list[str] = []
        for key, read in self._readers.items():
            try:
                value = read(row.values)
            except Unmappable as problem:
                reasons.append(f"{key}: {problem}")
                continue
            if value == "" and key in self._required:
                reasons.append(f"{key} is missing")
            if key == "modified" and not value:
                continue
            record[key] = value
        external_id = str(record.get("external_id", ""))
        if reasons:
            return Mapped(external_id, row.place, {}, tuple(reasons))
        return Mapped(external_id, row.place, record)


def _compile_replacements(rule: FieldRule) -> Callable[[Any], list[Record]]:
    """Return a function that gives when which part of an asset was replaced last."""
    get_list = compile_path(rule.paths[0])
    getters = {"part": compile_path(rule.part), "date": compile_path(rule.date)}
    if rule.position:
        getters["position"] = compile_path(rule.position)
    read_date = compile_date(rule.format)

    def read(row: Any) -> list[Record]:
        entries = get_list(row) or []
        if not isinstance(entries, list):
            raise Unmappable("there is no list")
        replacements: list[Record] = []
        for entry in entries:
            texts = {name: get(entry) for name, get in getters.items()}
            day = read_date(texts.pop("date"))
            lines = {name: get_line(text) for name, text in texts.items()}
            # what was never replaced has no date
            if day and lines["part"]:
                filled = {name: line for name, line in lines.items() if line}
                replacements.append({**filled, "date": day})
        return replacements

    return read


def _compile(key: str, rule: FieldRule, by_heading: bool) -> Callable[[Any], Any]:
    if KEYS[key] == "replacements":
        if by_heading or not rule.paths:
            raise ValueError("a list is needed, which this register has not")
        return _compile_replacements(rule)
    convert = _compile_conversion(key, rule)
    empties = {text.casefold() for text in rule.empty}
    table = {_fold(word): value for word, value in rule.values.items()}
    get = _compile_source(rule, by_heading, empties)

    def read(row: Any) -> Any:
        raw = get(row)
        if table and _is_something(raw, empties):
            raw = _translate(get_line(raw, unescape=rule.unescape), table, rule)
        value = convert(raw) if _is_something(raw, empties) else ""
        if value == "" and rule.default is not None:
            value = convert(rule.default)
        return value

    return read


def _compile_source(rule: FieldRule, by_heading: bool, empties: set[str]) -> Getter:
    if rule.constant is not None:
        constant = rule.constant
        return lambda row: constant
    getters = [
        _get_by_heading(path) if by_heading else compile_path(path)
        for path in rule.paths
    ]
    if rule.join is not None:
        join = rule.join

        def get_joined(row: Any) -> Any:
            texts = [get_line(get(row), unescape=rule.unescape) for get in getters]
            # a part that is missing must not make two keys the same
            if not all(texts) and any(texts):
                names = [
                    path
                    for path, text in zip(rule.paths, texts, strict=True)
                    if not text
                ]
                raise Unmappable(f"{', '.join(names)} is missing")
            return join.join(texts) if all(texts) else None

        return get_joined

    def get_first(row: Any) -> Any:
        for get in getters:
            value = get(row)
            if _is_something(value, empties):
                return value
        return None

    return get_first


def _get_by_heading(heading: str) -> Getter:
    key = squeeze(heading)

    def get(row: Any) -> Any:
        return row.get(key) if isinstance(row, Mapping) else None

    return get


def _compile_conversion(key: str, rule: FieldRule) -> Callable[[Any], Any]:
    kind = KEYS[key]
    if kind == "date":
        return compile_date(rule.format)
    if kind == "amount":
        return compile_amount(rule.format)
    if kind == "moment":
        return _read_moment
    read = get_text if kind == "lines" else get_line
    longest = LONGEST.get(key, LONGEST_TEXT)

    def convert(value: Any) -> str:
        text = unicodedata.normalize("NFC", read(value, unescape=rule.unescape))
        if len(text) > longest:
            raise Unmappable(f"the text has {len(text)} signs, {longest} are possible")
        return text

    return convert


def _read_moment(value: Any) -> str:
    moment = read_moment(value)
    if moment is None:
        raise Unmappable(f"“{value}” is no moment")
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _translate(word: str, table: Mapping[str, str], rule: FieldRule) -> str:
    found = table.get(_fold(word))
    if found is not None:
        return found
    if rule.otherwise == "reject":
        raise Unmappable(f"“{word}” is not in the value table")
    return word if rule.otherwise == "keep" else ""


def _fold(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).casefold().split())


def _is_something(value: Any, empties: set[str]) -> bool:
    """Say whether a value is one: not nothing, not a text that stands for nothing."""
    if value is None or value is False or value == "" or value == [] or value == {}:
        return False
    if not empties or isinstance(value, list | dict):
        return True
    try:
        return get_line(value).casefold() not in empties
    except Unmappable:
        return True
