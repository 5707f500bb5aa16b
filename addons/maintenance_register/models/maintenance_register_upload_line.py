from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

# how many lines are read at once
CHUNK = 1_000
CHOSEN, DONE, MOVED, REFUSED = "chosen", "applied", "moved", "rejected"


class MaintenanceRegisterRunLine(models.Model):
    """The lines of the preview of an upload: what each row would change, and what
    became of it.
    """

    _inherit = "maintenance.register.run.line"

    upload_id = fields.Many2one(
        "maintenance.register.upload", readonly=True, index=True, ondelete="cascade"
    )
    upload_outcome = fields.Selection(
        [
            (CHOSEN, "To Be Applied"),
            (DONE, "Applied"),
            ("conflict", "Waits for a Decision"),
            (MOVED, "Changed Since, Left Alone"),
            (REFUSED, "Refused"),
        ],
        string="Outcome",
        readonly=True,
        help="What became of it when the upload was applied. Empty: it was not chosen.",
    )
    change_texts = fields.Json(
        string="What Changes",
        compute="_compute_change_texts",
        help="For each field: its name, the value in Odoo, that of the workbook.",
    )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_change_texts(self):
        labels = self.env["maintenance.register.column"]._get_value_labels()
        for line in self:
            line.change_texts = [
                [
                    labels.get(change["field"], change["field"]),
                    self._get_shown(change["field"], change["old"]),
                    self._get_shown(change["field"], change["new"]),
                ]
                for change in line.changes or []
            ]

    def _get_shown(self, key, value):
        """Return a value of a record as a person reads it."""
        if value is None or value is False or value == "":
            return ""
        return str(value)

    @api.model
    def _prepare_of_row(self, upload, row, result):
        """Return the values of the line about a row.

        :param row: what is kept of it, see ``maintenance.register.upload.batch``
        :param result: what ``apply_batch`` says of its record
        """
        values = {
            "run_id": upload.preview_run_id.id,
            "upload_id": upload.id,
            "row_number": row["row"],
            "external_id": row["external_id"],
        }
        if row["reason"]:
            return dict(values, result="rejected", reason=row["reason"])
        return dict(
            values,
            result=result["result"],
            reason=result["reason"] or False,
            changes=result["changes"],
            equipment_id=result["equipment_id"] or False,
        )

    @api.model
    def _get_of_rows(self, upload, external_ids):
        """Return the lines of the diff about these records: {external id: line}."""
        found = self.search(
            [
                ("run_id", "=", upload.preview_run_id.id),
                ("external_id", "in", external_ids),
            ]
        )
        return {line.external_id: line for line in found}

    @api.model
    def _tell_outcomes(self, upload, lines, rows, now, done):
        """Write into the diff what became of its lines.

        :param lines: {external id: line}
        :param rows: {external id: row} of those that were to be applied
        :param now: {external id: result} of what they would change now
        :param done: {external id: result} of those that were applied
        """
        outcomes = defaultdict(self.browse)
        for key, row in rows.items():
            line = lines.get(key, self.browse())
            if key not in done:
                # others have changed the asset, or what it refers to
                values = self._prepare_of_row(upload, row, now[key])
                if line:
                    as_superuser(line).write(values)
                else:
                    line = as_superuser(self).create(values)
                outcomes[MOVED] += line
            elif line:
                result = done[key]
                is_refused = result["result"] in ("rejected", "conflict")
                outcomes[result["result"] if is_refused else DONE] += line
                values = {"equipment_id": result["equipment_id"] or False}
                if is_refused:
                    values["reason"] = result["reason"] or False
                as_superuser(line).write(values)
        for outcome, found in outcomes.items():
            as_superuser(found).upload_outcome = outcome

    @api.model
    def _number_of_run(self, run, rows):
        """Write into the lines of a run which rows of the workbook they are about.

        :param rows: {external id: row}
        """
        lines = self.search(
            [
                ("run_id", "=", run.id),
                ("row_number", "=", 0),
                ("external_id", "in", list(rows)),
            ]
        )
        for line in as_superuser(lines):
            line.row_number = rows[line.external_id]["row"]

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.upload_id,)

    @one_at_a_time
    def action_apply_upload(self):
        """Apply the lines of a diff that are chosen in the list."""
        self = to_records(self)
        self.check_access("read")
        upload = self.upload_id
        if len(upload) != 1 or any(
            line.run_id != upload.preview_run_id for line in self
        ):
            raise UserError(
                self.env._("Choose lines of the changes that one upload would make.")
            )
        return upload._action_apply(self)

    @api.model
    def _get_workbook_rows(self, run):
        """Give the rows of the workbook with all lines of a run, one a change."""
        results = dict(self._fields["result"]._description_selection(self.env))
        outcomes = dict(self._fields["upload_outcome"]._description_selection(self.env))
        last_id = 0
        while lines := self.search(
            [("run_id", "=", run.id), ("id", ">", last_id)], order="id", limit=CHUNK
        ):
            for line in lines:
                about = [
                    line.row_number or None,
                    line.external_id or None,
                    line.equipment_id.display_name or None,
                    results.get(line.result),
                ]
                outcome = [line.reason or None, outcomes.get(line.upload_outcome)]
                for change in line.change_texts or [[None, None, None]]:
                    yield [*about, *change, *outcome]
            last_id = lines[-1].id
            # all that was read is given back
            self.env.invalidate_all(flush=False)


def is_same(line, result):
    """Return whether a record would change now what the line of the diff says.

    :param line: None or empty for one that would change nothing
    :param result: what ``apply_batch`` says of the record
    """
    if not line:
        return result["result"] == "unchanged"
    if line.result == "rejected":
        return result["result"] == "rejected"
    before, now = line.changes or [], result["changes"] or []
    return (line.result, before) == (result["result"], now)
