from odoo.tests import tagged

from .common import TODAY, AgeCase


@tagged("post_install", "-at_install")
class TestAgeQueries(AgeCase):
    """Ages of parts, their answers and their jobs."""

    def test_answering_200_costs_the_same_as_answering_2(self):
        laptops = self.new_assets(100, self.laptop)

        def count(rows, day):
            answer = {"last_replaced_on": day, "ask_on": day}
            return self.count_queries(lambda: rows.write(answer))

        rows = self.rows(laptops)
        count(rows[:1], "2024-01-01")
        few = count(rows[:2], "2024-01-02")
        # the rows are created by the batch of a thousand, and read so
        self.assertLessEqual(count(rows, "2024-01-03"), few + 5)

    def test_withdrawing_100_jobs_costs_the_same_as_10(self):
        def count(number):
            assets = self.env["maintenance.equipment"].union(
                *(self.new_laptop("2022-03-20") for _number in range(number))
            )
            self.run_ages(assets=assets)
            assets.in_service_date = "2024-01-01"
            ages = assets.sudo()._get_part_ages(TODAY)

            def withdraw():
                self.assertEqual(
                    len(assets.sudo()._withdraw_age_jobs(ages, TODAY)), number
                )

            return self.count_queries(withdraw)

        count(1)
        few = count(10)
        self.assertLessEqual(count(100), few + 5)

    def test_the_ages_of_100_assets_cost_the_same_as_of_10(self):
        laptops = self.new_assets(110, self.laptop, in_service_date="2022-03-20")

        def count(call):
            return self.count_queries(call, warm_ups=1)

        self.assertEqual(
            count(lambda: laptops[:10]._get_part_ages(TODAY)),
            count(lambda: laptops[:100]._get_part_ages(TODAY)),
        )
        names = ["display_name", "state", "due_on", "request_id", "equipment_id"]
        rows = self.rows(laptops)
        self.assertEqual(
            count(lambda: rows[:10].read(names)), count(lambda: rows[:100].read(names))
        )
