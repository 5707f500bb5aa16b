from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.aging import AgingCase


@freeze_time("2025-07-20 09:00:00")
@tagged("post_install", "-at_install")
class TestPeerLists(AgingCase):
    """The peers of an asset side by side, and the whole fleet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"parts_peer_factor": 2, "parts_peer_min_amount": 100})
        cls.fleet = cls.new_fleet(24, 30, 36, 40, 12)
        for asset in cls.fleet:
            cls.take(asset, asset.in_service_date, [(cls.bolt, 10)])
        cls.lorry, cls.young = cls.fleet[0], cls.fleet[4]
        cls.take(cls.lorry, cls.ago(3), [(cls.gearbox, 3)])
        cls.take(cls.fleet[1], cls.ago(1), [(cls.gearbox, 2)])

    def open(self, action, user=None):
        rows = self.env[action["res_model"]].with_user(user or self.planner)
        return rows.search(action["domain"])

    def test_the_peers_of_an_asset_are_shown_at_its_months(self):
        rows = self.open(self.lorry.with_user(self.planner).action_view_peers())
        self.assertEqual(set(rows.equipment_id.ids), set(self.fleet.ids))
        by_asset = {row.equipment_id.id: row for row in rows}
        mine = by_asset[self.lorry.id]
        self.assertTrue(mine.is_chosen)
        self.assertEqual(
            (mine.months, mine.cost, mine.median_cost, mine.excess, mine.ratio),
            (24, 400, 100, 300, 4),
        )
        peer = by_asset[self.fleet[1].id]
        self.assertFalse(peer.is_chosen)
        self.assertEqual(
            (peer.months, peer.cost_total, peer.cost, peer.ratio), (30, 300, 100, 1)
        )
        self.assertEqual(peer.months_on_record, "1 – 30")
        young = by_asset[self.young.id]
        self.assertEqual((young.months, young.months_compared, young.cost), (12, 0, 0))
        self.assertEqual(rows[0], mine, "the dearest first")
        self.assertEqual(rows[-1], young, "and last what cannot be compared")

    def test_an_asset_with_too_few_peers_opens_too(self):
        lone = self.new_fleet(5, bom=self.new_bom("Lone")).with_user(self.planner)
        row = self.open(lone.action_view_peers())
        self.assertEqual((row.state, row.months_compared), ("few_peers", 0))

    def test_the_fleet_is_in_order_of_what_it_costs_too_much(self):
        model = self.env["maintenance.peer.comparison"].with_user(self.planner)
        rows = self.open(model.action_view_fleet())
        self.assertGreaterEqual(set(rows.equipment_id.ids), set(self.fleet.ids))
        self.assertEqual(rows[0].equipment_id.id, self.lorry.id)
        self.assertEqual((rows[0].state, rows[0].excess), ("flagged", 300))
        compared = rows.filtered("is_compared")
        excess = compared.mapped("excess")
        self.assertEqual(excess, sorted(excess, reverse=True))
        self.assertEqual(rows[: len(compared)], compared)
        self.assertEqual(
            rows[0].action_open_asset()["res_id"], self.lorry.id, "a click opens it"
        )

    def test_the_factors_are_told_side_by_side(self):
        rows = self.open(self.lorry.with_user(self.planner).action_view_peers())
        mine = rows.filtered("is_chosen")
        self.assertEqual((mine.jobs, mine.parts_per_job), (2, 6.5))
        self.assertAlmostEqual(mine.part_price, 400 / 13, 2)

    def test_each_user_sees_his_own(self):
        action = self.lorry.with_user(self.planner).action_view_peers()
        self.assertTrue(self.open(action))
        self.assertFalse(self.open(action, self.manager))

    def test_accountants_open_what_they_see(self):
        model = self.env["maintenance.peer.comparison"].with_user(self.accountant)
        rows = self.open(model.action_view_fleet(), self.accountant)
        row = rows.filtered(lambda row: row.equipment_id.id == self.lorry.id)
        self.assertEqual((row.cost, row.ratio), (400, 4))
