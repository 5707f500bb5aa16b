from odoo.tests import Form, tagged

from odoo.addons.maintenance_bom.tests.common import MANY
from odoo.addons.maintenance_planning.tests.common import PlanningCase


@tagged("post_install", "-at_install")
class TestHarvest(PlanningCase):
    """Which parts of retiring assets others can use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor = cls.new_product("Motor", tracking="serial")
        cls.lorry = cls.new_bom("Lorry", [cls.line(cls.motor, 1)])
        cls.old, cls.other = cls.new_assets(2, cls.lorry)
        cls.lot = cls.install(cls.motor, cls.old, "M-1")

    @classmethod
    def install(cls, product, asset, name):
        lot = cls.env["stock.lot"].create({"name": name, "product_id": product.id})
        cls.stock(product, 1, lot=lot)
        cls.issue(lot, 1, asset)
        cls.env.flush_all()
        return lot

    def harvest(self, assets=None, user=None):
        assets = self.old if assets is None else assets
        impact = assets.with_user(user or self.planner).get_retirement_impact()
        self.assertEqual(impact["totals"]["harvest_count"], len(impact["harvest"]))
        return impact["harvest"]

    def test_what_others_have_too_can_be_harvested(self):
        [told] = self.harvest(user=self.technician)
        self.assertEqual(
            (told["equipment_id"], told["product_id"], told["lot_id"]),
            (self.old.id, self.motor.id, self.lot.id),
        )
        self.assertEqual((told["quantity"], told["live_asset_count"]), (1, 1))
        self.assertFalse(self.harvest(self.old | self.other), "nobody is left")

    def test_what_replaces_a_part_is_as_good(self):
        newer = self.new_product("Motor 2", tracking="serial")
        self.motor.superseded_by_id = newer
        self.lorry.line_ids.product_id = newer
        self.assertEqual(self.harvest()[0]["lot_name"], "M-1")

    def test_the_dialog_lists_it(self):
        wizard = self.env["maintenance.equipment.retire"].with_user(self.planner)
        form = Form(wizard.with_context(active_ids=self.old.ids))
        self.assertEqual(form.harvest_ids[:].lot_id, self.lot)
        form.save().action_apply()
        self.assertEqual(self.old.lifecycle_state, "retired")

    def test_the_number_of_queries_does_not_grow_with_the_assets(self):
        few = self.new_assets(10, self.lorry)
        many = self.new_assets(MANY, self.lorry)
        for asset in few | many:
            self.install(self.motor, asset, f"N-{asset.id}")
        counts = []
        for assets in (few, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.harvest(assets)), len(assets))
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
