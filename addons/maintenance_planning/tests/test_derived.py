from odoo.tests import tagged

from odoo.addons.maintenance_planning.models.maintenance_derived import ROWS_AT_ONCE

from .common import PlanningCase

TABLES = (
    "maintenance.low.stock",
    "maintenance.part.need",
    "maintenance.part.shortage",
    "maintenance.planning.exception",
)


@tagged("post_install", "-at_install")
class TestDerived(PlanningCase):
    """What all derived tables have in common."""

    def count_rows(self):
        return {name: self.env[name].search_count([]) for name in TABLES}

    def make_rows(self):
        """Two jobs of an asset, a minimum, and what is asked about them."""
        belt = self.new_product("Belt")
        bom = self.new_bom("Press", [self.line(belt, criticality="vital")])
        asset = self.new_asset(bom)
        self.company.parts_minimum_vital = 2
        jobs = [
            self.new_job(days=12, asset=asset, maintenance_type="preventive")
            for _time in range(2)
        ]
        jobs[0].action_propose_parts()
        self.run_planner()
        return jobs

    def test_a_key_is_there_once_a_warehouse(self):
        for name in TABLES:
            with self.subTest(name):
                self.env.cr.execute(
                    "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
                    [f"{self.env[name]._table}_key_uniq"],
                )
                [[definition]] = self.env.cr.fetchall()
                self.assertIn("UNIQUE", definition)
                self.assertIn("(warehouse_id, key)", definition)

    def test_the_company_is_that_of_the_warehouse(self):
        self.make_rows()
        for name in TABLES:
            with self.subTest(name):
                rows = self.env[name].with_user(self.planner)
                [[company]] = rows._read_group([], ["company_id"])
                self.assertEqual(company.id, self.company.id)
                self.assertEqual(
                    rows.search([("company_id", "=", company.id)], order="id"),
                    rows.search([], order="company_id, id"),
                )

    def test_rows_are_stored_as_a_difference(self):
        """The first ones too, however many: more than are read at once."""
        table, here = self.env["maintenance.planning.exception"], self.warehouse
        columns = ("kind", "product_id", "date_need")
        words = 'a "word", with a comma\nand a line'
        rows = {
            f"{number} {words}": ("no_vendor", self.filter.id, None)
            for number in range(3 * ROWS_AT_ONCE + 1)
        }

        def replace():
            counts = table._replace_rows(here, columns, rows)
            found = table.search([("warehouse_id", "=", here.id)])
            self.assertEqual(
                {
                    row.key: (row.kind, row.product_id.id, row.date_need)
                    for row in found
                },
                {key: (*row[:2], row[2] or False) for key, row in rows.items()},
            )
            return counts

        self.assertEqual(replace(), (len(rows), 0, 0))
        self.assertEqual(replace(), (0, 0, 0))
        rows.pop(f"0 {words}")
        rows[f"1 {words}"] = ("no_vendor", self.filter.id, self.today)
        rows["new"] = ("no_vendor", self.filter.id, self.today)
        self.assertEqual(replace(), (1, 1, 1))
        gone = len(rows)
        rows.clear()
        self.assertEqual(replace(), (0, 0, gone))
        self.assertEqual(replace(), (0, 0, 0))

    def test_what_is_deleted_leaves_no_row_behind(self):
        """At once, not with the next run."""
        job, idle = self.make_rows()
        self.assertEqual(
            self.count_rows(), dict(zip(TABLES, (1, 1, 2, 2), strict=True))
        )
        idle.sudo().unlink()
        self.assertEqual([kind for kind, _record in self.exceptions()], ["no_vendor"])
        need, line = self.needs(), job.part_ids.bom_line_id
        self.assertEqual(need.bom_line_id.id, line.id)
        line.sudo().unlink()
        need.invalidate_recordset()
        self.assertFalse(need.bom_line_id)
        need.shortage_id.sudo().unlink()
        need.invalidate_recordset()
        self.assertFalse(need.shortage_id)
        job.sudo().unlink()
        self.assertFalse(self.needs())
