from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_dead_stock.tests.common import DeadStockCase


@tagged("post_install", "-at_install")
class TestDeadStockOfKits(DeadStockCase):
    """A kit on a BOM needs what it contains (maintenance_consumption_mrp)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cartridge = cls.new_product("Cartridge")
        cls.kit = cls.new_product("Service Kit")
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.cartridge.id, "product_qty": 2})
                ],
            }
        )
        bom = cls.new_bom("Compressor", [cls.line(cls.kit, 1)])
        cls.compressors = cls.new_assets(3, bom)
        cls.stock(cls.cartridge, 10)

    def assert_needed(self):
        row = self.row(self.cartridge)
        self.assertEqual(
            (row.status, row.live_asset_count, row.remaining_need, row.surplus_qty),
            ("surplus", 3, 6, 4),
        )

    def test_contents_are_needed_as_often_as_assets_have_the_kit(self):
        self.rebuild()
        self.assert_needed()

    def test_rebuilding_the_kit_and_its_contents_says_the_same(self):
        self.rebuild(self.kit | self.cartridge)
        self.assert_needed()

    def test_rebuilding_for_assets_with_the_kit_says_the_same(self):
        self.table._rebuild_for_assets(self.compressors)
        self.assert_needed()
