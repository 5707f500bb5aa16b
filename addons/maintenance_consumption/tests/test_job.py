from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestJob(ConsumptionCase):
    """A technician plans, reserves, issues, returns and finishes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def test_a_technician_without_other_rights_does_a_whole_job(self):
        for group in ("account.group_account_readonly", "base.group_partner_manager"):
            self.assertFalse(self.technician.has_group(group))
        job = self.new_job()
        self.assertIs(job.action_propose_parts(), True)
        part = job.part_ids
        self.assertEqual((part.product_id, part.quantity), (self.filter, 2))
        self.assertEqual((part.availability, job.parts_state), ("available", "ready"))
        self.assertIs(job.action_reserve_parts(), True)
        self.assertEqual(part.reserved_qty, 2)
        self.assertEqual(self.on_hand(self.filter), (10, 2))
        self.assertEqual(job.parts_state, "ready")
        self.assertIs(job.action_issue_parts(), True)
        self.assertEqual((part.issued_qty, part.reserved_qty), (2, 0))
        self.assertEqual((part.availability, job.parts_state), ("issued", "issued"))
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        lines = [{"part_id": part.id, "quantity": 1}]
        self.assertIs(job.action_return_parts(lines), True)
        self.assertEqual((part.issued_qty, part.returned_qty), (2, 1))
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        job.stage_id = self.done_stage
        self.assertEqual(job.parts_state, "issued")
        moves = job.sudo().move_ids
        self.assertEqual(moves.equipment_id, self.asset)
        self.assertEqual(set(moves.mapped("state")), {"done"})

    def test_used_as_planned_finish(self):
        job = self.new_job([(self.filter, 3)])
        self.assertIs(job.action_finish_as_planned(), True)
        self.assertTrue(job.done)
        self.assertEqual(self.on_hand(self.filter), (7, 0))

    def test_finishing_counts_in_the_unit_of_the_plan(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        bolt = self.new_product("Bolt")
        self.stock(bolt, 12)
        job = self.new_job([{"product_id": bolt.id, "quantity": 1, "uom_id": dozen.id}])
        job.action_finish_as_planned()
        self.assertEqual(job.part_ids.issued_qty, 1)
        self.assertEqual(self.on_hand(bolt), (0, 0))

    def test_issuing_twice_moves_nothing_more(self):
        job = self.new_job([(self.filter, 8)])
        job.action_issue_parts()
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 8)
        self.assertEqual(self.on_hand(self.filter), (2, 0))

    def test_a_job_without_parts_has_nothing_to_issue(self):
        with self.assertRaisesRegex(UserError, "“Job” plans no parts. Add them"):
            self.new_job().action_issue_parts()

    def test_more_than_was_issued_does_not_come_back(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        lines = [{"part_id": job.part_ids.id, "quantity": 3}]
        with self.assertRaisesRegex(UserError, "cannot give back 3 of “.*Filter”"):
            job.action_return_parts(lines)
        with self.assertRaisesRegex(UserError, "plans no part with id 99999999"):
            job.action_return_parts([{"part_id": 99999999, "quantity": 1}])
        self.return_by_wizard(job.picking_ids, {self.filter: 1})
        with self.assertRaisesRegex(UserError, "only 1 is still there"):
            self.return_by_wizard(job.picking_ids[0], {self.filter: 2})
        with self.assertRaisesRegex(UserError, "cannot give back 2"):
            job.action_return_parts([dict(lines[0], quantity=2)])

    def test_a_return_that_goes_out_again_is_an_issue(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        back = self.return_by_wizard(job.picking_ids, {self.filter: 2})
        again = self.return_by_wizard(back, {self.filter: 1})
        self.assertEqual(again.move_ids.equipment_id, self.asset)
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.returned_qty), (3, 2))

    def test_planning_less_gives_up_what_was_reserved(self):
        job = self.new_job([(self.filter, 5)])
        job.action_reserve_parts()
        job.part_ids.quantity = 2
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.filter), (10, 2))
        job.part_ids.quantity = 4
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 4)
        self.assertEqual(self.on_hand(self.filter), (6, 0))
        self.assertEqual(len(job.picking_ids), 1)

    def test_a_deleted_line_is_not_issued(self):
        job = self.new_job([(self.filter, 5)])
        job.action_reserve_parts()
        job.part_ids.unlink()
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        issued = self.new_job([(self.filter, 1)])
        issued.action_issue_parts()
        with self.assertRaisesRegex(UserError, "was issued to “Job”: return it"):
            issued.part_ids.unlink()

    def test_another_asset_takes_over_what_is_still_to_be_issued(self):
        job = self.new_job([(self.filter, 10)])
        job.action_reserve_parts()
        job.equipment_id = self.other_asset
        job.action_issue_parts()
        move = job.sudo().move_ids
        self.assertEqual((move.equipment_id, move.quantity), (self.other_asset, 10))

    def test_a_job_keeps_its_asset_while_that_has_the_parts(self):
        job = self.new_job([(self.filter, 10)])
        job.action_issue_parts()
        for user in (self.technician, self.planner):
            for other in (self.other_asset, self.asset.browse()):
                with self.assertRaisesRegex(UserError, r"“Job” (.|\n)*Return 10 Units"):
                    job.with_user(user).equipment_id = other
        with self.assertRaisesRegex(UserError, "Create another job"):
            with Form(job) as form:
                form.equipment_id = self.other_asset
        job.write({"equipment_id": self.asset.id, "name": "The same asset"})
        part_id = job.part_ids.id
        job.action_return_parts([{"part_id": part_id, "quantity": 9}])
        with self.assertRaisesRegex(UserError, "Return 1 Units “"):
            job.equipment_id = self.other_asset
        job.action_return_parts([{"part_id": part_id, "quantity": 1}])
        job.equipment_id = self.other_asset
        job.action_issue_parts()
        moved = {}
        for move in job.sudo().move_ids.filtered(lambda move: move.state == "done"):
            sign = -1 if move.maintenance_kind == "return" else 1
            moved.setdefault(move.equipment_id, 0)
            moved[move.equipment_id] += sign * move.quantity
        self.assertEqual(moved, {self.asset: 0, self.other_asset: 10})

    def test_the_next_occurrence_may_be_about_another_asset(self):
        job = self.new_job(
            [(self.filter, 2)],
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=1,
            repeat_unit="month",
            repeat_type="forever",
        )
        job.action_issue_parts()
        job.stage_id = self.done_stage
        following = job.next_request_ids
        following.equipment_id = self.other_asset
        self.assertEqual(following.equipment_id, self.other_asset)
        with self.assertRaisesRegex(UserError, "Return 2 Units"):
            job.equipment_id = self.other_asset
        # of a batch none is changed
        batch = following | job
        with self.assertRaises(UserError):
            batch.equipment_id = self.new_asset(self.bom)
        self.assertEqual(following.equipment_id, self.other_asset)

    def test_another_place_sets_the_parts_aside_there(self):
        van = self.env["stock.location"].create(
            {"name": "Van", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.filter, 3, van)
        job = self.new_job([(self.filter, 2)])
        job.action_reserve_parts()
        job.stock_location_id = van
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        job.action_issue_parts()
        self.assertEqual(self.on_hand(self.filter, van), (1, 0))
        self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_cancelling_and_finishing_release_what_is_reserved(self):
        for close in (
            lambda job: job.archive_equipment_request(),
            lambda job: job.write({"stage_id": self.done_stage.id}),
        ):
            job = self.new_job([(self.filter, 4), (self.new_product("None"), 1)])
            job.action_issue_available_parts()
            job.part_ids[0].quantity = 6
            job.action_reserve_parts()
            on_hand, reserved = self.on_hand(self.filter)
            self.assertEqual(reserved, 2)
            close(job)
            self.assertEqual(self.on_hand(self.filter), (on_hand, 0))
            states = set(job.sudo().move_ids.mapped("state"))
            self.assertEqual(states, {"done", "cancel"})
            self.assertEqual(job.parts_state, "issued")

    def test_people_without_asset_parts_close_and_copy_their_jobs(self):
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        job = self.new_job(
            [(self.filter, 2)],
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        job.action_reserve_parts()
        job.sudo().owner_user_id = employee
        job = job.with_user(employee)
        self.assertEqual(job.parts_state, "ready")
        self.assertEqual(job.copy().part_ids.quantity, 2)
        job.stage_id = self.done_stage
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        [following] = job.next_request_ids
        self.assertEqual(following.part_ids.product_id, self.filter)
        following.archive_equipment_request()
        self.assertEqual(following.parts_state, "none")

    def test_costs_are_shown_to_planners_not_to_technicians(self):
        job = self.new_job([(self.filter, 2)])
        self.filter.standard_price = 3.5
        job.action_issue_parts()
        self.assertEqual(job.with_user(self.planner).parts_cost, 7.0)
        self.assertEqual(self.asset.with_user(self.planner).parts_cost, 7.0)
        for record in (job, self.asset.with_user(self.technician)):
            self.assertNotIn("parts_cost", record.fields_get())

    def test_non_storable_parts_are_always_there(self):
        rag = self.new_product("Rag", is_storable=False, standard_price=4)
        job = self.new_job([(rag, 3)])
        self.assertEqual(job.parts_state, "ready")
        job.action_finish_as_planned()
        self.assertEqual(job.part_ids.issued_qty, 3)
        self.assertEqual(job.with_user(self.planner).parts_cost, 0.0)

    def test_a_part_of_the_wrong_kind_or_unit_is_refused(self):
        service = self.new_product("Cleaning", type="service")
        with self.assertRaisesRegex(UserError, "“Cleaning” on “Job” is not a part"):
            self.new_job([(service, 1)])

    def test_a_planned_quantity_is_above_zero(self):
        said = "Filter” on “Job”: enter a quantity above zero"
        for quantity in (0, -1):
            with self.assertRaisesRegex(UserError, said):
                self.new_job([(self.filter, quantity)])
        job = self.new_job([(self.filter, 2)])
        with self.assertRaisesRegex(UserError, said):
            job.part_ids.quantity = 0

    def test_of_imported_parts_the_one_without_quantity_is_named(self):
        job = self.new_job()
        belt = self.new_product("Belt")
        parts = self.env["maintenance.request.part"].with_user(self.technician)
        result = parts.load(
            ["request_id/.id", "product_id/.id", "quantity"],
            [[str(job.id), str(self.filter.id), "2"], [str(job.id), str(belt.id), "0"]],
        )
        # Odoo tells it once of the file and once of the row
        *_file, message = result["messages"]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("“Belt” on “Job”: enter a quantity", message["message"])
        self.assertFalse(job.part_ids)

    def test_units_that_do_not_convert_are_refused(self):
        line = {"product_id": self.filter.id, "uom_id": self.hour.id}
        with self.assertRaisesRegex(UserError, "Filter” is kept in Units and cannot"):
            self.new_job([line])
        job = self.new_job([(self.filter, 1)])
        with self.assertRaisesRegex(UserError, "kept in Units"):
            job.part_ids = [Command.update(job.part_ids.id, {"uom_id": self.hour.id})]
