"""Databases with their filestores: make a copy, rename, drop, ask.

A filestore is copied by hard links: Odoo never changes a stored file, it only adds
and removes whole files.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import layout, venv
from .console import Failure


@dataclass(frozen=True)
class Databases:
    """The databases of a server; ``env`` is the environment that reaches it."""

    env: Mapping[str, str]

    def query(self, *statements: str, database: str = "postgres") -> list[list]:
        """Run SQL statements; the rows of the last one. Raises Failure."""
        done = subprocess.run(
            [venv.PYTHON, layout.INSIDE / "sql.py", database],
            input=json.dumps(statements),
            env=dict(self.env),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            # The exception without the traceback before it.
            _trace, _name, reason = done.stderr.rpartition("\npsycopg2.")
            raise Failure(f"PostgreSQL refused: {(reason or done.stderr).strip()}")
        return json.loads(done.stdout)

    def names(self) -> set[str]:
        """All databases of this checkout."""
        rows = self.query(
            "SELECT datname FROM pg_database "
            f"WHERE starts_with(datname, '{layout.CHECKOUT}_')"
        )
        return {name for (name,) in rows}

    def copy(self, template: str, name: str) -> None:
        """Make a database and filestore from another that nobody is using."""
        self.drop(name)
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._strategy()}')
        source = layout.FILESTORE / template
        if source.is_dir():
            shutil.copytree(source, layout.FILESTORE / name, copy_function=os.link)

    def rename(self, old: str, new: str) -> None:
        self.drop(new)
        self.query(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        if (layout.FILESTORE / old).is_dir():
            (layout.FILESTORE / old).rename(layout.FILESTORE / new)

    def drop(self, name: str) -> None:
        """Remove a database with its filestore, if it exists."""
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(layout.FILESTORE / name, ignore_errors=True)

    def _strategy(self) -> str:
        # Copying files is many times faster than logging every page, but only
        # PostgreSQL 15 knows the choice (before, there was nothing else).
        version = int(self.query("SHOW server_version_num")[0][0])
        return "STRATEGY file_copy" if version >= 150000 else ""


def configuration(
    database: str, addons_paths: list[Path], *, port: int | None = None
) -> Path:
    """Write ``.dev/conf/<database>.conf`` for Odoo and return its path.

    How to reach PostgreSQL is not in it: Odoo reads that from the PG* variables.
    """
    layout.CONF.mkdir(parents=True, exist_ok=True)
    layout.DATA.mkdir(parents=True, exist_ok=True)
    path = layout.CONF / f"{database}.conf"
    lines = [
        "[options]",
        f"db_name = {database}",
        f"addons_path = {','.join(str(folder) for folder in addons_paths)}",
        f"data_dir = {layout.DATA}",
        "http_interface = 127.0.0.1",
        "proxy_mode = False",
    ]
    if port is None:
        lines.append("max_cron_threads = 0")
    else:
        lines += [f"http_port = {port}", "max_cron_threads = 1", "list_db = True"]
    path.write_text("\n".join(lines) + "\n")
    return path
