from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestQueryCounts(RegisterCase):
    """A thousand records cost no more queries than ten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["maintenance.equipment.category"].create(
            [
                {"name": "Forklifts", "code_prefix": "FL-"},
                {"name": "Lathes", "code_prefix": "LA-"},
            ]
        )
        cls.register.creates_missing = True

    def make_records(self, start, count, **values):
        return [
            {
                "external_id": f"T-{number}",
                "name": f"Asset {number}",
                "serial_no": f"COUNT-{number}",
                "category": "Forklifts" if number % 2 else "Lathes",
                "location": f"Hall {number % 3}",
                "vendor": "Vendor",
                "owner": self.planner.login,
                "status": "out_of_service" if number % 2 else "in_service",
                "condition": "good",
                "cost": number + 1.0,
                "in_service_date": "2024-01-01",
                "note": f"Note {number}",
                **values,
            }
            for number in range(start, start + count)
        ]

    def count_apply(self, records, **arguments):
        def call():
            self.api.apply_batch("FLEET", records, **arguments)

        return self.count_queries(call)

    def assert_same(self, few, many):
        # a page of rows may be read in two queries
        self.assertLessEqual(many, few + 2, "queries grow with the records")

    def test_new_changed_and_unchanged_records(self):
        self.count_apply(self.make_records(0, 10))
        few = self.count_apply(self.make_records(100, 10))
        many = self.count_apply(self.make_records(200, MANY))
        self.assert_same(few, many)

        few = self.count_apply(self.make_records(100, 10))
        many = self.count_apply(self.make_records(200, MANY))
        self.assert_same(few, many)
        self.assertLess(many, 30)

        few = self.count_apply(self.make_records(100, 10, model="B", status="planned"))
        many = self.count_apply(
            self.make_records(200, MANY, model="B", status="planned")
        )
        self.assert_same(few, many)

    def test_assets_that_were_there(self):
        for start, count in ((0, 10), (100, 10), (200, MANY)):
            self.env["maintenance.equipment"].create(
                [
                    {"name": "Old", "serial_no": f"COUNT-{number}"}
                    for number in range(start, start + count)
                ]
            )
        self.count_apply(self.make_records(0, 10))
        few = self.count_apply(self.make_records(100, 10))
        many = self.count_apply(self.make_records(200, MANY))
        self.assert_same(few, many)

    def test_rejected_records_and_their_lines(self):
        run = self.api.start_run("FLEET")
        self.count_apply(self.make_records(0, 10, cost="much"), run=run)
        few = self.count_apply(self.make_records(100, 10, cost="much"), run=run)
        many = self.count_apply(self.make_records(200, MANY, cost="much"), run=run)
        self.assert_same(few, many)

    def test_conflicts(self):
        self.decide(model="ask")
        counts = []
        for start, count in ((0, 10), (100, 10), (200, MANY)):
            self.apply(*self.make_records(start, count, model="A"))
            bindings = self.env["maintenance.register.binding"].search(
                [("equipment_id.model", "=", "A")]
            )
            bindings.equipment_id.model = "B"
            records = self.make_records(start, count, model="C")
            counts.append(self.count_apply(records))
        self.assert_same(*counts[1:])

    def test_a_run_in_which_records_vanish(self):
        self.register.write({"vanished_policy": "propose", "retire_share": 100})
        counts = []
        for start, count in ((0, 10), (100, 10), (200, MANY)):
            self.apply(*self.make_records(start, count))
            self.env["maintenance.register.binding"].search([]).last_seen = False
            run = self.api.start_run("FLEET", is_complete_scan=True)
            counts.append(self.count_queries(lambda run=run: self.api.finish_run(run)))
        self.assert_same(*counts[1:])

    def test_the_feed(self):
        counts = []
        cursor = False
        for start, count in ((0, 10), (100, 10), (200, MANY)):
            self.apply(*self.make_records(start, count))
            self.env["maintenance.register.binding"].search(
                [], order="id desc", limit=count
            ).equipment_id.condition = "worn"
            answers = []

            def read(cursor=cursor, answers=answers):
                answers.append(self.api.get_changes("FLEET", cursor))

            counts.append(self.count_queries(read))
            cursor = answers[0]["cursor"]
            self.assertEqual(len(answers[0]["changes"]), count)
        self.assert_same(*counts[1:])

    def test_a_person_writes_on_bound_assets(self):
        counts = []
        for start, count in ((0, 10), (100, 10), (200, MANY)):
            self.apply(*self.make_records(start, count))
            assets = (
                self.env["maintenance.register.binding"]
                .search([], order="id desc", limit=count)
                .equipment_id
            )
            counts.append(
                self.count_queries(
                    lambda assets=assets: assets.write({"model": "Mine"})
                )
            )
        self.assert_same(*counts[1:])
