from odoo.tests import tagged

from .common import BesideCase


@tagged("post_install", "-at_install")
class TestPlaces(BesideCase):
    """Other modules look for operation types and locations, and find their own."""

    def test_a_new_company_has_all_its_types_and_places(self):
        company = self.env["res.company"].create({"name": "Branch"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        warehouse._get_parts_issue_type()
        types = self.env["stock.picking.type"]
        for code, native in (
            ("outgoing", warehouse.out_type_id),
            ("mrp_operation", warehouse.manu_type_id),
            ("repair_operation", warehouse.repair_type_id),
        ):
            domain = [("code", "=", code), ("company_id", "=", company.id)]
            self.assertEqual(types.search(domain, limit=1), native)
        place = company.maintenance_location_id
        self.assertTrue(place)
        for usage in ("production", "inventory", "transit", "supplier"):
            places = self.env["stock.location"].search([("usage", "=", usage)])
            self.assertNotIn(place, places)
        self.assertEqual(warehouse._get_partner_locations()[0], self.customers)
        repairs = warehouse.repair_type_id
        self.assertEqual(repairs.default_location_dest_id.usage, "production")
        self.assertEqual(repairs.default_remove_location_dest_id.usage, "inventory")

    def test_production_and_repair_use_their_own_places(self):
        self.stock(self.filter, 10)
        repair = self.new_repair(self.filter, 1)
        removal = self.new_repair(self.filter, 1, kind="remove")
        production = self.new_production(self.filter, 1)
        repair.action_repair_start()
        repair.action_repair_end()
        production.qty_producing = 1
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.assertEqual((repair.state, production.state), ("done", "done"))
        moves = repair.move_ids | removal.move_ids | production.move_raw_ids
        self.assert_not_ours(moves)
        self.assertEqual(repair.move_ids.location_dest_id.usage, "production")
        self.assertEqual(removal.move_ids.location_dest_id.usage, "inventory")
        self.assertEqual(production.move_raw_ids.location_dest_id.usage, "production")
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_no_rule_brings_parts_to_or_from_the_maintenance_location(self):
        place = self.company.maintenance_location_id
        rules = self.env["stock.rule"].with_context(active_test=False)
        self.assertFalse(
            rules.search(
                [
                    "|",
                    *("|", ("location_src_id", "=", place.id)),
                    ("location_dest_id", "=", place.id),
                    ("picking_type_id", "=", self.issue_type.id),
                ]
            )
        )
