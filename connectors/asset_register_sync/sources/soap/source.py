"""A register with a SOAP interface."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from ...config.push import Push
from ...config.soap import SoapPaging, SoapSource
from ...errors import SourceAnswer, SourceRefused
from ...mapping.dates import read_moment
from ...mapping.mapper import Row
from ...mapping.paths import compile_path, set_path
from ...mapping.text import Unmappable, get_line
from ...retry import Patience
from ..base import Page, Resume, Scan, Written
from ..rest.judge import Answer
from ..rest.paging import Ask, Got, OffsetPager, Pager, SinglePager
from .calling import Service
from .filling import fill, get_id_values, merge


class SoapRegister:
    """Reads the rows that an operation gives; see ``Source``."""

    by_heading = False

    def __init__(
        self,
        config: SoapSource,
        push: Push | None,
        folder: Path,
        patience: Patience,
        session: requests.Session | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._push = push
        self._service = Service(config, folder, patience, session, environment)
        has_since = bool(config.since_arguments and config.modified)
        self.overlap = config.overlap if has_since else -1.0
        self._get_rows = compile_path(config.records)
        self._get_moment = compile_path(config.modified) if config.modified else None
        uniques = [part for part in config.unique.split(",") if part]
        self._get_keys = [compile_path(part.strip()) for part in uniques]

    def close(self) -> None:
        self._service.close()

    def get_fingerprint(self) -> str:
        return f"{self._config.wsdl}{self._config.endpoint}{self._config.operation}"

    def scan(self, since: datetime | None = None, resume: Resume | None = None) -> Scan:
        """Begin to read; see ``Source``."""
        scan = Scan()
        scan.pages = self._read(scan, since)
        return scan

    def _read(self, scan: Scan, since: datetime | None) -> Iterator[Page]:
        pager = _make_pager(self._config.paging)
        seen: set[str] = set()
        ask: Ask | None = pager.begin(None)
        while ask:
            answer = self._service.call(
                self._config.operation, self._get_arguments(ask, since)
            )
            given = self._take_rows(answer)
            keys = [self._read_key(values, index) for index, values in enumerate(given)]
            total = self._get_total(answer)
            scan.total = total if total >= 0 else scan.total
            new = sum(key not in seen for key in keys)
            is_joined = bool(keys) and keys[0] in seen
            got = Got(Answer(200, {}, None), keys, new, is_joined, total)
            step = pager.go_on(got)
            ask = step.ask
            rows: list[Row] = []
            for key, values in zip(keys, given, strict=True):
                if key in seen or not step.takes:
                    continue
                seen.add(key)
                if self._get_moment:
                    scan.saw(read_moment(self._get_moment(values)))
                rows.append(Row(values, f"record {key}"))
            scan.count += len(rows)
            if rows:
                yield Page(rows)
        if not since and self._config.complete:
            scan.conclude()

    def _take_rows(self, answer: Any) -> list[Any]:
        rows = self._get_rows(answer)
        if rows is None:
            # an empty list is often left out of an answer
            return []
        if isinstance(rows, dict):
            return [rows]
        if not isinstance(rows, list):
            raise SourceAnswer(f"there is no list at “{self._config.records}”")
        return rows

    def _read_key(self, values: Any, index: int) -> str:
        try:
            keys = [get_line(get(values)) for get in self._get_keys]
        except Unmappable as error:
            raise SourceAnswer(f"“unique” is no value: {error}") from error
        if not keys:
            if self._config.paging:
                raise SourceAnswer("“unique” is missing: paging needs it")
            return str(index)
        if not all(keys):
            raise SourceAnswer("a row has no key: is “unique” right?")
        return "|".join(keys)

    def _get_arguments(self, ask: Ask, since: datetime | None) -> dict[str, Any]:
        arguments: dict[str, Any] = merge(self._config.arguments, {})
        if since:
            moment = since.astimezone(UTC)
            written = self._config.since_format
            text = (
                moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
                if written == "iso"
                else moment.strftime(written)
            )
            more = fill(self._config.since_arguments, {"since": text})
            arguments = merge(arguments, more)
        for path, text in ask.query.items():
            set_path(arguments, path, int(text))
        return arguments

    def _get_total(self, answer: Any) -> int:
        paging = self._config.paging
        value = compile_path(paging.total)(answer) if paging and paging.total else None
        try:
            return int(value) if value is not None else -1
        except (TypeError, ValueError):
            return -1

    def write(self, external_id: str, values: Mapping[str, Any]) -> Written:
        """Write values into one record; see ``Source``."""
        push = self._push
        if not push or not push.operation:
            raise SourceRefused("the configuration has no operation in [push]")
        wanted: dict[str, str] = {}
        for key, value in values.items():
            if field := push.fields.get(key):
                text = field.translate(get_line(value))
                if text is not None:
                    wanted[key] = text
        if not wanted:
            return Written()
        names = {**get_id_values(external_id), **wanted}
        try:
            self._service.call(push.operation, fill(push.arguments, names))
        except SourceRefused as error:
            return Written(str(error))
        return self._reread(push, names, wanted)

    def _reread(
        self, push: Push, names: Mapping[str, str], wanted: Mapping[str, str]
    ) -> Written:
        if not push.read_arguments:
            return Written()
        arguments = merge(self._config.arguments, fill(push.read_arguments, names))
        rows = self._take_rows(self._service.call(self._config.operation, arguments))
        if len(rows) != 1:
            return Written(f"to read it again gave {len(rows)} records")
        left = []
        for key, text in wanted.items():
            field = push.fields[key]
            if get_line(compile_path(field.reread or field.path)(rows[0])) != text:
                left.append(key)
        if left:
            return Written(f"the register did not change {', '.join(left)}")
        return Written()


def _make_pager(paging: SoapPaging | None) -> Pager:
    if not paging:
        return SinglePager()

    def write(at: int, size: int) -> dict[str, str]:
        query = {paging.start: str(at + paging.first)}
        if paging.limit:
            query[paging.limit] = str(size)
        return query

    return OffsetPager(paging.size, 1, write)
