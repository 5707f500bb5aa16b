from random import Random

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import DEEP

from .common import PlanningCase


@tagged("post_install", "-at_install")
class TestSubstitutesAgree(PlanningCase):
    """What the technician is told is there, the planner does not buy, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls.new_product("New filter")
        cls.other = cls.new_product("Other filter")
        for product in (cls.new, cls.other):
            cls.sell(product)
        cls.filter.superseded_by_id = cls.new
        cls.new.alternative_ids = cls.other

    def plan_at_random(self, random):
        """Jobs on days of their own, some stock, some receipts."""
        parts = [self.filter, self.new, self.other]
        for part in random.sample(parts, 2):
            self.stock(part, random.randint(0, 4))
        for _number in range(random.randint(0, 3)):
            self.new_receipt(
                random.choice(parts), random.randint(1, 3), random.randint(1, 20)
            )
        return self.env["maintenance.request"].union(
            *(
                self.new_job([(random.choice(parts), random.randint(1, 3))], days=day)
                for day in random.sample(range(1, 25), 5)
            )
        )

    def test_jobs_are_red_exactly_where_the_planner_finds_parts_lacking(self):
        told_instead = bought = 0
        seeds = range(12 if DEEP else 4)
        for seed in seeds:
            with self.subTest(seed):
                savepoint = self.cr.savepoint()
                jobs = self.plan_at_random(Random(seed))
                self.run_planner()
                lacking = self.needs().filtered(
                    lambda need: (
                        need.short_qty > 0
                        or (need.date_expected or need.date_need) > need.date_need
                    )
                )
                bought += len(lacking)
                for job in jobs:
                    job.invalidate_recordset()
                    if job.can_substitute_parts:
                        told_instead += 1
                        job.action_plan_substitutes()
                jobs.invalidate_recordset()
                jobs.part_ids.invalidate_recordset()
                red = jobs.filtered(lambda job: job.parts_state in ("short", "late"))
                self.assertEqual(red, lacking.request_id.with_env(red.env) & jobs)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        least = len(seeds) // 3
        self.assertGreater(told_instead, least, "the examples are worth something")
        self.assertGreater(bought, least)
