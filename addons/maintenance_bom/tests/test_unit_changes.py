from odoo.exceptions import ValidationError

from .common import BomCase


class TestUnitChanges(BomCase):
    """The parts of assets follow when a product's unit, or a unit itself, changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.can = cls.env["uom.uom"].create(
            {"name": "Can", "relative_uom_id": cls.litre.id, "relative_factor": 5}
        )
        cls.drum = cls.env["uom.uom"].create(
            {"name": "Drum", "relative_uom_id": cls.can.id, "relative_factor": 10}
        )
        cls.oil = cls.new_product("Oil", cls.litre)
        cls.pump = cls.new_bom("Pump", [cls.line(cls.oil, 2, uom_id=cls.can.id)])
        cls.truck = cls.new_bom("Truck", [cls.line(cls.pump, 3)])
        cls.asset = cls.new_asset(cls.truck)
        cls.special = cls.new_asset(cls.truck)
        cls.new_own_line(cls.special, item=cls.oil, quantity=1, uom_id=cls.drum.id)

    def quantities(self, asset):
        return asset.part_ids.mapped("product_qty")

    def test_quantities_are_in_the_products_unit(self):
        self.assertEqual(self.quantities(self.asset), [30])
        self.assertEqual(self.quantities(self.special), [30, 50])

    def test_a_product_that_is_kept_in_another_unit(self):
        self.oil.uom_id = self.can
        self.assertEqual(self.quantities(self.asset), [6])
        self.assertEqual(self.quantities(self.special), [6, 10])

    def test_a_unit_that_becomes_larger(self):
        self.can.relative_factor = 4
        self.assertEqual(self.quantities(self.asset), [24])
        self.assertEqual(self.quantities(self.special), [24, 40])

    def test_the_unit_of_the_product_becomes_larger(self):
        self.oil.uom_id = self.can
        self.can.relative_factor = 4
        self.assertEqual(self.quantities(self.asset), [6])

    def test_a_unit_that_is_measured_in_something_else(self):
        with self.assertRaises(ValidationError):
            self.can.write({"relative_uom_id": self.hour.id})

    def test_a_kilogram_is_no_hour(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        with self.assertRaisesRegex(ValidationError, "kept in kg"):
            self.oil.uom_id = kilogram
