import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import Response, content_disposition, request

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MaintenanceRegisterWorkbook(http.Controller):
    """Hands out workbooks, which are written into a file and never held in memory."""

    @http.route(
        "/maintenance_register/<int:register_id>/assets.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def get_assets(self, register_id):
        """The assets of a register, in the columns of its own workbook."""
        register = request.env["maintenance.register"].browse(register_id).exists()
        return self._send(register, "_write_assets")

    @http.route(
        "/maintenance_register/upload/<int:upload_id>/changes.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def get_changes(self, upload_id):
        """What an upload would change, or has changed."""
        uploads = request.env["maintenance.register.upload"]
        return self._send(uploads.browse(upload_id).exists(), "_write_changes")

    def _send(self, record, method):
        """Answer with the workbook that ``method`` of the record writes.

        :param method: takes a file, and returns the name that the workbook gets
        """
        if not record:
            raise request.not_found()
        record.check_access("read")
        # it is closed, and gone, when the last of it was sent
        file = tempfile.TemporaryFile()
        name = getattr(record, method)(file)
        size = file.tell()
        file.seek(0)
        return Response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", KIND),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
            direct_passthrough=True,
        )
