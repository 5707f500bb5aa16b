"""The demo's Odoo server: start it in the background, know it again, stop it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from . import layout, venv
from .console import Failure, say, tail

LOG = layout.LOGS / "demo-server.log"
_STATE = layout.DEV / "demo-server.json"


@dataclass(frozen=True)
class Running:
    """A server that was started from this checkout."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def find(conf: Path) -> Running | None:
    """The server that runs with this configuration, or None.

    The process id alone is not enough: after a restart of the machine another
    process may have it.
    """
    if not _STATE.exists():
        return None
    server = Running(**json.loads(_STATE.read_text()))
    try:
        command = Path(f"/proc/{server.pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return None
    return server if str(conf) in command else None


def start(
    conf: Path, port: int, env: Mapping[str, str], inherit: int | None
) -> Running:
    """Start Odoo and wait until it answers. Raises Failure with the log's end.

    ``inherit`` is a file descriptor that the server shall hold open.
    """
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    with LOG.open("w") as log:
        process = subprocess.Popen(
            [venv.PYTHON, venv.VENV / "bin" / "odoo", "server", "-c", conf],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=layout.ROOT,
            start_new_session=True,
            pass_fds=() if inherit is None else (inherit,),
        )
    server = Running(process.pid, port)
    _STATE.write_text(json.dumps(asdict(server)))
    deadline = time.monotonic() + 120
    while not answers(server):
        if process.poll() is not None:
            raise Failure(f"Odoo did not start. The end of {LOG}:\n{tail(LOG)}")
        if time.monotonic() > deadline:
            stop(server)
            raise Failure(
                f"Odoo did not answer in 120 s. The end of {LOG}:\n{tail(LOG)}"
            )
        time.sleep(0.2)
    return server


def answers(server: Running) -> bool:
    """Whether the login page comes; the first one also loads the registry."""
    # Never through a proxy: this is our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{server.address}/web/login", timeout=60) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def stop(server: Running) -> None:
    """End the server politely, after 20 s by force; return when it is gone."""
    say(f"stopping the server (process {server.pid})")
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while _alive(server.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        if _alive(server.pid):
            os.kill(server.pid, signal.SIGKILL)
    _STATE.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours would stay as a zombie
    return Path(f"/proc/{pid}").exists()


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            # As the server does it: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failure(f"no free port between {wanted} and {wanted + 99}")
