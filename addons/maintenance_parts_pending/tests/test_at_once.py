from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.tests.at_once import PartsAtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(PartsAtOnceCase):
    """Several people take the same parts at once, in transactions that commit."""

    def quantities(self, job_id):
        """[(planned, issued, returned, pending)] of the parts of a job."""
        with self.committing() as env:
            return [
                (part.quantity, part.issued_qty, part.returned_qty, part.pending_qty)
                for part in self.job(env, job_id).part_ids
            ]

    def remove_all(self):
        with self.committing() as env:
            env.cr.execute(
                SQL(
                    "DELETE FROM maintenance_parts_pending WHERE product_id = ANY(%s)",
                    self.products,
                )
            )
        return super().remove_all()

    def test_what_another_job_took_becomes_pending(self):
        with self.committing() as env:
            jobs = [self.new_job(env), self.new_job(env)]
        self.at_once(*(self.on_job(job_id, "action_issue_parts") for job_id in jobs))
        self.assertEqual(self.quantities(jobs[0]), [(1, 1, 0, 0)])
        self.assertEqual(self.quantities(jobs[1]), [(1, 0, 0, 1)])

    def test_what_stock_does_not_show_is_pending_once(self):
        with self.committing() as env:
            job_id = self.new_job(env, quantity=3)
        self.at_once(
            self.on_job(job_id, "action_issue_parts"),
            self.on_job(job_id, "button_issue_parts"),
            self.on_job(job_id, "action_finish_as_planned"),
        )
        self.assertEqual(self.quantities(job_id), [(3, 1, 0, 2)])
        self.assertEqual(self.on_hand(), 0)

    def test_each_take_of_a_part_is_added_to_the_plan(self):
        with self.committing() as env:
            job_id = self.new_job(env)

        def take(env):
            line = {"product_id": self.part, "quantity": 1}
            dialog = env["maintenance.parts.issue"].create(
                {"request_id": job_id, "line_ids": [Command.create(line)]}
            )
            return bool(dialog.action_issue())

        self.assertEqual(self.at_once(take, take), [True, True])
        self.assertEqual(self.quantities(job_id), [(2, 1, 0, 1)])

    def new_pending(self):
        """Ids of a job and its one pending part, of which there is one by now."""
        with self.committing() as env:
            self.stock(env, self.part, -1)
            job_id = self.new_job(env)
            self.job(env, job_id).action_issue_parts()
            self.stock(env, self.part, 1)
            return job_id, self.job(env, job_id).pending_ids.id

    def on_pending(self, pending_id, method):
        return lambda env: getattr(
            env["maintenance.parts.pending"].browse(pending_id), method
        )()

    def test_what_is_pending_is_issued_once(self):
        job_id, pending_id = self.new_pending()
        answers = self.at_once(
            self.on_pending(pending_id, "action_issue_now"),
            self.on_pending(pending_id, "action_issue_now"),
            self.on_pending(pending_id, "action_drop"),
            lambda env: env["maintenance.parts.pending"]._cron_issue(),
        )
        self.assertEqual(answers, [True] * 4)
        self.assertEqual(self.quantities(job_id), [(1, 1, 0, 0)])
        self.assertEqual(self.on_hand(), 0)

    def test_what_was_not_taken_is_not_issued(self):
        job_id, pending_id = self.new_pending()
        self.at_once(
            self.on_pending(pending_id, "action_drop"),
            self.on_pending(pending_id, "action_issue_now"),
        )
        self.assertEqual(self.quantities(job_id), [(1, 0, 0, 0)])
        self.assertEqual(self.on_hand(), 1)

    def test_two_counts_issue_what_is_pending_once(self):
        job_id, _pending_id = self.new_pending()

        def count(env):
            quant = env["stock.quant"].with_context(inventory_mode=True)
            quant.create(
                {
                    "product_id": self.part,
                    "location_id": self.shelf,
                    "inventory_quantity": 4,
                }
            ).action_apply_inventory()
            return True

        self.assertEqual(self.at_once(count, count), [True, True])
        self.assertEqual(self.quantities(job_id), [(1, 1, 0, 0)])
        self.assertEqual(self.on_hand(), 4)
