from odoo.tests import tagged

from .common import CapitalCase


@tagged("post_install", "-at_install")
class TestKeepOrReplace(CapitalCase):
    def setUp(self):
        super().setUp()
        self.company.capital_interest_rate = 10
        self.asset = self.assets[0]

    def test_without_the_price_of_a_new_one_nothing_is_said(self):
        self.assertEqual(self.asset.keep_advice, "unknown")

    def test_an_asset_that_costs_more_to_keep_is_found(self):
        self.asset.write(
            {
                "resale_value": 1000,
                "keep_years": 1,
                "keep_upkeep": 5000,
                "replacement_cost": 10000,
                "replacement_years": 5,
                "replacement_resale_value": 2000,
                "replacement_upkeep": 1000,
            }
        )
        # 1,000 with interest, and upkeep
        self.assertEqual(self.asset.keep_annual_cost, 6100)
        # (10,000 − 2,000) · 0.263797 + 2,000 · 0.1 + 1,000
        self.assertEqual(self.asset.replace_annual_cost, 3310.38)
        self.assertEqual(self.asset.keep_advice, "replace")
        found = self.env["maintenance.equipment"].search(
            [("keep_advice", "=", "replace")]
        )
        self.assertEqual(found & self.assets, self.asset)
        others = self.env["maintenance.equipment"].search(
            [("keep_advice", "!=", "replace"), ("id", "in", self.assets.ids)]
        )
        self.assertEqual(others, self.assets[1])

    def test_upkeep_is_that_of_the_last_year_unless_somebody_says_more(self):
        self.asset.replacement_cost = 10000
        self.issue(self.new_stocked_part("average", "real_time"), 5)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.asset.upkeep_cost, 50)
        self.assertEqual(self.asset.keep_annual_cost, 50)
        self.asset.keep_upkeep = 70
        self.assertEqual(self.asset.keep_annual_cost, 70)

    def test_living_assets_above_the_threshold_without_a_fixed_asset_are_found(self):
        self.company.capital_threshold = 1000
        self.assets[0].cost = 1000
        self.assets[1].cost = 999
        found = self.env["maintenance.equipment"].search(
            [("is_missing_in_books", "=", True)]
        )
        self.assertEqual(found & self.assets, self.assets[0])
        self.assertEqual(
            self.assets.mapped("is_missing_in_books"),
            [True, False],
        )

    def test_stock_that_looks_like_equipment_is_found(self):
        self.company.capital_threshold = 1000
        laptop, cheap = (
            self.new_part(
                "standard",
                "real_time",
                name=name,
                tracking="serial",
                standard_price=price,
            )
            for name, price in (("Laptop", 1500), ("Cable", 5))
        )
        for part in (laptop, cheap):
            lot = self.env["stock.lot"].create({"name": "1", "product_id": part.id})
            self.env["stock.quant"]._update_available_quantity(
                part, self.stock_location, 1, lot_id=lot
            )
        found = self.env["product.product"].search(
            [("looks_like_equipment", "=", True)]
        )
        self.assertEqual(found & (laptop | cheap), laptop)
