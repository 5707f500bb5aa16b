from collections import Counter

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_choice, to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools.retiring import get_most, is_too_many
from ..workbooks.writing import write_table
from .maintenance_register_upload import APPLYING, DONE, READY, STOPPED, WITH_DIFF
from .maintenance_register_upload_batch import APPLIED, COMPARED
from .maintenance_register_upload_line import (
    APPLICABLE,
    APPLIED_LINE,
    CHOSEN,
    MOVED,
    REFUSED,
    WAITS,
    is_same,
    prepare_record,
)

# the results that are counted on the screen
SHOWN = (*APPLICABLE, "rejected", "vanished")


class MaintenanceRegisterUpload(models.Model):
    """The diff of an upload: what the rows would change, and what of it is applied.

    Its state, batches and lines follow from that and are entered by nobody: they are
    written with all rights, after the user's own were checked.
    """

    _inherit = "maintenance.register.upload"

    created_count = fields.Integer(string="New", compute="_compute_counts")
    updated_count = fields.Integer(string="Changed", compute="_compute_counts")
    conflict_count = fields.Integer(string="Conflicts", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    vanished_count = fields.Integer(string="Vanished", compute="_compute_counts")
    unchanged_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    moved_count = fields.Integer(
        string="Changed Since, Left Alone", compute="_compute_counts"
    )
    change_count = fields.Integer(
        string="What Can Be Applied", compute="_compute_counts"
    )

    @api.depends("state", "preview_run_id", "row_count")
    def _compute_counts(self):
        lines = self.env["maintenance.register.run.line"]
        counts = {
            (run.id, result, outcome): count
            for run, result, outcome, count in lines._read_group(
                [("run_id", "in", self.preview_run_id.ids)],
                ["run_id", "result", "upload_outcome"],
                ["__count"],
            )
        }
        for upload in self:
            found = {
                key[1:]: count
                for key, count in counts.items()
                if key[0] == upload.preview_run_id.id
            }
            by_result = Counter()
            for (result, _outcome), count in found.items():
                by_result[result] += count
            for result in SHOWN:
                upload[f"{result}_count"] = by_result[result]
            upload.unchanged_count = upload._get_unchanged(by_result)
            upload.moved_count = sum(
                count for (_result, outcome), count in found.items() if outcome == MOVED
            )
            upload.change_count = sum(
                count
                for (result, outcome), count in found.items()
                if result in APPLICABLE and outcome in (False, CHOSEN, MOVED)
            )

    vanished_note = fields.Char(compute="_compute_vanished_note")

    @api.depends("state", "preview_run_id", "unreadable_count")
    def _compute_vanished_note(self):
        for upload in self:
            upload.vanished_note = upload._get_vanished_note()

    def _get_vanished_note(self):
        """Return what applying all means for what has vanished, False for nothing."""
        register, count = self.register_id, self.vanished_count
        if not count:
            return False
        if self.unreadable_count:
            return self.env._(
                "Assets that the workbook does not list do not count as vanished, for "
                "%s rows have no readable key.",
                self.unreadable_count,
            )
        total = register.binding_count
        if is_too_many(count, total, register.retire_share):
            return self.env._(
                "%(count)s of %(total)s assets are not in the workbook, and at most "
                "%(most)s may vanish in one run: none of them will. If the workbook is "
                "right, raise the share in the settings of the register.",
                count=count,
                total=total,
                most=get_most(total, register.retire_share),
            )
        texts = {
            "ignore": self.env._("nothing happens to them"),
            "flag": self.env._("they are flagged as vanished"),
            "propose": self.env._("their retirement is proposed"),
        }
        return self.env._(
            "%(count)s assets are not in the workbook. When all is applied, "
            "%(consequence)s.",
            count=count,
            consequence=texts[register.vanished_policy],
        )

    def action_view_changes(self, result=None):
        """Open the changes.

        :param result: ``created``, ``updated``, ``conflict``, ``rejected`` or
            ``vanished``: only those; all of them if left out
        """
        self = to_record(self)
        self.check_access("read")
        result = to_choice(self.env, result, "result", SHOWN)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_upload_line_action"
        )
        return dict(
            action,
            domain=[("run_id", "=", self.preview_run_id.id)],
            context={
                f"search_default_{result or 'by_result'}": 1,
                "can_apply_upload": self.state == READY,
            },
        )

    def action_open_conflicts(self):
        """Open the conflicts of the register that wait for somebody."""
        return to_record(self).register_id.action_open_conflicts()

    # Comparing

    def _start_run(self, mode):
        """Return a new run of the register, as ``maintenance.register.run``."""
        self.register_id._check_may_sync()
        return self.register_id._start_run(mode)

    def _ask(self, rows, run=None):
        """Return what rows would change, or with a run, have changed.

        :param rows: list of what is kept of rows
        :return: {external id: the result, see ``apply_batch``}
        """
        if not rows:
            return {}
        register = self.register_id
        register._check_may_sync()
        answer = register._apply_records(
            [prepare_record(row) for row in rows],
            dry_run=not run,
            run=run,
            rows=[row["row"] for row in rows],
        )
        return {
            row["external_id"]: result
            for row, result in zip(rows, answer["results"], strict=True)
        }

    def _compare_batch(self, batch):
        """Write the lines of the diff for some rows."""
        rows = batch.rows
        found = self._ask([row for row in rows if not row["reason"]])
        lines = self.env["maintenance.register.run.line"]
        changing = [
            row
            for row in rows
            if row["reason"] or found[row["external_id"]]["result"] != "unchanged"
        ]
        as_superuser(lines).create(lines._prepare_of_rows(self, changing, found))
        as_superuser(batch).state = COMPARED

    def _finish_comparing(self):
        if self.is_complete:
            self._list_vanished()
        counts = self._count_results()
        as_superuser(self.preview_run_id).write(
            {
                "state": "done",
                "end_date": fields.Datetime.now(),
                "unchanged_count": self._get_unchanged(counts),
                **{
                    f"{result}_count": count
                    for result, count in counts.items()
                    if f"{result}_count" in self.preview_run_id._fields
                },
            }
        )
        as_superuser(self).state = READY

    def _count_results(self):
        """Return how many lines of the diff there are: {result: count}."""
        lines = self.env["maintenance.register.run.line"]
        domain = [("run_id", "=", self.preview_run_id.id)]
        return dict(lines._read_group(domain, ["result"], ["__count"]))

    def _get_unchanged(self, counts):
        # what has vanished is no row
        others = sum(count for name, count in counts.items() if name != "vanished")
        return self.row_count - others

    def _list_vanished(self):
        """Write lines for assets of the register that the workbook does not list."""
        listed = set()
        for batch in self.batch_ids:
            listed.update(row["external_id"] for row in batch.rows)
            batch.invalidate_recordset(["rows"])
        bindings = self.env["maintenance.register.binding"].search_fetch(
            [
                ("register_id", "=", self.register_id.id),
                ("state", "in", ("bound", "retired")),
            ],
            ["external_id", "equipment_id"],
        )
        lines_sudo = as_superuser(self.env["maintenance.register.run.line"])
        lines_sudo.create(
            [
                {
                    "run_id": self.preview_run_id.id,
                    "upload_id": self.id,
                    "external_id": binding.external_id,
                    "binding_id": binding.id,
                    "equipment_id": binding.equipment_id.id,
                    "result": "vanished",
                    "reason": self.env._("It is not in the workbook."),
                }
                for binding in bindings
                if binding.external_id not in listed
            ]
        )

    # Applying

    @one_at_a_time
    def action_apply(self):
        """Apply all that the comparison found."""
        return to_record(self)._action_apply()

    def _action_apply(self, chosen=None):
        """Apply the whole diff, or only the lines of it in ``chosen``."""
        self.check_access("write")
        self._expect(READY)
        if chosen is not None:
            as_superuser(chosen).upload_outcome = CHOSEN
        as_superuser(self).write(
            {
                "state": APPLYING,
                "user_id": self.env.uid,
                "problem": False,
                "is_partial": chosen is not None,
                "run_id": self._start_run("upload").id,
            }
        )
        self._work_at_once()
        return self._tell_what_was_done()

    @one_at_a_time
    def action_continue(self):
        """Go on with applying where it stopped."""
        self = to_record(self)
        self.check_access("write")
        self._expect(STOPPED)
        as_superuser(self).write({"state": APPLYING, "problem": False})
        self._work_at_once()
        return self._tell_what_was_done()

    def _tell_what_was_done(self):
        """Return the action that says what was done; True if it still goes on."""
        if self.state == APPLYING:
            return True
        run = self.run_id
        texts = [
            self.env._("%s created", run.created_count),
            self.env._("%s changed", run.updated_count),
        ]
        if run.conflict_count:
            texts.append(self.env._("%s wait for a decision", run.conflict_count))
        if self.moved_count:
            texts.append(self.env._("%s left alone", self.moved_count))
        message = self.env._("Assets: %s.", ", ".join(texts))
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return get_notification(message, then=reload)

    def _get_action(self):
        """Return the action that opens the form of this upload."""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _apply_batch(self, batch):
        """Apply what of some rows was chosen, and is still as the diff says.

        What others have changed since is told and left alone.
        """
        lines = self.env["maintenance.register.run.line"]
        rows = {row["external_id"]: row for row in batch.rows if not row["reason"]}
        found = lines._get_of_rows(self, list(rows))
        rows = {key: row for key, row in rows.items() if self._is_due(found.get(key))}
        now = self._ask(list(rows.values()))
        same = {
            key: row for key, row in rows.items() if is_same(found.get(key), now[key])
        }
        done = self._ask(list(same.values()), self.run_id)
        lines._tell_outcomes(self, found, rows, now, done)
        if not self.is_partial:
            unreadable = [row for row in batch.rows if row["reason"]]
            self._reject_unreadable(unreadable)
            self._note_seen({row["external_id"] for row in batch.rows})
        as_superuser(batch).state = APPLIED

    def _is_due(self, line):
        """Return whether a record is to be applied now.

        :param line: that of the diff, None if nothing would change
        """
        if self.is_partial:
            return bool(line) and line.upload_outcome == CHOSEN
        # what was applied before, in a selection, is done
        return not line or line.upload_outcome not in (APPLIED_LINE, WAITS, REFUSED)

    def _reject_unreadable(self, rows):
        """Let the run say which rows of the workbook could not be read, and why."""
        run_sudo = as_superuser(self.run_id)
        as_superuser(self.env["maintenance.register.run.line"]).create(
            [
                {
                    "run_id": run_sudo.id,
                    "row_number": row["row"],
                    "external_id": row["external_id"],
                    "result": "rejected",
                    "reason": row["reason"],
                }
                for row in rows
            ]
        )
        if rows:
            run_sudo.rejected_count += len(rows)

    def _note_seen(self, external_ids):
        """Let no record that the workbook lists count as vanished, whatever it says."""
        bindings = self.env["maintenance.register.binding"].search(
            [
                ("register_id", "=", self.register_id.id),
                ("external_id", "in", list(external_ids)),
            ]
        )
        # noted for whoever may upload
        as_superuser(bindings)._note_seen(bindings.ids, self.run_id)

    def _finish_applying(self):
        self.env["maintenance.register"].finish_run(
            self.run_id.id, is_complete_scan=self._is_complete_scan()
        )
        upload_sudo = as_superuser(self)
        if self.is_partial and self._has_more():
            upload_sudo.write({"state": READY, "is_partial": False})
            upload_sudo.batch_ids.write({"state": COMPARED})
        else:
            upload_sudo.write({"state": DONE, "is_partial": False})
            upload_sudo.batch_ids.unlink()

    def _has_more(self):
        """Return whether something of the diff can still be applied."""
        self.invalidate_recordset(["change_count", "vanished_count"], flush=False)
        return bool(self.change_count or self.vanished_count)

    def _is_complete_scan(self):
        """Return whether what the workbook does not list has vanished."""
        return self.is_complete and not self.is_partial and not self.unreadable_count

    # The diff as a workbook

    def action_download_changes(self):
        """Download the changes as a workbook."""
        self = to_record(self)
        self.check_access("read")
        self._expect(*WITH_DIFF)
        return {
            "type": "ir.actions.act_url",
            "url": f"/maintenance_register/upload/{self.id}/changes.xlsx",
            "target": "download",
        }

    def _write_changes(self, file):
        """Write the changes into ``file``; return the name of the workbook."""
        env = self.env
        headings = [
            env._("Row"),
            env._("Key"),
            env._("Asset"),
            env._("Result"),
            env._("Field"),
            env._("In Odoo"),
            env._("In the Workbook"),
            env._("Reason"),
            env._("Outcome"),
        ]
        lines = env["maintenance.register.run.line"]
        rows = lines._get_workbook_rows(self.preview_run_id)
        widths = (8, 18, 32, 14, 20, 30, 30, 50, 20)
        write_table(file, env._("Changes"), headings, rows, widths)
        name = (self.filename or "").rpartition(".")[0] or self.register_id.code
        return env._("%s changes.xlsx", name)
