"""What every command needs: the configuration, both ends, the state."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..config import Config, load
from ..errors import ConfigError
from ..mapping import Mapper
from ..odoo import OdooRegister, connect
from ..retry import Patience
from ..sources import Source, open_source
from ..state import State


class Reporter(Protocol):
    """Hears what happens meanwhile."""

    def progress(self, done: int, total: int) -> None:
        """So many rows are done, of so many; -1 if nobody knows."""

    def wait(self, reason: str, seconds: float) -> None:
        """Nothing will happen for some seconds."""

    def note(self, text: str) -> None:
        """Something that a person should know."""


class Silence:
    """Tells nobody."""

    def progress(self, done: int, total: int) -> None:
        pass

    def wait(self, reason: str, seconds: float) -> None:
        pass

    def note(self, text: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Context:
    """``digest`` is another one when the configuration reads rows in another way."""

    config: Config
    folder: Path
    source: Source
    register: OdooRegister
    mapper: Mapper
    state: State
    reporter: Reporter
    digest: str


@contextmanager
def open_context(
    path: Path,
    reporter: Reporter | None = None,
    sleep: Callable[[float], None] | None = None,
) -> Iterator[Context]:
    """Read a configuration and make ready what it names; nothing is asked of them.

    :raises ConfigError: if the configuration is wrong
    :raises SecretMissing: if the environment does not hold a secret
    :raises StateError: if the state file cannot be used
    """
    reporter = reporter or Silence()
    told = reporter
    config = load(path)
    folder = path.resolve().parent
    patience = Patience(
        sleep=sleep, tell=lambda error, seconds: told.wait(str(error), seconds)
    )
    source = open_source(config, folder, patience)
    try:
        mapper = Mapper(config.fields, by_heading=source.by_heading)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    state = State(_get_state_path(config, path), config.register_code)
    try:
        yield Context(
            config,
            folder,
            source,
            OdooRegister(connect(config.odoo), config.register_code, patience),
            mapper,
            state,
            reporter,
            get_digest(config),
        )
    finally:
        state.close()
        source.close()


def get_digest(config: Config) -> str:
    """Return a digest of how rows are read and mapped."""
    parts: list[Any] = [
        config.source.model_dump_json(),
        config.fields.model_dump_json(),
        config.odoo.url,
        config.odoo.database,
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _get_state_path(config: Config, path: Path) -> Path:
    """Return where the state is: beside the configuration, unless it says otherwise."""
    if config.state:
        return path.resolve().parent / config.state
    return path.resolve().with_suffix(".state")
