"""``scripts/demo --register``: a real asset register beside the demo, ready to sync.

Request Tracker with thirty assets, a register and a user for it in the demo database, a
configuration of the connector, and a command that knows the secrets.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

from . import layout, request_tracker, server, venv
from .console import Failure, say
from .workspace import Workspace

FOLDER = layout.DEV / "register"
ADDON = "maintenance_register"
CODE = "PLANT"
ASSETS = 30
_RUNNING = FOLDER / "running.json"
_COMMAND = FOLDER / "sync"

_SET_UP = """
from datetime import datetime, timedelta

registers = env["maintenance.register"]
if not registers.search([("code", "=", {code!r})]):
    registers.create({{
        "name": "Request Tracker",
        "code": {code!r},
        "kind": "rest",
        "creates_missing": True,
        # what changes in either place is carried to the other
        "field_ids": [
            (0, 0, {{"name": "status", "owner": "newest"}}),
            (0, 0, {{"name": "location", "owner": "newest"}}),
        ],
    }})
user = env["res.users"].search([("login", "=", "register")])
if not user:
    group = env.ref("maintenance_register.group_register_sync")
    user = env["res.users"].create({{
        "name": "Register Sync", "login": "register", "group_ids": [(6, 0, group.ids)],
    }})
keys = env["res.users.apikeys"].with_user(user).sudo()
key = keys._generate("rpc", "connector", datetime.now() + timedelta(days=30))
with open({path!r}, "w") as file:
    file.write(key)
env.cr.commit()
"""

_CONFIG = """\
register = "{code}"
preset = "request-tracker"

[odoo]
url = "{odoo}"
database = "{database}"

[source]
url = "{register}"

[source.paging.parameters]
query = "id > {{last}} AND Catalog = '{catalog}'{{filter}}"
"""

_SCRIPT = """\
#!/bin/sh
# The connector with the secrets of the demo: sync check, plan, apply, push, run.
cd {folder} || exit 1
RT_TOKEN='{token}' ODOO_API_KEY='{key}' PYTHONPATH={connectors} \\
    exec {python} -m asset_register_sync "$@"
"""


def start(ws: Workspace, odoo: server.Running, database: str) -> None:
    """Have the register running and tell how to sync it.

    Raises Failure if there is no Request Tracker, or no addon for registers.
    """
    if ADDON not in ws.addons:
        raise Failure(f"there is no addon {ADDON}: nothing can be synced")
    if not request_tracker.ensure():
        raise Failure("there is no register to sync with")
    FOLDER.mkdir(parents=True, exist_ok=True)
    tracker = _find()
    if tracker is None:
        is_new = not (FOLDER / "rt" / "token").exists()
        say("starting Request Tracker")
        tracker = request_tracker.start(FOLDER / "rt")
        _RUNNING.write_text(json.dumps(asdict(tracker)))
        if is_new:
            say(f"adding {ASSETS} assets to it")
            request_tracker.add_assets(tracker, ASSETS)
    _write_command(ws, odoo, database, tracker)
    command = _COMMAND.relative_to(layout.ROOT)
    print(f"\n    Register:  {tracker.url}   Login: root   Password: password")
    print(f"    Look:      {command} plan")
    print(f"    Sync:      {command} run\n", flush=True)


def stop() -> bool:
    """End the register; whether it was running."""
    tracker = _find()
    if tracker:
        tracker.stop()
    _RUNNING.unlink(missing_ok=True)
    return tracker is not None


def _find() -> request_tracker.Running | None:
    """The register that runs; after a restart another process may have its id."""
    if not _RUNNING.exists():
        return None
    tracker = request_tracker.Running(**json.loads(_RUNNING.read_text()))
    try:
        environment = Path(f"/proc/{tracker.pid}/environ").read_bytes()
    except OSError:
        return None
    return tracker if str(FOLDER).encode() in environment else None


def _write_command(
    ws: Workspace,
    odoo: server.Running,
    database: str,
    tracker: request_tracker.Running,
) -> None:
    key = FOLDER / "key"
    key.unlink(missing_ok=True)
    code = _SET_UP.format(code=CODE, path=str(key))
    log = ws.shell(database, code, log="demo-register")
    if not key.exists():
        raise Failure(f"the register could not be set up in Odoo: see {log}")
    config = _CONFIG.format(
        code=CODE,
        odoo=odoo.address,
        database=database,
        register=tracker.api,
        catalog=request_tracker.CATALOG,
    )
    (FOLDER / "asset-register-sync.toml").write_text(config)
    script = _SCRIPT.format(
        folder=FOLDER,
        token=tracker.token,
        key=key.read_text(),
        connectors=layout.CONNECTORS,
        python=venv.PYTHON,
    )
    key.unlink()
    _COMMAND.touch(mode=0o700)
    os.chmod(_COMMAND, 0o700)
    _COMMAND.write_text(script)
