from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestFinish(ConsumptionCase):
    """What was used, what comes back, what is given up, when a job ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belt = cls.new_product("Belt")
        cls.stock(cls.filter, 10)
        cls.stock(cls.belt, 10)

    def quantities_of(self, part):
        return (
            part.quantity,
            part.issued_qty,
            part.returned_qty,
            part.unneeded_qty,
        )

    def test_the_dialog_says_what_becomes_of_each_part(self):
        job = self.new_job([(self.filter, 3), (self.belt, 1)])
        job.action_issue_parts()
        job.part_ids[1].quantity = 4
        finishes = self.env["maintenance.parts.finish"].with_user(self.technician)
        with Form(finishes.with_context(default_request_id=job.id)) as dialog:
            rows = dialog.line_ids._records
            self.assertEqual([row["used_qty"] for row in rows], [3, 4])
            self.assertEqual([row["taken_qty"] for row in rows], [3, 1])
            self.assertEqual([row["outcome"] for row in rows], [False, "3 to issue"])
            with dialog.line_ids.edit(0) as line:
                line.used_qty = 1
                self.assertEqual(line.outcome, "2 back to stock")

    def test_as_it_is_is_as_planned(self):
        job = self.new_job([(self.filter, 3), (self.belt, 2)])
        self.assertIs(self.finish_in_dialog(job), True)
        self.assertTrue(job.done)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [3, 2])

    def test_used_not_used_and_back(self):
        job = self.new_job([(self.filter, 3), (self.belt, 2)])
        job.action_reserve_parts()
        self.finish_in_dialog(job, 1, 0)
        self.assertTrue(job.done)
        self.assertEqual(self.quantities_of(job.part_ids[0]), (3, 1, 0, 2))
        self.assertEqual(self.quantities_of(job.part_ids[1]), (2, 0, 0, 2))
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        self.assertEqual(self.on_hand(self.belt), (10, 0))
        issued = self.new_job([(self.filter, 3)])
        issued.action_issue_parts()
        self.finish_in_dialog(issued, 1)
        self.assertEqual(self.quantities_of(issued.part_ids), (3, 3, 2, 2))
        self.assertEqual(self.on_hand(self.filter), (8, 0))

    def test_more_than_was_planned(self):
        job = self.new_job([(self.filter, 3), (self.belt, 2)])
        job.action_issue_parts()
        self.finish_in_dialog(job, 5, None)
        self.assertEqual(self.quantities_of(job.part_ids[0]), (5, 5, 0, 0))

    def test_less_than_nothing_is_refused(self):
        job = self.new_job([(self.filter, 3)])
        with self.assertRaisesRegex(UserError, "used quantity of “.*Filter”"):
            self.finish_in_dialog(job, -1)

    def test_a_reopened_job_does_not_need_what_was_not_used(self):
        job = self.new_job([(self.filter, 3)])
        self.finish_in_dialog(job, 1)
        job.reset_equipment_request()
        self.assertEqual(job.parts_state, "issued")
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.filter), (9, 0))
        job.part_ids.quantity = 4
        self.assertEqual(job.parts_state, "ready")

    def test_the_next_occurrence_plans_also_what_was_not_used(self):
        job = self.new_job(
            [(self.filter, 3)],
            maintenance_type="preventive",
            recurring_maintenance=True,
        )
        self.finish_in_dialog(job, 1)
        part = job.next_request_ids.part_ids
        self.assertEqual((part.quantity, part.unneeded_qty), (3, 0))

    # --- closing by hand ------------------------------------------------------------

    def test_closing_by_hand_notes_what_is_given_up(self):
        for close in (
            lambda job: job.write({"stage_id": self.done_stage.id}),
            lambda job: job.archive_equipment_request(),
        ):
            job = self.new_job([(self.filter, 3), (self.belt, 2)])
            job.action_reserve_parts()
            close(job)
            self.env.flush_all()
            notes = " ".join(job.sudo().message_ids.mapped("body"))
            self.assertIn(
                "Given up, as the job is over: 3 Units of “[F-1] Filter”, 2 Units",
                notes,
            )
            self.assertEqual(self.on_hand(self.filter), (10, 0))

    def test_a_stage_that_becomes_final_gives_up_what_its_jobs_have_set_aside(self):
        stage = self.env["maintenance.stage"].create({"name": "Tested"})
        job = self.new_job([(self.filter, 3)], stage_id=stage.id)
        other = self.new_job([(self.belt, 1)])
        for each in (job, other):
            each.action_reserve_parts()
        manager = new_test_user(
            self.env, "stages", groups="maintenance.group_equipment_manager"
        )
        stage.with_user(manager).write({"name": "Tested", "done": True})
        self.env.flush_all()
        self.assertEqual(self.on_hand(self.filter), (10, 0))
        self.assertEqual(self.on_hand(self.belt), (10, 1))
        notes = " ".join(job.sudo().message_ids.mapped("body"))
        self.assertIn("Given up, as the job is over: 3 Units of “[F-1] Filter”", notes)

    def test_closing_a_job_with_nothing_open_notes_nothing(self):
        job = self.new_job([(self.filter, 3)])
        job.action_finish_as_planned()
        self.env.flush_all()
        notes = " ".join(job.sudo().message_ids.mapped("body"))
        self.assertNotIn("Given up", notes)

    # --- coming back ----------------------------------------------------------------

    def test_what_comes_back_is_needed_again_unless_told_otherwise(self):
        for still_needed, state, missing in (
            ({}, "ready", 1),
            ({"still_needed": True}, "ready", 1),
            ({"still_needed": False}, "issued", 0),
        ):
            job = self.new_job([(self.filter, 2)])
            job.action_issue_parts()
            part = job.part_ids
            job.action_return_parts(
                [{"part_id": part.id, "quantity": 1, **still_needed}]
            )
            self.assertEqual(part.quantity, 2, "what was planned stays to be seen")
            self.assertEqual(job.parts_state, state)
            job.action_reserve_parts()
            self.assertEqual(part.reserved_qty, missing)
            job.archive_equipment_request()

    def test_all_of_it_may_turn_out_not_to_be_needed(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        line = {"part_id": job.part_ids.id, "quantity": 2, "still_needed": False}
        job.action_return_parts([line])
        self.assertEqual(self.quantities_of(job.part_ids), (2, 2, 2, 2))
        self.assertFalse(job.part_ids.availability)
        self.assertEqual(job.parts_state, "none")

    def test_never_less_than_what_is_still_to_be_issued(self):
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        part = job.part_ids
        part.unneeded_qty = 1
        line = {"part_id": part.id, "quantity": 2, "still_needed": False}
        job.action_return_parts([line])
        self.assertEqual(part.unneeded_qty, 2)
        part.quantity = 3
        job.action_reserve_parts()
        self.assertEqual(part.reserved_qty, 1)

    def test_the_return_dialog_does_not_need_it_any_more(self):
        job = self.new_job([(self.filter, 2), (self.belt, 2)])
        job.action_issue_parts()
        returns = self.env["maintenance.parts.return"].with_user(self.technician)
        with Form(returns.with_context(default_request_id=job.id)) as dialog:
            for number, still_needed in enumerate((False, True)):
                with dialog.line_ids.edit(number) as line:
                    line.quantity = 1
                    line.still_needed = still_needed
        dialog.record.action_apply()
        self.assertEqual(job.part_ids.mapped("unneeded_qty"), [1, 0])
        self.assertEqual(job.part_ids.mapped("returned_qty"), [1, 1])
