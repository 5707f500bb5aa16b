from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestAssetTree(ConsumptionCase):
    """Assets that are part of assets: each charge counts once in what is above it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter.standard_price = 10
        cls.stock(cls.filter, 1000)
        cls.line = cls.new_asset(cls.bom, code="L")
        cls.machine = cls.new_asset(cls.bom, code="L-M", parent_id=cls.line.id)
        cls.motor = cls.new_asset(cls.bom, code="L-M-E", parent_id=cls.machine.id)
        for asset, quantity in (
            (cls.line, 1),
            (cls.machine, 2),
            (cls.motor, 4),
            (cls.asset, 8),
        ):
            cls.issue(cls.filter, quantity, asset)

    def costs_of(self, asset):
        """(own cost, cost with components)."""
        self.env.flush_all()
        self.env.invalidate_all()
        seen = asset.with_user(self.planner)
        return seen.maintenance_cost, seen.tree_cost

    def rows(self, groupby):
        self.env.flush_all()
        report = self.env["maintenance.cost.report"].with_user(self.planner)
        assets = self.line | self.machine | self.motor | self.asset
        return dict(
            report._read_group(
                [("equipment_id", "in", assets.ids)], [groupby], ["cost:sum"]
            )
        )

    def test_own_cost_and_with_components(self):
        self.assertEqual(self.costs_of(self.line), (10, 70))
        self.assertEqual(self.costs_of(self.machine), (20, 60))
        self.assertEqual(self.costs_of(self.motor), (40, 40))
        self.assertEqual(self.costs_of(self.asset), (80, 80))

    def test_the_report_counts_no_charge_twice(self):
        by_asset, by_root = self.rows("equipment_id"), self.rows("root_id")
        self.assertEqual(sum(by_asset.values()), 150)
        self.assertEqual(by_root, {self.line: 70, self.asset: 80})

    def test_a_component_that_moves_takes_its_costs_along(self):
        self.motor.parent_id = self.asset
        self.assertEqual(self.costs_of(self.line), (10, 30))
        self.assertEqual(self.costs_of(self.asset), (80, 120))
        self.assertEqual(self.rows("root_id"), {self.line: 30, self.asset: 120})
        self.machine.parent_id = False
        self.assertEqual(
            self.rows("root_id"), {self.line: 10, self.machine: 20, self.asset: 120}
        )

    def test_the_top_moves_for_all_below(self):
        top = self.new_asset(code="TOP")
        self.line.parent_id = top
        self.assertEqual(self.motor.root_id, top)
        self.assertEqual(self.costs_of(top), (0, 70))

    def test_what_a_retired_component_cost_still_counts(self):
        self.motor.active = False
        self.assertEqual(self.costs_of(self.line), (10, 70))

    def test_an_asset_is_no_part_of_itself(self):
        for asset in (self.line, self.machine, self.motor):
            with self.assertRaisesRegex(ValidationError, "cannot be part of"):
                self.line.parent_id = asset

    def test_an_asset_with_components_is_not_deleted(self):
        bare = self.new_asset(code="B")
        self.new_asset(code="B-1", parent_id=bare.id)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            bare.with_user(self.manager).unlink()

    def test_a_component_is_of_the_same_company(self):
        theirs = self.env["res.company"].create({"name": "Other"})
        asset = self.env["maintenance.equipment"].create(
            {"name": "Theirs", "company_id": theirs.id}
        )
        with self.assertRaises(UserError):
            self.line.sudo().parent_id = asset

    def test_the_components_of_an_asset(self):
        self.assertEqual(self.line.child_count, 1)
        action = self.line.with_user(self.technician).action_view_components()
        found = self.env["maintenance.equipment"].search(action["domain"])
        self.assertEqual(found, self.machine)
