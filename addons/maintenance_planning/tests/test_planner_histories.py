"""Random histories: what is planned follows from the facts, however they came about."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_bom.tests.common import DEEP

from .planning import NOW, PlannerHistoryCase, histories


class Killed(BaseException):
    """The server goes down."""


class PlannerHistoriesCase(PlannerHistoryCase):
    """What is planned is verified; also for other addons' tests."""

    def verify_histories(self):
        self.told = set()
        self.play_each(histories, self.play_and_verify, examples=20, seed=4)
        must = {"buy", "transfer", "expedite", "planned"}
        if DEEP:
            must |= {"reorder", "recurring", "age", "begun"}
        self.assertGreaterEqual(self.told, must, "all of it came to pass")

    def play_and_verify(self, history):
        with freeze_time(NOW):
            self.play(history)
            self.verify()

    def verify(self):
        self.plan()
        rows = self.read_rows()
        written = self.plan()
        self.assertEqual(self.read_rows(), rows, "running again changes nothing")
        self.assertEqual(written, 0)
        self.forget()
        self.plan()
        self.assertEqual(self.read_rows(), rows, "the same as planned from nothing")
        self.forget()
        # one by one, the last one first
        for warehouse in reversed(self.warehouses):
            self.plan(warehouse.ids)
        self.assertEqual(self.read_rows(), rows, "whoever is planned first")
        self.verify_every_piece_is_told_once(rows)
        self.verify_jobs_need_what_they_lack()
        self.forget()
        self.verify_killed_and_resumed(rows)

    def get_asked(self, warehouse):
        """Return how much is asked for, for the needs of ``warehouse``."""
        return 0.0

    def forget(self):
        """Delete all that was derived."""
        for table in ("need", "shortage"):
            self.env[f"maintenance.part.{table}"].search([]).unlink()
        self.env["maintenance.planning.exception"].search([]).unlink()
        self.env.invalidate_all()

    def read_rows(self):
        """All that is derived but for ids, of each table by warehouse and key."""
        found = {}
        for table in (
            "maintenance_part_need",
            "maintenance_part_shortage",
            "maintenance_planning_exception",
        ):
            self.env.cr.execute(
                f"""SELECT to_jsonb(t) - 'id' - 'shortage_id'
                           || jsonb_build_object('table', %s, 'shortage', s.key)
                      FROM {table} t
                      LEFT JOIN maintenance_part_shortage s
                           ON s.id = (to_jsonb(t) ->> 'shortage_id')::int
                  ORDER BY t.warehouse_id, t.key""",
                [table],
            )
            for [row] in self.env.cr.fetchall():
                found[table, row["warehouse_id"], row["key"]] = row
        return found

    def verify_every_piece_is_told_once(self, rows):
        """What lacks is bought, transferred or left to a rule: all of it, once.

        A need is short of what nothing is asked for.
        """
        needs = [row for key, row in rows.items() if key[0] == "maintenance_part_need"]
        told = [
            row for key, row in rows.items() if key[0] == "maintenance_part_shortage"
        ]
        self.told.update(row["action"] for row in told)
        self.told.update(need["source"] for need in needs)
        for warehouse in self.warehouses:
            short = sum(
                need["short_qty"]
                for need in needs
                if need["warehouse_id"] == warehouse.id
            )
            lacking = sum(
                row["quantity"]
                for row in told
                if row["warehouse_id"] == warehouse.id and row["action"] != "expedite"
            )
            self.assertAlmostEqual(short + self.get_asked(warehouse), lacking, 6)
        for need in needs:
            self.assertGreaterEqual(need["quantity"], need["short_qty"])
            if need["short_qty"]:
                self.assertTrue(need["shortage"])
        self.verify_nothing_is_promised_twice(told)

    def verify_jobs_need_what_they_lack(self):
        """Planned, less what was issued and what is set aside: whatever waits."""
        jobs = self.env["maintenance.request"].search(
            [
                ("equipment_id.retirement_date", "=", False),
                ("archive", "=", False),
                ("stage_id.done", "=", False),
                ("schedule_date", "<", self.in_days(self.company.parts_horizon_days)),
            ]
        )
        needs = self.env["maintenance.part.need"].search(
            [("source", "=", "planned"), ("request_id", "in", jobs.ids)]
        )
        needed = needs.grouped(lambda need: (need.request_id, need.product_id))
        for job in jobs:
            for product, parts in job.part_ids.grouped("product_id").items():
                lacking = sum(
                    max(
                        part.quantity
                        - part.unneeded_qty
                        - part.issued_qty
                        + part.returned_qty
                        - part.reserved_qty,
                        0,
                    )
                    for part in parts
                )
                here = needed.get((job, product), needs.browse())
                self.assertAlmostEqual(sum(here.mapped("quantity")), lacking, 6)
                if lacking and parts.move_ids:
                    self.told.add("begun")

    def verify_nothing_is_promised_twice(self, told):
        """Nobody gives more of a part, and of what it replaces, than lies there."""
        for warehouse in self.warehouses:
            for product in self.products:
                given = sum(
                    row["quantity"]
                    for row in told
                    if row["source_warehouse_id"] == warehouse.id
                    and row["product_id"] == product.id
                )
                there = sum(
                    self.on_hand(one, warehouse.lot_stock_id)[0]
                    for one in product
                    | product.search([("superseded_by_id", "=", product.id)])
                )
                self.assertLessEqual(given, there)

    def verify_killed_and_resumed(self, rows):
        """A night that ends half-way is as good as a whole one, once it is resumed."""
        self.cr.execute(
            "UPDATE stock_warehouse SET parts_planned_at = NULL WHERE id = ANY(%s)",
            [self.warehouses.ids],
        )
        self.env.invalidate_all()
        planner = type(self.env["maintenance.planner"])
        plan, planned = planner._plan, []

        def plan_until_killed(records, warehouse, horizon_days=None):
            result = plan(records, warehouse, horizon_days)
            planned.append(warehouse)
            if len(planned) == 2:
                raise Killed
            return result

        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *args, **kwargs: 9):
            with (
                patch.object(planner, "_plan", plan_until_killed),
                self.assertRaises(Killed),
            ):
                self.env["maintenance.planner"]._cron_run_planner()
            self.env.invalidate_all()
            self.env["maintenance.planner"]._cron_run_planner()
        self.env.invalidate_all()
        self.assertEqual(self.read_rows(), rows, "killed and resumed")


@tagged("post_install", "-at_install")
class TestPlannerHistories(PlannerHistoriesCase):
    """However the facts came about: what is planned follows from them."""

    def test_what_is_planned_follows_from_the_facts(self):
        self.verify_histories()
