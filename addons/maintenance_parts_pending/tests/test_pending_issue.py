from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PendingCase


@tagged("post_install", "-at_install")
class TestPendingIssue(PendingCase):
    """A receipt or a count makes it true, and it is issued."""

    def test_what_a_receipt_shows_is_issued_for_the_same_asset_job_and_part(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_finish_as_planned()
        pending = self.env["maintenance.parts.pending"].search(
            [("request_id", "=", job.id)]
        )
        taken_on = pending.taken_on
        self.gasket.standard_price = 4
        self.receive(self.gasket, 5)
        self.assertIs(pending.with_user(self.storekeeper).action_issue_now(), True)
        self.assertEqual((pending.state, pending.taken_on), ("issued", taken_on))
        move = pending.move_ids
        self.assertEqual((move.state, move.quantity), ("done", 3))
        self.assertEqual(move.equipment_id, self.asset)
        self.assertEqual(move.maintenance_request_id, job)
        self.assertEqual(move.maintenance_request_part_id, job.part_ids)
        self.assertEqual(
            move.picking_id.picking_type_id, self.warehouse.parts_issue_type_id
        )
        self.assertEqual(move.picking_id.maintenance_request_id, job)
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.pending_qty), (3, 0))
        self.assertEqual(self.on_hand(self.gasket), (2, 0))
        self.assertEqual(job.with_user(self.planner).parts_cost, 12)

    def test_nothing_to_see_is_an_error_that_names_the_part(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        with self.assertRaisesRegex(UserError, "does not show 3 Units of “Gasket”"):
            job.pending_ids.action_issue_now()

    def test_a_part_of_it_is_issued_and_the_rest_stays_pending(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        taken_on = fields.Datetime.now() - timedelta(3)
        job.sudo().pending_ids.taken_on = taken_on
        self.receive(self.gasket, 1)
        job.pending_ids.action_issue_now()
        self.assertEqual(self.pending_of(job), {self.gasket: 2})
        self.assertEqual(self.pending_of(job, "issued"), {self.gasket: 1})
        self.assertEqual(set(job.pending_ids.mapped("taken_on")), {taken_on})
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.pending_qty), (1, 2))

    def test_who_took_first_gets_first(self):
        second, first = (self.new_job([(self.gasket, 2)]) for _number in range(2))
        first.action_issue_parts()
        second.action_issue_parts()
        first.sudo().pending_ids.taken_on = fields.Datetime.now() - timedelta(1)
        self.receive(self.gasket, 3)
        self.issue_nightly()
        self.assertEqual(
            (first.part_ids.issued_qty, second.part_ids.issued_qty), (2, 1)
        )

    def test_another_asset_does_not_take_over_what_was_taken_for_the_first(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        with self.assertRaisesRegex(UserError, "Drop what is pending: 3 Units"):
            job.equipment_id = self.other_asset
        self.receive(self.gasket, 3)
        job.pending_ids.action_issue_now()
        self.assertEqual(job.sudo().move_ids.equipment_id, self.asset)

    def test_a_count_says_what_lies_there_now(self):
        """What was taken is not counted, and is issued by the count."""
        job = self.new_job([(self.filter, 12)])
        job.action_issue_parts()
        for counted in (7, 0):
            with self.subTest(counted), self.cr.savepoint() as savepoint:
                self.stock(self.filter, counted)
                self.assertEqual(self.on_hand(self.filter), (counted, 0))
                part = job.part_ids
                self.assertEqual((part.issued_qty, part.pending_qty), (12, 0))
                savepoint.rollback()
                self.env.invalidate_all()
        self.stock(self.gasket, 3)
        self.assertEqual(self.pending_of(job), {self.filter: 2}, "another part")

    def test_a_count_of_the_place_is_odoos_own(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        keeper = self.storekeeper
        action = job.pending_ids.with_user(keeper).action_count()
        self.assertEqual(action["res_model"], "stock.quant")
        quants = self.env["stock.quant"].with_user(keeper)
        quants = quants.with_context(**action["context"])
        self.assertFalse(quants.search(action["domain"]))
        values = quants.default_get(["product_id", "location_id"])
        quant = quants.create(dict(values, inventory_quantity=4))
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 4)
        self.assertEqual(
            (quant.product_id, quant.location_id), (self.gasket, self.shelf)
        )
        self.assertEqual(job.part_ids.issued_qty, 3)

    def test_a_lot_that_was_named_is_the_lot_that_is_issued(self):
        oil = self.new_product("Oil", tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": oil.id} for name in ("L1", "L2")]
        )
        job = self.new_job()
        row = {
            "product": oil,
            "quantity": 2,
            "uom": oil.uom_id,
            "lot": lots[1],
            "location": self.shelf,
        }
        job._take_parts([row])
        pending = job.pending_ids
        self.assertEqual(pending.lot_id, lots[1])
        self.stock(oil, 5, lot=lots[0])
        with self.assertRaisesRegex(UserError, "still does not show"):
            pending.action_issue_now()
        self.stock(oil, 3, lot=lots[1])
        self.assertEqual(pending.state, "issued", "by the count")
        self.assertEqual(pending.move_ids.lot_ids, lots[1])
        self.assertEqual(self.on_hand(oil), (8, 0))

    def test_what_is_on_hand_and_on_its_way_is_seen(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        other = self.new_job([(self.filter, 4)])
        other.action_reserve_parts()
        more = self.new_job([(self.filter, 8)])
        more.action_issue_parts()
        receipt = self.new_receipt(self.gasket, 7, days=2)
        pending = (job | more).pending_ids.with_user(self.storekeeper)
        rows = {
            part.product_id: (part.on_hand_qty, part.free_qty, part.incoming_qty)
            for part in pending
        }
        self.assertEqual(rows, {self.gasket: (0, 0, 7), self.filter: (4, 0, 0)})
        action = job.pending_ids.with_user(self.storekeeper).action_view_receipts()
        found = self.env["stock.move"].search(action["domain"])
        self.assertEqual(found, receipt.move_ids)

    def test_what_arrives_is_owed_to_the_pending_ones_first(self):
        job = self.new_job([(self.gasket, 2)], days=5)
        job.action_issue_parts()
        waiting = self.new_job([(self.gasket, 1)], days=1)
        self.new_receipt(self.gasket, 2, days=0)
        self.assertEqual(waiting.parts_state, "short")
        self.new_receipt(self.gasket, 1, days=0)
        waiting.invalidate_recordset()
        self.assertEqual(waiting.parts_state, "expected")

    def test_reserving_pays_the_debt_before_it_sets_anything_aside(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        other = self.new_job([(self.gasket, 3)])
        self.receive(self.gasket, 4)
        other.action_reserve_parts()
        self.assertEqual(job.part_ids.issued_qty, 2)
        self.assertEqual(other.part_ids.reserved_qty, 2)

    def test_every_night_also_for_jobs_that_are_done(self):
        done = self.new_job([(self.gasket, 2)])
        done.action_finish_as_planned()
        near = self.new_job([(self.gasket, 3)], days=2)
        self.receive(self.gasket, 4)
        self.run_cron()
        self.assertEqual(done.part_ids.issued_qty, 2)
        self.assertEqual(near.part_ids.reserved_qty, 2, "only what is left")

    def test_one_that_fails_does_not_stop_the_others(self):
        bad, good = (self.new_job([(self.gasket, 1)]) for _number in range(2))
        (bad | good).action_issue_parts()
        self.receive(self.gasket, 4)
        create = type(self.env["stock.picking"]).create

        def refuse(pickings, vals_list):
            if any(vals.get("maintenance_request_id") == bad.id for vals in vals_list):
                raise UserError(self.env._("No"))
            return create(pickings, vals_list)

        with (
            patch.object(type(self.env["stock.picking"]), "create", refuse),
            self.assertLogs(
                "odoo.addons.maintenance_parts_pending.models.maintenance_parts_pending",
                "WARNING",
            ) as logs,
        ):
            self.issue_nightly()
        self.assertIn(": No", logs.output[0])
        self.assertEqual((bad.part_ids.issued_qty, good.part_ids.issued_qty), (0, 1))
        self.assertEqual(self.pending_of(bad), {self.gasket: 1})

    def test_progress_is_told_batch_by_batch(self):
        jobs = self.env["maintenance.request"].union(
            *(self.new_job([(self.gasket, 1)]) for _number in range(5))
        )
        jobs.action_issue_parts()
        self.receive(self.gasket, 5)
        calls = []

        def progress(cron, processed=0, *, remaining=None):
            calls.append((processed, remaining))
            return 0 if len(calls) == 3 else 9

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch(
                "odoo.addons.maintenance_parts_pending.models"
                ".maintenance_parts_pending.ISSUE_BATCH",
                2,
            ),
        ):
            self.env["maintenance.request"]._cron_reserve_parts()
        self.assertEqual(calls, [(0, 5), (2, None), (2, None)], "out of time: it stops")
        self.assertEqual(self.on_hand(self.gasket), (1, 0))
