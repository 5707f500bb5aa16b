"""Worn parts that come off an asset: what they are, and are not."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from .common import RemovalMixin


@tagged("post_install", "-at_install")
class TestRemoval(RemovalMixin, ConsumptionCase):
    """What a removed part is, and is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.pump = cls.new_product("Pump", categ_id=cls.average.id)
        cls.motor = cls.new_product("Motor", tracking="serial", categ_id=cls.average.id)
        cls.used_motor = cls.new_product(
            "Motor, used", tracking="serial", categ_id=cls.average.id
        )
        cls.motor.product_tmpl_id.used_product_id = cls.used_motor
        cls.m1 = cls.env["stock.lot"].create({"name": "M1", "product_id": cls.motor.id})
        cls.used = cls.warehouse.used_parts_location_id

    def test_a_removed_part_moves_in_a_picking_of_its_own(self):
        self.motor.standard_price = 20
        job = self.new_job()
        result = job.action_remove_parts(
            [
                {
                    "product_id": self.motor.id,
                    "lot_id": self.m1.id,
                    "becomes": "stock",
                    "position": "bay",
                    "unit_value": 5,
                }
            ]
        )
        picking = self.env["stock.picking"].browse(result["picking_id"])
        self.assertEqual(result["picking_name"], picking.name)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(picking.maintenance_request_id, job)
        gone, kept = picking.move_ids.sorted("id")
        self.assertEqual(gone.product_id, self.motor)
        self.assertEqual(gone.lot_ids, self.m1)
        self.assertEqual((gone.location_dest_id.usage, gone.value), ("inventory", 0))
        self.assertEqual(kept.product_id, self.used_motor)
        self.assertEqual(kept.lot_ids.name, "M1", "the same piece")
        self.assertEqual((kept.location_dest_id, kept.value), (self.used, 5))
        for move in gone | kept:
            self.assertEqual(move.equipment_id, self.asset)
            self.assertEqual(move.maintenance_request_id, job)
            self.assertEqual(move.maintenance_kind, "salvage")
            self.assertEqual(move.equipment_position, "bay")
            self.assertFalse(move.maintenance_request_part_id)
        self.assertEqual(self.on_hand(self.used_motor, self.used), (1, 0))
        self.assertEqual(job.with_user(self.planner).parts_cost, -5)

    def test_it_need_not_have_been_issued_and_is_no_return(self):
        self.stock(self.filter, 5)
        self.filter.categ_id = self.average
        self.remove(self.filter, 3, "stock")
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts()
        self.assertEqual(job.part_ids.returned_qty, 0)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        with self.assertRaises(UserError):
            job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])

    def test_nobody_gets_a_worn_part_for_a_new_one(self):
        self.remove(self.pump, 3, "stock")
        self.assertEqual(self.on_hand(self.pump, self.used), (3, 0))
        self.assertEqual(self.on_hand(self.pump), (0, 0))
        job = self.new_job([(self.pump, 1)])
        self.assertEqual(job.parts_state, "short")
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 0)
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.pump.id,
                            "product_uom_qty": 1,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 0)

    def test_every_warehouse_has_a_place_for_used_parts_beside_its_stock(self):
        self.env["res.company"].create({"name": "Branch"})
        self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        for warehouse in self.env["stock.warehouse"].search([]):
            place = warehouse.used_parts_location_id
            self.assertEqual(place.usage, "internal")
            self.assertEqual(place.company_id, warehouse.company_id)
            self.assertEqual(place.location_id, warehouse.view_location_id)
            self.assertEqual(place.warehouse_id, warehouse)
            self.assertTrue(place.active)

    def test_wrong_lines_are_named_and_nothing_moves(self):
        other = self.env["stock.lot"].create(
            {"name": "F1", "product_id": self.filter.id}
        )
        consumable = self.new_product("Rag", is_storable=False)
        for values, message in (
            ({}, "Line 2 .*name its part"),
            ({"product_id": False}, "name its part"),
            ({"product_id": 0}, "product_id: “0” is not an id"),
            ({"product_id": self.pump.id}, "stock or scrap"),
            (
                {"product_id": self.pump.id, "becomes": "sold"},
                "becomes: “sold” is not a choice. Choose one of: stock, scrap",
            ),
            (
                {"product_id": self.pump.id, "becomes": "scrap", "quantity": 0},
                "how much of “Pump”",
            ),
            (
                {"product_id": self.pump.id, "becomes": "stock", "unit_value": -1},
                "unit_value: -1 is out of range. Enter a number from 0 to",
            ),
            ({"product_id": self.motor.id, "becomes": "scrap"}, "name the serial"),
            (
                {
                    "product_id": self.motor.id,
                    "becomes": "scrap",
                    "lot_id": self.m1.id,
                    "quantity": 2,
                },
                "M1 is one piece of “Motor”, not 2",
            ),
            (
                {"product_id": self.motor.id, "becomes": "scrap", "lot_id": other.id},
                "F1 is a lot of",
            ),
            (
                {"product_id": consumable.id, "becomes": "stock"},
                "“Rag” keeps no stock",
            ),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.asset.with_user(self.technician).remove_parts(
                    [{"product_id": self.pump.id, "becomes": "stock"}, values]
                )
            self.assertEqual(self.on_hand(self.pump, self.used), (0, 0))
        with self.assertRaisesRegex(UserError, "at least one part"):
            self.asset.with_user(self.technician).remove_parts([])

    def test_a_job_removes_parts_of_its_own_asset(self):
        line = {"product_id": self.pump.id, "becomes": "scrap"}
        other = self.new_job(asset=self.other_asset)
        with self.assertRaisesRegex(UserError, "is about “.T-2. Asset 0”"):
            self.asset.with_user(self.technician).remove_parts([line], other.id)
        nameless = self.new_job(asset=self.env["maintenance.equipment"])
        with self.assertRaisesRegex(UserError, "about no asset"):
            nameless.action_remove_parts([line])

    def test_a_job_keeps_the_asset_that_a_worn_part_was_taken_off(self):
        self.filter.product_tmpl_id.used_product_id = self.new_product("Used Filter")
        job = self.new_job()
        line = {"product_id": self.filter.id, "becomes": "stock"}
        taken_off = job.equipment_id.remove_parts([line], job.id)
        with self.assertRaisesRegex(UserError, "transfer that took off 1 Units"):
            job.equipment_id = self.other_asset
        picking = self.env["stock.picking"].browse(taken_off["picking_id"])
        # the part itself is gone; what it is kept as came into stock
        kept = self.filter._get_used_product()
        self.return_by_wizard(picking, {kept: 1})
        job.equipment_id = self.other_asset

    def test_what_used_ones_cannot_be_kept_as(self):
        for used, problem in (
            (self.pump, "the same product"),
            (self.new_product("Rag", is_storable=False), "keeps no stock"),
            (self.new_product("Paint", self.litre), "unit does not convert"),
            (self.motor, "tracked differently"),
        ):
            with (
                self.subTest(problem),
                self.assertRaisesRegex(ValidationError, problem),
            ):
                self.pump.product_tmpl_id.used_product_id = used

    def test_the_dialog_of_a_job(self):
        self.stock(self.motor, 1, lot=self.m1)
        job = self.new_job(
            [{"product_id": self.motor.id, "quantity": 1, "position": "bay"}]
        )
        job.action_issue_parts()
        self.motor.standard_price = 20
        self.env.flush_all()
        dialog = Form(
            self.env["maintenance.parts.remove"]
            .with_user(self.technician)
            .with_context(default_equipment_id=self.asset.id, default_request_id=job.id)
        )
        dialog.stay_id = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", self.m1.id)]
        )
        self.assertEqual(
            (dialog.product_id, dialog.lot_id, dialog.position, dialog.quantity),
            (self.motor, self.m1, "bay", 1),
        )
        dialog.becomes = "stock"
        self.assertEqual(dialog.kept_as_id, self.used_motor)
        dialog.unit_value = 12.5
        dialog.save().action_apply()
        self.assertEqual(job.with_user(self.planner).parts_cost, -12.5)
        [row] = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", self.m1.id)]
        )
        self.assertEqual(row.state, "salvage")

    def test_the_dialog_says_what_cannot_be_kept(self):
        self.pump.categ_id.property_cost_method = "standard"
        dialog = Form(
            self.env["maintenance.parts.remove"]
            .with_user(self.technician)
            .with_context(default_equipment_id=self.asset.id)
        )
        dialog.product_id = self.pump
        dialog.becomes = "stock"
        self.assertIn("standard price", dialog.salvage_problem)
        with self.assertRaisesRegex(UserError, "standard price"):
            dialog.save().action_apply()
