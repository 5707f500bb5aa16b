"""``maintenance.register``: one register in Odoo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import OdooAnswer, OdooTooLarge
from ..mapping.mapper import Record
from ..retry import Patience
from .client import OdooClient

MODEL = "maintenance.register"
RESULTS = ("created", "updated", "unchanged", "conflict", "rejected")

Outcome = Literal["created", "updated", "unchanged", "conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an asset: what it was and what it is."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record."""

    external_id: str
    result: str
    equipment_id: int = 0
    changes: tuple[Change, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed in Odoo: dicts as ``get_changes`` gives them."""

    entries: tuple[dict[str, Any], ...]
    cursor: str
    has_more: bool


class OdooRegister:
    """The register with a code, by a client; patient where a repeat is harmless."""

    def __init__(self, client: OdooClient, code: str, patience: Patience) -> None:
        self._client = client
        self._code = code
        self._patience = patience

    def apply(
        self, records: Sequence[Record], *, run: int = 0, dry_run: bool = False
    ) -> list[Result]:
        """Apply records; one result each, in their order.

        Sent again after a lost answer they change nothing, so it is tried again. A call
        that is too large is halved.
        """
        arguments: dict[str, Any] = {"records": list(records)}
        if dry_run:
            arguments["dry_run"] = True
        if run:
            arguments["run"] = run
        try:
            answer = self._call("apply_batch", register=self._code, **arguments)
        except OdooTooLarge:
            if len(records) <= 1:
                return [
                    Result(
                        str(record["external_id"]),
                        "rejected",
                        reason="the record is too large for the server",
                    )
                    for record in records
                ]
            middle = len(records) // 2
            first = self.apply(records[:middle], run=run, dry_run=dry_run)
            return first + self.apply(records[middle:], run=run, dry_run=dry_run)
        return _read_results(answer, records)

    def start_run(self) -> int:
        """Begin a run; return its id. One begun twice is only a line more in a list."""
        answer = self._call("start_run", register=self._code, mode="connector")
        if not isinstance(answer, int) or isinstance(answer, bool):
            raise OdooAnswer(f"start_run gave {answer!r}")
        return answer

    def finish_run(self, run: int, *, is_complete_scan: bool) -> dict[str, Any]:
        """End a run; return its counts and what it proposes."""
        answer = self._call("finish_run", run=run, is_complete_scan=is_complete_scan)
        return answer if isinstance(answer, dict) else {}

    def get_changes(self, cursor: str = "", limit: int = 1000) -> Changes:
        """Return what has changed since ``cursor``; from the beginning if empty."""
        answer = self._call(
            "get_changes",
            register=self._code,
            cursor=cursor or False,
            limit=limit,
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("changes"), list):
            raise OdooAnswer("get_changes gave an answer of another shape")
        return Changes(
            tuple(answer["changes"]),
            str(answer.get("cursor") or ""),
            bool(answer.get("has_more")),
        )

    def _call(self, method: str, **arguments: Any) -> Any:
        # each of these methods may be called again after a lost answer
        return self._patience.call(
            lambda: self._client.call(MODEL, method, **arguments), harmless=True
        )


def _read_results(answer: Any, records: Sequence[Record]) -> list[Result]:
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != len(records):
        raise OdooAnswer("apply_batch did not give a result for each record")
    return [
        _read_result(result, record)
        for result, record in zip(results, records, strict=True)
    ]


def _read_result(result: Any, record: Record) -> Result:
    if not isinstance(result, dict) or result.get("result") not in RESULTS:
        raise OdooAnswer("apply_batch gave a result of another shape")
    if str(result.get("external_id")) != str(record["external_id"]):
        raise OdooAnswer("apply_batch gave results in another order")
    return Result(
        str(result["external_id"]),
        result["result"],
        int(result.get("equipment_id") or 0),
        tuple(
            Change(str(change.get("field")), change.get("old"), change.get("new"))
            for change in result.get("changes") or ()
        ),
        str(result.get("reason") or ""),
    )
