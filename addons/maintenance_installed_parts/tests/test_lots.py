from unittest.mock import patch

from odoo import fields
from odoo.tests import Form, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestLots(LotCase):
    """The installed serial: asset, position, serial, dates in and out."""

    def test_the_installed_serial_of_a_job(self):
        [lot] = self.new_lots(self.motor, "M1")
        job = self.new_job(asset=self.truck)
        job.action_propose_parts()
        job.part_ids.filtered(lambda part: part.product_id != self.motor).unlink()
        job.action_issue_parts()
        move = job.sudo().move_ids
        self.assertEqual(move.equipment_position, "bay")
        self.assertEqual(move.equipment_position_qty, 1)
        self.assertEqual(move.maintenance_kind, "issue")
        self.assertEqual(
            self.truck.with_user(self.technician).get_installed_lots(),
            [
                {
                    "equipment_id": self.truck.id,
                    "product_id": self.motor.id,
                    "product_name": "Motor",
                    "lot_id": lot.id,
                    "lot_name": "M1",
                    "position": "bay",
                    "quantity": 1.0,
                    "uom_id": self.unit.id,
                    "date_in": fields.Datetime.to_string(move.date),
                    "move_in_id": move.id,
                    "maintenance_request_id": job.id,
                }
            ],
        )

    def test_a_swap_closes_the_old_one(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        swap = self.issue(second)
        self.assertEqual(
            self.stays(equipment_id=self.truck),
            [
                ("M1", 1, "replaced", swap),
                ("M2", 1, "installed", self.env["stock.move"]),
            ],
        )
        [old] = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", first.id)]
        )
        self.assertEqual(old.date_out, swap.date)
        self.assertEqual(old.position, "bay", "the only one where the BOM has it")
        self.assertEqual(self.truck.with_user(self.technician).lot_count, 2)
        self.assertEqual(self.truck.with_user(self.technician).installed_lot_count, 1)

    def test_the_fifth_tyre_closes_the_oldest_of_four(self):
        tyres = self.new_lots(self.tyre, "T1", "T2", "T3", "T4", "T5")
        for tyre in tyres[:4]:
            self.issue(tyre)
        self.assertEqual(self.installed(), dict.fromkeys(["T1", "T2", "T3", "T4"], 1))
        self.issue(tyres[4])
        self.assertEqual(self.installed(), dict.fromkeys(["T2", "T3", "T4", "T5"], 1))

    def test_four_at_once_close_all_four(self):
        old = self.new_lots(self.tyre, "T1", "T2", "T3", "T4")
        job = self.new_job([(self.tyre, 4)], asset=self.truck)
        job.action_issue_parts()
        self.assertEqual(len(self.installed()), 4)
        self.new_lots(self.tyre, "T5", "T6", "T7", "T8")
        again = self.new_job([(self.tyre, 4)], asset=self.truck)
        again.action_issue_parts()
        self.assertEqual(set(self.installed()), {"T5", "T6", "T7", "T8"})
        self.assertEqual(self.truck.with_user(self.technician).lot_count, 8)
        self.assertTrue(old)

    def test_the_place_holds_what_the_bom_said_when_the_part_went_in(self):
        tyres = self.new_lots(self.tyre, "T1", "T2", "T3")
        self.issue(tyres[0])
        self.issue(tyres[1])
        self.as_planner(self.truck_bom.line_ids)[1].quantity = 1
        self.assertEqual(set(self.installed()), {"T1", "T2"})
        self.issue(tyres[2])
        self.assertEqual(set(self.installed()), {"T3"})

    def test_positions_named_in_a_quick_issue(self):
        left, right = self.new_lots(self.motor, "M1", "M2")
        self.issue(left, position="left")
        self.issue(right, position="right")
        self.assertEqual(set(self.installed()), {"M1", "M2"})
        [spare] = self.new_lots(self.motor, "M3")
        self.issue(spare, position="left")
        self.assertEqual(set(self.installed()), {"M2", "M3"})

    def test_a_part_nobody_knows_the_place_of_replaces_nothing(self):
        pump = self.new_product("Pump", tracking="serial")
        for lot in self.new_lots(pump, "P1", "P2"):
            self.issue(lot)
        self.assertEqual(set(self.installed()), {"P1", "P2"})

    def test_the_part_that_supersedes_it_takes_its_place(self):
        newer = self.new_product("Motor, new type", tracking="serial")
        self.motor.superseded_by_id = newer
        [old], [new] = self.new_lots(self.motor, "M1"), self.new_lots(newer, "N1")
        self.issue(old)
        move = self.issue(new)
        self.assertEqual(move.equipment_position, "bay", "where the old type is")
        self.assertEqual(set(self.installed()), {"N1"})

    def test_a_return_is_out_and_brings_the_old_one_back_in(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        swap = self.issue(second)
        back = self.return_by_wizard(swap.picking_id, {self.motor: 1})
        self.assertEqual(back.move_ids.maintenance_kind, "return")
        self.assertEqual(
            self.stays(equipment_id=self.truck),
            [
                ("M1", 1, "installed", self.env["stock.move"]),
                ("M2", 1, "return", back.move_ids),
            ],
        )

    def test_out_and_in_again_elsewhere_are_two_rows(self):
        [lot] = self.new_lots(self.motor, "M1")
        move = self.issue(lot)
        self.return_by_wizard(move.picking_id, {self.motor: 1})
        self.issue(lot, asset=self.other_truck)
        self.assertEqual(self.installed(), {})
        self.assertEqual(self.installed(self.other_truck), {"M1": 1})
        states = [state for _name, _quantity, state, _move in self.stays(lot_id=lot)]
        self.assertEqual(states, ["return", "installed"])
        self.assertEqual(lot.with_user(self.technician).equipment_count, 2)

    def test_a_serial_that_counts_put_in_two_assets_is_in_the_last(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        place = self.company.maintenance_location_id
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", place.id)]
        )
        quants.sudo().quantity = 0
        self.stock(self.motor, 1, lot=lot)
        second = self.issue(lot, asset=self.other_truck)
        self.assertEqual(
            self.stays(equipment_id=self.truck), [("M1", 1, "elsewhere", second)]
        )
        self.assertEqual(self.installed(self.other_truck), {"M1": 1})

    def test_part_of_a_batch_is_replaced(self):
        old, new = self.new_lots(self.oil, "O1", "O2", quantity=10)
        self.issue(old, quantity=4)
        self.issue(new, quantity=1)
        self.assertEqual(self.installed(), {"O1": 3, "O2": 1})
        self.remove(old, quantity=1)
        self.assertEqual(
            self.installed(), {"O1": 3, "O2": 1}, "it was the replaced one"
        )
        self.remove(old, quantity=1)
        self.assertEqual(self.installed(), {"O1": 2, "O2": 1})

    def test_a_scrapped_serial_is_out(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        result = self.remove(lot)
        scrap = self.env["stock.scrap"].browse(result["scrap_ids"])
        self.assertEqual(self.stays(lot_id=lot), [("M1", 1, "scrap", scrap.move_ids)])

    def test_a_backorder_goes_to_the_same_position(self):
        self.new_lots(self.tyre, "T1", "T2", "T3")
        job = self.new_job(
            [{"product_id": self.tyre.id, "quantity": 3, "position": "rear"}],
            asset=self.truck,
        )
        job.action_reserve_parts()
        job.sudo().move_ids.quantity = 1
        job.sudo().move_ids.picked = True
        job.picking_ids.button_validate()
        job.action_issue_parts()
        self.assertEqual(
            job.sudo().move_ids.mapped("equipment_position"), ["rear", "rear"]
        )
        self.assertEqual(len(self.installed()), 3, "what is planned there fits there")

    def test_the_plan_says_the_position_until_the_part_is_issued(self):
        self.new_lots(self.motor, "M1")
        job = self.new_job([(self.motor, 1)], asset=self.truck)
        job.action_reserve_parts()
        job.part_ids.position = "roof"
        job.action_issue_parts()
        self.assertEqual(job.sudo().move_ids.equipment_position, "roof")

    def test_a_company_sees_its_own(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self.new_user("stranger", "maintenance_bom.group_user", company)
        rows = self.env["maintenance.equipment.lot"]
        self.env.flush_all()
        self.assertEqual(rows.with_user(self.technician).search_count([]), 1)
        self.assertFalse(rows.with_user(stranger).search_count([]))
        outs = self.env["maintenance.equipment.lot.out"]
        self.remove(lot)
        self.assertEqual(outs.with_user(self.technician).search_count([]), 1)
        self.assertFalse(outs.with_user(stranger).search_count([]))

    def test_native_moves_are_about_no_asset(self):
        [lot] = self.new_lots(self.motor, "M1")
        moves = self.env["stock.move"].search([("product_id", "=", self.motor.id)])
        self.assertEqual(set(moves.mapped("maintenance_kind")), {False})
        outs = self.env.registry["maintenance.equipment.lot.out"]
        with patch.object(outs, "_trace", side_effect=AssertionError):
            self.stock(self.motor, 0, lot=lot)

    def test_the_screens_open(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        self.issue(second)
        asset = self.truck.with_user(self.technician)
        action = asset.action_view_lots()
        rows = self.env[action["res_model"]].with_user(self.technician)
        found = rows.search(action["domain"])
        self.assertEqual(found.mapped("state"), ["installed", "replaced"])
        self.assertEqual(Form(found[0]).lot_id, second)
        action = first.with_user(self.technician).action_view_equipment_lots()
        self.assertEqual(rows.search(action["domain"]).equipment_id, self.truck)
        self.assertEqual(rows.search([("lot_id", "ilike", "M1")]), found[1])
        self.assertEqual(found[1].display_name, "M1, Motor, bay")
        self.assertEqual(rows.name_search("M2"), [(found[0].id, "M2, Motor, bay")])
        groups = rows._read_group([], ["category_id", "state"], ["__count"])
        self.assertEqual(len(groups), 2)
