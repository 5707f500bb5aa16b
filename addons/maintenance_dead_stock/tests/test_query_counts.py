from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestQueryCounts(DispositionCase):
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

    def make_dispositions(self, count, kind="donate"):
        """So many drafts of parts with stock."""
        parts, _assets = self.make(count)
        return self.dispositions.create(
            [
                {
                    "product_id": part.id,
                    "warehouse_id": self.warehouse.id,
                    "quantity": 2,
                    "kind": kind,
                }
                for part in parts
            ]
        )

    def test_list_of_dispositions(self):
        names = [
            "name",
            "product_id",
            "quantity",
            "kind",
            "book_value",
            "proceeds",
            "loss",
            "state",
            "is_needed_again",
            "explanation",
        ]
        few, many = (
            self.count_queries(lambda made=made: made.read(names), warm_ups=1)
            for made in (self.make_dispositions(10), self.make_dispositions(MANY))
        )
        self.assertLessEqual(many, few)

    def test_rows_of_dead_stock_with_dispositions(self):
        def read(made):
            rows = self.table.search([("product_id", "in", made.product_id.ids)])
            return rows.read(["kept_until", "open_disposition_qty"])

        made = [self.make_dispositions(10), self.make_dispositions(MANY)]
        self.table._rebuild(self.warehouse)
        few, many = (
            self.count_queries(lambda some=some: read(some), warm_ups=1)
            for some in made
        )
        self.assertLessEqual(many, few)

    def test_approving_and_carrying_out_many(self):
        """Odoo makes the documents of each by themselves; all else is done once."""
        most = {"scrap": (20, 40), "donate": (60, 45)}
        for kind in most:
            with self.subTest(kind=kind):
                few, many = 2, 12
                counts = {}
                for count in (few, many):
                    ones = self.make_dispositions(count, kind).with_user(self.manager)
                    self.table._rebuild(self.warehouse)
                    counts[count] = (
                        self.count_queries(ones.action_approve),
                        self.count_queries(ones.action_done),
                    )
                    self.assertEqual(set(ones.mapped("state")), {"done"})
                for step in (0, 1):
                    each = (counts[many][step] - counts[few][step]) / (many - few)
                    self.assertLess(each, most[kind][step])
