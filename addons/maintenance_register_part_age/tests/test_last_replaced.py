from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY
from odoo.addons.maintenance_register.tests.common import RegisterCase


@tagged("post_install", "-at_install")
class TestLastReplaced(RegisterCase):
    """A register knows when a part was replaced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.battery = cls.new_product("Battery", default_code="BAT-1")
        cls.new_bom("Laptop", [cls.line(cls.battery, 1)], code="LT")

    def make_record(self, number=1, day="2025-03-01", **line):
        return {
            "external_id": f"T-{number}",
            "name": "Laptop",
            "bom": "LT",
            "last_replaced": [{"part": "BAT-1", "date": day, **line}],
        }

    def replaced(self):
        found = self.env["maintenance.part.replacement"].search(
            [("equipment_id", "=", self.asset_of("T-1").id)], order="replaced_on"
        )
        return [day.isoformat() for day in found.mapped("replaced_on")]

    def test_it_is_recorded_once(self):
        self.assertEqual(self.results(self.make_record()), ["created"])
        self.assertEqual(self.replaced(), ["2025-03-01"])
        self.assertEqual(self.results(self.make_record()), ["unchanged"])
        self.binding_of("T-1").digest = False
        self.assertEqual(self.results(self.make_record()), ["unchanged"])
        self.assertEqual(self.replaced(), ["2025-03-01"])
        later = self.make_record(day="2025-06-01")
        self.assertEqual(self.results(later), ["updated"])
        self.assertEqual(self.replaced(), ["2025-03-01", "2025-06-01"])

    def test_what_cannot_be_is_told_and_changes_nothing(self):
        for values, words in (
            ({"day": "2125-01-01"}, "in the future"),
            ({"part": "NONE"}, "“NONE” is the reference or barcode of 0 parts"),
            ({"day": "yesterday"}, "is no date"),
            ({"colour": "red"}, "cannot be used"),
        ):
            good = self.make_record(2)
            bad, fine = self.apply(self.make_record(1, **values), good)
            self.assertEqual(bad["result"], "rejected")
            self.assertIn(words, bad["reason"])
            self.assertIn(fine["result"], ("created", "unchanged"))
            self.assertFalse(self.binding_of("T-1"))

    def test_many_cost_no_more_queries_than_ten(self):
        counts = []
        for start, count in ((100, 10), (200, 10), (300, MANY)):
            records = [self.make_record(start + number) for number in range(count)]
            counts.append(
                self.count_queries(
                    lambda records=records: self.api.apply_batch("FLEET", records)
                )
            )
        self.assertLessEqual(counts[2], counts[1] + 2)
