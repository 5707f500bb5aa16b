"""Writing into a register with a REST interface: judged, and read again."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ...config.push import Push
from ...errors import SourceMoved, SourceRefused
from ...mapping.paths import compile_path, set_path
from ...mapping.text import Unmappable, get_line
from ..base import Written
from .http import Http


class RestWriter:
    """Writes values into records by the rules of ``[push]``."""

    def __init__(self, http: Http, push: Push) -> None:
        self._http = http
        self._push = push

    def write(self, external_id: str, values: Mapping[str, Any]) -> Written:
        """Write values; return what the register made of them.

        It is read first: what it has already is not written again, so that our own
        change does not come back as one. And afterwards: what it answered 200 to and
        did not do is told.
        """
        wanted = {
            key: text
            for key, value in values.items()
            if (text := self._translate(key, value)) is not None
        }
        if not wanted:
            return Written()
        for attempt in (1, 2):
            row, etag = self._read(external_id)
            missing = {key: w for key, w in wanted.items() if self._get(row, key) != w}
            if not missing:
                return Written()
            try:
                self._send(external_id, missing, etag)
            except SourceMoved:
                if attempt == 2:
                    raise
                continue
            except SourceRefused as error:
                return Written(str(error))
            break
        row, _etag = self._read(external_id)
        left = [key for key, text in missing.items() if self._get(row, key) != text]
        if left:
            return Written(
                f"the register took {', '.join(left)} without an error and did not "
                "change it"
            )
        return Written()

    def _translate(self, key: str, value: Any) -> str | None:
        """Return a value in the register's words, None if it is not to be written."""
        field = self._push.fields.get(key)
        if not field:
            return None
        return field.translate(get_line(value))

    def _get(self, row: Any, key: str) -> str:
        field = self._push.fields[key]
        try:
            return get_line(compile_path(field.reread or field.path)(row))
        except Unmappable:
            return ""

    def _read(self, external_id: str) -> tuple[Any, str]:
        address = _fill(self._push.read or self._push.address, external_id)
        answer = self._http.get(address)
        row = compile_path(self._push.record)(answer.body)
        return row, answer.headers.get("ETag", "")

    def _send(self, external_id: str, texts: Mapping[str, str], etag: str) -> None:
        body: dict[str, Any] = {}
        for key, text in texts.items():
            set_path(body, self._push.fields[key].path, text)
        headers = {"If-Match": etag} if self._push.conditional and etag else {}
        self._http.send(
            self._push.method,
            _fill(self._push.address, external_id),
            body,
            headers=headers,
            rules=self._push.judge,
            # PUT and PATCH of values say what shall be, not what to add
            harmless=self._push.method != "POST",
        )


def _fill(address: str, external_id: str) -> str:
    return address.replace("{external_id}", quote(external_id, safe=""))
