"""Template databases, made once and copied for every run.

Three kinds: *core* has Odoo modules only, *addons* has ours on top of a core, both
without demo data unless asked for. Their names end in a hash of all that goes into
them, so that a stale one is never used. The asset bundles are compiled into those in
which browser tests run, so that their first page is fast. Two runs may make different
ones at the same time.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from . import fingerprint, layout, manifest, venv
from .console import Failure, lock, say
from .workspace import Workspace

# Raise when the way templates are made changes.
_RECIPE = 1

# So many templates of a kind are kept, to switch between branches.
_KEEP = 12

_MARKERS = layout.DEV / "templates"

# In databases of these kinds browsers open pages.
_WITH_ASSETS = frozenset({"addons", "beside"})

_COMPILE_ASSETS = """\
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def core(ws: Workspace, modules: Iterable[str], *, demo: bool = False) -> str:
    """The name of a template with these Odoo modules and what they pull in."""
    wanted = sorted(modules)
    pins = [path.read_text() for path in venv.REQUIREMENTS]
    odoo = fingerprint.of_parts(_RECIPE, ws.source.key, demo, *pins)
    kind = "democore" if demo else "core"
    name = _name(kind, odoo, *wanted)
    with lock(name):
        if _ready(ws, name):
            return name
        base = _largest_subset(ws, kind, odoo, set(wanted))
        data = "with" if demo else "without"
        say(
            f"building the database template of {len(wanted)} Odoo modules, {data} demo"
        )
        temporary = _start(ws, name, base)
        # Odoo's own warnings are not for us to fix.
        ws.install(
            temporary, wanted, own=None, demo=demo, strict=False, log=f"build-{name}"
        )
        _finish(ws, kind, name, {"odoo": odoo, "modules": wanted}, own=None)
    return name


def with_addons(
    ws: Workspace,
    names: Iterable[str],
    *,
    own: Path = layout.ADDONS,
    beside: Iterable[str] = (),
    demo: bool = False,
) -> str:
    """The name of a template with these addons of ours, from the folder ``own``.

    ``beside`` are modules of Odoo that are there before them although they need not be.
    Raises Failure when Odoo logs a warning while it installs them.
    """
    known = ws.known_addons
    names = sorted(manifest.closure(known, names))
    outside = manifest.outside_depends(known, names)
    base = core(ws, {*outside, *beside}, demo=demo)
    hashes = [fingerprint.of_addon(known[name].path) for name in names]
    kind = "demo" if demo else "addons" if own == layout.ADDONS else "alone"
    if beside:
        kind = "beside"
    name = _name(kind, base, *names, *hashes)
    with lock(name):
        if _ready(ws, name):
            return name
        say(f"installing {', '.join(names)}{' with demo data' if demo else ''}")
        temporary = _start(ws, name, base)
        ws.install(temporary, names, own=own, demo=demo, log=f"build-{name}")
        _finish(ws, kind, name, {}, own=own)
    return name


def copy(ws: Workspace, template: str, name: str) -> None:
    """Copy a template to a database, which is replaced if it exists."""
    with lock("templates"):
        ws.databases.copy(template, name)


def _name(kind: str, *parts: object) -> str:
    return f"{layout.CHECKOUT}_{kind}_{fingerprint.of_parts(*parts)}"


def _ready(ws: Workspace, name: str) -> bool:
    marker = _MARKERS / f"{name}.json"
    if marker.exists() and name in ws.databases.names():
        os.utime(marker)
        return True
    return False


def _largest_subset(ws: Workspace, kind: str, odoo: str, wanted: set[str]) -> str:
    """A finished core of some of the wanted modules, to start from; else empty."""
    best, size = "", 0
    existing = ws.databases.names()
    for marker in _MARKERS.glob(f"{layout.CHECKOUT}_{kind}_*.json"):
        facts = json.loads(marker.read_text())
        modules = set(facts["modules"])
        usable = facts["odoo"] == odoo and modules <= wanted
        if usable and len(modules) > size and marker.stem in existing:
            best, size = marker.stem, len(modules)
    return best


def _start(ws: Workspace, name: str, base: str) -> str:
    temporary = f"{name}_new"
    if base:
        copy(ws, base, temporary)
    else:
        ws.databases.drop(temporary)
    return temporary


def _finish(
    ws: Workspace, kind: str, name: str, facts: dict, *, own: Path | None
) -> None:
    temporary = f"{name}_new"
    if kind in _WITH_ASSETS:
        ws.shell(temporary, _COMPILE_ASSETS, own=own, log=f"assets-{name}")
    with lock("templates"):
        ws.databases.rename(temporary, name)
        _MARKERS.mkdir(exist_ok=True)
        (_MARKERS / f"{name}.json").write_text(json.dumps(facts))
        _forget_old(ws, kind)


def _forget_old(ws: Workspace, kind: str) -> None:
    markers = sorted(
        _MARKERS.glob(f"{layout.CHECKOUT}_{kind}_*.json"),
        key=lambda marker: marker.stat().st_mtime,
        reverse=True,
    )
    for marker in markers[_KEEP:]:
        marker.unlink()
        ws.databases.drop(marker.stem)


def drop_leftovers(ws: Workspace) -> None:
    """Drop the databases of runs that were killed: ``…_run_<process id>``."""
    for name in ws.databases.names():
        head, _, process = name.rpartition("_")
        ours = head.endswith("_run") and process.isdigit()
        if ours and not Path("/proc", process).exists():
            ws.databases.drop(name)


def run_name(kind: str = "") -> str:
    """The name of a temporary database of this process, for one kind of use."""
    return f"{layout.CHECKOUT}_{kind and f'{kind}_'}run_{os.getpid()}"


def ask_inside(
    ws: Workspace, addons: Iterable[str], module: str, function: str, argument: object
) -> str:
    """Call ``function(env, argument, path)`` of a module in ``inside/``, in Odoo's
    shell on a database with these addons; return what it wrote to the path.

    Raises Failure, with the log, if it wrote nothing.
    """
    database = run_name()
    copy(ws, with_addons(ws, addons), database)
    result = layout.DEV / f"{database}.answer"
    code = (
        "import sys\n"
        f"sys.path.insert(0, {str(layout.INSIDE)!r})\n"
        f"import {module}\n"
        f"{module}.{function}(env, {argument!r}, {str(result)!r})\n"
    )
    try:
        log = ws.shell(database, code, log=module.replace("_", "-"))
        if not result.exists():
            raise Failure(f"{module} broke off:\n{log.read_text()}")
        return result.read_text()
    finally:
        result.unlink(missing_ok=True)
        ws.databases.drop(database)
