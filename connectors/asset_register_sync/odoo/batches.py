"""How many records go in one call. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

# A proxy in front of Odoo may take no more than a megabyte.
MOST_BYTES = 500_000
# of what stands around the records
_AROUND = 2_000

T = TypeVar("T")


def get_size(record: Mapping[str, Any]) -> int:
    """Return the bytes of a record as JSON."""
    return len(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")) + 1


def split_batches(
    items: Iterable[tuple[T, int]], most: int, most_bytes: int = MOST_BYTES
) -> Iterator[list[T]]:
    """Yield lists of at most ``most`` items that have at most ``most_bytes`` together.

    An item that is larger than that comes alone.

    :param items: (item, its bytes)
    """
    batch: list[T] = []
    size = _AROUND
    for item, bytes_of_item in items:
        if batch and (len(batch) >= most or size + bytes_of_item > most_bytes):
            yield batch
            batch, size = [], _AROUND
        batch.append(item)
        size += bytes_of_item
    if batch:
        yield batch
