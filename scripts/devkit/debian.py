"""Debian packages without touching the system's apt.

apt runs with a configuration, lists and a cache of its own below ``.dev/apt`` and
checks the signatures of the archive with Debian's keyring. The mirror is the one
that this machine already uses (or ``DEB_MIRROR``). The packages are only unpacked,
never installed, so no root is needed.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import layout
from .console import Failure, run_logged, say, warn

APT = layout.DEV / "apt"
DEBS = APT / "debs"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
OWN_ODOO = "Or set ODOO_HOME to an Odoo 19.0 source tree of yours."


@dataclass(frozen=True)
class Pin:
    """One line of ``scripts/debs.lock``."""

    name: str
    suite: str
    version: str
    sha256: str


def read_lock(path: Path) -> list[Pin]:
    """The pins of a lock file; ``#`` starts a comment line."""
    pins = []
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            fields = line.split()
            if len(fields) != 4:
                raise Failure(f"{path}: not 'name suite version sha256': {line!r}")
            pins.append(Pin(*fields))
    return pins


def fetch(pins: Iterable[Pin]) -> dict[str, Path]:
    """Have the pinned packages in the cache; return their files by name.

    A pinned version that the archive no longer has is replaced by the newest
    signed one of its suite, with a warning. A file whose sum differs from the
    pin is an error.
    """
    pins = list(pins)
    missing = [pin for pin in pins if not _cached(pin)]
    if missing:
        _update_lists({pin.suite for pin in pins})
        say(f"downloading {len(missing)} Debian packages")
        for pin in missing:
            _download(pin)
        shutil.rmtree(APT / "state" / "lists", ignore_errors=True)
    return {pin.name: _cached(pin) or _newest_file(pin.name) for pin in pins}


def unpack(deb: Path, target: Path) -> None:
    """Unpack the files of a package below a directory."""
    run_logged(["dpkg-deb", "-x", deb, target], "dpkg-deb")


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _cached(pin: Pin) -> Path | None:
    for path in _files(pin.name):
        if sha256(path) == pin.sha256:
            return path
    return None


def _files(name: str) -> list[Path]:
    return sorted(DEBS.glob(f"{name}_*.deb"))


def _newest_file(name: str) -> Path:
    files = sorted(_files(name), key=lambda path: path.stat().st_mtime)
    if not files:
        raise Failure(f"the Debian package {name} was not downloaded")
    return files[-1]


def _download(pin: Pin) -> None:
    try:
        _apt("download", f"{pin.name}={pin.version}")
    except Failure as failure:
        if not re.search(r"Version '.*' for '.*' was not found", str(failure)):
            raise
        warn(
            f"{pin.name} {pin.version} is gone from Debian's archive: taking the newest"
            f"\n!! signed version of {pin.suite} instead. Pin it in scripts/debs.lock."
        )
        _apt("download", f"{pin.name}/{pin.suite}")
        return
    path = _newest_file(pin.name)
    if (actual := sha256(path)) != pin.sha256:
        path.unlink()
        raise Failure(
            f"{pin.name} {pin.version} has the SHA-256 sum {actual}, but "
            f"scripts/debs.lock says {pin.sha256}. Nothing was unpacked."
        )


def _update_lists(suites: Iterable[str]) -> None:
    for tool in ("apt-get", "dpkg", "dpkg-deb"):
        if not shutil.which(tool):
            raise Failure(f"{tool} is missing: this needs Debian or Ubuntu. {OWN_ODOO}")
    keyring = Path(os.environ.get("DEB_KEYRING", KEYRING))
    if not keyring.exists():
        raise Failure(
            f"{keyring} is missing: install debian-archive-keyring. {OWN_ODOO}"
        )
    for folder in (
        "state/lists/partial",
        "cache/archives/partial",
        "etc/empty.d",
        "log",
        "debs",
    ):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    for empty in ("status", "etc/empty"):
        (APT / empty).write_text("")
    architecture = subprocess.check_output(
        ["dpkg", "--print-architecture"], text=True
    ).strip()
    (APT / "etc" / "deb.sources").write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: {' '.join(sorted(suites))}\n"
        f"Components: main\nArchitectures: {architecture}\nSigned-By: {keyring}\n"
    )
    (APT / "apt.conf").write_text(_configuration(architecture))
    say("reading Debian's signed package lists (private to this checkout)")
    _apt("update")


def _mirror() -> str:
    if mirror := os.environ.get("DEB_MIRROR"):
        return mirror
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for target in targets.split():
        if re.search(r"/debian/?$", target):
            return target
    raise Failure(
        "this machine's apt names no Debian mirror. Set DEB_MIRROR to the address of "
        f"one. {OWN_ODOO}"
    )


def _configuration(architecture: str) -> str:
    # The system's apt.conf.d is read for its proxies and certificates; its hooks,
    # which tell other programs about the system's packages, are cleared in _apt().
    return f"""\
Dir::State "{APT}/state";
Dir::State::status "{APT}/status";
Dir::State::lists "{APT}/state/lists";
Dir::Cache "{APT}/cache";
Dir::Log "{APT}/log";
Dir::Etc "{APT}/etc";
Dir::Etc::sourcelist "{APT}/etc/deb.sources";
Dir::Etc::sourceparts "{APT}/etc/empty.d";
Dir::Etc::main "{APT}/etc/empty";
Dir::Etc::parts "/etc/apt/apt.conf.d";
Dir::Etc::preferences "{APT}/etc/empty";
Dir::Etc::preferencesparts "{APT}/etc/empty.d";
Dir::Etc::trusted "{APT}/etc/empty";
Dir::Etc::trustedparts "{APT}/etc/empty.d";
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
Acquire::PDiffs "false";
Acquire::Retries "3";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
"""


def _apt(*words: str) -> None:
    clear = APT / "clear.conf"
    clear.write_text(
        "#clear APT::Update::Post-Invoke;\n"
        "#clear APT::Update::Post-Invoke-Success;\n"
        "#clear DPkg::Post-Invoke;\n"
    )
    run_logged(
        ["apt-get", "-c", clear, "-q", *words],
        f"apt-{words[0]}",
        env=os.environ | {"APT_CONFIG": str(APT / "apt.conf"), "LC_ALL": "C"},
        cwd=DEBS,
    )
