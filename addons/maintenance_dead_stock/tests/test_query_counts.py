from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestQueryCounts(DeadStockCase):
    """Many parts and assets cost no more queries than ten."""

    def make(self, count):
        """So many parts with stock, on the BOM of as many assets, some of them used."""
        parts = self.new_products(count)
        bom = self.new_bom("Machine", [self.line(part) for part in parts])
        assets = self.new_assets(count, bom)
        for part in parts:
            self.stock(part, 5)
        for part, asset in zip(parts[:5], assets, strict=False):
            self.issue(part, 1, asset)
        return parts, assets

    def assert_same_queries(self, call):
        few, many = (
            self.count_queries(lambda made=made: call(*made), warm_ups=1)
            for made in (self.make(10), self.make(MANY))
        )
        self.assertLessEqual(many, few)

    def test_rebuild_of_some_parts(self):
        self.assert_same_queries(
            lambda parts, _assets: self.table._rebuild(self.warehouse, parts)
        )

    def test_rebuild_for_assets(self):
        self.assert_same_queries(
            lambda _parts, assets: self.table._rebuild_for_assets(assets)
        )

    def test_values_as_if_assets_had_retired(self):
        self.assert_same_queries(
            lambda parts, assets: self.table._get_values(self.warehouse, parts, assets)
        )

    def test_list(self):
        def read(parts, _assets):
            rows = self.table.search([("product_id", "in", parts.ids)])
            return rows.read(["product_id", "status", "explanation", "surplus_value"])

        made = [self.make(10), self.make(MANY)]
        self.table._rebuild(self.warehouse)
        few, many = (
            self.count_queries(lambda some=some: read(*some), warm_ups=1)
            for some in made
        )
        self.assertLessEqual(many, few)
