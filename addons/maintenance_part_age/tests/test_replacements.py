from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import AgeCase


@tagged("post_install", "-at_install")
class TestReplacements(AgeCase):
    """When positions got their part: by an issue, from elsewhere, or told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 10)
        cls.asset = cls.new_laptop("2018-01-01", code="L-1")
        cls.replacements = cls.env["maintenance.part.replacement"]

    def found(self):
        return self.replacements.search([("equipment_id", "=", self.asset.id)])

    def last_replaced(self, product):
        self.env.invalidate_all()
        return {
            age["product_id"]: age["last_replaced_on"]
            for age in self.asset._get_part_ages(fields.Date.today())
        }[product.id]

    def new_battery_job(self):
        job = self.new_job(asset=self.asset)
        job.action_propose_parts()
        parts = job.part_ids
        parts.filtered(lambda part: part.product_id != self.battery).unlink()
        return job

    def test_an_issue_by_a_technician_is_a_replacement(self):
        job = self.new_battery_job()
        job.action_issue_parts()
        row = self.found()
        self.assertEqual(
            (row.product_id, row.source, row.request_id, row.path),
            (self.battery, "issue", job, self.path_of(self.battery, self.asset)),
        )
        self.assertEqual(row.move_id, job.sudo().move_ids)
        self.assertEqual(row.replaced_on, fields.Date.today())
        self.assertEqual(row.bom_line_id, self.laptop.line_ids[0])

    def test_the_day_is_that_of_the_company(self):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            self.company.partner_id.tz = zone
            self.new_battery_job().action_issue_parts()
            row = self.found().sorted("id")[-1]
            self.assertEqual(
                row.replaced_on, self.company._get_local_day(row.move_id.sudo().date)
            )

    def test_what_is_added_or_issued_by_hand_replaces_the_only_place_of_the_part(self):
        job = self.new_job([(self.battery, 1)], asset=self.asset)
        job.action_issue_parts()
        lines = [{"product_id": self.battery.id, "quantity": 1}]
        self.asset.with_user(self.technician).issue_parts(lines)
        rows = self.found()
        self.assertEqual(len(rows), 2)
        self.assertEqual(set(rows.mapped("source")), {"issue"})
        self.assertEqual(rows.request_id, job)
        self.assertEqual(rows.bom_line_id, self.laptop.line_ids[0])
        path = self.path_of(self.battery, self.asset)
        self.assertEqual(set(rows.mapped("path")), {path})
        self.assertEqual(self.last_replaced(self.battery), fields.Date.today())
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        self.assertEqual(len(self.found()), 1)

    def test_what_fits_in_several_places_or_none_replaces_nothing(self):
        self.laptop.line_ids = [(0, 0, self.line(self.battery, position="spare"))]
        self.stock(self.filter, 1)
        parts = [(self.battery, 1), (self.filter, 1)]
        self.new_job(parts, asset=self.asset).action_issue_parts()
        lines = [{"product_id": self.battery.id, "quantity": 1}]
        self.asset.with_user(self.technician).issue_parts(lines)
        self.assertFalse(self.found())
        job = self.new_job(
            [{"product_id": self.battery.id, "quantity": 1, "position": "Spare"}],
            asset=self.asset,
        )
        job.action_issue_parts()
        self.assertEqual(self.found().position, "spare")

    def test_a_full_return_takes_it_back_and_the_earlier_one_counts(self):
        self.replace(self.asset, self.battery, "2024-01-01")
        self.laptop.line_ids[0].quantity = 2
        job = self.new_battery_job()
        job.action_issue_parts()
        today = fields.Date.today()
        self.assertEqual(self.last_replaced(self.battery), today)
        lines = [{"part_id": job.part_ids.id, "quantity": 1}]
        job.action_return_parts(lines)
        self.assertEqual(self.last_replaced(self.battery), today, "one is fitted")
        job.action_return_parts(lines)
        self.assertEqual(self.last_replaced(self.battery), date(2024, 1, 1))
        job.action_issue_parts()
        self.assertEqual(self.last_replaced(self.battery), today)

    def test_other_moves_record_nothing_and_cost_nothing(self):
        receipt = self.new_receipt(self.battery, 5, days=0)
        with self.assertQueryCount(0):
            receipt.move_ids.filtered("equipment_id")
        before = self.replacements.search_count([])
        self.validate(receipt)
        self.assertEqual(self.replacements.search_count([]), before)

    def test_the_place_is_found_from_part_and_position(self):
        row = self.replace(self.asset, self.ssd, "2024-01-01")
        self.assertEqual(row.path, self.path_of(self.ssd, self.asset))
        self.assertEqual((row.position, row.source), ("M.2", "person"))
        self.replace(self.asset, self.ssd, "2024-02-01", position="m.2")
        self.assertEqual(self.last_replaced(self.ssd), date(2024, 2, 1))

    def test_an_ambiguous_or_unknown_place_is_refused(self):
        self.laptop.line_ids = [
            (0, 0, self.line(self.ssd, position="bay", replace_after=48))
        ]
        for product, position, message in (
            (self.ssd, False, r"\[L-1\].*“SSD” in several places: M.2 .*, bay .*Name"),
            (self.ssd, "left", "has no “SSD” at “left”. Look"),
            (self.filter, False, "has no “.*Filter”. Put it on its BOM first"),
        ):
            with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
                self.replace(self.asset, product, "2024-01-01", position=position)
        row = self.replace(self.asset, self.ssd, "2024-01-01", position="bay")
        self.assertEqual(row.position, "bay")

    def test_what_was_fitted_before_its_successor_or_instead(self):
        old = self.new_product("Old battery", superseded_by_id=self.battery.id)
        newer = self.new_product("Newer battery")
        self.battery.superseded_by_id = newer
        other = self.new_product("Other battery", alternative_ids=self.battery.ids)
        for part in (old, newer, other):
            row = self.replace(self.asset, part, "2024-01-01")
            self.assertEqual(row.path, self.path_of(self.battery, self.asset))

    def test_a_day_to_come_is_refused(self):
        tomorrow = fields.Date.today() + timedelta(2)
        with self.assertRaisesRegex(ValidationError, "“Battery” of .*in the future"):
            self.replace(self.asset, self.battery, tomorrow)

    def test_native_import_names_the_bad_row(self):
        names = ["equipment_id", "product_id", "position", "replaced_on", "note"]
        asset = self.asset.display_name
        good = [asset, "SSD", "", "2024-01-01", "from the old list"]
        load = self.as_planner(self.replacements).with_context(import_file=True).load
        result = load(names, [good, [asset, "Screen", "left", "2024-01-01", ""]])
        self.assertFalse(result["ids"])
        message = result["messages"][-1]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("has no “Screen” at “left”", message["message"])
        result = load(names, [good])
        row = self.replacements.browse(result["ids"])
        self.assertEqual((row.source, row.note), ("import", "from the old list"))
        self.assertEqual(self.last_replaced(self.ssd), date(2024, 1, 1))

    def test_record_replacements_takes_the_good_lines(self):
        path = self.path_of(self.ssd, self.asset)
        lines = [
            {"product_id": self.battery.id, "date": "2024-01-01", "note": "told"},
            {"path": path, "date": date(2024, 2, 1)},
            {"path": "0/", "date": "2024-01-01"},
            {"product_id": -1, "date": "2024-01-01"},
            {"product_id": self.battery.id, "date": "soon"},
            {"product_id": self.battery.id},
            {"product_id": self.battery.id, "date": "2199-01-01"},
        ]
        record = self.asset.with_user(self.technician).record_replacements
        results = record(lines)
        self.assertEqual([row["line"] for row in results], list(range(1, 8)))
        self.assertEqual(
            [bool(row["error"]) for row in results], [False] * 2 + [True] * 5
        )
        self.assertEqual(results[1]["path"], path)
        self.assertEqual(self.found().mapped("source"), ["import", "import"])
        self.assertEqual(self.last_replaced(self.ssd), date(2024, 2, 1))
        self.assertEqual(
            [row["replacement_id"] for row in record(lines)],
            [row["replacement_id"] for row in results],
            "again: nothing new",
        )
        self.assertEqual(len(self.found()), 2)
        self.assertEqual(len(record([lines[1], lines[1]])), 2)
