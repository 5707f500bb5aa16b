from odoo.tests import HttpCase, tagged

from .common import BomCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, BomCase):
    """A planner's first BOM, in the browser."""

    def test_from_a_new_bom_to_where_used(self):
        blade = self.new_product("Tour blade")
        belt = self.new_product("Tour belt")
        asset = self.new_asset(name="Tour asset")
        login = self.planner.login

        self.start_tour("/odoo/asset-boms", "maintenance_bom_create", login=login)
        bom = self.env["maintenance.bom"].search([("name", "=", "Tour saw")])
        self.assertEqual(
            bom.line_ids.mapped(lambda line: (line.product_id, line.quantity)),
            [(blade, 3.0), (belt, 1.0)],
        )
        self.assertEqual(bom.create_uid, self.planner)

        self.start_tour(
            f"/odoo/action-maintenance.hr_equipment_action/{asset.id}",
            "maintenance_bom_attach_and_exclude",
            login=login,
        )
        self.env.invalidate_all()
        self.assertEqual(asset.bom_id, bom)
        own = asset.own_line_ids
        self.assertEqual((own.effect, own.target_line_id), ("exclude", bom.line_ids[1]))
        self.assertEqual(self.parts_of(asset), {(blade, ""): 3.0})

        self.start_tour(
            f"/odoo/spare-parts/{blade.id}", "maintenance_bom_where_used", login=login
        )
        self.assertEqual(blade.with_user(self.planner).where_used_count, 1)
        self.assertEqual(belt.with_user(self.planner).where_used_count, 0)
