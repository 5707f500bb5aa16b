"""An Odoo for tests: the methods of ``maintenance.register`` that the connector calls.

It does what a register's own does as far as a client can tell: an idempotent upsert by
external id, runs, a feed of changes. It decides nothing about fields.
"""

import json
import threading
import time

KEY = "the-key"


class OdooFake:
    """``assets``: {external id: values}. ``calls``: (method, arguments) of all calls.

    ``fault(method, arguments)`` may return (status, body) instead of an answer, or
    None; ``lose(method, arguments)``: whether the answer gets lost after the work was
    done. ``refuse(record)``: a reason to reject a record, or nothing.
    """

    def __init__(self):
        self.assets = {}
        self.runs = {}
        self.seen = {}
        self.feed = []
        self.calls = []
        self.delay = 0
        self.fault = lambda method, arguments: None
        self.lose = lambda method, arguments: False
        self.refuse = lambda record: ""
        self._lock = threading.Lock()

    def answer(self, method, path, headers, body):
        """Answer a request; see ``serving``."""
        if headers.get("Authorization") != f"bearer {KEY}":
            return 401, {}, _error("werkzeug.exceptions.Unauthorized", "Invalid key")
        name = path.rpartition("/")[2]
        arguments = json.loads(body)
        self.calls.append((name, arguments))
        if fault := self.fault(name, arguments):
            return fault[0], {}, fault[1]
        if self.delay:
            time.sleep(self.delay)
        with self._lock:
            try:
                answer = getattr(self, f"do_{name}")(**arguments)
            except UserError as error:
                text = str(error)
                return 422, {}, _error("odoo.exceptions.UserError", text)
        if self.lose(name, arguments):
            return None
        return 200, {}, answer

    def count(self, method):
        return sum(name == method for name, _arguments in self.calls)

    def do_apply_batch(self, register, records, dry_run=False, run=None):
        self._check(register)
        if run and self.runs.get(run, {}).get("state") != "running":
            raise UserError("run: has ended")
        results = [self._apply(record, dry_run, run) for record in records]
        counts = {}
        for result in results:
            counts[result["result"]] = counts.get(result["result"], 0) + 1
        return {"results": results, "counts": counts}

    def _apply(self, record, dry_run, run):
        values = {key: value for key, value in record.items() if key != "modified"}
        external_id = values.pop("external_id")
        result = {"external_id": external_id, "equipment_id": 1, "changes": []}
        if not dry_run:
            self.seen[external_id] = run
        if reason := self.refuse(record):
            return {**result, "result": "rejected", "reason": reason}
        old = self.assets.get(external_id)
        if old is None and not values.get("name"):
            return {**result, "result": "rejected", "reason": "name is missing"}
        if not dry_run:
            self.assets[external_id] = {**(old or {}), **values}
        if old is None:
            return {**result, "result": "created"}
        result["changes"] = [
            {"field": key, "old": old.get(key), "new": value}
            for key, value in values.items()
            if old.get(key) != value
        ]
        return {**result, "result": "updated" if result["changes"] else "unchanged"}

    def do_start_run(self, register, mode):
        self._check(register)
        number = len(self.runs) + 1
        self.runs[number] = {"state": "running", "mode": mode}
        return number

    def do_finish_run(self, run, is_complete_scan):
        if self.runs[run]["state"] == "running":
            self.runs[run] = {"state": "done", "is_complete": is_complete_scan}
            if is_complete_scan:
                gone = [key for key in self.assets if self.seen.get(key) != run]
                self.runs[run]["vanished"] = gone
        return {"state": "done", "vanished": len(self.runs[run].get("vanished", []))}

    def do_get_changes(self, register, cursor, limit):
        self._check(register)
        start = int(cursor or 0)
        page = self.feed[start : start + limit]
        end = start + len(page)
        return {
            "changes": page,
            "cursor": str(end),
            "has_more": end < len(self.feed),
        }

    def change(self, external_id, **values):
        """Change an asset in Odoo, so that its register hears of it."""
        self.assets.setdefault(external_id, {}).update(values)
        self.feed.append(
            {
                "external_id": external_id,
                "equipment_id": 1,
                "changed": list(values),
                "values": values,
                "is_deleted": False,
                "changed_at": "2026-03-31 10:00:00",
            }
        )

    def _check(self, register):
        if register != "R":
            raise UserError("register: there is no register with this code")


class UserError(Exception):
    pass


def _error(name, message):
    return {"name": name, "message": message, "arguments": [], "debug": ""}
