from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..workbooks.writing import write_table
from .maintenance_register_upload import APPLYING, DONE, READY, STOPPED, WITH_DIFF
from .maintenance_register_upload_batch import APPLIED, COMPARED
from .maintenance_register_upload_line import CHOSEN, is_same


class MaintenanceRegisterUpload(models.Model):
    """The diff of an upload: what the rows would change, and what of it is applied."""

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

    @api.depends("state", "preview_run_id")
    def _compute_counts(self):
        lines = self.env["maintenance.register.run.line"]
        runs = self.preview_run_id.ids
        by_result = {
            (run.id, result): count
            for run, result, count in lines._read_group(
                [("run_id", "in", runs)], ["run_id", "result"], ["__count"]
            )
        }
        moved = dict(
            lines._read_group(
                [("run_id", "in", runs), ("upload_outcome", "=", "moved")],
                ["run_id"],
                ["__count"],
            )
        )
        for upload in self:
            run = upload.preview_run_id
            for result in ("created", "updated", "conflict", "rejected", "vanished"):
                upload[f"{result}_count"] = by_result.get((run.id, result), 0)
            upload.change_count = (
                upload.created_count + upload.updated_count + upload.conflict_count
            )
            upload.unchanged_count = (
                upload.row_count - upload.change_count - upload.rejected_count
            )
            upload.moved_count = moved.get(run, 0)

    def action_view_changes(self):
        """Open the changes: all of them, or those with the result in the context."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_upload_line_action"
        )
        context = {"search_default_by_result": 1}
        result = self.env.context.get("upload_result")
        if isinstance(result, str):
            context = {f"search_default_{result}": 1}
        return dict(
            action,
            domain=[("run_id", "=", self.preview_run_id.id)],
            context=dict(context, can_apply_upload=self.state == READY),
        )

    def action_open_conflicts(self):
        """Open the conflicts of the register that wait for somebody."""
        return to_record(self).register_id.action_open_conflicts()

    # Comparing

    def _start_run(self, mode):
        """Return a new run of the register, as ``maintenance.register.run``."""
        run_id = self.env["maintenance.register"].start_run(
            self.register_id.code, mode=mode
        )
        return self.env["maintenance.register.run"].browse(run_id)

    def _ask(self, records, run=None):
        """Return what each record would change, or with a run, has changed.

        :return: {external id: the result of ``apply_batch``}
        """
        answer = self.env["maintenance.register"].apply_batch(
            self.register_id.code,
            records,
            dry_run=not run,
            run=run.id if run else None,
        )
        return {result["external_id"]: result for result in answer["results"]}

    def _compare_batch(self, batch):
        """Write the lines of the diff for some rows."""
        rows = batch.rows
        found = self._ask([_get_record(row) for row in rows if not row["reason"]])
        lines_sudo = as_superuser(self.env["maintenance.register.run.line"])
        lines_sudo.create(
            [
                lines_sudo._prepare_of_row(self, row, found.get(row["external_id"]))
                for row in rows
                if row["reason"] or found[row["external_id"]]["result"] != "unchanged"
            ]
        )
        as_superuser(batch).state = COMPARED

    def _finish_comparing(self):
        if self.is_complete:
            self._list_vanished()
        as_superuser(self).state = READY

    def _list_vanished(self):
        """Write lines for assets of the register that the workbook does not list."""
        listed = set()
        for batch in self.batch_ids:
            listed.update(row["external_id"] for row in batch.rows)
            batch.invalidate_recordset(["rows"])
        bindings = self.env["maintenance.register.binding"].search_fetch(
            [("register_id", "=", self.register_id.id), ("state", "=", "bound")],
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
        """Return the action that opens the upload, with a word about it."""
        action = self._get_action()
        if self.state != DONE:
            return action
        count = sum(
            self._count_outcomes().get(one, 0) for one in ("applied", "conflict")
        )
        message = self.env._("%s assets were created or changed.", count)
        return get_notification(message, then=action)

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

    def _count_outcomes(self):
        """Return how many lines of the diff came to what: {outcome: count}."""
        return dict(
            self.env["maintenance.register.run.line"]._read_group(
                [("run_id", "=", self.preview_run_id.id)],
                ["upload_outcome"],
                ["__count"],
            )
        )

    def _apply_batch(self, batch):
        """Apply what of some rows was chosen, and is still as the diff says.

        What others have changed since is told and left alone.
        """
        lines = self.env["maintenance.register.run.line"]
        rows = {row["external_id"]: row for row in batch.rows if not row["reason"]}
        found = lines._get_of_rows(self, list(rows))
        if self.is_partial:
            rows = {
                key: row
                for key, row in rows.items()
                if key in found and found[key].upload_outcome == CHOSEN
            }
        now = self._ask([_get_record(row) for row in rows.values()])
        same = [key for key in rows if is_same(found.get(key), now[key])]
        done = {}
        if same:
            done = self._ask([_get_record(rows[key]) for key in same], self.run_id)
        lines._tell_outcomes(self, found, rows, now, done)
        lines._number_of_run(self.run_id, rows)
        if not self.is_partial:
            self._reject_unreadable([row for row in batch.rows if row["reason"]])
            left_alone = {row["external_id"] for row in batch.rows} - set(same)
            self._tell_that_they_are_there(left_alone)
        as_superuser(batch).state = APPLIED

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

    def _tell_that_they_are_there(self, external_ids):
        """Let assets of which nothing is applied not count as vanished."""
        if not self._is_complete_scan():
            return
        bindings = self.env["maintenance.register.binding"].search_fetch(
            [
                ("register_id", "=", self.register_id.id),
                ("external_id", "in", list(external_ids)),
                ("equipment_id", "!=", False),
            ],
            ["external_id"],
        )
        if bindings:
            # a record without a value changes none
            records = [{"external_id": one.external_id} for one in bindings]
            self._ask(records, self.run_id)

    def _finish_applying(self):
        run = self.run_id
        self.env["maintenance.register"].finish_run(
            run.id, is_complete_scan=self._is_complete_scan()
        )
        as_superuser(self).write({"state": DONE})
        as_superuser(self).batch_ids.unlink()

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


def _get_record(row):
    return dict(row["record"], external_id=row["external_id"])
