from io import BytesIO

from openpyxl import load_workbook

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import FixedAssetCase


@tagged("post_install", "-at_install")
class TestReport(FixedAssetCase):
    """The board and the report of the ledger, with a capital part in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["account.asset.group"].create(
            {"name": "Machines", "code": "M", "company_id": cls.company.id}
        )
        cls.profile.group_ids = cls.group

    def setUp(self):
        super().setUp()
        with freeze_time("2035-01-01 12:00:00"):
            engine = self.new_engine()
        with freeze_time("2035-03-01 12:00:00"):
            self.part = self.issue_capital(engine, 6)
            self.fixed = self.confirm(self.part)

    def test_the_board_spreads_the_part_over_five_years(self):
        lines = self.fixed.depreciation_line_ids.filtered(
            lambda line: line.type == "depreciate"
        ).sorted("line_date")
        self.assertEqual(self.fixed.depreciation_base, 600)
        # 600 over 60 months
        self.assertEqual(lines[0].line_date.isoformat(), "2035-03-31")
        self.assertEqual(lines[1].amount, 10)
        self.assertEqual(lines[-1].line_date.year, 2040)
        self.assertAlmostEqual(sum(lines.mapped("amount")), 600)

    def test_the_report_lists_the_part_with_its_figures(self):
        self.depreciate(self.fixed, "2035-12-31")
        depreciated = self.fixed.value_depreciated
        self.assertAlmostEqual(depreciated, 100.6, delta=1)
        sheets = self.get_rows("2035-01-01", "2035-12-31")
        [acquired] = [row for row in sheets["ACQ"] if self.fixed.code in row]
        # name, purchase value, depreciation base
        self.assertEqual((acquired[1], *acquired[4:6]), (self.fixed.name, 600, 600))
        [active] = [row for row in sheets["ACT"] if self.fixed.code in row]
        # value at the start and at the end of the period; the rest are formulas
        self.assertEqual(active[7], 600)
        self.assertAlmostEqual(active[9], 600 - depreciated)
        self.assertAlmostEqual(active[9], self.get_book_value())

    def get_book_value(self):
        values = self.env["maintenance.fixed.asset.ledger"]._get_book_values(
            self.assets, self.company, fields.Date.to_date("2035-12-31")
        )
        return values[self.assets[0].id]["book_value"]

    def get_rows(self, date_from, date_to):
        wizard = self.env["wiz.account.asset.report"].create(
            {
                "asset_group_id": self.group.id,
                "company_id": self.company.id,
                "date_from": date_from,
                "date_to": date_to,
            }
        )
        action = wizard.xls_export()
        report = self.env[f"report.{action['report_name']}"].with_context(
            active_model=wizard._name, **action["context"]
        )
        content, _type = report.create_xlsx_report(wizard.ids, data=action["data"])
        book = load_workbook(BytesIO(content))
        return {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
            for sheet in book
        }
