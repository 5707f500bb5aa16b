import io

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .upload_common import HEADINGS, UploadCase

PUMP = ("T-1", "Pump", "SN-1", "P100", 1200.5, "2024-03-31")
SAW = ("T-2", "Saw", "SN-2", "S7", 300, None)


@tagged("post_install", "-at_install")
class TestExport(HttpCase, UploadCase):
    """Workbooks on the way out."""

    def download(self, action, user=None):
        user = user or self.manager
        password = user.login + "x" * (8 - len(user.login))
        self.authenticate(user.login, password)
        self.assertEqual(action["target"], "download")
        return self.url_open(action["url"])

    def get_rows(self, answer):
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        book = load_workbook(io.BytesIO(answer.content))
        return [list(row) for row in book.active.values], book

    def test_assets_come_out_in_the_columns_of_the_last_upload(self):
        self.compare(PUMP, SAW).action_apply()
        self.get_asset("T-1").name = "=HYPERLINK(1)"
        answer = self.download(
            self.register.with_user(self.manager).action_download_assets()
        )
        rows, book = self.get_rows(answer)
        self.assertEqual(tuple(rows[0]), HEADINGS)
        self.assertEqual(rows[1][:5], ["T-1", "=HYPERLINK(1)", "SN-1", "P100", 1200.5])
        self.assertEqual(str(rows[1][5].date()), "2024-03-31")
        # text stays text
        self.assertEqual(book.active["B2"].data_type, "s")
        self.assertIn("FLEET", answer.headers["Content-Disposition"])

    def test_what_came_out_changes_nothing_when_it_is_uploaded_again(self):
        self.compare(PUMP, SAW).action_apply()
        self.get_asset("T-1").write(
            {"condition": "worn", "lifecycle_state": "out_of_service"}
        )
        self.register.column_ids.unlink()
        answer = self.download(
            self.register.with_user(self.manager).action_download_assets()
        )
        upload = self.compare(content=answer.content)
        self.assertEqual(upload.row_count, 2)
        self.assertEqual(
            {
                line.external_id: (line.result, line.changes, line.reason)
                for line in upload.preview_run_id.line_ids
            },
            {},
        )

    def test_the_diff_comes_out_with_a_row_for_each_change(self):
        self.compare(PUMP, SAW).action_apply()
        upload = self.compare((*PUMP[:3], "P200", 5, None), (*SAW[:4], "cheap", None))
        rows, book = self.get_rows(self.download(upload.action_download_changes()))
        self.assertEqual(rows[0][:5], ["Row", "Key", "Asset", "Result", "Field"])
        changed = [row for row in rows[1:] if row[1] == "T-1"]
        self.assertIn(["Model", "P100", "P200"], [row[4:7] for row in changed])
        (rejected,) = [row for row in rows[1:] if row[1] == "T-2"]
        self.assertEqual((rejected[0], rejected[3]), (3, "Rejected"))
        self.assertIn("cheap", rejected[7])
        kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
        self.assertNotIn("f", kinds)

    def test_who_sees_no_register_downloads_nothing(self):
        upload = self.compare(PUMP)
        stranger = self.new_user("visitor", "base.group_user")
        for action in (
            upload.action_download_changes(),
            self.register.with_user(self.manager).action_download_assets(),
        ):
            answer = self.download(action, stranger)
            self.assertEqual(answer.status_code, 403)
        answer = self.download(
            {"target": "download", "url": "/maintenance_register/0/assets.xlsx"}
        )
        self.assertEqual(answer.status_code, 404)
