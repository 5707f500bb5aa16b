"""Printing: tables and a progress bar on a terminal, JSON lines elsewhere."""

import json
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

# how many lines a table on a terminal has
MOST_LINES = 200
_STYLES = {
    "created": "green",
    "updated": "cyan",
    "conflict": "yellow",
    "rejected": "red",
}


class Output:
    """What a command says. Also hears what happens meanwhile: a ``Reporter``.

    :param as_json: JSON lines on the standard output, one event each
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(highlight=False)
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._table: Table | None = None
        self._left_out = 0

    def __enter__(self) -> "Output":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def event(self, name: str, **values: Any) -> None:
        """Write one line of JSON."""
        line = json.dumps({"event": name, **values}, ensure_ascii=False, default=str)
        try:
            print(line, flush=True)
        except UnicodeEncodeError:
            print(json.dumps({"event": name, **values}, default=str), flush=True)

    # --- a Reporter -------------------------------------------------------------------

    def progress(self, done: int, total: int) -> None:
        if self.as_json:
            self.event("progress", done=done, total=total)
            return
        if not self._progress:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()
            self._task = self._progress.add_task("assets", total=None)
        if self._task is not None:
            known = total if total >= done else None
            self._progress.update(self._task, completed=done, total=known)

    def wait(self, reason: str, seconds: float) -> None:
        if self.as_json:
            self.event("wait", reason=reason, seconds=round(seconds, 1))
        else:
            self._say(f"[yellow]waiting {seconds:.0f} s: {escape(reason)}[/]")

    def note(self, text: str) -> None:
        if self.as_json:
            self.event("note", text=text)
        else:
            self._say(f"[yellow]{escape(text)}[/]")

    # --- results ----------------------------------------------------------------------

    def line(
        self,
        external_id: str,
        result: str,
        place: str = "",
        changes: Iterable[tuple[str, Any, Any]] = (),
        reason: str = "",
    ) -> None:
        """Show what becomes, or became, of one record."""
        if self.as_json:
            self.event(
                "record",
                external_id=external_id,
                result=result,
                place=place,
                changes=[list(change) for change in changes],
                reason=reason,
            )
            return
        if not self._table:
            self._table = Table("record", "", "what", box=None, pad_edge=False)
        if self._table.row_count >= MOST_LINES:
            self._left_out += 1
            return
        style = _STYLES.get(result, "")
        what = [f"{name}: {_show(old)} → {_show(new)}" for name, old, new in changes]
        what += [reason] if reason else []
        self._table.add_row(
            escape(external_id or place),
            f"[{style}]{result}[/]" if style else result,
            escape("\n".join(what)),
        )

    def counts(self, title: str, counts: dict[str, int], **more: Any) -> None:
        """Show counts, at the end."""
        if self.as_json:
            self.event("done", command=title, counts=counts, **more)
            return
        self._stop()
        if self._table:
            self._console.print(self._table)
            if self._left_out:
                self._console.print(f"… and {self._left_out} more")
        parts = [
            f"[{_STYLES.get(name, 'default')}]{count} {name}[/]"
            for name, count in counts.items()
            if count
        ]
        self._console.print(f"{title}: {', '.join(parts) or 'nothing'}")

    def finding(self, what: str, is_good: bool | None, text: str) -> None:
        """Show one thing that was looked at."""
        if self.as_json:
            self.event("finding", what=what, is_good=is_good, text=text)
            return
        mark = {True: "[green]ok[/]", False: "[red]no[/]", None: "[yellow]??[/]"}
        self._console.print(f"{mark[is_good]}  {escape(what)}: {escape(text)}")

    def error(self, kind: str, text: str) -> None:
        """Show what ended the command: on the standard error, and as an event."""
        self._stop()
        if self.as_json:
            self.event("error", kind=kind, text=text)
        print(f"asset-register-sync: {text}", file=sys.stderr, flush=True)

    def _say(self, text: str) -> None:
        console = self._progress.console if self._progress else self._console
        console.print(text)

    def _stop(self) -> None:
        if self._progress:
            self._progress.stop()
            self._progress = None


def _show(value: Any) -> str:
    return "–" if value is None or value is False or value == "" else str(value)
