from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestRetirement(DeadStockCase):
    """Jobs, recurrences and dead stock follow an asset that leaves or comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.battery, 14)
        cls.laptops = cls.new_laptops(10)
        cls.laptop_1 = cls.laptops[0]

    def for_planner(self, assets=None):
        return (self.laptops if assets is None else assets).with_user(self.planner)

    def new_series(self, asset=None, **values):
        return self.new_job(
            asset=asset or self.laptop_1,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_unit="week",
            repeat_interval=1,
            **values,
        )

    def notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    # --- leaving ----------------------------------------------------------------------

    def test_open_jobs_are_cancelled_with_a_note_and_release_their_parts(self):
        """Retired with open work."""
        job = self.new_job([(self.battery, 3)], self.laptop_1)
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.battery), (14, 3))
        self.for_planner().action_retire()
        self.assertTrue(job.archive)
        self.assertFalse(job.stage_id.done)
        self.assertEqual(self.on_hand(self.battery), (14, 0))
        self.assertIn(self.planner.name, self.notes(job))
        self.assertIn("retired", self.notes(job))
        self.assertFalse(job.sudo().activity_ids)

    def test_every_way_of_leaving_cancels_open_jobs(self):
        ways = (
            lambda asset: asset.with_user(self.planner).action_retire(),
            lambda asset: asset.write({"lifecycle_state": "retired"}),
            lambda asset: asset.write({"retirement_date": self.ago(1)}),
            lambda asset: asset.write({"scrap_date": self.today}),
            lambda asset: asset.action_archive(),
        )
        for asset, leave in zip(self.laptops, ways, strict=False):
            job = self.new_job(asset=asset)
            done = self.new_job(asset=asset)
            done.sudo().stage_id = self.done_stage
            with self.subTest(asset=asset):
                leave(asset)
                self.assertTrue(job.archive)
                self.assertFalse(done.archive)

    def test_the_nightly_job_cancels_what_is_open_when_the_day_comes(self):
        before = self.new_job(asset=self.laptop_1, days=1)
        after = self.new_job(asset=self.laptop_1, days=9)
        self.for_planner(self.laptop_1).action_retire(self.day(5))
        self.assertFalse(before.archive or after.archive, "nothing is cancelled now")
        scrapped = self.laptops[1]
        other = self.new_job(asset=scrapped, days=9)
        scrapped.scrap_date = self.day(5)
        self.assertFalse(other.archive)
        self.pass_days(5)
        with self.enter_registry_test_mode():
            self.env.ref("maintenance_bom.ir_cron_lifecycle").method_direct_trigger()
        self.assertEqual(self.laptop_1.lifecycle_state, "retired")
        self.assertTrue(before.archive and after.archive)
        self.assertTrue(other.archive)
        self.assertIn("the day on which", self.notes(after))

    def pass_days(self, number):
        """As if so many days had passed for the assets: their days come earlier."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE maintenance_equipment SET retirement_date = retirement_date - %s, "
            "scrap_date = scrap_date - %s",
            [number, number],
        )
        self.env.invalidate_all()

    def test_dead_stock_follows_at_once(self):
        """Needs of retired assets do not count until the planner has run."""
        self.new_job([(self.battery, 6)], self.laptop_1, days=20)
        self.run_planner()
        self.assertEqual(self.row().surplus_qty, 0)
        self.for_planner(self.laptops[:7]).action_retire()
        row = self.row()
        self.assertEqual((row.status, row.surplus_qty), ("surplus", 11))
        self.for_planner(self.laptops[7:]).action_retire(self.day(30))
        self.assertEqual(self.row().status, "dying")
        self.laptops[7:].action_archive()
        self.assertEqual((self.row().status, self.row().surplus_qty), ("dead", 14))

    def test_what_the_preview_said_of_parts_holds_at_once(self):
        """Also of what the company always wants to have of a vital part."""
        self.company.parts_minimum_vital = 3
        self.laptop.line_ids.criticality = "vital"
        [part] = self.for_planner().get_retirement_impact()["parts"]
        self.for_planner().action_retire()
        row = self.row()
        self.assertEqual(
            (row.status, row.surplus_qty), (part["status_after"], part["surplus_after"])
        )
        self.assertEqual((row.minimum_qty, row.surplus_qty), (0, 14))

    def test_what_the_planner_lacked_for_it_is_surplus_at_once(self):
        """Its day is written before its state, and the planner comes at night."""
        values = {
            "key": "short",
            "warehouse_id": self.warehouse.id,
            "product_id": self.battery.id,
            "quantity": 1,
            "date_need": self.today,
        }
        shortage = self.env["maintenance.part.shortage"].create(
            {**values, "action": "buy"}
        )
        self.env["maintenance.part.need"].create(
            {
                **values,
                "location_id": self.warehouse.lot_stock_id.id,
                "source": "planned",
                "equipment_id": self.laptop_1.id,
                "shortage_id": shortage.id,
            }
        )
        [part] = self.for_planner().get_retirement_impact()["parts"]
        self.for_planner().action_retire()
        row = self.row()
        self.assertFalse(row.is_lacking)
        self.assertEqual((row.surplus_qty, part["surplus_after"]), (14, 14))

    def test_the_planner_may_not_cancel_jobs_by_hand_but_retires_their_assets(self):
        """The jobs of others are cancelled too."""
        job = self.new_job(asset=self.laptop_1, user=self.manager)
        with self.assertRaises(AccessError):
            self.for_planner(self.laptop_1).with_user(self.technician).action_retire()
        self.assertFalse(job.archive)
        self.for_planner(self.laptop_1).action_retire()
        self.assertTrue(job.archive)

    # --- coming back ------------------------------------------------------------------

    def test_jobs_that_the_retirement_cancelled_are_open_again(self):
        job = self.new_job([(self.battery, 3)], self.laptop_1)
        by_hand = self.new_job(asset=self.laptop_1)
        by_hand.sudo().archive_equipment_request()
        self.for_planner(self.laptop_1).action_retire()
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertFalse(job.archive)
        self.assertTrue(by_hand.archive)
        self.assertFalse(job.is_cancelled_by_retirement)
        self.assertIn("Open again", self.notes(job))
        self.assertTrue(job.sudo().activity_ids)
        self.assertIn("open again: 1", self.notes(self.laptop_1))

    def test_what_a_person_decides_about_a_cancelled_job_stays(self):
        job = self.new_job(asset=self.laptop_1)
        self.for_planner(self.laptop_1).action_retire()
        job.sudo().reset_equipment_request()
        job.sudo().archive_equipment_request()
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertTrue(job.archive)

    def test_recurrences_start_again(self):
        forever = self.new_series()
        until = self.new_series(repeat_type="until", repeat_until=self.day(90))
        self.for_planner(self.laptop_1).action_retire()
        self.assertFalse(forever.recurring_maintenance or until.recurring_maintenance)
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertTrue(forever.recurring_maintenance and until.recurring_maintenance)
        self.assertEqual(forever.repeat_type, "forever")
        self.assertEqual(until.repeat_until, self.day(90))
        self.assertFalse(forever.stopped_recurrence or until.stopped_recurrence)

    def test_a_planned_retirement_that_is_moved_or_dropped_gives_recurrences_back(self):
        job = self.new_series()
        self.for_planner(self.laptop_1).action_retire(self.day(10))
        self.assertEqual(job.repeat_until, self.day(9))
        self.for_planner(self.laptop_1).action_retire(self.day(40))
        self.assertEqual(job.repeat_until, self.day(39))
        self.for_planner(self.laptop_1).action_cancel_retirement()
        self.assertEqual((job.repeat_type, job.repeat_until), ("forever", False))
        self.for_planner(self.laptop_1).action_retire(self.day(10))
        self.for_planner(self.laptop_1).action_retire()
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertTrue(job.recurring_maintenance)
        self.assertEqual(job.repeat_type, "forever")

    def test_the_next_occurrence_knows_too_that_it_ends_by_a_retirement(self):
        job = self.new_series(days=0)
        self.for_planner(self.laptop_1).action_retire(self.day(20))
        job.sudo().stage_id = self.done_stage
        following = job.sudo().next_request_ids
        self.assertEqual(following.repeat_until, self.day(19))
        self.for_planner(self.laptop_1).action_cancel_retirement()
        self.assertEqual(following.repeat_type, "forever")

    def test_what_a_person_changed_of_a_recurrence_stays(self):
        job = self.new_series()
        self.for_planner(self.laptop_1).action_retire(self.day(20))
        job.sudo().repeat_until = self.day(5)
        self.for_planner(self.laptop_1).action_cancel_retirement()
        self.assertEqual((job.repeat_type, job.repeat_until), ("until", self.day(5)))

    def test_nobody_enters_what_a_retirement_remembers(self):
        job = self.new_job(asset=self.laptop_1)
        for values in (
            {"is_cancelled_by_retirement": True},
            {"stopped_recurrence": {"is_stopped": True}},
        ):
            with self.subTest(**values), self.assertRaises(AccessError):
                job.with_user(self.manager).write(values)

    def test_an_asset_that_is_unarchived_has_its_jobs_again(self):
        job = self.new_job(asset=self.laptop_1)
        self.laptop_1.action_archive()
        self.assertTrue(job.archive)
        self.laptop_1.action_unarchive()
        self.assertFalse(job.archive)

    def test_a_reactivated_asset_revives_its_parts_and_warns_the_open_case(self):
        """Shared parts and reactivation: dead stock is computed."""
        self.for_planner().action_retire()
        self.assertEqual(self.row().status, "dead")
        case = self.new_case()
        self.for_planner(self.laptop_1).action_put_in_service()
        row = self.row()
        self.assertEqual((row.status, row.surplus_qty), ("surplus", 13))
        self.assertIn("needed again", self.notes(case))
        self.assertIn(self.laptop_1.name, self.notes(case))

    def test_a_reactivated_asset_says_which_parts_are_gone(self):
        """Sold stock is told."""
        self.for_planner().action_retire()
        case = self.new_case()
        case.with_user(self.manager).action_approve()
        case.action_done()
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertIn("Battery 2019", self.notes(self.laptop_1))
        self.assertIn(case.name, self.notes(self.laptop_1))
        self.assertNotIn("needed again", self.notes(case))

    def new_case(self, **values):
        return (
            self.env["maintenance.disposition"]
            .with_user(self.planner)
            .create(
                {
                    "product_id": self.battery.id,
                    "warehouse_id": self.warehouse.id,
                    "quantity": 14,
                    "kind": "scrap",
                    "equipment_ids": [(6, 0, self.laptops.ids)],
                    **values,
                }
            )
        )

    # --- the dialog -------------------------------------------------------------------

    def open_dialog(self, assets=None):
        wizard = self.env["maintenance.equipment.retire"].with_user(self.planner)
        assets = self.laptops if assets is None else assets
        return Form(wizard.with_context(active_ids=assets.ids))

    def test_the_dialog_shows_it_and_opens_cases_for_what_is_ticked(self):
        self.sell(self.battery)
        self.new_rfq(self.battery, 2)
        job = self.new_job(asset=self.laptop_1, name="Swap")
        form = self.open_dialog()
        self.assertIn("175", form.dead_summary)
        self.assertEqual(form.job_ids[:].mapped("name"), ["Swap"])
        with form.part_ids.edit(0) as part:
            self.assertEqual((part.status, part.surplus_qty), ("dead", 14))
            part.kind = "scrap"
            self.assertTrue(part.is_chosen)
        wizard = form.save()
        self.assertEqual(wizard.order_ids.surplus_qty, 2)
        action = wizard.action_apply()
        self.assertTrue(job.archive)
        self.assertEqual(self.laptops.mapped("lifecycle_state"), ["retired"] * 10)
        case = self.env["maintenance.disposition"].search(
            [("product_id", "=", self.battery.id)]
        )
        self.assertEqual(
            (case.kind, case.quantity, case.state, case.equipment_ids),
            ("scrap", 14, "draft", self.laptops),
        )
        self.assertIn("No living asset", case.reason)
        self.assertIn("10", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["domain"], [("id", "in", case.ids)])

    def test_the_dialog_says_what_more_is_surplus_than_before(self):
        form = self.open_dialog(self.laptops[:7])
        self.assertFalse(form.dead_summary)
        # 11 of 12.50 are not needed then, and 4 are not by now
        self.assertRegex(form.surplus_summary, "^1, worth .*87.50 more than before$")

    def test_the_dialog_counts_the_needs_that_vanish_from_the_day_on(self):
        for days in (10, 20, 30):
            self.new_job([(self.battery, 1)], self.laptop_1, days=days)
        self.run_planner()
        form = self.open_dialog()
        self.assertEqual(form.need_count, 3)
        form.retirement_date = self.day(15)
        self.assertEqual(form.need_count, 2)

    def test_what_is_decided_already_is_not_decided_twice(self):
        case = self.new_case(quantity=9)
        form = self.open_dialog()
        form.ticks_dead = True
        form.save().action_apply()
        cases = case.search([("product_id", "=", self.battery.id)])
        self.assertEqual((cases - case).quantity, 5)
        self.for_planner().action_put_in_service()
        self.assertIn(self.laptop_1.name, self.notes(case))

    def tick_all(self, assets):
        """Retire ``assets`` in the dialog with all dead parts ticked.

        :return: the dispositions of the batteries that it opened
        """
        known = self.env["maintenance.disposition"].search([])
        form = self.open_dialog(assets)
        form.ticks_dead = True
        form.save().action_apply()
        cases = self.env["maintenance.disposition"].search([]) - known
        return cases.filtered(lambda case: case.product_id == self.battery)

    def test_a_case_names_the_assets_that_left_the_part_behind(self):
        """Not others that retire with them, and have never had it."""
        newer = self.new_product("Battery 2021")
        self.battery.superseded_by_id = newer
        other = self.new_assets(1, self.new_bom("Laptop 2021", [self.line(newer)]))
        issued, unrelated = self.new_assets(2)
        self.issue(self.battery, 1, issued)
        case = self.tick_all(self.laptops | other | issued | unrelated)
        self.assertEqual(case.equipment_ids, self.laptops | other | issued)
        case.sudo().state = "done"
        self.for_planner(unrelated).action_put_in_service()
        self.assertNotIn("gone", self.notes(unrelated))

    def test_assets_of_several_companies_are_retired_at_once(self):
        there = self.env["res.company"].create({"name": "Other"})
        self.planner.company_ids |= there
        theirs = self.new_laptops(1, company_id=there.id)
        for_all = self.planner.company_ids.ids
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": for_all}
        )
        case = self.tick_all(self.laptops | theirs)
        self.assertEqual(case.equipment_ids, self.laptops)
        self.assertEqual(theirs.lifecycle_state, "retired")

    def test_a_case_takes_the_part_from_where_it_lies(self):
        hall = self.env["stock.location"].create(
            {"name": "Hall", "location_id": self.warehouse.view_location_id.id}
        )
        self.stock(self.battery, 0)
        self.stock(self.battery, 5, hall)
        case = self.tick_all(self.laptops)
        self.assertEqual((case.location_id, case.quantity), (hall, 5))

    def test_what_a_case_has_moved_already_is_not_decided(self):
        case = self.new_case(quantity=6, kind="donate")
        case.with_user(self.manager).action_approve()
        move = case.sudo().move_ids
        move.quantity, move.picked = 4, True
        move.picking_id._action_done()
        self.assertEqual((case.state, case.done_qty), ("approved", 4))
        self.assertEqual(self.tick_all(self.laptops).quantity, 8)
        self.for_planner(self.laptop_1).action_put_in_service()
        case.sudo().action_cancel()
        self.for_planner(self.laptop_1).action_retire()
        self.for_planner(self.laptop_1).action_put_in_service()
        self.assertIn("4 Units", self.notes(self.laptop_1))

    def test_all_dead_parts_are_ticked_at_once(self):
        form = self.open_dialog()
        form.ticks_dead = True
        self.assertTrue(form.save().part_ids.is_chosen)

    def test_until_a_day_to_come_nothing_is_disposed_of(self):
        form = self.open_dialog()
        form.ticks_dead = True
        form.retirement_date = self.day(10)
        self.assertTrue(form.is_later)
        wizard = form.save()
        with self.assertRaisesRegex(UserError, "Untick"):
            wizard.action_apply()
        wizard.part_ids.is_chosen = False
        wizard.action_apply()
        self.assertEqual(self.laptop_1.retirement_date, self.day(10))
        self.assertFalse(
            self.env["maintenance.disposition"].search(
                [("product_id", "=", self.battery.id)]
            )
        )
