from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestDocuments(ConsumptionCase):
    """Odoo's own pickings carry the asset through all that can happen to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)
        cls.belt = cls.new_product("Belt")
        cls.stock(cls.belt, 10)

    def assert_is_of_the_job(self, picking, job):
        self.assertTrue(picking.move_ids)
        self.assertEqual(picking.maintenance_request_id, job)
        for move in picking.move_ids:
            self.assertEqual(move.maintenance_request_id, job)
            self.assertEqual(move.equipment_id, self.asset)
            self.assertIn(move.maintenance_request_part_id, job.part_ids)

    def test_parts_always_move_in_a_picking_of_the_parts_issue_type(self):
        job = self.new_job([(self.filter, 2), (self.belt, 1)])
        job.action_reserve_parts()
        job.action_reserve_parts()
        [picking] = job.picking_ids
        self.assertEqual(picking.picking_type_id, self.warehouse.parts_issue_type_id)
        self.assertFalse(picking.partner_id)
        self.assert_is_of_the_job(picking, job)
        destination = self.company.maintenance_location_id
        self.assertEqual(picking.move_ids.location_dest_id, destination)
        self.assertEqual(destination.usage, "customer")
        self.assertEqual(destination.company_id, self.company)
        result = self.asset.with_user(self.technician).issue_parts(
            [{"product_id": self.belt.id, "quantity": 1}]
        )
        moves = self.env["stock.move"].search([("equipment_id", "!=", False)])
        self.assertFalse(moves.filtered(lambda move: not move.picking_id))
        self.assertIn(result["picking_id"], moves.picking_id.ids)

    def test_moves_of_two_assets_never_merge(self):
        first = self.new_job([(self.filter, 1)])
        second = self.new_job([(self.filter, 1)], asset=self.other_asset)
        (first | second).action_reserve_parts()
        moves = (first | second).sudo().move_ids
        one = moves[0].picking_id
        moves.write({"picking_id": one.id})
        merged = moves._merge_moves()
        self.assertEqual(merged.equipment_id, self.asset | self.other_asset)
        self.assertEqual(len(merged), 2)
        values = {
            "product_id": self.filter.id,
            "product_uom_qty": 1,
            "location_id": self.shelf.id,
            "location_dest_id": one.location_dest_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": one.picking_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": one.location_dest_id.id,
                "move_ids": [
                    Command.create(dict(values, equipment_id=asset.id))
                    for asset in (self.asset, self.asset, self.other_asset)
                ],
            }
        )
        picking.action_confirm()
        quantities = {
            move.equipment_id: move.product_uom_qty for move in picking.move_ids
        }
        self.assertEqual(quantities, {self.asset: 2, self.other_asset: 1})

    def test_a_backorder_belongs_to_the_same_asset(self):
        job = self.new_job([(self.filter, 3), (self.belt, 1)])
        job.action_reserve_parts()
        picking = job.picking_ids
        picking.move_ids[0].quantity = 1
        picking.move_ids[0].picked = True
        self.assertIs(picking.button_validate(), True, "no question about backorders")
        backorder = job.picking_ids - picking
        self.assert_is_of_the_job(picking, job)
        self.assert_is_of_the_job(backorder, job)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [1, 0])
        job.action_issue_parts()
        self.assertEqual(job.part_ids.mapped("issued_qty"), [3, 1])
        self.assertEqual(self.on_hand(self.filter), (7, 0))

    def test_a_split_transfer_belongs_to_the_same_asset(self):
        job = self.new_job([(self.filter, 3)])
        job.action_reserve_parts()
        picking = job.picking_ids
        picking.move_ids.quantity = 1
        picking.action_split_transfer()
        self.assertEqual(len(job.picking_ids), 2)
        for part in job.picking_ids:
            self.assert_is_of_the_job(part, job)
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 3, "all open issues are issued")
        self.assertEqual(set(job.picking_ids.mapped("state")), {"done"})

    def test_the_return_wizard_of_the_picking_screen(self):
        job = self.new_job([(self.filter, 3)])
        job.action_issue_parts()
        back = self.return_by_wizard(job.picking_ids, {self.filter: 2})
        self.assert_is_of_the_job(back, job)
        self.assertEqual(back.move_ids.state, "done")
        self.assertEqual(back.move_ids.location_dest_id, self.shelf)
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.returned_qty), (3, 2))
        self.assertEqual(self.on_hand(self.filter), (9, 0))

    def test_a_return_that_is_on_its_way_is_not_released(self):
        job = self.new_job([(self.filter, 3)])
        job.action_issue_parts()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": job.picking_ids.id}
        )
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        job.archive_equipment_request()
        self.assertEqual(back.state, "assigned")

    def test_two_step_deliveries_leave_issues_as_they_are(self):
        self.warehouse.delivery_steps = "pick_ship"
        job = self.new_job([(self.filter, 3)])
        job.action_issue_parts()
        self.assert_is_of_the_job(job.picking_ids, job)
        self.assertEqual(job.picking_ids.location_id, self.shelf)
        self.assertEqual(job.part_ids.issued_qty, 3)
        self.return_by_wizard(job.picking_ids, {self.filter: 1})
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_the_return_brings_back_the_serial_that_was_issued(self):
        motor = self.new_product("Motor", tracking="serial")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": motor.id} for name in ("M1", "M2")]
        )
        for lot in lots:
            self.stock(motor, 1, lot=lot)
        job = self.new_job([(motor, 2)])
        job.action_issue_parts()
        self.assertEqual(job.sudo().move_ids.lot_ids, lots)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        [back] = job.sudo().move_ids.filtered("origin_returned_move_id")
        self.assertEqual(len(back.lot_ids), 1)
        self.assertEqual(self.on_hand(motor), (1, 0))

    def test_a_serial_that_came_back_does_not_come_back_again(self):
        motor = self.new_product("Motor", tracking="serial")
        first, second = self.env["stock.lot"].create(
            [{"name": name, "product_id": motor.id} for name in ("M1", "M2")]
        )
        for lot in first | second:
            self.stock(motor, 1, lot=lot)
        job = self.new_job([(motor, 2)])
        job.action_issue_parts()
        issue, part_id = job.picking_ids, job.part_ids.id
        job.action_return_parts(
            [{"part_id": part_id, "quantity": 1, "lot_id": first.id}]
        )
        wizard = self.new_return(issue, {motor: 1})
        back = issue.browse(wizard.action_create_returns()["res_id"])
        back.move_ids.move_line_ids.lot_id = first
        with self.assertRaises(UserError):
            self.validate(back)
        back.move_ids.move_line_ids.lot_id = second
        self.validate(back)
        self.assertEqual(self.on_hand(motor), (2, 0))

    def test_scrap_does_not_touch_the_asset(self):
        self.filter.standard_price = 5
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts()
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.filter.id, "scrap_qty": 1, "location_id": self.shelf.id}
        )
        scrap.action_validate()
        self.assertEqual(scrap.state, "done")
        self.assertEqual(self.asset.with_user(self.planner).parts_cost, 5)
        self.assertFalse(scrap.move_ids.equipment_id)

    def test_the_type_exists_for_old_and_new_warehouses_and_companies(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        location = company.maintenance_location_id
        self.assertEqual((location.usage, location.company_id), ("customer", company))
        self.assertNotEqual(location, self.company.maintenance_location_id)
        warehouses = self.env["stock.warehouse"].search([])
        self.assertIn(company, warehouses.company_id)
        for warehouse in warehouses:
            issue_type = warehouse.parts_issue_type_id
            self.assertEqual(issue_type.code, "outgoing")
            self.assertEqual(issue_type.warehouse_id, warehouse)
            self.assertEqual(issue_type.company_id, warehouse.company_id)
            self.assertEqual(issue_type.default_location_src_id, warehouse.lot_stock_id)
            self.assertEqual(
                issue_type.default_location_dest_id,
                warehouse.company_id.maintenance_location_id,
            )
            self.assertGreater(issue_type.sequence, warehouse.out_type_id.sequence)
            self.assertEqual(warehouse.out_type_id.name, "Delivery Orders")
            self.assertTrue(issue_type.sequence_id)

    def test_a_warehouse_shows_its_type_from_the_first_issue_on(self):
        warehouse = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        issue_type = warehouse.parts_issue_type_id
        outgoing = [("code", "=", "outgoing"), ("warehouse_id", "=", warehouse.id)]
        types = issue_type.search(outgoing)
        self.assertEqual(types, warehouse.out_type_id)
        warehouse.delivery_steps = "pick_ship"
        self.assertFalse(issue_type.active)
        self.stock(self.belt, 1, warehouse.lot_stock_id)
        job = self.new_job([(self.belt, 1)], warehouse_id=warehouse.id)
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 1)
        self.assertEqual(issue_type.search(outgoing), types | issue_type)
        warehouse.delivery_steps = "ship_only"
        warehouse.active = False
        warehouse.active = True
        self.assertTrue(issue_type.active)

    def test_deliveries_and_their_returns_are_as_before(self):
        for warehouse in self.env["stock.warehouse"].search([]):
            self.assertTrue(warehouse._get_parts_issue_type().active)
        types = self.env["stock.picking.type"]
        domain = [("code", "=", "outgoing"), ("company_id", "=", self.company.id)]
        self.assertEqual(types.search(domain, limit=1), self.warehouse.out_type_id)
        in_type = self.warehouse.in_type_id
        self.assertEqual(self.warehouse.out_type_id.return_picking_type_id, in_type)
        location = self.env.ref("stock.stock_location_customers")
        self.assertEqual(self.warehouse.out_type_id.default_location_dest_id, location)

    def test_a_renamed_and_archived_warehouse(self):
        warehouse = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        issue_type = warehouse.parts_issue_type_id
        warehouse.write({"name": "South", "code": "SO"})
        self.assertTrue(issue_type.sequence_id.prefix.startswith("SO/PI"))
        warehouse.active = False
        self.assertFalse(issue_type.active)
