"""No query count grows with the number of assets, charges or differences."""

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import MANY
from odoo.addons.maintenance_consumption.tests.aging import AgingCase
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase

from .common import PeriodCase
from .reconciling import ALWAYS, DifferenceCase


@tagged("post_install", "-at_install")
class TestAssetTreeQueries(ConsumptionCase):
    """What an asset costs with its components."""

    def test_queries_do_not_grow_with_the_number_of_assets(self):
        self.filter.standard_price = 10
        self.stock(self.filter, 10)
        top = self.new_asset(self.bom)
        assets = self.new_assets(100, parent_id=top.id)
        # charges on the way
        for asset in (top, assets[0], assets[50]):
            self.issue(self.filter, 1, asset)
        names = ["maintenance_cost", "tree_cost", "child_count"]

        def count(records):
            records = records.with_user(self.planner)
            return self.count_queries(lambda: records.read(names))

        count(assets[:1])
        self.assertEqual(count(assets[:10]), count(assets))


@tagged("post_install", "-at_install")
class TestPeerQueries(AgingCase):
    """Assets beside their peers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"parts_peer_factor": 2, "parts_peer_min_amount": 100})
        fleet = cls.new_fleet(24, 30, 36, 40, 12)
        for asset in fleet:
            cls.take(asset, asset.in_service_date, [(cls.bolt, 10)])
        for asset, months in ((fleet[0], 3), (fleet[1], 1)):
            cls.take(asset, cls.ago(months), [(cls.gearbox, 2)])

    def test_the_fleet_costs_the_same_queries_for_more_assets(self):
        model = self.env["maintenance.peer.comparison"].with_user(self.planner)

        def count():
            return self.count_queries(model.action_view_fleet, warm_ups=1)

        few = count()
        self.new_fleet(*range(20, 20 + MANY))
        self.assertEqual(count(), few)

    def test_the_figures_of_many_cost_no_more_queries(self):
        def count(assets):
            assets = assets.with_user(self.planner)
            names = ["parts_cost_this_year", "parts_used_count", "peer_state"]
            names += ["peer_ratio", "peer_explanation"]
            return self.count_queries(lambda: assets.read(names), warm_ups=1)

        few = self.new_fleet(*range(20, 30), bom=self.new_bom("Ten"))
        many = self.new_fleet(*range(20, 20 + MANY), bom=self.new_bom("Many"))
        for asset in few[:3] | many[: MANY // 3]:
            self.take(asset, self.ago(4), [(self.bolt, 1), (self.gearbox, 1)])
        first, second = count(few), count(many)
        self.assertEqual(first, second)
        self.assertLess(second, 40)


@tagged("post_install", "-at_install")
class TestClosingQueries(PeriodCase):
    """Closing the stock of a period."""

    def test_queries_of_a_closing_do_not_grow_with_the_charges(self):
        def close(day, month):
            return self.count_queries(
                lambda: self.close(day, f"2035-{month}-28 20:00:00"), warm_ups=0
            )

        for _number in range(2):
            self.issue_on("2035-10-10", self.periodic)
        self.close("2035-10-15", "2035-10-15 20:00:00")
        for _number in range(2):
            self.issue_on("2035-10-16", self.periodic)
        few = close("2035-10-28", "10")
        for _number in range(20):
            self.issue_on("2035-11-10", self.periodic)
        self.assertLessEqual(close("2035-11-28", "11"), few + 5)


@tagged("post_install", "-at_install")
class TestReconciliationQueries(DifferenceCase):
    """Comparing the charges with the books."""

    def test_queries_do_not_grow_with_the_assets(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 400, 10)
        assets = self.assets.create(
            [
                {
                    "name": f"Asset {number}",
                    "company_id": self.company.id,
                    "analytic_distribution": {str(self.accounts[number % 2].id): 100},
                }
                # with the two of before no more than a hundred: the ORM inserts no more
                for number in range(MANY - 2)
            ]
        )

        def issue(some):
            for asset in some:
                asset.issue_parts([{"product_id": part.id, "quantity": 1}])

        def count():
            record = self.env["maintenance.reconciliation"].create(
                {"company_id": self.company.id, **ALWAYS}
            )

            def compare():
                record.action_compare()
                record.drift_ids.mapped("explanation")
                record.line_ids.mapped("note")

            return self.count_queries(compare, warm_ups=1), len(record.line_ids)

        issue(assets[:8])
        # of every ten charges one differs
        self.moves_of(assets[0]).analytic_account_line_ids.unlink()
        few, few_lines = count()
        issue(assets[8:])
        self.env["stock.move"].search(
            [("equipment_id", "in", assets[8:].ids)]
        ).filtered(
            lambda move: move.equipment_id.id % 10 == 0
        ).analytic_account_line_ids.unlink()
        many, many_lines = count()
        self.assertEqual((few_lines, many_lines), (10, MANY))
        self.assertEqual(few, many)
        self.assertLess(many, 70)
