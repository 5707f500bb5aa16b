from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestAddedToTransfer(ConsumptionCase):
    """What a storekeeper adds to a Parts Issue on Odoo's own screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.storekeeper = new_test_user(
            cls.env, "storekeeper", groups="base.group_user,stock.group_stock_user"
        )
        cls.gasket = cls.new_product("Gasket", standard_price=3.0)
        cls.filter.standard_price = 10.0
        for product in cls.filter, cls.gasket:
            cls.stock(product, 20)

    def new_issue(self):
        """A job that wants 2 filters, and its Parts Issue for the storekeeper."""
        job = self.new_job([(self.filter, 2)])
        job.action_reserve_parts()
        return job, job.sudo().picking_ids.with_user(self.storekeeper)

    def history_of(self, asset):
        """{product: quantity} that the asset was issued, less what came back."""
        rows = self.env["maintenance.parts.history"]._read_group(
            [("equipment_id", "=", asset.id)], ["product_id"], ["quantity:sum"]
        )
        return dict(rows)

    def test_another_product_goes_to_the_job_and_asset_of_the_transfer(self):
        job, picking = self.new_issue()
        with Form(picking) as form, form.move_ids.new() as move:
            move.product_id = self.gasket
            move.product_uom_qty = 3
        added = picking.move_ids.filtered(lambda move: move.product_id == self.gasket)
        self.assertEqual(added.equipment_id, self.asset)
        self.assertEqual(added.sudo().maintenance_request_id, job)
        picking.action_assign()
        picking.button_validate()
        self.assertEqual(self.history_of(self.asset), {self.filter: 2, self.gasket: 3})
        self.assertEqual(job.sudo().parts_cost, 29.0)
        part = job.part_ids - job.part_ids[0]
        self.assertEqual(part.product_id, self.gasket)
        self.assertEqual((part.quantity, part.issued_qty), (3, 3))
        self.assertTrue(part.is_unlisted)

    def test_what_was_added_can_come_back_on_the_job(self):
        job, picking = self.new_issue()
        picking.move_ids = [
            Command.create({"product_id": self.gasket.id, "product_uom_qty": 3})
        ]
        picking.action_assign()
        picking.button_validate()
        part = job.part_ids.filtered(lambda part: part.product_id == self.gasket)
        job.action_return_parts([{"part_id": part.id, "quantity": 3}])
        self.assertEqual(self.on_hand(self.gasket), (20, 0))
        self.assertEqual(job.sudo().parts_cost, 20.0)

    def test_detailed_operations_go_to_the_job_too(self):
        job, picking = self.new_issue()
        self.env["stock.move.line"].with_user(self.storekeeper).create(
            [
                {
                    "picking_id": picking.id,
                    "product_id": product.id,
                    "quantity": quantity,
                    "location_id": self.shelf.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
                for product, quantity in ((self.gasket, 3), (self.filter, 1))
            ]
        )
        picking.button_validate()
        self.assertEqual(self.history_of(self.asset), {self.filter: 3, self.gasket: 3})
        self.assertEqual(job.sudo().parts_cost, 39.0)
        issued = {part.product_id: part.issued_qty for part in job.part_ids}
        self.assertEqual(issued, {self.filter: 3, self.gasket: 3})

    def test_a_raised_quantity_is_charged(self):
        job, picking = self.new_issue()
        with Form(picking) as form, form.move_ids.edit(0) as move:
            move.quantity = 5
        picking.button_validate()
        self.assertEqual(self.history_of(self.asset), {self.filter: 5})
        self.assertEqual(job.sudo().parts_cost, 50.0)
        self.assertEqual(job.part_ids.issued_qty, 5)

    def test_more_of_a_planned_part_counts_for_it(self):
        job, picking = self.new_issue()
        picking.move_ids = [
            Command.create({"product_id": self.filter.id, "product_uom_qty": 1})
        ]
        picking.action_assign()
        picking.button_validate()
        self.assertEqual(len(job.part_ids), 1)
        self.assertEqual(job.part_ids.issued_qty, 3)

    def test_a_part_added_to_a_return_is_credited_to_the_asset(self):
        job, picking = self.new_issue()
        picking.button_validate()
        wizard = self.new_return(picking, {self.filter: 1}, self.storekeeper)
        back = picking.browse(wizard.action_create_returns()["res_id"])
        back.move_ids = [
            Command.create({"product_id": self.gasket.id, "product_uom_qty": 1})
        ]
        self.validate(back)
        for move in back.sudo().move_ids:
            self.assertEqual(move.equipment_id, self.asset)
            self.assertEqual(move.maintenance_request_id, job)

    def test_what_is_added_to_a_return_comes_back_at_the_value_it_left_with(self):
        job, picking = self.new_issue()
        picking.move_ids = [
            Command.create({"product_id": self.gasket.id, "product_uom_qty": 3})
        ]
        picking.action_assign()
        picking.button_validate()
        self.gasket.standard_price = 7.0
        wizard = self.new_return(picking, {self.filter: 1}, self.storekeeper)
        back = picking.browse(wizard.action_create_returns()["res_id"])
        back.move_ids = [
            Command.create({"product_id": self.gasket.id, "product_uom_qty": 3})
        ]
        self.validate(back)
        self.assertEqual(job.sudo().parts_cost, 10.0)
        returned = {part.product_id: part.returned_qty for part in job.part_ids}
        self.assertEqual(returned, {self.filter: 1, self.gasket: 3})

    def new_issue_for_two(self):
        """A transfer of the storekeeper that has filters for two assets, and no job."""
        place = self.company.maintenance_location_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.parts_issue_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": place.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.filter.id,
                            "product_uom_qty": 1,
                            "location_id": self.shelf.id,
                            "location_dest_id": place.id,
                            "equipment_id": asset.id,
                        }
                    )
                    for asset in (self.asset, self.other_asset)
                ],
            }
        )
        picking.action_confirm()
        self.other_asset.message_subscribe(self.storekeeper.partner_id.ids)
        return picking.with_user(self.storekeeper)

    def test_a_part_for_one_of_several_assets_is_not_moved_before_it_is_named(self):
        picking = self.new_issue_for_two()
        with Form(picking) as form, form.move_ids.new() as move:
            move.product_id = self.gasket
            move.product_uom_qty = 3
        picking.action_assign()
        with (
            self.assertRaisesRegex(
                UserError,
                f"{picking.name} is for several assets, .* which of them “Gasket” is. "
                "Choose the asset on the line",
            ),
            self.cr.savepoint(),
        ):
            picking.button_validate()
        self.assertEqual(self.on_hand(self.gasket), (20, 3))
        with Form(picking) as form, form.move_ids.edit(2) as move:
            self.assertEqual(move.product_id, self.gasket)
            move.equipment_id = self.other_asset
        picking.button_validate()
        self.assertEqual(self.history_of(self.asset), {self.filter: 1})
        self.assertEqual(
            self.history_of(self.other_asset), {self.filter: 1, self.gasket: 3}
        )

    def test_a_line_that_was_cancelled_names_no_asset_of_the_transfer(self):
        picking = self.new_issue_for_two()
        picking.move_ids[1]._action_cancel()
        picking.move_ids = [
            Command.create({"product_id": self.gasket.id, "product_uom_qty": 3})
        ]
        picking.action_assign()
        picking.button_validate()
        self.assertEqual(self.history_of(self.asset), {self.filter: 1, self.gasket: 3})

    def test_a_part_that_is_scrapped_from_the_transfer_is_not_charged(self):
        job, picking = self.new_issue()
        self.env["stock.scrap"].create(
            {
                "picking_id": picking.id,
                "product_id": self.gasket.id,
                "scrap_qty": 1,
                "location_id": self.shelf.id,
            }
        ).do_scrap()
        picking.button_validate()
        self.env["stock.scrap"].create(
            {
                "picking_id": picking.id,
                "product_id": self.filter.id,
                "scrap_qty": 1,
                "location_id": picking.location_dest_id.id,
            }
        ).do_scrap()
        self.assertEqual(self.history_of(self.asset), {self.filter: 2})
        self.assertEqual(job.sudo().parts_cost, 20.0)

    def test_an_exchange_is_not_offered_where_no_route_leads(self):
        _job, picking = self.new_issue()
        picking.button_validate()
        wizard = self.new_return(picking, {self.filter: 1}, self.storekeeper)
        self.assertTrue(wizard.is_parts_transfer)
        with self.assertRaisesRegex(UserError, "are for an asset: return what comes"):
            wizard.action_create_exchanges()
        self.assertFalse(picking.return_ids)
        receipt = self.new_receipt(self.gasket, 1, days=0)
        self.validate(receipt)
        wizard = self.new_return(receipt, {self.gasket: 1}, self.storekeeper)
        self.assertFalse(wizard.is_parts_transfer)

    def test_a_transfer_that_is_done_takes_no_more_parts(self):
        job, picking = self.new_issue()
        picking.button_validate()
        said = "is done: .*Gasket.* cannot be added to it"
        with self.assertRaisesRegex(UserError, said):
            self.env["stock.move"].with_user(self.storekeeper).create(
                {
                    "picking_id": picking.id,
                    "product_id": self.gasket.id,
                    "quantity": 1,
                    "location_id": self.shelf.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        with self.assertRaisesRegex(UserError, said):
            self.env["stock.move.line"].with_user(self.storekeeper).create(
                {
                    "picking_id": picking.id,
                    "product_id": self.gasket.id,
                    "quantity": 1,
                    "location_id": self.shelf.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        self.assertEqual(self.on_hand(self.gasket), (20, 0))
