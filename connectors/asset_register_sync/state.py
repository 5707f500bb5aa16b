"""What is remembered between two runs, in a local SQLite file.

It may be deleted without harm: the next run reads everything, and changes nothing that
is the same already. Nothing secret is in it.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from .errors import AlreadyRunning, StateError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (
    register TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (register, key)
) WITHOUT ROWID
"""


class State:
    """The values of one register, by their names; plain JSON.

    :param register: what tells it from others in the same file
    :raises StateError: if the file cannot be used
    """

    def __init__(self, path: Path, register: str) -> None:
        self._path = path
        self._register = register
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._connection.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StateError(
                f"{path} cannot be used ({error}); it may be deleted"
            ) from error

    def close(self) -> None:
        self._connection.close()

    def get(self, key: str) -> Any:
        """Return a value, None if there is none or it cannot be read."""
        with self._failing():
            row = self._connection.execute(
                "SELECT value FROM state WHERE register = ? AND key = ?",
                (self._register, key),
            ).fetchone()
        try:
            return json.loads(row[0]) if row else None
        except ValueError:
            return None

    def set(self, **values: Any) -> None:
        """Remember values, all of them or none; None forgets one."""
        kept = [
            (self._register, key, json.dumps(value))
            for key, value in values.items()
            if value is not None
        ]
        with self._failing():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(
                    "DELETE FROM state WHERE register = ? AND key = ?",
                    [(self._register, key) for key in values],
                )
                self._connection.executemany("INSERT INTO state VALUES (?, ?, ?)", kept)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def get_moment(self, key: str) -> datetime | None:
        """Return a value that is a moment."""
        value = self.get(key)
        try:
            return datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one who works on this register.

        The operating system takes the lock away when the process ends, however it ends.

        :raises AlreadyRunning: if another instance is at it
        """
        name = "".join(sign if sign.isalnum() else "_" for sign in self._register)
        path = self._path.with_name(f"{self._path.name}.{name}.lock")
        try:
            connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        except sqlite3.Error as error:
            raise StateError(f"{path} cannot be used ({error})") from error
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            raise AlreadyRunning(
                f"another instance works on “{self._register}” at this moment"
            ) from error
        try:
            yield
        finally:
            connection.close()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateError(
                f"{self._path} cannot be used ({error}); it may be deleted"
            ) from error
