"""Workbooks, and uploads of them, for tests."""

import base64
import io

from openpyxl import Workbook

from odoo.addons.maintenance_bom.tests.common import BomCase

HEADINGS = ("Asset Tag", "Name", "Serial Number", "Model", "Cost", "In Service Since")


def make_workbook(*rows, title="Assets"):
    """Return the content of a workbook with one sheet."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class UploadCase(BomCase):
    """A register, and a manager who uploads workbooks to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env["maintenance.register"].create(
            {"name": "Fleet", "code": "FLEET", "creates_missing": True}
        )

    def new_upload(self, *rows, user=None, headings=HEADINGS, content=None, **values):
        """A new upload of a workbook with these rows below ``headings``."""
        content = content if content is not None else make_workbook(headings, *rows)
        return (
            self.env["maintenance.register.upload"]
            .with_user(user or self.manager)
            .create(
                {
                    "register_id": self.register.id,
                    "file": base64.b64encode(content),
                    "filename": "fleet.xlsx",
                    **values,
                }
            )
        )

    def compare(self, *rows, **values):
        """An upload that was compared with the assets."""
        complete = values.pop("is_complete", False)
        upload = self.new_upload(*rows, **values)
        upload.action_look()
        upload.is_complete = complete
        upload.action_compare()
        return upload

    def get_lines(self, upload):
        """The lines of the diff: {external id: line}."""
        return {line.external_id: line for line in upload.preview_run_id.line_ids}

    def get_results(self, upload):
        return {key: line.result for key, line in self.get_lines(upload).items()}

    def get_outcomes(self, upload):
        return {
            key: line.upload_outcome for key, line in self.get_lines(upload).items()
        }

    def get_asset(self, external_id):
        """The asset of a record of the register."""
        return (
            self.env["maintenance.register.binding"]
            .search(
                [
                    ("register_id", "=", self.register.id),
                    ("external_id", "=", external_id),
                ]
            )
            .equipment_id
        )
