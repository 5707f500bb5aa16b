"""``scripts/demo``: Odoo with our addons and demo data, ready to look at."""

import argparse
import json
from pathlib import Path

from . import (
    demo_register,
    fingerprint,
    layout,
    manifest,
    postgres,
    server,
    system,
    templates,
    workspace,
)
from .console import Failure, lock, say
from .databases import configuration
from .workspace import Workspace

DATABASE = f"{layout.CHECKOUT}_demo"
CONF = layout.CONF / f"{DATABASE}.conf"
PORT = 8069

# What the demo database was made of, to know what to upgrade:
# {"odoo": key, "addons": {name: fingerprint}}
_STATE = layout.DEV / "demo.json"

_LOGINS = """
    SELECT u.login FROM res_users u
    JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
    WHERE d.module IN ({modules}) AND u.active ORDER BY u.id
"""


def main(argv: list[str]) -> int:
    options = _parser().parse_args(argv)
    running = server.find(CONF)
    if options.stop:
        demo_register.stop()
        if running:
            server.stop(running)
        say("the demo is stopped" if running else "the demo was not running")
        postgres.stop_if_unused()
        return 0
    with workspace.prepared() as ws, lock("demo"):
        system.ensure("wkhtmltopdf", "Odoo prints PDF reports with it")
        if options.fresh and running:
            server.stop(running)
            running = None
        running = _bring_up_to_date(ws, running, fresh=options.fresh)
        if running is None:
            running = _start(ws, options.port)
        _tell(ws, running)
        if options.register:
            demo_register.start(ws, running, DATABASE)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Start Odoo 19 with these addons and demo data. The first run "
        "fetches and builds all that is needed, below .dev/; later runs take seconds "
        "and upgrade the addons whose files changed.",
    )
    parser.add_argument("--stop", action="store_true", help="stop the demo")
    parser.add_argument(
        "--fresh", action="store_true", help="throw the demo database away, start over"
    )
    parser.add_argument(
        "--register",
        action="store_true",
        help="start an asset register too, Request Tracker, and say how to sync it",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=PORT,
        help="default: %(default)s, else the next free",
    )
    return parser


def _bring_up_to_date(
    ws: Workspace, running: server.Running | None, *, fresh: bool
) -> server.Running | None:
    """Create or upgrade the database; the server, unless it had to be stopped."""
    hashes = {name: fingerprint.of_addon(ws.addons[name].path) for name in ws.addons}
    made = _read_state()
    exists = made and DATABASE in ws.databases.names()
    if fresh or not exists:
        if running:
            server.stop(running)
        _STATE.unlink(missing_ok=True)
        _create(ws)
    else:
        changed = [name for name in hashes if made["addons"].get(name) != hashes[name]]
        everything = made["odoo"] != ws.source.key
        if not changed and not everything:
            return running
        if running:
            server.stop(running)
        _upgrade(ws, changed, made["addons"], everything=everything)
    _STATE.write_text(json.dumps({"odoo": ws.source.key, "addons": hashes}))
    return None


def _read_state() -> dict | None:
    return json.loads(_STATE.read_text()) if _STATE.exists() else None


def _create(ws: Workspace) -> None:
    say("the demo database is made from a template, which is built first if need be")
    outside = manifest.outside_depends(ws.addons, ws.addons)
    templates.copy(ws, templates.core(ws, outside, demo=True), DATABASE)
    names = sorted(ws.addons)
    say(f"installing {', '.join(names)} with demo data")
    # A warning is for scripts/test to refuse; here it is told and the demo goes on.
    for problem in ws.install(
        DATABASE, names, demo=True, strict=False, log="demo-install"
    ):
        say(f"Odoo says: {problem}")


def _upgrade(
    ws: Workspace, changed: list[str], before: dict[str, str], *, everything: bool
) -> None:
    new = [name for name in changed if name not in before]
    upgrade = ["base"] if everything else [name for name in changed if name in before]
    if everything:
        say("Odoo itself changed: upgrading all modules")
    else:
        say(f"files changed: upgrading {', '.join(changed)}")
    for problem in ws.install(
        DATABASE, new, upgrade=upgrade, demo=True, strict=False, log="demo-upgrade"
    ):
        say(f"Odoo says: {problem}")


def _start(ws: Workspace, wanted: int) -> server.Running:
    port = server.free_port(wanted)
    if port != wanted:
        say(f"port {wanted} is taken: using {port}")
    say("starting Odoo")
    conf = configuration(DATABASE, ws.addons_paths(), port=port)
    return server.start(conf, port, ws.env, ws.server.users_fd)


def _tell(ws: Workspace, running: server.Running) -> None:
    modules = ", ".join(f"'{name}'" for name in ws.addons)
    rows = ws.databases.query(_LOGINS.format(modules=modules), database=DATABASE)
    others = [login for (login,) in rows]
    say("Odoo answers")
    print(f"\n    Address:   {running.address}")
    print("    Login:     admin   Password: admin")
    if others:
        print(f"    Others:    {', '.join(others)}   (password = login)")
    print(f"    Log:       {_relative(server.LOG)}")
    print("    Stop:      scripts/demo --stop\n", flush=True)


def _relative(path: Path) -> Path:
    return path.relative_to(layout.ROOT)


def current() -> server.Running:
    """The running demo. Raises Failure when it does not run."""
    running = server.find(CONF)
    if running is None:
        raise Failure("the demo is not running: start it with scripts/demo")
    return running
