import io
import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.isolation import describe_error
from odoo.addons.maintenance_bom.models.locking import (
    CONFLICTS,
    lock_alone,
    one_at_a_time,
    try_at_night,
)
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import amounts, dates
from ..tools.cells import get_text
from ..tools.headings import squeeze
from ..tools.looking import MOST_ROWS, choose_sheet, look
from ..tools.rows import Layout
from ..tools.spooling import TooManyRows, get_record, read_table, take_batches
from ..tools.table import get_column_name
from ..workbooks.reading import UnreadableWorkbook, Workbook
from .maintenance_register_column import TYPES
from .maintenance_register_upload_batch import APPLIED, COMPARED, WAITING
from .upload_texts import get_file_problem, get_row_problem

_logger = logging.getLogger(__name__)

# the largest file, in bytes, and the most rows that are taken at once
LARGEST_FILE = 50_000_000
MOST_TABLE_ROWS = 200_000
BATCH_ROWS = 500
# what is not more than this is done while the person waits
ROWS_AT_ONCE = 1_000
BYTES_AT_ONCE = 300_000
# of a text in the first rows, which are only shown
LONGEST_TOP_TEXT = 200

DRAFT, COLUMNS, READING, COMPARING = "draft", "columns", "reading", "comparing"
READY, APPLYING, STOPPED, DONE = "compared", "applying", "stopped", "done"
CANCELLED = "cancelled"
AT_WORK = (READING, COMPARING, APPLYING)
# what says how the workbook is read, and may change only before it is
READ_BY = frozenset(
    {
        "register_id",
        "file",
        "sheet_id",
        "header_row",
        "column_ids",
        "date_order",
        "decimal_mark",
        "is_complete",
    }
)
# in which the diff stands
WITH_DIFF = (READY, APPLYING, STOPPED, DONE)


class MaintenanceRegisterUpload(models.Model):
    """A workbook that a person uploads to a register: what it would change, and then
    what of it is applied.

    Work on many rows is cut into pieces, each in a transaction of its own: small
    workbooks at once, large ones by a scheduled action, with the rights of the person.
    """

    _name = "maintenance.register.upload"
    _description = "Upload of a Workbook"
    _inherit = ["maintenance.checked.values", "maintenance.own.values"]
    _order = "id DESC"
    _rec_name = "filename"
    _owner = "register_id"
    _own_values = frozenset(
        {
            "state",
            "problem",
            "hint",
            "user_id",
            "row_count",
            "unreadable_count",
            "is_partial",
            "preview_run_id",
            "run_id",
        }
    )

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._get_default_register(),
    )
    company_id = fields.Many2one(
        related="register_id.company_id", store=True, precompute=True, index=True
    )
    file = fields.Binary(string="Workbook", attachment=True, required=True, copy=False)
    filename = fields.Char(string="File Name")
    state = fields.Selection(
        [
            (DRAFT, "Workbook"),
            (COLUMNS, "Columns"),
            (READING, "Reading"),
            (COMPARING, "Comparing"),
            (READY, "Changes"),
            (APPLYING, "Applying"),
            (STOPPED, "Stopped"),
            (DONE, "Applied"),
            (CANCELLED, "Discarded"),
        ],
        default=DRAFT,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    problem = fields.Text(readonly=True, copy=False)
    hint = fields.Text(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Uploaded By", readonly=True, copy=False
    )

    sheet_ids = fields.One2many(
        "maintenance.register.upload.sheet", "upload_id", string="Sheets", copy=False
    )
    sheet_count = fields.Integer(compute="_compute_sheet_count")
    sheet_id = fields.Many2one(
        "maintenance.register.upload.sheet",
        domain="[('upload_id', '=', id)]",
        copy=False,
        ondelete="set null",
    )
    header_row = fields.Integer(
        string="Row of the Headings",
        compute="_compute_header_row",
        store=True,
        readonly=False,
        copy=False,
        help="The number that the sheet shows beside the row.",
    )
    column_ids = fields.One2many(
        "maintenance.register.upload.column",
        "upload_id",
        compute="_compute_column_ids",
        store=True,
        readonly=False,
        copy=False,
    )
    date_order = fields.Selection(
        [
            (dates.DAY_FIRST, "Day, month, year: 31/03/2026"),
            (dates.MONTH_FIRST, "Month, day, year: 03/31/2026"),
            (dates.YEAR_FIRST, "Year, month, day: 26/03/31"),
        ],
        string="Dates Written as Text",
        default=lambda self: self._get_default_date_order(),
        required=True,
        help="Counts only where the dates of a column do not tell themselves.",
    )
    decimal_mark = fields.Selection(
        [(amounts.POINT, "1,234.56"), (amounts.COMMA, "1.234,56")],
        string="Amounts Written as Text",
        default=lambda self: self._get_default_decimal_mark(),
        required=True,
        help="Counts only where the amounts of a column do not tell themselves.",
    )
    is_complete = fields.Boolean(
        string="Complete List",
        help="The workbook lists all assets of the register: those that are not in it "
        "have vanished.",
    )

    row_count = fields.Integer(string="Rows", readonly=True, copy=False)
    unreadable_count = fields.Integer(
        string="Rows Without a Readable Key", readonly=True, copy=False
    )
    is_partial = fields.Boolean(
        string="Only a Selection Is Applied", readonly=True, copy=False
    )
    batch_ids = fields.One2many(
        "maintenance.register.upload.batch", "upload_id", copy=False
    )
    progress = fields.Integer(compute="_compute_progress")
    preview_run_id = fields.Many2one(
        "maintenance.register.run", readonly=True, copy=False, index=True
    )
    run_id = fields.Many2one(
        "maintenance.register.run", readonly=True, copy=False, index=True
    )

    @api.constrains("sheet_id")
    def _check_sheet(self):
        for upload in self:
            if upload.sheet_id and upload.sheet_id.upload_id != upload:
                raise ValidationError(
                    self.env._(
                        "“%s” has no such sheet. Choose one of its own.",
                        upload.display_name,
                    )
                )

    def write(self, vals):
        if not self.env.su and READ_BY & vals.keys():
            for upload in self:
                upload._expect(DRAFT, COLUMNS)
        result = super().write(vals)
        if "file" in vals:
            # its sheets are others
            opened = self.filtered(lambda upload: upload.state == COLUMNS)
            as_superuser(opened).state = DRAFT
        return result

    def unlink(self):
        previews = self.preview_run_id
        result = super().unlink()
        # nobody but the upload leads to them
        as_superuser(previews).unlink()
        return result

    # Defaults

    def _get_default_register(self):
        """Return the register if there is only one, which needs no choice."""
        registers = self.env["maintenance.register"].search([], limit=2)
        return registers if len(registers) == 1 else registers.browse()

    def _get_language(self):
        return self.env["res.lang"]._get_data(code=self.env.user.lang)

    def _get_default_date_order(self):
        """Return the order in which the user himself writes dates."""
        pattern = self._get_language().date_format or ""
        first = next((sign for sign in pattern if sign in "dmbBYy"), "d")
        return {"d": dates.DAY_FIRST, "Y": dates.YEAR_FIRST, "y": dates.YEAR_FIRST}.get(
            first, dates.MONTH_FIRST
        )

    def _get_default_decimal_mark(self):
        is_comma = self._get_language().decimal_point == amounts.COMMA
        return amounts.COMMA if is_comma else amounts.POINT

    # What is seen of the workbook

    @api.depends("sheet_ids")
    def _compute_sheet_count(self):
        for upload in self:
            upload.sheet_count = len(upload.sheet_ids)

    @api.depends("sheet_id")
    def _compute_header_row(self):
        for upload in self:
            header = upload._look().header
            upload.header_row = header.number if header else 1

    @api.depends("sheet_id", "header_row")
    def _compute_column_ids(self):
        labels = self._get_labels()
        for upload in self:
            seen = upload._look(upload.header_row)
            upload.column_ids = [Command.clear()] + [
                Command.create(
                    {
                        "index": column.index,
                        "letter": get_column_name(column.index),
                        "heading": column.heading,
                        # the key has a tick of its own
                        "value": column.key in labels and column.key,
                        "is_key": column.index == seen.key_index,
                        "examples": " · ".join(column.examples),
                    }
                )
                for column in seen.columns
            ]

    def _look(self, header_row=None, sheet=None):
        """Return what the sheet seems to hold, a ``tools.looking.Look``."""
        sheet = self.sheet_id if sheet is None else sheet
        if sheet.upload_id != self._origin:
            sheet = sheet.browse()
        columns = self.register_id.column_ids
        return look(
            [tuple(row) for row in sheet.top_rows or []],
            columns._get_memory(),
            self._get_labels(),
            header_row,
        )

    def _get_labels(self):
        return self.env["maintenance.register.column"]._get_value_labels()

    @api.depends("batch_ids.state", "state")
    def _compute_progress(self):
        """Percent of the rows that are through."""
        counts = defaultdict(int)
        for upload, state, rows in self.env[
            "maintenance.register.upload.batch"
        ]._read_group(
            [("upload_id", "in", self.ids)], ["upload_id", "state"], ["row_count:sum"]
        ):
            counts[upload.id, state] = rows
        for upload in self:
            waiting, compared, applied = (
                counts[upload.id, state] for state in (WAITING, COMPARED, APPLIED)
            )
            total = waiting + compared + applied
            through = applied if upload.state == APPLYING else compared + applied
            upload.progress = round(100 * through / total) if total else 0

    @one_at_a_time
    def action_look(self):
        """Open the workbook, and show which sheet and columns would be read."""
        self = to_record(self)
        self.check_access("write")
        self._expect(DRAFT, COLUMNS)
        with self._open() as book:
            sheets = [(sheet, self._get_top_rows(book, sheet)) for sheet in book.sheets]
        if not any(rows for _sheet, rows in sheets):
            raise UserError(
                self.env._(
                    "There is nothing in “%s”. Choose the workbook that lists the "
                    "assets.",
                    self.filename or self.env._("the workbook"),
                )
            )
        upload_sudo = as_superuser(self)
        upload_sudo.sheet_ids.unlink()
        upload_sudo.sheet_ids = [
            Command.create(
                {
                    "index": sheet.index,
                    "name": sheet.name,
                    "is_hidden": sheet.is_hidden,
                    "top_rows": rows,
                }
            )
            for sheet, rows in sheets
        ]
        # in the order in which they were created
        found = self.sheet_ids.sorted("index")
        best = choose_sheet(
            [self._look(sheet=sheet) for sheet in found], found.mapped("is_hidden")
        )
        upload_sudo.write({"state": COLUMNS, "problem": False, "hint": False})
        self.sheet_id = found[best]
        return True

    def _get_top_rows(self, book, sheet):
        """Return the first rows of a sheet: [number, [texts]]."""
        rows = []
        for number, cells in book.get_rows(sheet.index):
            texts = [get_text(cell)[:LONGEST_TOP_TEXT] for cell in cells]
            if any(texts):
                rows.append([number, texts])
            if len(rows) == MOST_ROWS:
                break
        return rows

    def _open(self):
        """Return the workbook, open; to be used in a ``with``.

        :raises UserError: if it cannot be read, in one sentence
        """
        return _Opened(self)

    def _get_content(self):
        """Return the uploaded file, as bytes."""
        self.check_access("read")
        # sudo: who sees the upload may read its file
        attachment_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "file"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )
        if attachment_sudo.file_size > LARGEST_FILE:
            raise UserError(
                self.env._(
                    "This file has %(size)s MB; at most %(most)s MB are taken. Save "
                    "the sheet with the assets as a workbook of its own and upload "
                    "that.",
                    size=attachment_sudo.file_size // 1_000_000,
                    most=LARGEST_FILE // 1_000_000,
                )
            )
        return attachment_sudo.raw or b""

    # The pieces of work

    @one_at_a_time
    def action_compare(self):
        """Compare the workbook with the assets; nothing is changed yet."""
        self = to_record(self)
        self.check_access("write")
        self._expect(COLUMNS, READY, STOPPED, DONE, CANCELLED)
        self._check_columns()
        self._remember_columns()
        upload_sudo = as_superuser(self)
        self._forget_diff()
        upload_sudo.write(
            {
                "state": READING,
                "user_id": self.env.uid,
                "problem": False,
                "hint": False,
                "is_partial": False,
                "row_count": 0,
                "unreadable_count": 0,
            }
        )
        self._work_at_once()
        return True

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self,)

    def _check_columns(self):
        """Refuse columns of which no records can be made."""
        keys = self.column_ids.filtered("is_key")
        if len(keys) != 1:
            raise UserError(
                self.env._(
                    "Choose the one column that says which asset a row is, such as its "
                    "number or tag: press the key in its line."
                )
            )
        read = defaultdict(list)
        for column in self.column_ids.filtered("value"):
            read[column.value].append(column.heading)
        labels = self._get_labels()
        for value, headings in read.items():
            if len(headings) > 1:
                raise UserError(
                    self.env._(
                        "“%(first)s” and “%(second)s” are both read as %(value)s. "
                        "Leave one of them.",
                        first=headings[0],
                        second=headings[1],
                        value=labels[value],
                    )
                )
        if not read:
            raise UserError(
                self.env._(
                    "No column is read. Say of at least one what of the asset stands "
                    "in it."
                )
            )

    def _remember_columns(self):
        """Keep what the columns mean for the next upload, and for the export."""
        register_sudo = as_superuser(self.register_id)
        known = {squeeze(one.heading): one for one in register_sudo.column_ids}
        commands = []
        for rank, column in enumerate(self.column_ids.sorted("index")):
            values = {
                "sequence": rank,
                "heading": column.heading,
                "value": column.value,
                "is_key": column.is_key,
            }
            found = known.pop(squeeze(column.heading), None)
            commands.append(
                Command.update(found.id, values) if found else Command.create(values)
            )
        register_sudo.column_ids = commands + [
            Command.delete(one.id) for one in known.values()
        ]

    def _forget_diff(self):
        """Remove what an earlier comparison found."""
        upload_sudo = as_superuser(self)
        upload_sudo.batch_ids.unlink()
        upload_sudo.preview_run_id.unlink()
        if upload_sudo.run_id.state == "running":
            upload_sudo.run_id.action_cancel()
        upload_sudo.run_id = False

    def _work_at_once(self):
        """Do what a person can wait for; leave the rest to the scheduled action."""
        if self.state == READING and len(self._get_content()) <= BYTES_AT_ONCE:
            self._work_on()
        rows = 0
        while self.state in (COMPARING, APPLYING) and rows < ROWS_AT_ONCE:
            self._work_on()
            rows += BATCH_ROWS
        if self.state in AT_WORK:
            # sudo: to wake up the scheduled action
            self.env.ref(
                "maintenance_register.ir_cron_work_on_uploads"
            ).sudo()._trigger()

    @api.model
    def _cron_work_on_uploads(self):
        """Go on with the uploads that are at work, piece by piece."""
        uploads = self.search([("state", "in", AT_WORK)], order="id")
        for upload in uploads:
            while upload.exists().state in AT_WORK:
                upload._work_in_background()
                remaining = self.search_count([("state", "in", AT_WORK)])
                if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                    return

    def _work_in_background(self):
        """Do the next piece with the rights of who began; a failure is told there."""

        def work(upload):
            try:
                with self.env.cr.savepoint():
                    upload._work_on()
            except CONFLICTS:
                raise
            except Exception as error:
                self.env.invalidate_all()
                if not isinstance(error, UserError):
                    _logger.exception("The work on %s failed", upload)
                upload._stop(describe_error(error))

        try_at_night(self._as_its_user(), work)

    def _as_its_user(self):
        user = self.user_id or self.create_uid
        return self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids
        )

    def _work_on(self):
        """Do the next piece of work."""
        lock_alone(self)
        if self.state == READING:
            self._read_rows()
        elif self.state == COMPARING:
            batch = self._get_next_batch(WAITING)
            if batch:
                self._compare_batch(batch)
            else:
                self._finish_comparing()
        elif self.state == APPLYING:
            batch = self._get_next_batch(COMPARED)
            if batch:
                self._apply_batch(batch)
            else:
                self._finish_applying()

    def _get_next_batch(self, state):
        batches = self.env["maintenance.register.upload.batch"]
        return batches.search(
            [("upload_id", "=", self.id), ("state", "=", state)], limit=1
        )

    def _stop(self, problem):
        """Leave the work undone, and say why."""
        upload_sudo = as_superuser(self)
        if self.state == APPLYING:
            upload_sudo.state = STOPPED
        else:
            self._forget_diff()
            upload_sudo.state = COLUMNS
        upload_sudo.problem = problem

    # Reading

    def _read_rows(self):
        """Read the workbook to its end, into batches."""
        labels = self._get_labels()
        batches_sudo = as_superuser(self.env["maintenance.register.upload.batch"])
        count = unreadable = 0
        with self._open() as book:
            layout = self._get_layout(book.epoch)
            rows = book.get_rows(self.sheet_id.index)
            try:
                with read_table(
                    rows, layout, self.header_row, MOST_TABLE_ROWS
                ) as table:
                    undecided = table.survey.get_undecided()
                    for number, batch in enumerate(
                        take_batches(table.rows, BATCH_ROWS)
                    ):
                        unreadable += sum(not row.external_id for row in batch)
                        batches_sudo.create(
                            {
                                "upload_id": self.id,
                                "number": number,
                                "rows": [
                                    self._prepare_row(row, labels) for row in batch
                                ],
                                "row_count": len(batch),
                            }
                        ).flush_recordset()
                        # they need not be held in memory
                        batches_sudo.invalidate_model(["rows"])
                        count += len(batch)
            except TooManyRows:
                raise UserError(
                    self.env._(
                        "The sheet has more than %s rows. Split it and upload one "
                        "part after the other.",
                        f"{MOST_TABLE_ROWS:,}",
                    )
                ) from None
        if not count:
            raise UserError(
                self.env._(
                    "There is no row with an asset below row %s. Say which row has the "
                    "headings.",
                    self.header_row,
                )
            )
        run = self._start_run("preview")
        as_superuser(self).write(
            {
                "state": COMPARING,
                "row_count": count,
                "unreadable_count": unreadable,
                "hint": self._get_hint(undecided),
                "preview_run_id": run.id,
            }
        )

    def _get_layout(self, epoch=dates.EPOCH_1900):
        """Return what is known of the table, as ``tools.rows`` needs it."""
        currency = self.company_id.currency_id
        columns = self.column_ids.sorted("index")
        headings = [""] * (max(columns.mapped("index"), default=-1) + 1)
        for column in columns:
            headings[column.index] = column.heading
        return Layout(
            columns=columns._get_layout_columns(),
            key_index=columns.filtered("is_key").index,
            headings=tuple(headings),
            date_order=self.date_order,
            decimal_mark=self.decimal_mark,
            currency=(currency.name or "", currency.symbol or ""),
            epoch=epoch,
        )

    def _prepare_row(self, row, labels):
        """Return what is kept of a row until it is applied, as JSON."""
        return {
            "row": row.number,
            "external_id": row.external_id,
            "record": get_record(row, TYPES),
            "reason": get_row_problem(self.env, row, labels),
        }

    def _get_hint(self, undecided):
        """Return what a person should look at, False for nothing."""
        labels = self._get_labels()
        if not undecided:
            return False
        orders = dict(self._fields["date_order"]._description_selection(self.env))
        return self.env._(
            "The dates of %(columns)s can be read in two ways. They were read as "
            "%(order)s; change that on the page of the columns if it is wrong.",
            columns=", ".join(labels[column.key] for column in undecided),
            order=orders[self.date_order],
        )

    # Other ways

    @one_at_a_time
    def action_cancel(self):
        """Stop what is going on: a comparison is dropped, what was applied stays."""
        self = to_record(self)
        self.check_access("write")
        self._expect(READING, COMPARING, READY, APPLYING, STOPPED)
        if self.state == APPLYING:
            as_superuser(self).state = STOPPED
        elif self.state == STOPPED:
            as_superuser(self).state = DONE
        elif self.state == READY:
            self._forget_diff()
            as_superuser(self).state = CANCELLED
        else:
            self._forget_diff()
            as_superuser(self).state = COLUMNS
        return True

    @one_at_a_time
    def action_back_to_columns(self):
        """Show the columns again, to read the workbook in another way."""
        self = to_record(self)
        self.check_access("write")
        self._expect(READY, STOPPED, DONE, CANCELLED)
        self._forget_diff()
        as_superuser(self).write({"state": COLUMNS, "problem": False, "hint": False})
        return True

    def _expect(self, *states):
        """Refuse what does not fit the state that the upload is in."""
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(upload)s” is at “%(state)s”, where this cannot be done. Load "
                    "the page again to see what can.",
                    upload=self.display_name,
                    state=labels[self.state],
                )
            )


class _Opened:
    """Opens the workbook of an upload; tells in a sentence why it cannot be read."""

    def __init__(self, upload):
        self._upload = upload
        self._book = None

    def __enter__(self):
        try:
            self._book = Workbook(io.BytesIO(self._upload._get_content()))
        except UnreadableWorkbook as error:
            raise self._get_error(error) from error
        return self._book

    def __exit__(self, kind, error, traceback):
        self._book.close()
        if isinstance(error, UnreadableWorkbook):
            raise self._get_error(error) from error

    def _get_error(self, error):
        _logger.info("The workbook of %s cannot be read: %s", self._upload, error)
        return UserError(get_file_problem(self._upload.env, error))
