from odoo.fields import Command
from odoo.tests import tagged

from .at_once import PartsAtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(PartsAtOnceCase):
    """Several people move the same parts at once, in transactions that commit."""

    # --- parts of an asset ------------------------------------------------------------

    def issuing(self, reference=None, asset=None, **line):
        line = {"product_id": self.part, "quantity": 1, **line}
        return lambda env: (
            env["maintenance.equipment"]
            .browse(asset or self.asset)
            .issue_parts([line], reference)
        )

    def test_the_last_unit_is_issued_once_and_the_other_is_told(self):
        answers = self.at_once(
            self.issuing("one"), self.issuing("two", asset=self.assets[1])
        )
        self.assertEqual(answers[0]["reference"], "one")
        self.assert_told(answers, "has 0 of “Last”, not 1", times=1)
        self.assertEqual(self.on_hand(), 0)

    def test_the_same_issue_moves_once_and_answers_the_same(self):
        first, second, third = self.at_once(*[self.issuing("same")] * 3)
        self.assertEqual((second, third), (first, first))
        self.assertEqual(self.on_hand(), 0)

    # --- parts of a job ---------------------------------------------------------------

    def test_one_unit_comes_back_once(self):
        with self.committing() as env:
            job_id = self.new_job(env)
            job = self.job(env, job_id)
            job.action_issue_parts()
            lines = [{"part_id": job.part_ids.id, "quantity": 1}]
        answers = self.at_once(*[self.on_job(job_id, "action_return_parts", lines)] * 3)
        self.assert_told(answers, "cannot give back 1 of “Last”", times=2)
        self.assertEqual(self.on_hand(), 1)
        self.assertEqual(self.quantities(job_id), [(1, 1, 1)])

    def test_one_unit_comes_back_once_by_the_returns_of_odoo(self):
        with self.committing() as env:
            job_id = self.new_job(env)
            self.job(env, job_id).action_issue_parts()
            picking_id = self.job(env, job_id).picking_ids.id

        def take_back(env):
            wizard = env["stock.return.picking"].create({"picking_id": picking_id})
            wizard.product_return_moves.quantity = 1
            back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            back.move_ids.quantity = 1
            back.move_ids.picked = True
            back.button_validate()
            return True

        answers = self.at_once(take_back, take_back)
        self.assert_told(answers, "of issue .* only 0 is still there", times=1)
        self.assertEqual(self.on_hand(), 1)

    def test_parts_are_set_aside_once(self):
        with self.committing() as env:
            job_id = self.new_job(env)
        self.at_once(*[self.on_job(job_id, "action_reserve_parts")] * 2)
        with self.committing() as env:
            moves = self.job(env, job_id).move_ids
            self.assertEqual(moves.mapped("product_uom_qty"), [1])

    def test_parts_are_proposed_once(self):
        with self.committing() as env:
            bom = env["maintenance.bom"].create(
                {
                    "name": "Truck",
                    "line_ids": [Command.create({"product_id": self.part})],
                }
            )
            env["maintenance.equipment"].browse(self.asset).bom_id = bom
            job_id = self.new_job(env, quantity=0)
        try:
            self.at_once(*[self.on_job(job_id, "action_propose_parts")] * 2)
            self.assertEqual(self.quantities(job_id), [(1, 0, 0)])
        finally:
            with self.committing() as env:
                env["maintenance.equipment"].browse(self.asset).bom_id = False
                env["maintenance.bom"].browse(bom.id).unlink()

    def test_a_substitute_is_planned_once(self):
        with self.committing() as env:
            old = self.new_part(env, "Old", superseded_by_id=self.part)
            parts = [Command.create({"product_id": old, "quantity": 1})] * 2
            job_id = self.new_job(env, part_ids=parts)
        self.at_once(*[self.on_job(job_id, "action_plan_substitutes")] * 2)
        with self.committing() as env:
            self.assertEqual(
                sorted(self.job(env, job_id).part_ids.product_id.ids),
                sorted([old, self.part]),
            )

    def test_each_take_of_a_part_is_added_to_the_plan(self):
        with self.committing() as env:
            self.stock(env, self.part, 1)
            job_id = self.new_job(env)

        def take(env):
            line = {"product_id": self.part, "quantity": 1}
            dialog = env["maintenance.parts.issue"].create(
                {"request_id": job_id, "line_ids": [Command.create(line)]}
            )
            return bool(dialog.action_issue())

        self.assertEqual(self.at_once(take, take), [True, True])
        self.assertEqual(self.quantities(job_id), [(2, 2, 0)])

    def test_used_quantities_are_applied_once(self):
        with self.committing() as env:
            self.stock(env, self.part, 5)
            job_id = self.new_job(env, quantity=3)
            dialogs = [
                env["maintenance.parts.finish"]
                .with_context(default_request_id=job_id)
                .create({})
                for _number in range(2)
            ]
            for dialog in dialogs:
                dialog.line_ids.used_qty = 2
        self.at_once(
            *(
                lambda env, dialog=dialog: dialog.with_env(env).action_apply()
                for dialog in dialogs
            )
        )
        self.assertEqual(self.quantities(job_id), [(3, 2, 0)])
        self.assertEqual(self.on_hand(), 4)

    # --- the end of a job -------------------------------------------------------------

    def new_recurring_job(self, env):
        return self.new_job(
            env,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_interval=1,
            repeat_unit="week",
            repeat_type="forever",
        )

    def count_following(self, job_id):
        with self.committing() as env:
            return len(self.job(env, job_id).next_request_ids)

    def test_a_recurring_job_is_followed_by_one(self):
        with self.committing() as env:
            job_id = self.new_recurring_job(env)
        self.at_once(*[self.on_job(job_id, "action_finish_as_planned")] * 3)
        self.assertEqual(self.count_following(job_id), 1)

    def test_a_recurring_job_is_followed_by_one_by_its_stage(self):
        with self.committing() as env:
            job_id = self.new_recurring_job(env)
        stage = {"stage_id": self.done_stage}
        self.at_once(*[self.on_job(job_id, "write", stage)] * 3)
        self.assertEqual(self.count_following(job_id), 1)
