"""Progress, failures and logged commands.

Progress goes to standard error as ``[ 12s] text``; results go to standard output.
"""

import contextlib
import fcntl
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from . import layout

_STARTED = time.monotonic()
_held: set[str] = set()


class Failure(Exception):
    """Something that the person at the keyboard must know; ends the program."""


def say(text: str) -> None:
    elapsed = int(time.monotonic() - _STARTED)
    print(f"[{elapsed:3d}s] {text}", file=sys.stderr, flush=True)


def warn(text: str) -> None:
    """A warning that is hard to overlook between the progress lines."""
    line = "!" * 72
    print(f"{line}\n!! {text}\n{line}", file=sys.stderr, flush=True)


def tail(path: Path, lines: int = 30) -> str:
    """The last lines of a text file, indented; empty when there is no such file."""
    if not path.exists():
        return ""
    content = path.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {line}" for line in content)


def run_logged(
    argv: Sequence[str | Path],
    log: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin_text: str | None = None,
    check: bool = True,
) -> Path:
    """Run a command with its output in ``.dev/log/<log>.log``; return that path.

    The log is started anew. Raises Failure with the end of the log when the
    command fails and ``check`` is set.
    """
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    path = layout.LOGS / f"{log}.log"
    words = [str(word) for word in argv]
    with path.open("w") as stream:
        stream.write(f"$ {shlex.join(words)}\n")
        stream.flush()
        done = subprocess.run(
            words,
            stdout=stream,
            stderr=subprocess.STDOUT,
            input=stdin_text,
            stdin=subprocess.DEVNULL if stdin_text is None else None,
            text=True,
            env=None if env is None else dict(env),
            cwd=cwd,
            check=False,
        )
    if check and done.returncode:
        name = Path(words[0]).name
        raise Failure(
            f"{name} failed with exit code {done.returncode}. The end of {path}:\n"
            f"{tail(path)}"
        )
    return path


@contextlib.contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold ``.dev/<name>.lock``; say so when another run holds it and wait.

    Who holds it already may take it again.
    """
    if name in _held:
        yield
        return
    layout.DEV.mkdir(parents=True, exist_ok=True)
    with (layout.DEV / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run in this checkout to finish with its {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        _held.add(name)
        try:
            yield
        finally:
            _held.remove(name)


def program(main: Callable[[list[str]], int]) -> None:
    """Run a command's main function and exit with what it returns.

    A Failure prints its message and exits 1. Ctrl-C and a polite kill unwind the
    stack, so that temporary databases and servers go away.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = main(sys.argv[1:])
    except Failure as failure:
        print(f"\nFAILED: {failure}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr, flush=True)
        code = 130
    sys.exit(code)
