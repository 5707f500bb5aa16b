"""Workbooks of others for tests, which the repository does not hold.

They come from Debian packages (``scripts/debs-workbooks.lock``) and from source
packages of the machine's Python index (``scripts/workbooks.lock``), whose sums are
checked. Tests find them in the folder that ``TEST_WORKBOOKS`` names, each as
``<package>/<file>``; those that mention this variable get it. Without the files a test
fails: nothing is skipped.
"""

import shutil
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from . import debian, fingerprint, layout, venv
from .console import Failure, lock, run_logged, say

VARIABLE = "TEST_WORKBOOKS"
FOLDER = layout.DEV / "workbooks"
SOURCES = layout.SCRIPTS / "workbooks.lock"
DEBS = layout.SCRIPTS / "debs-workbooks.lock"

# Raise when the unpacking changes. Beside a workbook of xlsx2csv there is a .csv with
# what that program makes of it.
_RECIPE = 1
_SUFFIXES = {".csv", ".ods", ".xls", ".xlsm", ".xlsx"}


def get_environment(words: Iterable[str]) -> dict[str, str]:
    """Have the workbooks if the tests that pytest is given mention them.

    :param words: arguments of pytest: paths of tests among them
    :return: the variables that these tests need
    """
    paths = [Path(word.partition("::")[0]) for word in words if word[:1] != "-"]
    return {VARIABLE: str(ensure())} if any(map(_mentions, paths)) else {}


def _mentions(path: Path) -> bool:
    if not path.exists():
        return False
    files = path.rglob("*.py") if path.is_dir() else [path]
    # the tools themselves and their tests name it too
    return any(
        VARIABLE in file.read_text(errors="replace")
        for file in files
        if "devkit" not in file.parts
    )


def ensure() -> Path:
    """Fetch the workbooks if they are not there; return their folder."""
    wanted = fingerprint.of_parts(_RECIPE, SOURCES.read_text(), DEBS.read_text())
    stamp = FOLDER / ".stamp"
    # several of our commands may run at the same time, and share apt's state
    with lock("setup"):
        if not stamp.exists() or stamp.read_text() != wanted:
            say("fetching the workbooks that tests read")
            fresh = FOLDER.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            _unpack_debs(fresh)
            _unpack_sources(fresh)
            (fresh / ".stamp").write_text(wanted)
            shutil.rmtree(FOLDER, ignore_errors=True)
            fresh.rename(FOLDER)
    return FOLDER


def _unpack_debs(target: Path) -> None:
    for name, deb in debian.fetch(debian.read_lock(DEBS)).items():
        with tempfile.TemporaryDirectory(dir=layout.DEV) as folder:
            debian.unpack(deb, Path(folder))
            _keep(
                target / name,
                (
                    (path.name, path.read_bytes())
                    for path in Path(folder).rglob("*")
                    if path.suffix in _SUFFIXES and path.is_file()
                ),
            )


def _unpack_sources(target: Path) -> None:
    names = [
        line.partition("==")[0]
        for line in SOURCES.read_text().splitlines()
        if line and not line.startswith("#")
    ]
    with tempfile.TemporaryDirectory(dir=layout.DEV) as folder:
        command = [venv.PYTHON, "-m", "pip", "download", "--no-input", "--no-deps"]
        command += ["--no-binary", ",".join(names), "--require-hashes"]
        run_logged([*command, "-r", SOURCES, "-d", folder], "pip-workbooks")
        for path in Path(folder).glob("*.tar.gz"):
            name = path.name.rpartition("-")[0].replace("_", "-")
            with tarfile.open(path) as archive:
                _keep(target / name, _read_members(archive))


def _read_members(archive: tarfile.TarFile) -> Iterable[tuple[str, bytes]]:
    for member in archive:
        name = Path(member.name)
        if member.isfile() and name.suffix in _SUFFIXES:
            yield name.name, archive.extractfile(member).read()


def _keep(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    target.mkdir(parents=True)
    for name, content in files:
        if (target / name).exists():
            raise Failure(f"{target.name} has several files of the name {name}")
        (target / name).write_bytes(content)
    if not any(target.iterdir()):
        raise Failure(f"{target.name} holds no workbook")
