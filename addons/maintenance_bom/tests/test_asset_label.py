import io

from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader

from .common import BomCase


class TestAssetLabel(BomCase):
    """Labels with a QR code, for one asset or many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tagged = cls.new_asset(code="SAW-1", serial_no="SN-1")
        cls.untagged = cls.new_asset(serial_no="SN-2")
        cls.report = cls.env["ir.actions.report"].with_user(cls.technician)
        cls.report_name = "maintenance_bom.report_asset_label"

    def test_the_label_says_the_code_else_the_serial_number(self):
        assets = self.tagged | self.untagged
        html, _type = self.report._render_qweb_html(self.report_name, assets.ids)
        text = html.decode()
        self.assertIn("SAW-1", text)
        self.assertIn("S/N <span>SN-1</span>", text)
        self.assertNotIn("S/N <span>SN-2</span>", text)
        self.assertEqual(text.count("data:image/png;base64,"), 2, "two QR codes")
        self.assertEqual(text.count("page-break-after"), 1)

    def test_labels_are_a_pdf_with_a_page_each(self):
        assets = self.tagged | self.untagged
        with self.allow_pdf_render():
            pdf, kind = self.report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(self.report_name, assets.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertEqual(PdfFileReader(io.BytesIO(pdf)).getNumPages(), 2)

    def test_a_technician_prints(self):
        action = self.tagged.with_user(self.technician).action_print_label()
        self.assertEqual(action["report_name"], self.report_name)

    def test_an_asset_without_code_and_serial_number_has_no_label(self):
        bare = self.new_asset(name="Bare")
        with self.assertRaisesRegex(UserError, "Bare"):
            (self.tagged | bare).action_print_label()
