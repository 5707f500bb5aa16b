"""The cost of an asset is what Odoo's valuation said, to the cent, everywhere."""

from math import inf, nan

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .money import METHODS, MoneyCase


@tagged("post_install", "-at_install")
class TestMoney(MoneyCase):
    """Examples of what goes wrong with money."""

    def test_the_last_return_takes_the_remainder(self):
        for method in METHODS:
            with self.subTest(method):
                part = self.new_part(method, "real_time", standard_price=10 / 3)
                # three for 10.00: each is worth 3.33 and a third
                self.receive(part, 3, 10 / 3)
                job = self.new_job(self.assets[0], part, 3)
                job.action_issue_parts()
                issued = self.charge_of(self.assets[0])
                self.assertIn(issued, (999, 1000))
                for left in (2, 1, 0):
                    job.action_return_parts(
                        [{"part_id": job.part_ids.id, "quantity": 1}]
                    )
                    charge = self.charge_of(self.assets[0])
                    self.assertEqual(charge == 0, left == 0)
                self.assert_reconciled("real_time")

    def test_a_return_has_the_value_of_its_issue(self):
        part = self.new_part("fifo", "real_time")
        self.receive(part, 2, 10)
        self.receive(part, 2, 50)
        job = self.new_job(self.assets[0], part, 3)
        job.action_issue_parts()
        self.assertEqual(self.charge_of(self.assets[0]), 7000)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
        self.assertEqual(self.charge_of(self.assets[0]), 2333)
        self.assert_reconciled("real_time")

    def test_what_valuation_says_not_quantity_times_price(self):
        for method, cost in (("standard", 8400), ("average", 18000), ("fifo", 14000)):
            with self.subTest(method), self.cr.savepoint():
                part = self.new_part(method, "periodic", standard_price=7)
                self.receive(part, 10, 10)
                self.receive(part, 10, 20)
                job = self.new_job(self.assets[0], part, 12)
                before = self.charge_of(self.assets[0])
                job.action_issue_parts()
                self.assertEqual(self.charge_of(self.assets[0]) - before, cost)
                self.assertEqual(round(100 * job.parts_cost), cost)

    def test_a_distribution_model_does_not_charge_twice(self):
        self.env["account.analytic.distribution.model"].create(
            {
                "account_prefix": "620",
                "company_id": self.company.id,
                "analytic_distribution": {str(self.accounts[0].id): 100},
            }
        )
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.new_job(self.assets[0], part, 3)
        job.action_issue_parts()
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        self.assertEqual(self.charge_of(self.assets[0]), 2000)
        self.assert_reconciled("real_time")
        entry = job.move_ids.account_move_id.line_ids
        self.assertTrue(entry)
        self.assertEqual(entry.equipment_id, self.assets[0])
        self.assertFalse(entry.analytic_line_ids)

    def test_without_an_account_there_is_no_entry_but_a_charge(self):
        self.place.valuation_account_id = False
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.new_job(self.assets[0], part, 3)
        job.action_issue_parts()
        self.assertFalse(job.move_ids.account_move_id)
        self.assertEqual(self.charge_of(self.assets[0]), 3000)
        self.assertEqual(self.analytic_of(self.assets[0]), 3000)

    def test_no_analytic_line_before_the_move_is_done_also_after_pick_then_cancel(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 5, 10)
        job = self.new_job(self.assets[0], part, 3)
        job.action_reserve_parts()
        job.picking_ids.move_ids.picked = True
        self.assertEqual(self.analytic_of(self.assets[0]), 0)
        self.assertFalse(job.move_ids.analytic_account_line_ids)
        job.picking_ids.action_cancel()
        self.assertFalse(job.move_ids.analytic_account_line_ids)
        self.assert_reconciled("real_time")

    def test_non_storable_parts_have_a_quantity_and_no_money(self):
        part = self.new_part("average", "real_time", is_storable=False)
        job = self.new_job(self.assets[0], part, 3)
        job.action_issue_parts()
        self.assertEqual(job.part_ids.issued_qty, 3)
        self.assertFalse(job.move_ids.account_move_id)
        self.assertFalse(job.move_ids.analytic_account_line_ids)
        self.assertEqual(self.assets[0].parts_cost, 0)
        [row] = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)]
        )
        self.assertEqual((row.quantity, row.cost), (3, 0))
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        self.assert_reconciled("real_time")

    def test_what_is_no_distribution_is_refused_on_assets_and_categories(self):
        manager = new_test_user(
            self.env,
            "distributor",
            "maintenance.group_equipment_manager,maintenance_bom.group_planner",
        )
        category = self.env["maintenance.equipment.category"].create({"name": "Any"})
        for record in self.assets[0], category:
            model = record.browse().with_user(manager)
            before = record.analytic_distribution
            for value in (
                {"x": "NaN"},
                {"1": "NaN"},
                {"1": nan},
                {"1": inf},
                {"1": 1e300},
                {"": 100},
                {"0": 100},
                {str(10**20): 100},
                {"1,": 100},
                {"1": [100]},
                [1],
                "x",
                7,
            ):
                with self.subTest(model=record._name, value=str(value)):
                    said = "Analytic Distribution"
                    with self.assertRaisesRegex(ValidationError, said):
                        record.with_user(manager).analytic_distribution = value
                    with self.assertRaisesRegex(ValidationError, said):
                        model.create({"name": "New", "analytic_distribution": value})
                    with self.assertRaisesRegex(ValidationError, said):
                        model.with_context(default_analytic_distribution=value).create(
                            {"name": "New"}
                        )
            self.assertEqual(record.analytic_distribution, before)
            record.with_user(manager).analytic_distribution = {
                f"{self.accounts[0].id},{self.accounts[1].id}": 62.5
            }

    def test_the_category_lends_its_distribution(self):
        distribution = {str(self.accounts[1].id): 100}
        category = self.env["maintenance.equipment.category"].create(
            {"name": "Trucks", "analytic_distribution": distribution}
        )
        asset = self.env["maintenance.equipment"].create(
            {"name": "New", "category_id": category.id}
        )
        self.assertEqual(asset.analytic_distribution, distribution)

    def test_a_user_without_accounting_rights_charges_the_asset(self):
        user = self._create_new_internal_user(
            name="Technician", login="technician", groups="maintenance_bom.group_user"
        )
        part = self.new_part("fifo", "real_time")
        self.receive(part, 5, 10)
        self.assets[0].with_user(user).issue_parts(
            [{"product_id": part.id, "quantity": 2}]
        )
        self.assertEqual(self.charge_of(self.assets[0]), 2000)
        self.assert_reconciled("real_time")
