from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..applying.batch import Batch
from .maintenance_register_column import TYPES

# how many lines are read at once
CHUNK = 1_000
CHOSEN, APPLIED_LINE, WAITS = "chosen", "applied", "conflict"
MOVED, REFUSED = "moved", "rejected"
# the results of which something can be applied
APPLICABLE = ("created", "updated", "conflict")


class MaintenanceRegisterRunLine(models.Model):
    """The lines of the preview of an upload: what each row would change, and what
    became of it. Nobody enters them: they are written with all rights.
    """

    _inherit = "maintenance.register.run.line"

    upload_id = fields.Many2one(
        "maintenance.register.upload", readonly=True, index=True, ondelete="cascade"
    )
    upload_outcome = fields.Selection(
        [
            (CHOSEN, "To Be Applied"),
            (APPLIED_LINE, "Applied"),
            (WAITS, "Waits for a Decision"),
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
        help="For each value: its name, what Odoo has, what the workbook has.",
    )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_change_texts(self):
        labels = self.env["maintenance.register.column"]._get_value_labels()
        ranks = {key: rank for rank, key in enumerate(labels)}
        for line in self:
            # the database keeps them in an order of its own
            changes = sorted(
                line.changes or [], key=lambda one: ranks.get(one["field"], len(ranks))
            )
            line.change_texts = [
                {
                    "field": labels.get(change["field"], change["field"]),
                    "old": self._get_shown(change["field"], change["old"]),
                    "new": self._get_shown(change["field"], change["new"]),
                    "is_disputed": change.get("is_disputed", False),
                }
                for change in changes
            ]

    def _get_shown(self, key, value):
        """Return a value of a record as a person reads it."""
        if not value:
            return ""
        kind = TYPES.get(key)
        if kind == "money":
            return formatLang(self.env, value, digits=2)
        if kind == "date":
            return format_date(self.env, value)
        if kind == "choice":
            name = self.env["maintenance.register"]._get_field_names()[key]
            field = self.env["maintenance.equipment"]._fields[name]
            return dict(field._description_selection(self.env)).get(value, value)
        return str(value)

    @api.model
    def _prepare_of_rows(self, upload, rows, results):
        """Return the values of the lines about rows.

        :param rows: what is kept of them, see ``maintenance.register.upload.batch``
        :param results: {external id: what ``apply_batch`` says of its record}
        """
        disputed = self._get_disputed(
            upload,
            [
                row
                for row in rows
                if not row["reason"] and results[row["external_id"]]["result"] == WAITS
            ],
        )
        return [
            self._prepare_of_row(upload, row, results.get(row["external_id"]), disputed)
            for row in rows
        ]

    @api.model
    def _get_disputed(self, upload, rows):
        """Return what is in conflict: {external id: list as that of changes}."""
        if not rows:
            return {}
        batch = Batch(upload.register_id, dry_run=True)
        savepoint = self.env.cr.savepoint()
        try:
            items = batch.apply([prepare_record(row) for row in rows])
            return {
                item.record.external_id: [
                    {
                        "field": key,
                        "old": batch.values.get_shown(key, item.ours.get(key, False)),
                        "new": batch.values.get_shown(key, item.theirs.get(key, False)),
                        "is_disputed": True,
                    }
                    for key in item.disputed
                ]
                for item in items
            }
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    @api.model
    def _prepare_of_row(self, upload, row, result, disputed):
        """Return the values of the line about a row."""
        key, record = row["external_id"], row["record"]
        values = {
            "run_id": upload.preview_run_id.id,
            "upload_id": upload.id,
            "row_number": row["row"],
            "external_id": key,
        }
        if row["reason"]:
            return dict(values, result="rejected", reason=row["reason"])
        changes, reason = list(result["changes"] or []), result["reason"]
        if result["result"] == "created":
            # all of it is new
            changes = [
                {"field": name, "old": False, "new": value}
                for name, value in record.items()
                if value is not False
            ]
        elif result["result"] == WAITS:
            changes += disputed.get(key, [])
            reason = self.env._("Odoo's value was changed as well.")
        return dict(
            values,
            result=result["result"],
            reason=reason,
            changes=changes,
            equipment_id=result["equipment_id"],
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
        # others have changed the asset, or what it refers to
        moved = [row for key, row in rows.items() if key not in done]
        for row, values in zip(
            moved, self._prepare_of_rows(upload, moved, now), strict=True
        ):
            line = lines.get(row["external_id"])
            if line:
                as_superuser(line).write(values)
            else:
                line = as_superuser(self).create(values).sudo(False)
            outcomes[MOVED] += line
        for key, result in done.items():
            line = lines.get(key)
            if not line:
                continue
            is_refused = result["result"] in (REFUSED, WAITS)
            outcomes[result["result"] if is_refused else APPLIED_LINE] += line
            values = {"equipment_id": result["equipment_id"]}
            if is_refused:
                values["reason"] = result["reason"]
            as_superuser(line).write(values)
        for outcome, found in outcomes.items():
            as_superuser(found).upload_outcome = outcome

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.upload_id,)

    @one_at_a_time
    def action_apply_upload(self):
        """Apply the lines of a diff that are chosen in the list."""
        self = to_records(self)
        self.check_access("read")
        upload = self.upload_id
        if len(upload) != 1 or any(one.run_id != upload.preview_run_id for one in self):
            raise UserError(
                self.env._("Choose lines of the changes that one upload would make.")
            )
        chosen = self.filtered(
            lambda line: (
                line.result in APPLICABLE and line.upload_outcome in (False, MOVED)
            )
        )
        if not chosen:
            raise UserError(
                self.env._(
                    "Nothing of what is chosen can be applied. Choose lines that are "
                    "new, changed or in conflict, and not applied yet."
                )
            )
        done = upload._action_apply(chosen)
        # what is long is looked at on the upload
        return upload._get_action() if done is True else done

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
                for change in line.change_texts or [{}]:
                    values = [change.get(name) for name in ("field", "old", "new")]
                    yield [*about, *values, *outcome]
            last_id = lines[-1].id
            # all that was read is given back
            self.env.invalidate_all(flush=False)


def prepare_record(row):
    """Return the record of a row, as ``apply_batch`` takes it."""
    return dict(row["record"], external_id=row["external_id"])


def is_same(line, result):
    """Return whether a record would change now what the line of the diff says.

    :param line: None or empty for one that would change nothing
    :param result: what ``apply_batch`` says of the record
    """
    if not line:
        return result["result"] == "unchanged"
    if line.result != result["result"]:
        return False
    if line.result in ("created", "rejected"):
        # all that is new comes from the workbook itself
        return True
    before = [one for one in line.changes or [] if not one.get("is_disputed")]
    return before == (result["changes"] or [])
