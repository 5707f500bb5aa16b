from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestPending(ConsumptionCase):
    """Parts that were taken although stock did not show them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gasket = cls.new_product("Gasket")
        cls.stock(cls.filter, 10)
        cls.storekeeper = new_test_user(
            cls.env, "storekeeper", groups="base.group_user,stock.group_stock_user"
        )

    def pending_of(self, job, state="open"):
        """{product: quantity} pending on a job."""
        found = self.env["maintenance.parts.pending"].search(
            [("request_id", "=", job.id), ("state", "=", state)]
        )
        return {pending.product_id: pending.quantity for pending in found}

    def messages_of(self, job):
        self.env.flush_all()
        return " ".join(job.sudo().message_ids.mapped("body"))

    def activities_of(self, job):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", job._name),
                ("res_id", "=", job.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(
                        "maintenance_consumption.mail_activity_parts_pending"
                    ).id,
                ),
            ]
        )

    def issue_nightly(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 9
        ):
            self.env["maintenance.request"]._cron_reserve_parts()

    def receive(self, product, quantity):
        self.validate(self.new_receipt(product, quantity, days=0))

    # --- keep -----------------------------------------------------------------------

    def test_t12_what_stock_does_not_show_is_pending_and_moves_nothing(self):
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        self.assertIs(job.action_issue_parts(), True)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [10, 0])
        self.assertEqual(job.part_ids.mapped("pending_qty"), [2, 3])
        self.assertEqual(job.part_ids.mapped("availability"), ["issued", "issued"])
        self.assertEqual(job.parts_state, "issued")
        self.assertEqual(self.on_hand(self.filter), (0, 0))
        self.assertEqual(self.on_hand(self.gasket), (0, 0))
        moves = job.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual([(m.state, m.quantity) for m in moves], [("done", 10)])
        first = self.env["maintenance.parts.pending"].search(
            [("product_id", "=", self.gasket.id)]
        )
        self.assertEqual(first.user_id, self.technician)
        self.assertEqual(first.equipment_id, self.asset)
        self.assertEqual(first.location_id, self.shelf)
        self.assertEqual(first.company_id, self.company)
        self.assertTrue(first.taken_on)

    def test_issuing_again_keeps_nothing_twice(self):
        job = self.new_job([(self.filter, 12)])
        for _time in range(3):
            job.action_issue_parts()
            job.action_reserve_parts()
        self.assertEqual(self.pending_of(job), {self.filter: 2})
        job.part_ids.quantity = 13
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (10, 3))

    def test_planned_is_issued_less_returned_and_pending_and_open_and_missing(self):
        job = self.new_job([(self.filter, 14)])
        job.action_issue_parts()
        lines = [{"part_id": job.part_ids.id, "quantity": 3}]
        job.action_return_parts(lines)
        job.action_reserve_parts()
        part = job.part_ids
        for planned in (14, 16, 12, 18):
            part.quantity = planned
            job.action_reserve_parts()
            moved = part._get_moved_quantities()[part.id]
            missing = part._get_missing_quantities({part.id: moved}).get(part, 0)
            self.assertEqual(
                planned,
                moved["issued"]
                - moved["returned"]
                + moved["pending"]
                + moved["open"]
                + missing,
            )
            self.assertLessEqual(moved["reserved"], moved["open"])
        self.assertEqual(part.pending_qty, 1, "what came back paid the debt")

    def test_a_document_of_which_stock_shows_nothing_is_not_left_behind(self):
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        self.assertFalse(job.picking_ids)
        job = self.new_job([(self.gasket, 3)])
        job.action_reserve_parts()
        job.action_issue_parts()
        self.assertEqual(job.picking_ids.state, "cancel", "it was there before")

    def test_a_company_that_issues_beyond_stock_keeps_nothing(self):
        self.company.parts_allow_negative = True
        job = self.new_job([(self.gasket, 3)])
        job.action_issue_parts()
        self.assertFalse(self.pending_of(job))
        self.assertEqual(self.on_hand(self.gasket), (-3, 0))

    def test_a_reservation_of_another_job_is_not_taken(self):
        other = self.new_job([(self.filter, 9)])
        other.action_reserve_parts()
        job = self.new_job([(self.filter, 2)])
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (1, 1))
        self.assertEqual(other.part_ids.reserved_qty, 9)

    def test_t02_the_unit_of_the_plan(self):
        oil = self.new_product("Oil", self.litre)
        self.stock(oil, 0.5)
        line = {"product_id": oil.id, "quantity": 750, "uom_id": self.millilitre.id}
        job = self.new_job([line])
        job.action_issue_parts()
        part = job.part_ids
        self.assertEqual((part.issued_qty, part.pending_qty), (500, 250))
        self.receive(oil, 1)
        self.issue_nightly()
        self.assertEqual((part.issued_qty, part.pending_qty), (750, 0))
        self.assertEqual(self.on_hand(oil), (0.75, 0))

    # --- ask ------------------------------------------------------------------------

    def test_the_form_is_told_what_is_pending(self):
        job = self.new_job([(self.filter, 12)])
        action = job.button_issue_parts()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(action["params"].get("sticky"))
        self.assertIn("2 Units of “[F-1] Filter”", action["params"]["message"])
        self.assertIs(job.button_issue_parts(), True, "nothing new is pending")
        self.assertIs(job.button_finish_as_planned(), True)

    def test_without_a_storekeeper_it_is_noted_on_the_job(self):
        job = self.new_job([(self.filter, 12)])
        job.action_issue_parts()
        self.assertIn("2 Units of “[F-1] Filter”", self.messages_of(job))
        self.assertFalse(self.activities_of(job))

    def test_the_storekeeper_gets_one_activity_a_job_which_closes_itself(self):
        self.company.parts_storekeeper_id = self.storekeeper
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        job.action_issue_parts()
        activity = self.activities_of(job)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.storekeeper)
        self.assertIn("Gasket", activity.note)
        job.part_ids[0].quantity = 13
        job.action_issue_parts()
        self.assertEqual(self.activities_of(job), activity)
        self.assertIn("3 Units of “[F-1] Filter”", activity.note)
        waiting = job.pending_ids.with_user(self.storekeeper)
        waiting.filtered(lambda part: part.product_id == self.gasket).action_drop()
        self.assertTrue(self.activities_of(job), "filters are still pending")
        self.receive(self.filter, 3)
        waiting.action_issue_now()
        self.assertFalse(self.activities_of(job))

    # --- issue ----------------------------------------------------------------------

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

    def test_t17_a_lot_that_was_named_is_the_lot_that_is_issued(self):
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
        pending = job._take_parts([row])
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

    # --- the traffic light ----------------------------------------------------------

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

    def test_nothing_is_set_aside_again_for_what_is_pending(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        self.env["stock.quant"]._update_available_quantity(self.gasket, self.shelf, 5)
        with patch.object(
            type(self.env["maintenance.parts.pending"]),
            "_issue_each",
            lambda pending: pending.browse(),
        ):
            job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.gasket), (5, 0))

    # --- drop, cancel, delete -------------------------------------------------------

    def test_not_taken_after_all_is_needed_again(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        self.assertIs(job.pending_ids.with_user(self.storekeeper).action_drop(), True)
        self.assertEqual((job.part_ids.pending_qty, job.parts_state), (0, "short"))
        self.assertIn("Not taken after all: 2 Units of “Gasket”", self.messages_of(job))
        self.receive(self.gasket, 2)
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 2)

    def test_cancelling_leaves_what_was_taken_pending_and_says_so(self):
        job = self.new_job([(self.filter, 12)])
        job.action_issue_parts()
        job.archive_equipment_request()
        self.assertEqual(self.pending_of(job), {self.filter: 2})
        self.assertIn("still pending: 2 Units", self.messages_of(job))
        self.assertEqual(job.parts_state, "issued")
        self.receive(self.filter, 2)
        self.issue_nightly()
        self.assertEqual(job.part_ids.issued_qty, 12)

    def test_a_line_or_job_with_pending_parts_is_not_deleted(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        words = "2 Units of “Gasket” were taken for “Job” and are pending"
        with self.assertRaisesRegex(UserError, words):
            job.part_ids.unlink()
        with self.assertRaisesRegex(UserError, words):
            job.sudo().unlink()
        job.pending_ids.action_drop()
        job.part_ids.unlink()
        self.assertEqual(job.pending_ids.state, "dropped")

    def test_closed_jobs_with_nothing_but_pending_parts_are_found(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_finish_as_planned()
        self.assertEqual(job.parts_state, "issued")
        domain = [("id", "=", job.id), ("parts_state", "=", "issued")]
        self.assertEqual(job.search(domain), job)

    # --- who ------------------------------------------------------------------------

    def test_t30_other_companies_do_not_see_it(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="stock.group_stock_user",
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        pending = job.pending_ids.with_user(stranger)
        self.assertFalse(pending.search([("request_id", "=", job.id)]))
        for method in ("action_issue_now", "action_drop"):
            with self.assertRaises(AccessError):
                getattr(pending, method)()

    def test_t40_nobody_writes_on_it_but_through_its_methods(self):
        job = self.new_job([(self.gasket, 2)])
        job.action_issue_parts()
        for user in (self.technician, self.storekeeper, self.manager):
            pending = job.pending_ids.with_user(user)
            for change in (
                lambda pending=pending: pending.write({"state": "issued"}),
                lambda pending=pending: pending.unlink(),
                lambda pending=pending: pending.copy(),
            ):
                with self.assertRaises(AccessError):
                    change()
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            job.pending_ids.with_user(employee).action_drop()

    # --- nightly --------------------------------------------------------------------

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "maintenance_consumption.ir_cron_reserve_parts"
            ).method_direct_trigger()
        self.env.invalidate_all()

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
                "odoo.addons.maintenance_consumption.models"
                ".maintenance_parts_pending_issue",
                "WARNING",
            ) as logs,
        ):
            self.issue_nightly()
        self.assertIn("are not issued: No", logs.output[0])
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
                "odoo.addons.maintenance_consumption.models"
                ".maintenance_parts_pending_issue.ISSUE_BATCH",
                2,
            ),
        ):
            self.env["maintenance.request"]._cron_reserve_parts()
        self.assertEqual(calls, [(0, 5), (2, None), (2, None)], "out of time: it stops")
        self.assertEqual(self.on_hand(self.gasket), (1, 0))

    def test_the_list_costs_the_same_for_10_and_100(self):
        products = self.new_products(20)
        jobs = self.env["maintenance.request"].union(
            *(
                self.new_job([(products[number % 20], 1), (products[number // 6], 1)])
                for number in range(55)
            )
        )
        jobs.action_issue_parts()
        for product in products[::2]:
            self.new_receipt(product, 5, days=2)
        pending = jobs.pending_ids.with_user(self.storekeeper)
        names = ["display_name", "on_hand_qty", "free_qty", "incoming_qty"]

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.read(names)
            return self.cr.sql_log_count - before

        queries(pending)
        self.assertGreaterEqual(len(pending), 100)
        self.assertEqual(queries(pending[:10]), queries(pending[:100]))
