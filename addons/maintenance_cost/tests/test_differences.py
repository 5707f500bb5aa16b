"""What stock does that the books do not follow: named, and nothing else is."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .reconciling import DifferenceCase


@tagged("post_install", "-at_install")
class TestDifferences(DifferenceCase):
    """Quantities, values and returns."""

    def test_work_that_goes_well_lists_nothing(self):
        self.assert_clean()

    def test_issued_before_it_was_in_stock(self):
        self.company.parts_allow_negative = True
        for method in ("average", "fifo"):
            with self.subTest(method), self.cr.savepoint() as savepoint:
                part = self.new_part(method, "real_time", standard_price=0)
                move = self.issue_move(part, 3)
                drift = self.assert_only("zero_value", move)
                self.assertEqual(drift.correction_kind, "open", "no cost is known yet")
                self.receive(part, 5, 10)
                drift = self.assert_only("zero_value", move)
                self.assertIn("$\xa030.00", drift.correction.replace("$ ", "$\xa0"))
                self.correct(drift)
                self.assertEqual(move.value, 30)
                savepoint.rollback()

    def test_the_quantity_of_a_done_move_was_changed(self):
        move = self.issue_move()
        move.move_line_ids.quantity = 3
        drift = self.assert_only("quantity_edited", move)
        self.assertEqual((drift.value, drift.analytic, drift.ledger), (30, 30, 20))
        self.assertEqual(drift.difference, 10)
        self.assertIn("changed from 2 to 3", drift.explanation)
        self.correct(drift)

    def test_under_periodic_valuation_all_follows_a_changed_quantity(self):
        self.issue_move(self.periodic).move_line_ids.quantity = 3
        self.assert_clean()

    def test_what_was_periodic_is_booked_by_the_closing_after_a_switch_too(self):
        move = self.issue_move(self.new_stocked_part("fifo", "periodic"))
        move.product_id.categ_id = self.categories["fifo", "real_time"]
        self.assert_clean()
        self.company.action_close_stock_valuation(auto_post=True)
        self.assertEqual(self.booked_of(move), 20)
        self.assert_clean()

    def test_what_was_perpetual_is_not_booked_again_by_the_closing(self):
        move = self.issue_move(self.new_stocked_part("fifo", "real_time"))
        move.product_id.categ_id = self.categories["fifo", "periodic"]
        self.assert_clean()
        self.company.action_close_stock_valuation(auto_post=True)
        self.assertEqual(self.booked_of(move), 20)
        self.assert_clean()

    def booked_of(self, move):
        items = self.env["account.move.line"].search(
            [("parts_move_id", "=", move.id), ("parent_state", "=", "posted")]
        )
        self.assertLessEqual(items.account_id, self.expense)
        return sum(items.mapped("balance"))

    def test_the_cost_method_was_changed(self):
        self.issue_move()
        self.perpetual.categ_id = self.categories["fifo", "real_time"]
        self.assert_clean()

    def test_parts_came_back_without_their_issue(self):
        part = self.new_part("fifo", "real_time")
        self.receive(part, 2, 10)
        self.receive(part, 2, 50)
        self.issue(part, 3)
        back = self.plain_return(part, 2)
        # 70.00 left for three; the price of the last was 50.00
        self.assertAlmostEqual(back.value, 46.67)
        self.assert_clean()

    def test_parts_came_back_that_the_asset_never_got(self):
        for method, valuation in (
            ("standard", "real_time"),
            ("average", "real_time"),
            ("standard", "periodic"),
        ):
            with self.subTest(valuation), self.cr.savepoint() as savepoint:
                part = self.new_part(method, valuation)
                back = self.plain_return(part, 2)
                drift = self.assert_only("unlinked_return", back)
                self.assertEqual(drift.correction_kind, "open")
                part.standard_price = 17
                self.assertEqual(back.value, 20, "a new cost leaves it as it is")
                self.assert_only("unlinked_return", back)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_return_without_its_issue_keeps_its_value_when_the_cost_changes(self):
        for method in ("standard", "average", "fifo"):
            for valuation in ("real_time", "periodic"):
                with (
                    self.subTest(f"{method} {valuation}"),
                    self.cr.savepoint() as savepoint,
                ):
                    part = self.new_stocked_part(method, valuation)
                    self.issue(part, 3)
                    back = self.plain_return(part, 2)
                    part.standard_price = 17
                    self.assertEqual(back.value, 20)
                    self.assert_clean()
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_return_without_its_issue_of_a_part_without_a_cost_stays_free(self):
        part = self.new_part("standard", "real_time", standard_price=0)
        back = self.plain_return(part, 2)
        part.standard_price = 17
        self.assertEqual(back.value, 0)

    def test_a_plain_return_of_the_same_value_is_no_difference(self):
        self.plain_return(self.perpetual, 1)
        self.assert_clean()

    def plain_return(self, part, quantity):
        """Bring parts back as somebody does who does not know the Return button."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.place.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": quantity,
                            "location_id": self.place.id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                            "equipment_id": self.assets[0].id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return picking.move_ids

    def test_a_remainder_of_a_return(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 3, 10)
        job = self.issue(part, 3)
        for quantity in (1, 2):
            job.action_return_parts(
                [{"part_id": job.part_ids.id, "quantity": quantity}]
            )
        back = job.move_ids.filtered("is_in").sorted("id")
        # as a return is left when the value of its issue was wrong at the time
        for move, amount in ((back[1], 19.99),):
            move.value = amount
            move._create_analytic_move()
            move.account_move_id.button_draft()
            move.account_move_id.line_ids = [
                Command.update(
                    line.id,
                    {"debit": line.debit and amount, "credit": line.credit and amount},
                )
                for line in move.account_move_id.line_ids
            ]
            move.account_move_id.action_post()
        drift = self.assert_only("return_remainder", back[1])
        self.assertAlmostEqual(drift.difference, 0.01)
        self.correct(drift)
        self.assertEqual(back[1].value, 20)

    def test_a_value_set_by_hand_afterwards(self):
        move = self.issue_move()
        # Odoo compares the second of what came in with that of a change of the price
        for earlier in self.env["stock.move"].search(
            [("product_id", "=", self.perpetual.id), ("is_in", "=", True)]
        ):
            earlier.date -= timedelta(1)
        self.perpetual.standard_price = 15
        self.assert_clean()
        self.env["product.value"].create({"move_id": move.id, "value": 30})
        self.assertEqual(move.value, 30)
        drift = self.assert_only("value_changed", move)
        self.assertEqual((drift.value, drift.ledger, drift.difference), (30, 20, 10))
        self.correct(drift)

    def test_a_value_set_by_hand_under_periodic_valuation(self):
        part = self.new_stocked_part("average", "periodic")
        move = self.issue_move(part)
        part.standard_price = 15
        self.env["product.value"].create({"move_id": move.id, "value": 30})
        self.assertEqual(move.value, 30)
        drift = self.assert_only("value_changed", move)
        self.assertEqual(drift.correction_kind, "analytic")
        self.correct(drift)

    def test_what_was_received_gets_another_value(self):
        receipt = self.receive(self.perpetual, 5, 10)
        self.issue_move()
        self.env["product.value"].create({"move_id": receipt.id, "value": 90})
        self.assertEqual(receipt.value, 90)
        self.issue_move()
        self.assert_clean()

    def test_a_move_to_the_location_that_names_no_asset(self):
        job = self.new_job(self.assets[0], self.perpetual, 2)
        job.action_reserve_parts()
        move, picking = job.move_ids, job.picking_ids
        # a transfer that somebody made by hand
        picking.maintenance_request_id = False
        move.write({"equipment_id": False, "maintenance_request_id": False})
        move.picked = True
        picking.button_validate()
        drift = self.assert_only("no_asset", move)
        self.assertEqual(drift.ledger, 20)
        line = drift.reconciliation_id.line_ids.filtered(
            lambda line: not line.equipment_id
        )
        self.assertEqual((line.charge, line.ledger), (20, 20))
        self.assertEqual(drift.action_open()["res_id"], move.id)
        move.equipment_id = self.assets[0]
        self.correct(self.assert_only("asset_changed", move))
        self.assertEqual(move.analytic_account_line_ids.amount, -20)

    def test_an_issue_of_what_is_not_kept_in_stock_was_charged(self):
        part = self.new_part("average", "real_time", is_storable=False)
        move = self.issue_move(part)
        self.assert_clean()
        move.analytic_account_line_ids = [
            Command.create(
                {
                    "name": "Twice",
                    "amount": -20,
                    "company_id": self.company.id,
                    self.plan_column: self.accounts[0].id,
                    "equipment_id": self.assets[0].id,
                }
            )
        ]
        self.assert_only("not_stored", move)
