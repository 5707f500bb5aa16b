from collections import defaultdict

from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.maintenance_planning.tests.planning import (
    NOW,
    PlannerHistoryCase,
    histories,
)

from ..tools import AssetUse, count_exposure, need_of_assets, rule_rate

changes = st.lists(
    st.tuples(
        st.sampled_from(("retire", "leave", "revive", "count")), st.integers(0, 2)
    ),
    min_size=1,
    max_size=4,
)


@tagged("post_install", "-at_install")
class TestDeadStockHistories(PlannerHistoryCase):
    """What holds whatever has happened to stock, jobs, orders and assets."""

    def test_random_histories(self):
        self.play_each(
            st.tuples(histories, changes), self.play_and_check, examples=40, seed=1616
        )

    def play_and_check(self, history):
        with freeze_time(NOW):
            self.play_and_compare(*history)

    def play_and_compare(self, steps, later):
        self.play(steps)
        self.run_planner(warehouse_ids=self.warehouses.ids)
        table = self.env["maintenance.dead.stock"]
        rows = table.search([("warehouse_id", "in", self.warehouses.ids)])
        self.check_surplus(rows)
        self.check_planner(rows)
        self.check_need(rows)
        for change, number in later:
            products = self.change(change, self.assets[number], number)
            if products is None:
                table._rebuild_for_assets(self.assets[number])
            else:
                table._rebuild(self.warehouses, products)
        for warehouse in self.warehouses.sudo():
            self.assertEqual(
                table.sudo()._rebuild_warehouse(warehouse, None),
                (0, 0, 0),
                "rebuilding some parts at once gives what rebuilding all gives",
            )

    def change(self, change, asset, number):
        """Do something after the planner's run; the products that it is about."""
        if change == "count":
            self.stock(self.products[number], number, self.shelf)
            return self.products[number]
        if change == "revive":
            asset.action_put_in_service()
        elif asset.lifecycle_state != "retired":
            asset.action_retire(self.day(40) if change == "leave" else None)
        return None

    def check_surplus(self, rows):
        for row in rows:
            self.assertGreaterEqual(row.surplus_qty, 0)
            self.assertLessEqual(row.surplus_qty, max(row.on_hand, 0))
            self.assertTrue(row.explanation)

    def check_planner(self, rows):
        """The planner never buys what is called surplus in the same night."""
        sets, _successors = self.products._get_equivalences(self.products.ids)
        leaders = {part: group[0] for group in sets for part in group}
        surplus = {
            (row.warehouse_id, leaders[row.product_id.id])
            for row in rows
            if row.surplus_qty and row.product_id in self.products
        }
        short = {
            (row.warehouse_id, leaders[row.product_id.id])
            for row in self.env["maintenance.part.shortage"].search(
                [("product_id", "in", self.products.ids)]
            )
        }
        self.assertFalse(surplus & short)

    def check_need(self, rows):
        """The statement calculates what the plain function says."""
        belts = self.old_belt | self.belt
        for row in rows.filtered(lambda row: row.product_id in self.products):
            group = belts if row.product_id in belts else row.product_id
            expected = self.need_of(group, row.warehouse_id)
            self.assertAlmostEqual(row.remaining_need, expected, 5, row.product_id.name)

    def need_of(self, products, warehouse):
        """What living assets near a warehouse still need, record by record."""
        equipment = self.env["maintenance.equipment"]
        near = equipment.search(
            equipment._get_near_domain(warehouse) & equipment._get_living_domain()
        )
        needs = defaultdict(float)
        for need in self.env["maintenance.part.need"].search(
            [("warehouse_id", "=", warehouse.id), ("product_id", "in", products.ids)]
        ):
            needs[need.equipment_id] += need.quantity
        for move in self.env["stock.move"].search(
            [
                ("product_id", "in", products.ids),
                ("maintenance_request_id", "!=", False),
                ("state", "in", ("assigned", "partially_available", "confirmed")),
                ("location_id", "child_of", warehouse.view_location_id.id),
            ]
        ):
            asset = move.equipment_id or move.maintenance_request_id.equipment_id
            needs[asset] += move._get_parts_qty()
        company = self.company
        window = company._get_usage_days()
        uses, needed = [], 0.0
        for asset, quantity in needs.items():
            if asset not in near and asset.lifecycle_state != "retired":
                needed += quantity
        for asset in near:
            parts = self.env["maintenance.equipment.part"].search(
                [("equipment_id", "=", asset.id), ("product_id", "in", products.ids)]
            )
            moves = self.env["stock.move"].search(
                [
                    ("equipment_id", "=", asset.id),
                    ("product_id", "in", products.ids),
                    ("maintenance_kind", "in", ("issue", "return")),
                    ("state", "=", "done"),
                ]
            )
            if not parts and not moves and not needs[asset]:
                continue
            issued = sum(
                move.quantity if move.maintenance_kind == "issue" else -move.quantity
                for move in moves
            )
            since = asset.in_service_date
            leaves = asset.retirement_date
            left = (leaves - self.today).days if leaves else round(5 * 365.25)
            fitted = sum(parts.mapped("product_qty"))
            if not parts:
                out = moves.filtered(lambda move: move.maintenance_kind == "issue")
                fitted = sum(out.mapped("quantity")) / len(out) if out else 0.0
            uses.append(
                AssetUse(
                    fitted,
                    sum(
                        rule_rate(
                            part.product_qty,
                            part.line_id.replace_after,
                            part.line_id.replace_unit,
                        )
                        for part in parts
                        if part.line_id.replace_after
                    ),
                    max(issued, 0.0),
                    count_exposure(since and (self.today - since).days, window),
                    needs[asset],
                    left - company._get_parts_horizon(),
                )
            )
        return needed + need_of_assets(uses)
