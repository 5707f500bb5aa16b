"""From a scan to batches of records, without holding more than a few of them.

The register is read in a thread of its own while Odoo works on the batch before: both
take about as long.
"""

import hashlib
import json
import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from ..mapping import Mapped, Mapper
from ..mapping.mapper import Record
from ..odoo.batches import MOST_BYTES, get_size
from ..sources.base import Page, Resume, Scan

# how many batches may wait for Odoo
_AHEAD = 2
_POLL = 0.2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: at most ``limit`` (0 for all), only those with these external ids."""

    limit: int = 0
    only: frozenset[str] = frozenset()

    @property
    def is_all(self) -> bool:
        return not self.limit and not self.only


@dataclass(slots=True)
class Batch:
    """Records to send together, the places they are from, and rows without a record.

    ``stubs``: records of nothing but an external id, for rows that were rejected here:
    by them Odoo knows that the register still has them.
    ``resume``: with this a later scan goes on behind what is in here and before.
    ``read``: how many rows were read so far.
    """

    records: list[Record] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    rejected: list[Mapped] = field(default_factory=list)
    stubs: list[Record] = field(default_factory=list)
    resume: Resume | None = None
    read: int = 0


class Reader:
    """Maps the rows of a scan. ``is_whole``: each of them is known by its id so far."""

    def __init__(self, mapper: Mapper, selection: Selection, batch_size: int) -> None:
        self._mapper = mapper
        self._selection = selection
        self._batch_size = batch_size
        # {external id: digest of its record}
        self._seen: dict[str, bytes] = {}
        self._left = selection.limit or -1
        self.is_whole = selection.is_all
        self.repeated = 0

    def read(self, scan: Scan) -> Iterator[Batch]:
        """Yield the batches of a scan; the last one may have no records."""
        batch, size = Batch(), 0
        resume: Resume | None = None
        read = 0
        for page in scan.pages:
            for mapped in self._map(page):
                read += 1
                if mapped.reasons:
                    batch.rejected.append(mapped)
                    if mapped.external_id and mapped.external_id not in self._seen:
                        batch.stubs.append({"external_id": mapped.external_id})
                    continue
                bytes_of_record = get_size(mapped.record)
                if batch.records and (
                    len(batch.records) >= self._batch_size
                    or size + bytes_of_record > MOST_BYTES
                ):
                    batch.resume, batch.read = resume, read - 1
                    yield batch
                    batch, size = Batch(), 0
                batch.records.append(mapped.record)
                batch.places[mapped.external_id] = mapped.place
                size += bytes_of_record
            resume = page.resume
            if self._left == 0:
                break
        batch.resume, batch.read = resume, read
        yield batch

    def _map(self, page: Page) -> Iterator[Mapped]:
        for row in page.rows:
            if self._left == 0:
                return
            mapped = self._mapper.map(row)
            if self._selection.only and mapped.external_id not in self._selection.only:
                continue
            if self._left > 0:
                self._left -= 1
            if not mapped.reasons:
                digest = get_digest(mapped.record)
                known = self._seen.setdefault(mapped.external_id, digest)
                if known is not digest:
                    self.repeated += 1
                    if known == digest:
                        continue
                    reason = "another row has the same external_id and other values"
                    mapped = Mapped(mapped.external_id, mapped.place, {}, (reason,))
            if mapped.reasons and not mapped.external_id:
                # nobody knows which of them it is
                self.is_whole = False
            yield mapped


def get_digest(record: Record) -> bytes:
    """Return a short digest of a record."""
    text = json.dumps(record, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


@contextmanager
def ahead(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """Iterate in a thread of its own, some items ahead.

    What it raises is raised here. The thread ends with the block.
    """
    ready: queue.Queue[tuple[T | None, BaseException | None, bool]] = queue.Queue(
        _AHEAD
    )
    stopped = threading.Event()

    def put(entry: tuple[T | None, BaseException | None, bool]) -> bool:
        while not stopped.is_set():
            try:
                ready.put(entry, timeout=_POLL)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in items:
                if not put((item, None, False)):
                    return
            put((None, None, True))
        except BaseException as error:
            put((None, error, True))

    def take() -> Iterator[T]:
        while True:
            item, error, is_end = ready.get()
            if error:
                raise error
            if is_end or item is None:
                return
            yield item

    thread = threading.Thread(target=work, name="register", daemon=True)
    thread.start()
    try:
        yield take()
    finally:
        stopped.set()
        thread.join(timeout=5)
