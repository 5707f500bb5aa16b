"""Template databases, made once and copied for every run.

*core* has Odoo modules only, *addons* has ours on top of a core, both without demo data
unless asked for; *assets* is a copy with the asset bundles, so that the first page of a
browser is fast. Their names end in a hash of all that goes into them, so that a stale
one is never used. Two runs may make different ones at the same time.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from . import fingerprint, layout, manifest, venv
from .console import Failure, lock, say
from .workspace import Workspace

# Raise when the way templates are made changes.
_RECIPE = 2

# So many templates of a kind are kept, to switch between branches.
_KEEP = 24

_MARKERS = layout.DEV / "templates"

_COMPILE_ASSETS = """\
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def core(ws: Workspace, modules: Iterable[str], *, demo: bool = False) -> str:
    """The name of a template with these Odoo modules and what they pull in."""
    wanted = sorted(modules)
    odoo = _of_odoo(ws, demo=demo)
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
        _finish(ws, kind, name, {"odoo": odoo, "modules": wanted})
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

    It is made from the template with the most of them, and so on down to a core.
    ``beside`` are modules of Odoo that are there before them although they need not be.
    Raises Failure when Odoo logs a warning while it installs them.
    """
    known = ws.known_addons
    names = sorted(manifest.closure(known, names))
    outside = {*manifest.outside_depends(known, names), *beside}
    hashes = [fingerprint.of_addon(known[name].path) for name in names]
    kind = "demo" if demo else "beside" if beside else "addons"
    name = _name(kind, _of_odoo(ws, demo=demo), *sorted(outside), *names, *hashes)
    with lock(name):
        if _ready(ws, name):
            return name
        if not (demo or beside) and (below := _most_of(ws, set(names))):
            folder = _folder(ws, below)
            base = with_addons(ws, below, own=folder)
            missing = outside - manifest.outside_depends(known, below)
        else:
            base, missing = core(ws, outside, demo=demo), set()
        say(f"installing {', '.join(names)}{' with demo data' if demo else ''}")
        temporary = _start(ws, name, base)
        if missing:
            # Odoo's own warnings are not for us to fix.
            log = f"build-{name}-below"
            ws.install(temporary, sorted(missing), own=folder, strict=False, log=log)
        ws.install(temporary, names, own=own, demo=demo, log=f"build-{name}")
        _finish(ws, kind, name, {})
    return name


def alone(ws: Workspace, name: str) -> tuple[str, Path]:
    """The template with an addon and what that needs, and the folder with no others."""
    names = manifest.closure(ws.known_addons, [name])
    folder = _folder(ws, names)
    return with_addons(ws, names, own=folder), folder


def with_assets(ws: Workspace, template: str) -> str:
    """The name of a copy of a template, with the assets that browsers ask for."""
    name = _name("assets", template)
    with lock(name):
        if not _ready(ws, name):
            temporary = _start(ws, name, template)
            ws.shell(temporary, _COMPILE_ASSETS, log=f"assets-{name}")
            _finish(ws, "assets", name, {})
    return name


def _most_of(ws: Workspace, names: set[str]) -> set[str]:
    """The largest part of these addons that has a template of its own; may be empty."""
    parts = [manifest.closure(ws.known_addons, [name]) for name in sorted(names)]
    smaller = (part for part in [*parts, set(ws.addons)] if part < names)
    return max(smaller, key=len, default=set())


def _folder(ws: Workspace, names: set[str]) -> Path:
    """A folder with these addons and no others."""
    known = ws.known_addons
    if names == set(ws.addons):
        return layout.ADDONS
    top = next(name for name in names if manifest.closure(known, [name]) == names)
    folder = layout.DEV / "alone" / top
    with lock("alone"):
        folder.mkdir(parents=True, exist_ok=True)
        links = {link.name: link for link in folder.iterdir()}
        for name in links.keys() - names:
            links[name].unlink()
        for name in names - links.keys():
            (folder / name).symlink_to(known[name].path)
    return folder


def copy(ws: Workspace, template: str, name: str) -> None:
    """Copy a template to a database, which is replaced if it exists."""
    with lock("templates"):
        ws.databases.copy(template, name)


def _of_odoo(ws: Workspace, *, demo: bool) -> str:
    pins = [path.read_text() for path in venv.REQUIREMENTS]
    return fingerprint.of_parts(_RECIPE, ws.source.key, demo, *pins)


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


def _finish(ws: Workspace, kind: str, name: str, facts: dict) -> None:
    temporary = f"{name}_new"
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
