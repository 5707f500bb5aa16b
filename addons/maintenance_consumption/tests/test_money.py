"""The cost of an asset is what Odoo's valuation said, to the cent, everywhere."""

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import QUIET
from odoo.addons.stock_account.tests.common import TestStockValuationCommon

METHODS = ("standard", "average", "fifo")
VALUATIONS = ("periodic", "real_time")

quantities = st.integers(1, 7)
prices = st.sampled_from([3.33, 9.99, 10.0, 10.01, 0.07, 123.45])
assets = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("receive"), quantities, prices),
    st.tuples(st.just("issue"), assets, quantities, st.booleans()),
    st.tuples(st.just("issue partly"), assets, quantities, quantities),
    st.tuples(st.just("finish backorder"), assets),
    st.tuples(st.just("cancel"), assets),
    st.tuples(st.just("return"), assets, quantities),
    st.tuples(st.just("reprice"), prices),
    st.tuples(st.just("pick and cancel"), assets, quantities),
)
histories = st.lists(steps, min_size=10, max_size=16)


class MoneyCase(TestStockValuationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids, **QUIET)
        )
        cls.place = cls.company.maintenance_location_id
        cls.expense = cls.env["account.account"].create(
            {"name": "Parts of assets", "code": "620001", "account_type": "expense"}
        )
        cls.place.valuation_account_id = cls.expense
        plan = cls.env["account.analytic.plan"].create({"name": "Assets"})
        cls.plan_column = plan._column_name()
        cls.accounts = cls.env["account.analytic.account"].create(
            [{"name": f"Truck {number}", "plan_id": plan.id} for number in range(2)]
        )
        cls.assets = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": account.name,
                    "company_id": cls.company.id,
                    "analytic_distribution": {str(account.id): 100},
                }
                for account in cls.accounts
            ]
        )
        cls.team = cls.env["maintenance.team"].create(
            {"name": "Workshop", "company_id": cls.company.id}
        )
        cls.categories = {
            (method, valuation): cls.env["product.category"].create(
                {
                    "name": f"{method} {valuation}",
                    "property_cost_method": method,
                    "property_valuation": valuation,
                }
            )
            for method in METHODS
            for valuation in VALUATIONS
        }

    def new_part(self, method, valuation, **values):
        return self.env["product.product"].create(
            {
                "name": "Part",
                "is_storable": True,
                "standard_price": 10.0,
                "categ_id": self.categories[method, valuation].id,
                **values,
            }
        )

    def new_job(self, asset, part, quantity, uom=None):
        return self.env["maintenance.request"].create(
            {
                "name": "Job",
                "equipment_id": asset.id,
                "company_id": self.company.id,
                "maintenance_team_id": self.team.id,
                "part_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "quantity": quantity,
                            "uom_id": (uom or part.uom_id).id,
                        }
                    )
                ],
            }
        )

    def receive(self, part, quantity, price):
        return self._make_in_move(part, quantity, price, create_picking=True)

    def moves_of(self, asset):
        return self.env["stock.move"].search([("equipment_id", "=", asset.id)])

    def charge_of(self, asset):
        """Σ signed stock.move.value, in cents."""
        done = self.moves_of(asset).filtered(
            lambda move: move.state == "done" and move.product_id.is_storable
        )
        return round(
            sum(100 * (move.value if move.is_out else -move.value) for move in done)
        )

    def analytic_of(self, asset):
        """−Σ analytic lines, in cents: by the asset and by its account the same."""
        lines = self.env["account.analytic.line"].search(
            [("equipment_id", "=", asset.id)]
        )
        account = self.accounts[self.assets.ids.index(asset.id)]
        by_account = lines.search([(self.plan_column, "=", account.id)])
        self.assertEqual(lines, by_account)
        return round(-100 * sum(lines.mapped("amount")))

    def ledger_of(self, asset):
        """The balance of the expense account's items of the asset, in cents."""
        items = self.env["account.move.line"].search(
            [
                ("equipment_id", "=", asset.id),
                ("account_id", "=", self.expense.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(100 * sum(items.mapped("balance")))

    def assert_reconciled(self, valuation):
        self.env.flush_all()
        self.env.invalidate_all()
        for asset in self.assets:
            charge = self.charge_of(asset)
            self.assertEqual(round(100 * asset.parts_cost), charge)
            self.assertEqual(self.analytic_of(asset), charge)
            in_ledger = charge if valuation == "real_time" else 0
            self.assertEqual(self.ledger_of(asset), in_ledger)
            report = self.env["maintenance.cost.report"].search(
                [("equipment_id", "=", asset.id)]
            )
            self.assertEqual(round(100 * sum(report.mapped("cost"))), charge)
            done = self.moves_of(asset).filtered(lambda move: move.state == "done")
            self.assertFalse(
                self.env["account.analytic.line"].search_count(
                    [
                        ("equipment_id", "=", asset.id),
                        ("id", "not in", done.analytic_account_line_ids.ids),
                    ]
                ),
                "no line of a move that is not done",
            )


@tagged("post_install", "-at_install")
class TestHistories(MoneyCase):
    """Random histories, under every cost method and valuation."""

    def play(self, history, method, valuation):
        part = self.new_part(method, valuation)
        received, jobs = 0.0, {0: [], 1: []}
        for action, *args in history:
            on_hand = part.qty_available
            if action == "receive":
                quantity, price = args
                self.receive(part, quantity, price)
                received += quantity
            elif action == "reprice":
                if method == "standard":
                    part.standard_price = args[0]
            elif action in ("issue", "issue partly", "pick and cancel"):
                number, quantity, last = (*args, 0)[:3]
                by_six = action == "issue" and last
                if not on_hand:
                    continue
                uom = self.uom_pack_of_6 if by_six else part.uom_id
                job = self.new_job(self.assets[number], part, quantity, uom)
                jobs[number].append(job)
                job.action_reserve_parts()
                if action == "issue" and job.part_ids.reserved_qty:
                    job.action_issue_parts()
                elif action == "issue partly":
                    move = job.picking_ids.move_ids
                    if move.quantity:
                        move.quantity = min(last, move.quantity)
                        move.picked = True
                        job.picking_ids.button_validate()
                elif action == "pick and cancel":
                    job.picking_ids.move_ids.picked = True
                    job.archive_equipment_request()
            elif action == "finish backorder":
                for job in jobs[args[0]]:
                    if (
                        not job.archive
                        and on_hand
                        and job.picking_ids.filtered(
                            lambda picking: picking.state in ("assigned", "confirmed")
                        )
                    ):
                        job._reserve_parts()
                        job._issue_parts()
                        on_hand = part.qty_available
            elif action == "cancel":
                for job in jobs[args[0]][-1:]:
                    job.archive_equipment_request()
            elif action == "return":
                number, quantity = args
                for job in jobs[number]:
                    line = job.part_ids
                    out = line.uom_id._compute_quantity(
                        line.issued_qty - line.returned_qty, part.uom_id, round=False
                    )
                    back = min(round(out), quantity)
                    if back:
                        job.action_return_parts(
                            [{"part_id": line.id, "quantity": back}]
                        )
                        quantity -= back
        return part, received

    def assert_nothing_is_lost(self, part, received):
        net = 0
        for asset in self.assets:
            for move in self.moves_of(asset):
                if move.state == "done" and move.product_id == part:
                    net += move.product_qty if move.is_out else -move.product_qty
        self.assertAlmostEqual(part.qty_available + net, received)
        self.assertGreaterEqual(part.qty_available, 0)

    def return_everything(self, part):
        for line in self.env["maintenance.request.part"].search(
            [("product_id", "=", part.id)]
        ):
            out = line.uom_id._compute_quantity(
                line.issued_qty - line.returned_qty, part.uom_id, round=False
            )
            if part.uom_id.compare(out, 0) > 0:
                line.request_id.action_return_parts(
                    [{"part_id": line.id, "quantity": out}]
                )

    def check_histories(self, method, valuation):
        played = 0

        @seed(19)
        @settings(
            max_examples=6,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            # to make a history smaller takes many minutes
            phases=[Phase.generate],
        )
        @given(histories)
        def check(history):
            nonlocal played
            played += 1
            # every history begins with something on the shelf, in two layers
            history = [("receive", 7, 3.33), ("receive", 5, 10.01), *history]
            savepoint = self.cr.savepoint()
            try:
                part, received = self.play(history, method, valuation)
                self.assert_reconciled(valuation)
                self.assert_nothing_is_lost(part, received)
                self.return_everything(part)
                self.assert_reconciled(valuation)
                self.assert_nothing_is_lost(part, received)
                for asset in self.assets:
                    self.assertEqual(
                        self.charge_of(asset), 0, "all is back: nothing left"
                    )
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        check()
        self.assertGreaterEqual(played, 6)

    def test_standard_periodic(self):
        self.check_histories("standard", "periodic")

    def test_standard_perpetual(self):
        self.check_histories("standard", "real_time")

    def test_average_periodic(self):
        self.check_histories("average", "periodic")

    def test_average_perpetual(self):
        self.check_histories("average", "real_time")

    def test_fifo_periodic(self):
        self.check_histories("fifo", "periodic")

    def test_fifo_perpetual(self):
        self.check_histories("fifo", "real_time")


@tagged("post_install", "-at_install")
class TestMoney(MoneyCase):
    """Examples of what goes wrong with money."""

    def test_t11_the_last_return_takes_the_remainder(self):
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

    def test_t11_a_return_has_the_value_of_its_issue(self):
        part = self.new_part("fifo", "real_time")
        self.receive(part, 2, 10)
        self.receive(part, 2, 50)
        job = self.new_job(self.assets[0], part, 3)
        job.action_issue_parts()
        self.assertEqual(self.charge_of(self.assets[0]), 7000)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 2}])
        self.assertEqual(self.charge_of(self.assets[0]), 2333)
        self.assert_reconciled("real_time")

    def test_t15_what_valuation_says_not_quantity_times_price(self):
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

    def test_t14_a_distribution_model_does_not_charge_twice(self):
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

    def test_t14_without_an_account_there_is_no_entry_but_a_charge(self):
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

    def test_t04_non_storable_parts_have_a_quantity_and_no_money(self):
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

    def test_the_category_lends_its_distribution(self):
        distribution = {str(self.accounts[1].id): 100}
        category = self.env["maintenance.equipment.category"].create(
            {"name": "Trucks", "analytic_distribution": distribution}
        )
        asset = self.env["maintenance.equipment"].create(
            {"name": "New", "category_id": category.id}
        )
        self.assertEqual(asset.analytic_distribution, distribution)

    def test_t40_a_user_without_accounting_rights_charges_the_asset(self):
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
