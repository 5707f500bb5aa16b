from datetime import date, datetime
from math import inf, nan

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged

from ..models.maintenance_checked_values import KINDS, is_checked
from .common import BomCase

BAD_NUMBERS = (nan, inf, -inf, "nan", "infinity", 1e300, 10**400, "many", [1])
BAD_DAYS = ("0202-03-01", "9999-12-31", "1969-12-31", "2201-01-01", "soon")
BAD = {
    "number": BAD_NUMBERS,
    "integer": (*BAD_NUMBERS, 2**31, -(2**40)),
    "date": (*BAD_DAYS, date(202, 3, 1), date(9999, 12, 31), 20260301),
    "datetime": (
        *(f"{day} 08:00:00" for day in BAD_DAYS),
        "2026-03-01 25:00:00",
        datetime(202, 3, 1, 8),
        datetime(9999, 12, 31),
        20260301,
    ),
}
GOOD = {
    "number": (0, 1, -2.5, "3.25", True, False, None, "", 1e12),
    "integer": (0, 7, "7", 2.0, False, None, "", 2**31 - 1, -(2**31)),
    "date": ("1970-01-01", "2200-12-31", date(2026, 3, 1), False, None, ""),
    "datetime": (
        "1970-01-01 00:00:00",
        "2200-12-31 23:59:59",
        "2026-03-01",
        date(2026, 3, 1),
        datetime(2026, 3, 1, 8),
        False,
        None,
        "",
    ),
}
# what somebody passes for these is dropped: they follow from other fields
NEVER_TAKEN = {
    ("maintenance.bom.line", "product_qty"),
    ("maintenance.equipment", "parts_key"),
}
# what Odoo's own create() wants to have before any value is looked at
REQUIRED = {"stock.warehouse": {"name": "North", "code": "N"}}


@tagged("post_install", "-at_install")
class TestCheckedValues(BomCase):
    """Numbers and dates with which nobody can calculate are refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls.new_product("Filter")
        cls.bom = cls.new_bom("Forklift", [cls.line(cls.part)])
        cls.bom_line = cls.bom.line_ids
        cls.asset = cls.new_asset(cls.bom, name="Forklift 7")

    def get_own_fields(self):
        """Yield (model, name, kind) of the stored numbers and dates of our addons."""
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for name, field in model._fields.items():
                kind = KINDS.get(field.type)
                if (
                    kind in BAD
                    and field.store
                    and name not in MAGIC_COLUMNS
                    and is_checked(field._module)
                    and field._module != "maintenance"
                ):
                    yield model, name, kind

    def test_every_stored_number_and_date_of_ours_is_checked(self):
        found = list(self.get_own_fields())
        self.assertGreater(len(found), 20)
        for model, name, kind in found:
            with self.subTest(f"{model._name}.{name}"):
                self.assertEqual(model._get_checked_kinds().get(name), kind)

    def test_no_way_to_store_a_bad_value_is_left(self):
        tried = set()
        for model, name, kind in self.get_own_fields():
            if (model, kind) in tried or (model._name, name) in NEVER_TAKEN:
                continue
            tried.add((model, kind))
            values, bad = REQUIRED.get(model._name, {}), BAD[kind][0]
            with self.subTest(f"{model._name}.{name}", value=bad):
                with self.assertRaises(UserError):
                    model.create({**values, name: bad})
                with self.assertRaises(UserError):
                    model.with_context(**{f"default_{name}": bad}).create(values)
                with self.assertRaises(UserError):
                    model.write({name: bad})

    def test_what_is_bad_and_what_is_good(self):
        line = self.bom_line
        names = {"number": "quantity", "integer": "every_nth", "date": "date_from"}
        for kind, name in names.items():
            for value in BAD[kind]:
                with self.subTest(name, bad=str(value)[:20]):
                    with self.assertRaises(ValidationError):
                        line._check_values([{name: value}])
            for value in GOOD[kind]:
                with self.subTest(name, good=str(value)):
                    line._check_values([{name: value}])

    def test_an_id_that_the_database_cannot_hold_is_refused(self):
        for number in (2**31, 10**400, -1):
            with self.subTest(str(number)[:20]), self.assertRaises(ValidationError):
                self.bom_line.product_id = number

    def test_the_message_names_the_field_and_the_record(self):
        with self.assertRaisesRegex(ValidationError, "Quantity.*Filter.*nan"):
            self.bom_line.write({"quantity": nan})
        with self.assertRaisesRegex(ValidationError, "Quantity.*nan.*not a number"):
            self.env["maintenance.bom.line"].with_user(self.planner).create(
                {"bom_id": self.bom.id, "product_id": self.part.id, "quantity": nan}
            )
        with self.assertRaisesRegex(
            ValidationError, "In Service Since of “Forklift 7”.*1970-01-01"
        ):
            self.asset.in_service_date = "0202-03-01"

    def test_what_a_command_writes_is_checked_too(self):
        for command in (
            Command.update(self.bom_line.id, {"quantity": inf}),
            Command.create({"product_id": self.part.id, "quantity": inf}),
        ):
            with self.subTest(command), self.assertRaises(ValidationError):
                self.bom.line_ids = [command]

    def test_an_import_tells_the_row_and_imports_no_bad_value(self):
        result = self.asset.load(
            ["name", "in_service_date"], [["Good", "2026-03-01"], ["Bad", "0202-03-01"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("In Service Since", result["messages"][0]["message"])
