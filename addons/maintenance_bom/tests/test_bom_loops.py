from odoo.exceptions import ValidationError
from odoo.fields import Command

from .common import BomCase


class TestBomLoops(BomCase):
    """A BOM cannot contain itself; the error names the whole loop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls.new_product("Seal")
        cls.pump = cls.new_bom("Pump", [cls.line(cls.seal)])
        cls.engine = cls.new_bom("Engine", [cls.line(cls.pump)])
        cls.truck = cls.new_bom("Truck", [cls.line(cls.engine)])

    def assert_loop_refused(self, loop, call):
        before = self.truck.component_ids.mapped("path")
        with self.assertRaises(ValidationError) as error, self.env.cr.savepoint():
            call()
        self.assertIn(loop, str(error.exception))
        self.env.invalidate_all()
        self.assertEqual(self.truck.component_ids.mapped("path"), before)

    def test_a_bom_in_itself(self):
        self.assert_loop_refused(
            "Pump → Pump",
            lambda: self.pump.write(
                {"line_ids": [Command.create(self.line(self.pump))]}
            ),
        )

    def test_a_loop_over_three_levels_names_each(self):
        self.assert_loop_refused(
            "Pump → Truck → Engine → Pump",
            lambda: self.pump.write(
                {"line_ids": [Command.create(self.line(self.truck))]}
            ),
        )

    def test_a_line_that_becomes_an_assembly(self):
        self.assert_loop_refused(
            "Pump → Engine → Pump",
            lambda: self.pump.line_ids.write(
                {"product_id": False, "child_bom_id": self.engine.id}
            ),
        )

    def test_a_line_that_moves_into_its_own_assembly(self):
        self.assert_loop_refused(
            "Pump → Pump", lambda: self.engine.line_ids.write({"bom_id": self.pump.id})
        )

    def test_two_lines_created_at_once(self):
        one, other = self.new_bom("One"), self.new_bom("Other")
        lines = self.as_planner(self.env["maintenance.bom.line"])
        self.assert_loop_refused(
            "One",
            lambda: lines.create(
                [
                    {"bom_id": one.id, "child_bom_id": other.id},
                    {"bom_id": other.id, "child_bom_id": one.id},
                ]
            ),
        )

    def test_an_own_line_that_puts_a_bom_into_itself(self):
        asset = self.new_asset(self.truck)
        self.assert_loop_refused(
            "Truck → Truck",
            lambda: self.new_own_line(
                asset, "replace", self.truck.line_ids, item=self.truck
            ),
        )

    def test_a_loop_that_only_an_own_line_closes_later(self):
        other = self.new_bom("Other engine")
        asset = self.new_asset(self.truck)
        self.new_own_line(asset, "replace", self.engine.line_ids, item=other)
        self.assert_loop_refused(
            "Engine → Other engine → Engine",
            lambda: other.write({"line_ids": [Command.create(self.line(self.engine))]}),
        )

    def test_the_same_assembly_twice_is_no_loop(self):
        self.truck.line_ids = [Command.create(self.line(self.pump, position="spare"))]
        self.assertEqual(len(self.truck.component_ids), 2)
