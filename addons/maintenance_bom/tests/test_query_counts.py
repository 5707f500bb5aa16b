from unittest.mock import patch

from odoo.fields import Command

from .common import BomCase

PART = {
    "product_id": {"fields": {"display_name": {}}},
    "product_qty": {},
    "product_uom_id": {"fields": {"display_name": {}}},
    "position": {},
    "origin_bom_id": {"fields": {"display_name": {}}},
    "criticality": {},
    "superseded_by_id": {"fields": {"display_name": {}}},
    "is_own": {},
}
OWN_LINE = {
    "effect": {},
    "target_line_id": {"fields": {"display_name": {}}},
    "product_id": {"fields": {"display_name": {}}},
    "quantity": {},
    "uom_id": {"fields": {"display_name": {}}},
    "is_dangling": {},
}
ASSET_FORM = {
    "display_name": {},
    "bom_id": {"fields": {"display_name": {}}},
    "part_count": {},
    "dangling_count": {},
    "part_ids": {"fields": PART, "limit": 40},
    "own_line_ids": {"fields": OWN_LINE},
    "condition_ids": {"fields": {"date": {}, "condition": {}}},
}


class TestQueryCounts(BomCase):
    """No query count grows with the number of assets, parts or lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.new_products(80)
        cls.pump = cls.new_bom("Pump", [cls.line(part) for part in cls.products[:4]])
        cls.bom = cls.new_bom(
            "Truck",
            [cls.line(cls.pump, 2), *(cls.line(part) for part in cls.products[4:8])],
        )
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
        cls.env = cls.env(context=dict(cls.env.context, **quiet))
        cls.assets = cls.new_assets(1000, cls.bom)
        lines = cls.as_planner(cls.env["maintenance.bom.line"])
        lines.create(
            [
                {"equipment_id": asset.id, "product_id": cls.products[8].id}
                for asset in cls.assets[::100]
            ]
        )
        cls.readers = cls.assets.with_user(cls.technician)

    def assert_same_cost(self, few, many):
        cost = self.count_queries(few, warm_ups=2)
        self.assertGreater(cost, 0, "nothing was measured")
        self.assertEqual(self.count_queries(many, warm_ups=2), cost)

    def test_get_spare_parts_of_10_and_of_1000_assets(self):
        self.assertEqual(len(self.readers.get_spare_parts()), 8010)
        self.assert_same_cost(
            self.readers[:10].get_spare_parts, self.readers.get_spare_parts
        )

    def test_get_spare_parts_is_a_handful_of_queries(self):
        self.assertLessEqual(
            self.count_queries(self.readers.get_spare_parts, warm_ups=2), 8
        )

    def test_get_where_used_on_10_and_on_1000_assets(self):
        part = self.products[0].with_user(self.technician)
        other = self.products[8].with_user(self.technician)
        self.assertEqual(len(part.get_where_used()), 1000)
        self.assertEqual(len(other.get_where_used()), 10)
        self.assert_same_cost(other.get_where_used, part.get_where_used)

    def test_the_parts_tab_of_10_and_of_1000_assets(self):
        self.assert_same_cost(
            lambda: self.readers[:10].web_read(ASSET_FORM),
            lambda: self.readers.web_read(ASSET_FORM),
        )

    def test_the_parts_tab_of_one_asset_whose_bom_has_8_or_40_parts(self):
        large = self.new_bom(
            "Large",
            [self.line(self.pump), *(self.line(part) for part in self.products[:36])],
        )
        small, other = self.readers[1], self.new_asset(large).with_user(self.technician)
        self.assert_same_cost(
            lambda: small.web_read(ASSET_FORM), lambda: other.web_read(ASSET_FORM)
        )

    def test_the_where_used_count_of_2_and_of_80_parts(self):
        parts = self.products.with_user(self.technician)
        names = ["where_used_count", "where_used_summary"]
        self.assert_same_cost(lambda: parts[:2].read(names), lambda: parts.read(names))

    def test_the_lists_of_assets_boms_and_categories(self):
        names = ["code", "bom_id", "part_count", "lifecycle_state", "condition"]
        self.assert_same_cost(
            lambda: self.readers[:10].read(names), lambda: self.readers[:80].read(names)
        )
        boms = self.env["maintenance.bom"].create([{"name": "Empty"}] * 30)
        boms = boms.with_user(self.technician)
        names = ["part_count", "equipment_count", "has_assemblies"]
        self.assert_same_cost(lambda: boms[:2].read(names), lambda: boms.read(names))
        categories = self.env["maintenance.equipment.category"].create(
            [{"name": str(number)} for number in range(30)]
        )
        names = ["living_count", "with_bom_count", "bom_coverage"]
        self.assert_same_cost(
            lambda: categories[:2].read(names), lambda: categories.read(names)
        )

    def test_the_count_list(self):
        location = self.env.ref("stock.warehouse0").lot_stock_id
        quants = self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": 1,
                }
                for product in self.products
            ]
        )
        quants = quants.with_user(self.technician)
        names = ["where_used_summary"]
        self.assert_same_cost(
            lambda: quants[:2].read(names), lambda: quants.read(names)
        )

    def test_lines_that_are_created_or_written_together_are_rebuilt_once(self):
        lines = self.as_planner(self.env["maintenance.bom.line"])
        component = self.env.registry["maintenance.bom.component"]
        bom = self.new_bom("Fresh")
        values = [{"bom_id": bom.id, **self.line(part)} for part in self.products] * 3
        with patch.object(component, "_rebuild", autospec=True) as rebuild:
            rebuild.side_effect = lambda *args: None
            created = lines.create(values)
            self.assertEqual(rebuild.call_count, 1)
            created.write({"quantity": 2})
            self.assertEqual(rebuild.call_count, 2)
            bom.write({"line_ids": [Command.delete(line.id) for line in created[:99]]})
            self.assertEqual(rebuild.call_count, 3)
            bom.copy()
            self.assertEqual(rebuild.call_count, 4)

    def assert_same_cost_of_editing(self, few, many):
        """Editing the lines ``few`` of one BOM costs as much as ``many`` of another."""
        cost = self.count_editing(few, iter(range(2, 9)))
        self.assertEqual(self.count_editing(many, iter(range(2, 9))), cost)

    def count_editing(self, lines, quantities):
        def edit():
            lines.browse(lines.ids).write({"quantity": next(quantities)})
            self.env.flush_all()

        return self.count_queries(edit, warm_ups=2)

    def test_a_rebuild_costs_the_same_for_2_and_for_200_lines(self):
        parts = [*self.products] * 3
        boms = [
            self.new_bom("Fresh", [self.line(part) for part in parts[:count]])
            for count in (2, 200)
        ]
        cost, cost_of_many = (
            self.count_editing(bom.line_ids, iter(range(2, 9))) for bom in boms
        )
        # the framework itself writes a hundred rows a query
        self.assertEqual(cost_of_many - cost, 1)

    def test_a_rebuild_costs_the_same_for_any_number_of_plain_assets(self):
        few = self.new_bom("Few", [self.line(self.products[0])])
        many = self.new_bom("Many", [self.line(self.products[0])])
        self.new_asset(few)
        self.new_assets(50, many)
        self.assert_same_cost_of_editing(few.line_ids, many.line_ids)

    def test_a_rebuild_costs_the_same_for_2_and_for_50_assets_with_own_lines(self):
        boms = []
        for count in (2, 50):
            bom = self.new_bom("Fresh", [self.line(self.products[0])])
            for asset in self.new_assets(count, bom):
                self.new_own_line(asset, item=self.products[1])
            boms.append(bom)
        self.assert_same_cost_of_editing(boms[0].line_ids, boms[1].line_ids)

    def test_checking_costs_no_query(self):
        line = self.bom.line_ids[:1]
        before = self.cr.sql_log_count
        line._check_values([{"quantity": 4.0, "date_from": "2026-03-01"}])
        self.assertEqual(self.cr.sql_log_count, before)

    def test_new_assets_are_numbered_together(self):
        cranes, vans = self.env["maintenance.equipment.category"].create(
            [
                {"name": "Cranes", "code_prefix": "CR-"},
                {"name": "Vans", "code_prefix": "VA-%(year)s-"},
            ]
        )
        assets = self.as_planner(self.env["maintenance.equipment"])

        def create(count):
            made = assets.create(
                [
                    {
                        "name": "Asset",
                        "category_id": (cranes if number % 2 else vans).id,
                        "condition": "good",
                    }
                    for number in range(count)
                ]
            )
            self.assertEqual(len(set(made.mapped("code"))), count)

        self.assert_same_cost(lambda: create(10), lambda: create(60))
