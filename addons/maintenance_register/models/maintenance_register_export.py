from datetime import date

from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..applying.batch import Batch
from ..tools.words import get_choice
from ..workbooks.writing import write_table
from .maintenance_register_column import TYPES

# how many assets are read at once
CHUNK = 1_000


class MaintenanceRegister(models.Model):
    """The workbooks of a register: what its columns mean, uploads, and the way out."""

    _inherit = "maintenance.register"

    column_ids = fields.One2many(
        "maintenance.register.column", "register_id", string="Columns of the Workbook"
    )
    upload_ids = fields.One2many("maintenance.register.upload", "register_id")
    upload_count = fields.Integer(compute="_compute_upload_count")

    def _compute_upload_count(self):
        counts = dict(
            self.env["maintenance.register.upload"]._read_group(
                [("register_id", "in", self.ids)], ["register_id"], ["__count"]
            )
        )
        for register in self:
            register.upload_count = counts.get(register, 0)

    def action_upload(self):
        """Open a new upload to this register."""
        self = to_record(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload a Workbook"),
            "res_model": "maintenance.register.upload",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_register_id": self.id},
        }

    def action_view_uploads(self):
        """Open the uploads to this register."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_upload_action"
        )
        return dict(
            action,
            domain=[("register_id", "=", self.id)],
            context={"default_register_id": self.id},
        )

    def action_download_assets(self):
        """Download the assets of this register, in the columns of its own workbook."""
        self = to_record(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/maintenance_register/{self.id}/assets.xlsx",
            "target": "download",
        }

    def _write_assets(self, file):
        """Write the workbook of this register into ``file``; return its name."""
        self.ensure_one()
        columns = self._get_export_columns()
        headings = [heading for heading, _key in columns]
        write_table(file, self.name, headings, self._get_export_rows(columns))
        day = fields.Date.context_today(self)
        return f"{self.code} {day.isoformat()}.xlsx"

    def _get_export_columns(self):
        """Return the columns of the workbook: (heading, key).

        Those of the last upload, in their order; columns that it passed over are left
        out. Without an upload, all that an asset has.
        """
        remembered = self.column_ids.filtered(lambda one: one.is_key or one.value)
        if remembered.filtered("is_key"):
            return [
                (column.heading, "external_id" if column.is_key else column.value)
                for column in remembered
            ]
        labels = self.env["maintenance.register.column"]._get_value_labels()
        # a heading that the next upload knows
        key = (self.env._("External ID"), "external_id")
        return [key, *((label, name) for name, label in labels.items())]

    def _get_export_rows(self, columns):
        """Give the rows of the workbook: lists of values."""
        bindings = self.env["maintenance.register.binding"]
        last_id = 0
        while True:
            found = bindings.search(
                [
                    ("register_id", "=", self.id),
                    ("equipment_id", "!=", False),
                    ("id", ">", last_id),
                ],
                order="id",
                limit=CHUNK,
            )
            if not found:
                return
            values = Batch(self).values.read_assets(found.equipment_id)
            for binding in found:
                record = dict(
                    values[binding.equipment_id.id], external_id=binding.external_id
                )
                yield [
                    self._get_export_value(key, record.get(key))
                    for _heading, key in columns
                ]
            last_id = found[-1].id
            # all that was read is given back
            self.env.invalidate_all(flush=False)

    def _get_export_value(self, key, value):
        """Return a value of a record as the workbook shows it."""
        kind = TYPES.get(key)
        if kind == "date" and value:
            return date.fromisoformat(value)
        if kind == "choice" and value:
            return self._get_choice_label(key, value)
        return value

    def _get_choice_label(self, key, value):
        """Return a choice in the words of the user, if an upload reads them again."""
        name = self._get_field_names()[key]
        field = self.env["maintenance.equipment"]._fields[name]
        label = dict(field._description_selection(self.env)).get(value, value)
        return label if get_choice(key, label) == value else value
