from odoo.fields import Domain
from odoo.tests import tagged

from ..hooks import post_init_hook, uninstall_hook
from .common import LotCase


@tagged("post_install", "-at_install")
class TestHooks(LotCase):
    """Installing beside parts that were issued already, and uninstalling."""

    def test_what_was_issued_before_is_traced(self):
        first, second, third = self.new_lots(self.motor, "M1", "M2", "M3")
        picking = self.issue(first).picking_id
        self.issue(second, asset=self.other_truck)
        self.return_by_wizard(picking, {self.motor: 1})
        self.issue(third)
        self.remove(third)
        before = self.stays(product_id=self.motor)
        self.env["maintenance.equipment.lot.out"].search(Domain.TRUE).unlink()
        self.assertEqual(len(self.installed()), 2, "as if nothing had left")
        post_init_hook(self.env)
        self.assertEqual(self.stays(product_id=self.motor), before)
        self.assertEqual(self.installed(), {})
        self.assertEqual(self.installed(self.other_truck), {"M2": 1})

    def test_every_warehouse_gets_a_place_for_used_parts(self):
        self.warehouse.used_parts_location_id = False
        post_init_hook(self.env)
        place = self.warehouse.used_parts_location_id
        self.assertEqual(place.location_id, self.warehouse.view_location_id)

    def indexes_of_lots(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'stock_move_line' "
            "AND indexdef LIKE '%(lot_id)%'"
        )
        return self.env.cr.fetchall()

    def test_what_odoo_leaves_behind_is_taken_along(self):
        self.assertTrue(self.indexes_of_lots())
        uninstall_hook(self.env)
        self.assertFalse(self.indexes_of_lots())

    def test_removals_become_returns_and_scraps_of_odoo(self):
        """What Odoo does with the kinds of moves when the addon goes."""
        [lot] = self.new_lots(self.oil, "B1", quantity=4)
        self.oil.categ_id = self.tyre.categ_id
        self.issue(lot, quantity=4)
        scraps = self.remove(lot)["scrap_ids"]
        kept = self.remove(lot, becomes="stock", quantity=2)["picking_id"]
        scrapped = self.env["stock.scrap"].browse(scraps).move_ids
        kept = self.env["stock.picking"].browse(kept).move_ids
        self.assertEqual(
            (scrapped.maintenance_kind, kept.maintenance_kind), ("scrap", "salvage")
        )
        kinds = self.env["ir.model.fields.selection"].search(
            Domain("field_id.model", "=", "stock.move")
            & Domain("field_id.name", "=", "maintenance_kind")
            & Domain("value", "in", ("salvage", "scrap"))
        )
        kinds._process_ondelete()
        self.assertEqual(
            (kept.maintenance_kind, kept.equipment_id), ("return", self.truck)
        )
        self.assertFalse(scrapped.maintenance_kind or scrapped.equipment_id)
