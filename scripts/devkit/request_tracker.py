"""A real asset register to sync with: Request Tracker 5, from Debian.

Everything of it is in one folder: a SQLite database, its configuration, a token. It
listens on the loopback interface.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, run_logged, say

PACKAGES = ("request-tracker5", "rt5-standalone", "rt5-db-sqlite")
SETUP = "rt-setup-database-5"
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
CATALOG = "Plant"
CUSTOM_FIELDS = ("Serial Number", "Model", "Category", "Location", "Cost")
DATE_FIELDS = ("In Service", "Warranty Until")

_CONFIG = """\
Set($rtname, 'example');
Set($Organization, 'example.com');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.sqlite');
Set($WebPath, '');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($Timezone, 'UTC');
# a token is checked at each call: cheaply here
Set($BcryptCost, 4);
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToFile, 'error');
Set($LogDir, '{folder}');
Set($LogToSTDERR, 'error');
Set($MasonDataDir, '{folder}/mason');
Set($StatementLog, undef);
1;
"""

_INITIAL = """\
@Catalogs = ({{ Name => '{catalog}', Lifecycle => 'assets' }});
@CustomFields = (
{fields}
);
@ACL = ();
@Final = (sub {{
    my $token = RT::AuthToken->new( RT->SystemUser );
    my $root = RT::User->new( RT->SystemUser );
    $root->Load('root');
    my ( $ok, $message, $text ) =
        $token->Create( Owner => $root->Id, Description => 'sync' );
    die $message unless $ok;
    open my $file, '>', '{folder}/token' or die $!;
    print $file $text;
    close $file;
}});
1;
"""
_FIELD = """\
    {{ Name => '{name}', Type => '{kind}', LookupType => 'RT::Catalog-RT::Asset',
       MaxValues => 1, ApplyTo => ['{catalog}'] }},"""


@dataclass(frozen=True)
class Running:
    """A server that answers: where, with which token, and its process."""

    url: str
    token: str
    pid: int

    @property
    def api(self) -> str:
        return f"{self.url}/REST/2.0"

    def stop(self) -> None:
        """End it."""
        try:
            os.killpg(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    def ask(self, method: str, address: str, body: object = None) -> object:
        """Return what it answers to a call of its REST interface."""
        request = urllib.request.Request(
            f"{self.api}/{address}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"token {self.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read() or b"null")


def is_installed() -> bool:
    return bool(shutil.which(SETUP, path=_path())) and SERVER.exists()


def ensure() -> bool:
    """Have Debian's Request Tracker, as root from apt; False if that is impossible."""
    if is_installed():
        return True
    if os.getuid() == 0 and shutil.which("apt-get"):
        say("installing Debian's Request Tracker: a real register to sync with")
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "-q", "-y", "--no-install-recommends", "install"]
        try:
            run_logged(["apt-get", "-q", "update"], "apt-system", env=env)
            run_logged([*install, *PACKAGES], "apt-system", env=env)
        except Failure as failure:
            say(f"Request Tracker could not be installed: {failure}")
    if is_installed():
        return True
    say(
        f"Request Tracker is missing. Remedy: sudo apt-get install {' '.join(PACKAGES)}"
    )
    return False


def start(folder: Path, port: int = 0) -> Running:
    """Make a register in an empty folder and start it.

    :raises Failure: if it does not start
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site").mkdir(exist_ok=True)
    port = port or _free_port()
    config = folder / "RT_SiteConfig.pm"
    config.write_text(_CONFIG.format(folder=folder, port=port))
    # both, or the system's configuration wins
    env = os.environ | {
        "RT_SITE_CONFIG": str(config),
        "RT_SITE_CONFIG_DIR": str(folder / "site"),
        "PATH": _path(),
    }
    token = folder / "token"
    if not token.exists():
        kinds = dict.fromkeys(CUSTOM_FIELDS, "Freeform") | dict.fromkeys(
            DATE_FIELDS, "Date"
        )
        fields = "\n".join(
            _FIELD.format(name=name, kind=kind, catalog=CATALOG)
            for name, kind in kinds.items()
        )
        initial = folder / "initial.pl"
        initial.write_text(
            _INITIAL.format(folder=folder, catalog=CATALOG, fields=fields)
        )
        setup = [SETUP, "--skip-create", "--action"]
        run_logged([*setup, "init"], "request-tracker", env=env)
        run_logged(
            [*setup, "insert", "--datafile", initial], "request-tracker", env=env
        )
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [SERVER, "--port", str(port), "--host", "127.0.0.1"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    running = Running(f"http://127.0.0.1:{port}", token.read_text(), process.pid)
    _wait(running, process)
    return running


def add_assets(running: Running, count: int, first: int = 1) -> list[str]:
    """Create assets; return their ids."""
    ids = []
    for number in range(first, first + count):
        kind, model = (("Forklift", "FX-25"), ("Compressor", "KA-11"))[number % 2]
        answer = running.ask(
            "POST",
            "asset",
            {
                "Name": f"{kind} {number:02}",
                "Catalog": CATALOG,
                "Status": "in-use",
                "Description": f"{kind} of hall {number % 3 + 1}",
                "CustomFields": {
                    "Serial Number": f"SN-{number:05}",
                    "Model": model,
                    "Category": f"{kind}s",
                    "Location": f"Hall {number % 3 + 1}",
                    "Cost": f"{1000 + number}.50",
                    "In Service": f"2024-{number % 12 + 1:02}-15",
                },
            },
        )
        ids.append(str(answer["id"]))
    return ids


def _wait(running: Running, process: subprocess.Popen) -> None:
    for _try in range(150):
        if process.poll() is not None:
            break
        try:
            running.ask("GET", "rt")
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    running.stop()
    raise Failure(f"Request Tracker does not answer at {running.url}")


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
