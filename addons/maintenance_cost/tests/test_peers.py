from datetime import datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_consumption.tests.aging import AgingCase


@freeze_time("2025-07-20 09:00:00")
@tagged("post_install", "-at_install")
class TestPeers(AgingCase):
    """What the parts of an asset cost beside the other assets of its BOM."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"parts_peer_factor": 2, "parts_peer_min_amount": 100})
        cls.fleet = cls.new_fleet(24, 24, 30, 36)
        for asset in cls.fleet:
            cls.take(asset, asset.in_service_date, [(cls.bolt, 10)])
        cls.lorry = cls.fleet[0]

    def compare(self, assets=None, user=None):
        """{asset: (state, ratio)} as the planner sees it."""
        self.env.invalidate_all()
        assets = self.fleet if assets is None else assets
        return {
            asset.sudo(False).with_env(self.env): (
                asset.peer_state,
                round(asset.peer_ratio, 3),
            )
            for asset in assets.with_user(user or self.planner)
        }

    def test_an_asset_like_its_peers(self):
        self.assertEqual(
            self.compare(), {asset: ("normal", 1.0) for asset in self.fleet}
        )

    def test_an_asset_that_costs_twice_its_peers_is_flagged(self):
        self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        found = self.compare()
        self.assertEqual(found[self.lorry], ("flagged", 2.0))
        self.assertEqual(found[self.fleet[1]], ("normal", 1.0))

    def test_the_factor_and_the_amount_are_settings_of_the_company(self):
        self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        self.company.parts_peer_factor = 2.1
        self.assertEqual(self.compare()[self.lorry], ("normal", 2.0))
        self.company.write({"parts_peer_factor": 1.5, "parts_peer_min_amount": 200})
        self.assertEqual(self.compare()[self.lorry], ("normal", 2.0))
        self.company.parts_peer_min_amount = 199
        self.assertEqual(self.compare()[self.lorry], ("flagged", 2.0))
        settings = self.env["res.config.settings"].create({"parts_peer_factor": 3})
        settings.execute()
        self.assertEqual(self.company.parts_peer_factor, 3)

    def test_a_factor_of_one_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.company.parts_peer_factor = 1
            self.company.flush_recordset()

    def test_what_peers_cost_later_in_their_life_does_not_count(self):
        self.take(self.fleet[3], self.ago(2), [(self.gearbox, 50)])
        self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        self.assertEqual(self.compare()[self.lorry], ("flagged", 2.0))

    def test_a_return_lowers_it(self):
        picking = self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        self.backdate(self.return_by_wizard(picking, {self.gearbox: 1}), self.ago(2))
        self.assertEqual(self.compare()[self.lorry], ("normal", 1.0))

    def test_an_asset_without_bom_is_not_compared(self):
        asset = self.new_fleet(24, bom=self.env["maintenance.bom"])
        self.assertEqual(self.compare(asset), {asset: (False, 0)})
        self.assertFalse(asset.with_user(self.planner).peer_explanation)

    def test_without_its_date_the_age_is_unknown(self):
        self.lorry.in_service_date = False
        found = self.compare()
        self.assertEqual(found[self.lorry], ("age_unknown", 0))
        self.assertEqual(found[self.fleet[1]], ("few_peers", 0))
        self.assertIn(
            "Enter the date", self.lorry.with_user(self.planner).peer_explanation
        )

    def test_a_new_asset_is_compared_after_a_month(self):
        new = self.new_fleet(0)
        self.assertEqual(self.compare(new), {new: ("no_record", 0)})
        new.in_service_date = self.ago(1)
        self.assertEqual(self.compare(new), {new: ("normal", 0)})

    def test_the_retired_count_up_to_the_day_they_left(self):
        leaver = self.fleet[3]
        leaver.with_user(self.planner).action_retire(self.ago(6))
        self.assertEqual(self.compare()[leaver], ("normal", 1.0))
        found = self.lorry._compare_with_peers()[self.lorry.id]
        self.assertIn(leaver.id, found.cohort)
        self.assertEqual(leaver._compare_with_peers()[leaver.id].months, 30)
        leaver.active = False
        found = self.lorry._compare_with_peers()[self.lorry.id]
        self.assertIn(leaver.id, found.cohort, "archived, but its history is real")

    def test_one_who_left_on_an_unknown_day_is_no_peer(self):
        self.fleet[3].active = False
        self.assertEqual(self.compare()[self.lorry], ("few_peers", 0))
        self.assertEqual(self.compare()[self.fleet[3]], ("age_unknown", 0))
        self.assertIn(
            "retirement date", self.fleet[3].with_user(self.planner).peer_explanation
        )
        self.fleet[3].scrap_date = self.ago(1)
        self.assertEqual(self.compare()[self.lorry], ("normal", 1.0))

    def test_months_before_an_asset_was_registered_are_unknown(self):
        """Three old ones that just came into the register, without any cost."""
        bom = self.new_bom("Van")
        old = self.new_fleet(48, 48, 48, bom=bom, registered=self.ago(2))
        new = self.new_fleet(6, bom=bom)
        self.take(new, self.ago(3), [(self.gearbox, 9)])
        self.assertEqual(self.compare(new), {new: ("few_peers", 0)})
        # they are comparable with each other, in the months they have on record
        self.new_fleet(49, bom=bom, registered=self.ago(2))
        self.assertEqual(set(self.compare(old).values()), {("normal", 0)})

    def test_more_jobs_more_parts_or_dearer_parts(self):
        lorry = self.lorry.with_user(self.planner)

        def reason(parts, days):
            with self.env.cr.savepoint() as savepoint:
                for day in days:
                    self.take(self.lorry, day, parts)
                [found] = lorry.get_peer_comparison()
                savepoint.rollback()
                self.env.invalidate_all()
            factors = found["factors"]
            product = factors["jobs"] * factors["parts"] * factors["price"]
            self.assertAlmostEqual(product, found["ratio"])
            return found["reason"], found["explanation"]

        self.assertEqual(reason([], [])[0], False)
        days = [self.ago(months) for months in (9, 8, 7)]
        name, words = reason([(self.bolt, 10)], days)
        self.assertEqual(name, "jobs")
        self.assertIn("more jobs (× 4.0)", words)
        self.assertIn("more parts a job", reason([(self.bolt, 40)], [self.ago(24)])[1])
        self.assertIn("higher prices", reason([(self.gearbox, 10)], [self.ago(24)])[1])

    def test_the_explanation_has_the_figures(self):
        self.take(self.lorry, self.ago(3), [(self.gearbox, 3)])
        words = self.lorry.with_user(self.planner).peer_explanation
        for figure in ("400.00", "in 24 months", "3 peers", "100.00", "× 4.0"):
            self.assertIn(figure, words)
        oldest = self.fleet[3].with_user(self.planner)
        self.assertIn("in its first 24 months", oldest.peer_explanation)

    def test_parts_on_a_job_count_as_one_job(self):
        job = self.new_job(asset=self.lorry)
        self.take(self.lorry, self.ago(3), [(self.bolt, 1)], job=job)
        self.take(self.lorry, self.ago(2), [(self.bolt, 2)], job=job)
        [found] = self.lorry.with_user(self.planner).get_peer_comparison()
        self.assertEqual((found["jobs"], found["parts"]), (2, 13))

    def test_what_is_measured_counts_once_and_a_dozen_is_twelve(self):
        oil = self.new_product("Oil", uom=self.litre, standard_price=2.0)
        washers = self.new_product("Washers", uom=self.env.ref("uom.product_uom_dozen"))
        for part in (oil, washers):
            self.stock(part, 100)
        self.take(self.lorry, self.ago(3), [(oil, 40), (washers, 2)])
        [found] = self.lorry.with_user(self.planner).get_peer_comparison()
        self.assertEqual(found["parts"], 10 + 1 + 24)

    def test_a_charge_counts_on_the_day_of_the_company(self):
        """An hour before the month is full there, and after it in UTC."""
        self.company.partner_id.tz = "America/New_York"
        today = datetime(2025, 7, 20, 3, 0)
        self.take(self.lorry, today, [(self.gearbox, 1)])
        self.assertEqual(self.compare()[self.lorry], ("flagged", 2.0))
        self.company.partner_id.tz = "UTC"
        self.assertEqual(self.compare()[self.lorry], ("normal", 1.0))

    def test_only_assets_of_its_company_are_peers(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.fleet_bom.sudo().company_id = False
        foreign = self.new_fleet(24, company_id=other.id)
        self.planner.company_ids = [Command.link(other.id)]
        planner = foreign.with_user(self.planner).with_context(
            allowed_company_ids=[other.id, self.company.id]
        )
        self.assertEqual(planner.peer_state, "no_record", "the company has no record")
        found = self.lorry._compare_with_peers()[self.lorry.id]
        self.assertNotIn(foreign.id, found.cohort)

    def test_the_median_is_the_same_for_who_does_not_see_the_peers(self):
        self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        self.env["ir.rule"].create(
            {
                "name": "One lorry only",
                "model_id": self.env["ir.model"]._get("maintenance.equipment").id,
                "domain_force": [("id", "=", self.lorry.id)],
            }
        )
        seen = self.lorry.with_user(self.accountant)
        self.assertEqual(seen.search([("bom_id", "=", self.fleet_bom.id)]), seen)
        self.assertEqual(
            self.compare(self.lorry, self.accountant), {self.lorry: ("flagged", 2.0)}
        )
        [found] = seen.get_peer_comparison()
        self.assertEqual((found["peer_count"], found["peers"]), (3, []))

    def test_assets_are_found_by_their_state(self):
        self.take(self.lorry, self.ago(3), [(self.gearbox, 1)])
        lone = self.new_fleet(24, bom=self.env["maintenance.bom"])
        ours = ("id", "in", (self.fleet | lone).ids)

        def find(*condition):
            assets = self.lorry.with_user(self.planner).search([ours, condition])
            return assets.with_env(self.env)

        self.assertEqual(find("peer_state", "=", "flagged"), self.lorry)
        self.assertEqual(find("peer_state", "=", "normal"), self.fleet - self.lorry)
        self.assertEqual(
            find("peer_state", "!=", "flagged"), self.fleet - self.lorry | lone
        )
        self.assertEqual(find("peer_state", "=", False), lone)
        self.assertEqual(find("peer_state", "in", ["flagged", "normal"]), self.fleet)
