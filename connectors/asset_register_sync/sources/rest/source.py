"""A register with a REST interface."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import requests

from ...config.push import Push
from ...config.rest import KeysetPaging, RestSource
from ...errors import SourceAnswer, SourceRefused
from ...mapping.dates import read_moment
from ...mapping.mapper import Row
from ...mapping.paths import compile_path
from ...retry import Patience
from ...web import make_session
from ..base import Page, Resume, Scan, Written
from .auth import make_auth
from .http import Http
from .paging import Ask, Got, Pager, get_total, make_pager
from .writing import RestWriter

_BRACES = re.compile(r"\{([^{}]+)\}")


class RestRegister:
    """Reads the rows of a register page by page; see ``Source``."""

    by_heading = False

    def __init__(
        self,
        config: RestSource,
        push: Push | None,
        patience: Patience,
        session: requests.Session | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._session = session or make_session(config.ca_file)
        self._http = Http(
            self._session,
            config.url,
            auth=make_auth(config.auth, self._session, environment),
            headers=config.headers,
            rules=config.judge,
            timeout=config.timeout,
            patience=patience,
            pause=config.pause,
        )
        self._writer = RestWriter(self._http, push) if push else None
        paging = config.paging
        self._can_resume = isinstance(paging, KeysetPaging)
        self._key = paging.key if isinstance(paging, KeysetPaging) else config.unique
        self._get_key = compile_path(self._key)
        incremental = config.incremental
        self.overlap = incremental.overlap if incremental else -1.0
        self._zone = ZoneInfo(incremental.zone) if incremental else UTC
        self._get_moment = compile_path(incremental.modified) if incremental else None

    def get_fingerprint(self) -> str:
        config = self._config
        return f"{config.url}{config.path}{sorted(config.query.items())}"

    def close(self) -> None:
        self._session.close()

    def scan(self, since: datetime | None = None, resume: Resume | None = None) -> Scan:
        """Begin to read; see ``Source``."""
        scan = Scan()
        scan.pages = self._read(scan, since, resume if self._can_resume else None)
        return scan

    def write(self, external_id: str, values: Mapping[str, Any]) -> Written:
        """Write values into one record; see ``Source``."""
        if not self._writer:
            raise SourceRefused("the configuration has no [push]")
        return self._writer.write(external_id, values)

    def _read(
        self, scan: Scan, since: datetime | None, resume: Resume | None
    ) -> Iterator[Page]:
        since_query, filter_text = self._get_since(since)
        pager = make_pager(self._config.paging, filter_text)
        seen: set[str] = set()
        if resume:
            scan.count, scan.total = int(resume["count"]), int(resume["total"])
        ask: Ask | None = pager.begin(resume)
        is_cut = False
        while ask and not is_cut:
            answer_rows, got = self._fetch(ask, since_query, seen)
            self._note_total(scan, got.total)
            step = pager.go_on(got)
            ask = step.ask
            rows: list[Row] = []
            for key, values in zip(got.keys, answer_rows, strict=True):
                if key in seen or not step.takes:
                    continue
                moment = self._read_moment(values)
                if self._is_older(moment, since):
                    is_cut = True
                    break
                seen.add(key)
                scan.saw(moment)
                rows.append(Row(self._get_detail(values), f"{self._key} {key}"))
            scan.count += len(rows)
            if rows:
                yield Page(rows, _get_resume(pager, scan))
        if not since and self._config.complete:
            scan.conclude()

    def _fetch(
        self, ask: Ask, since_query: Mapping[str, str], seen: set[str]
    ) -> tuple[list[Any], Got]:
        config = self._config
        if ask.address:
            answer = self._http.follow(ask.address, config.path)
        else:
            query = {**config.query, **since_query, **ask.query}
            answer = self._http.get(
                config.path, query, method=config.method, body=config.body
            )
        rows = compile_path(config.records)(answer.body)
        if not isinstance(rows, list):
            raise SourceAnswer(
                f"there is no list at “{config.records or 'the top'}” of the answer"
            )
        keys = [self._read_key(values) for values in rows]
        new = sum(key not in seen for key in keys)
        total = get_total(answer, config.total)
        is_joined = bool(keys) and keys[0] in seen
        return rows, Got(answer, keys, new, is_joined, total)

    def _read_key(self, values: Any) -> str:
        key = self._get_key(values)
        if key is None or isinstance(key, dict | list):
            raise SourceAnswer("a row has no key: is “unique” right?")
        return str(key)

    def _read_moment(self, values: Any) -> datetime | None:
        if not self._get_moment:
            return None
        return read_moment(self._get_moment(values), self._zone)

    def _is_older(self, moment: datetime | None, since: datetime | None) -> bool:
        incremental = self._config.incremental
        return bool(
            since
            and moment
            and incremental
            and incremental.descending
            and moment < since
        )

    def _get_since(self, since: datetime | None) -> tuple[dict[str, str], str]:
        incremental = self._config.incremental
        if not since or not incremental:
            return {}, ""
        local = since.astimezone(self._zone)
        if incremental.format == "iso":
            text = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        else:
            text = local.strftime(incremental.format)
        query = {
            name: value.replace("{since}", text)
            for name, value in incremental.parameters.items()
        }
        return query, incremental.filter.replace("{since}", text)

    def _get_detail(self, values: Any) -> Any:
        """Return all of a row, if the list gives only a part."""
        if not self._config.detail:
            return values
        address = _BRACES.sub(
            lambda found: quote(str(compile_path(found[1])(values)), safe=""),
            self._config.detail,
        )
        return self._http.get(address).body

    def _note_total(self, scan: Scan, total: int) -> None:
        # behind a key fewer are left with each page: the first one counts
        if total >= 0 and not (self._can_resume and scan.total >= 0):
            scan.total = total


def _get_resume(pager: Pager, scan: Scan) -> Resume | None:
    resume = pager.get_resume()
    if resume is None:
        return None
    return {**resume, "count": scan.count, "total": scan.total}
