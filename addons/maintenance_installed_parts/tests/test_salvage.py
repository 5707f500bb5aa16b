"""Worn parts: what leaves the asset enters the stock, to the cent."""

from contextlib import contextmanager
from itertools import product

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import DEEP
from odoo.addons.maintenance_consumption.tests.money import (
    METHODS,
    VALUATIONS,
    MoneyCase,
)

from .common import RemovalMixin


@tagged("post_install", "-at_install")
class TestSalvage(RemovalMixin, MoneyCase):
    """The money of worn parts, over all cost methods and valuations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asset = cls.assets[0]
        # nobody limits what their worn parts are worth
        cls.technician = cls.env.user

    @contextmanager
    def case(self, name):
        """A case of its own, of which nothing is left for the next."""
        with self.subTest(name):
            savepoint = self.cr.savepoint()
            try:
                yield
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def new_used(self, part, method, valuation, **values):
        """The product that worn ones of ``part`` are kept as."""
        used = self.new_part(
            method, valuation, name="Used part", **{"standard_price": 0.0, **values}
        )
        part.product_tmpl_id.used_product_id = used
        return used

    def stock_value(self, *parts):
        """What these parts are worth in stock, in cents."""
        self.env.flush_all()
        self.env.invalidate_all()
        return round(sum(100 * part.total_value for part in parts))

    def put_on(self, part, quantity, price):
        """Receive a part and issue it to the first asset; one is left at each price."""
        self.receive(part, quantity + 1, price)
        self.new_job(self.assets[0], part, quantity).action_issue_parts()

    def test_what_leaves_the_asset_enters_the_stock(self):
        for number, (method, used_method) in enumerate(product(METHODS, METHODS)):
            # in turn: each of the methods meets both
            for valuation in VALUATIONS if DEEP else [VALUATIONS[number % 2]]:
                with self.case(f"{method} {valuation} {used_method}"):
                    self.check_salvage(method, valuation, used_method)

    def check_salvage(self, method, valuation, used_method):
        part = self.new_part(method, valuation)
        used = self.new_used(part, used_method, valuation, standard_price=2.22)
        self.put_on(part, 3, 100.0)
        charge, new = self.charge_of(self.assets[0]), self.stock_value(part)
        cost = part.standard_price
        for quantity, value in ((1, 33.33), (2, 0.07)):
            before = self.stock_value(used)
            self.remove(part, quantity, "stock", unit_value=value)
            entered = self.stock_value(used) - before
            credited = charge - self.charge_of(self.assets[0])
            unit = 2.22 if used_method == "standard" else value
            self.assertEqual((entered, credited), (round(100 * unit * quantity),) * 2)
            charge -= credited
        self.assertEqual(self.stock_value(part), new, "new ones keep their value")
        self.assertEqual(part.standard_price, cost, "and their cost")
        self.assert_reconciled(valuation)

    def test_without_a_product_of_their_own_used_ones_share_the_average(self):
        for method in ("average", "fifo"):
            for valuation in VALUATIONS:
                with self.case(f"{method} {valuation}"):
                    part = self.new_part(method, valuation)
                    self.put_on(part, 3, 100.0)
                    charge = self.charge_of(self.assets[0])
                    before = self.stock_value(part)
                    self.remove(part, 2, "stock", unit_value=12.34)
                    self.assertEqual(self.stock_value(part) - before, 2468)
                    self.assertEqual(charge - self.charge_of(self.assets[0]), 2468)
                    self.assert_reconciled(valuation)

    def test_a_standard_price_cannot_hold_a_salvage_value(self):
        for valuation in VALUATIONS:
            with self.case(valuation):
                part = self.new_part("standard", valuation)
                self.put_on(part, 1, 100.0)
                before = self.stock_value(part)
                with self.assertRaisesRegex(UserError, "as much as a new one"):
                    self.remove(part, 1, "stock", unit_value=5.0)
                self.assertEqual(self.stock_value(part), before)
                self.assert_reconciled(valuation)

    def test_each_serial_has_its_own_value(self):
        for method in ("average", "fifo"):
            with self.case(method):
                part = self.new_part(
                    method, "real_time", tracking="serial", lot_valuated=True
                )
                lots = self.env["stock.lot"].create(
                    [{"name": name, "product_id": part.id} for name in ("S1", "S2")]
                )
                self._make_in_move(part, 2, 100, lot_ids=lots, create_picking=True)
                line = {"product_id": part.id, "quantity": 1, "lot_id": lots[0].id}
                self.assets[0].issue_parts([line])
                charge = self.charge_of(self.assets[0])
                self.remove(part, 1, "stock", unit_value=7.77, lot_id=lots[0].id)
                self.assertEqual(charge - self.charge_of(self.assets[0]), 777)
                self.assertEqual(self.stock_value(lots[0]), 777)
                self.assertEqual(self.stock_value(lots[1]), 10000, "as new as before")
                self.assertEqual(part._judge_salvage(), "free")
                self.assert_reconciled("real_time")

    def test_worth_nothing_costs_nothing_when_it_is_issued_again(self):
        for method in ("average", "fifo"):
            for valuation in VALUATIONS:
                with self.case(f"{method} {valuation}"):
                    part = self.new_part(method, valuation)
                    used = self.new_used(part, method, valuation, standard_price=9.0)
                    self.remove(part, 2, "stock", unit_value=0.0)
                    self.assertEqual(self.stock_value(used), 0)
                    place = self.warehouse_of(self.assets[0]).used_parts_location_id
                    self.assets[1].issue_parts(
                        [
                            {
                                "product_id": used.id,
                                "quantity": 1,
                                "location_id": place.id,
                            }
                        ]
                    )
                    self.assertEqual(self.charge_of(self.assets[1]), 0)
                    self.assertEqual(self.stock_value(used), 0)

    def warehouse_of(self, asset):
        return asset._get_parts_warehouse(self.company)

    def test_a_used_one_issued_again_costs_its_salvage_value(self):
        part = self.new_part("average", "real_time")
        used = self.new_used(part, "average", "real_time")
        self.put_on(part, 1, 100.0)
        self.remove(part, 1, "stock", unit_value=20.0)
        place = self.warehouse_of(self.assets[0]).used_parts_location_id
        self.assets[1].issue_parts(
            [{"product_id": used.id, "quantity": 1, "location_id": place.id}]
        )
        self.assertEqual(self.charge_of(self.assets[0]), 8000)
        self.assertEqual(self.charge_of(self.assets[1]), 2000)
        self.assertEqual(self.stock_value(used), 0)
        self.assert_reconciled("real_time")

    def test_a_scrapped_old_part_costs_nothing(self):
        for method in METHODS:
            for valuation in VALUATIONS:
                with self.case(f"{method} {valuation}"):
                    part = self.new_part(method, valuation)
                    self.put_on(part, 2, 100.0)
                    charge = self.charge_of(self.assets[0])
                    before = self.stock_value(part)
                    result = self.remove(part, 1, becomes="scrap")
                    self.assertFalse(result["picking_id"])
                    scrap = self.env["stock.scrap"].browse(result["scrap_ids"])
                    self.assertEqual(scrap.state, "done")
                    self.assertEqual(scrap.move_ids.maintenance_kind, "scrap")
                    self.assertEqual(scrap.move_ids.equipment_id, self.assets[0])
                    self.assertEqual(scrap.move_ids.value, 0)
                    self.assertFalse(scrap.move_ids.account_move_id)
                    self.assertEqual(self.charge_of(self.assets[0]), charge)
                    self.assertEqual(self.stock_value(part), before)
                    self.assert_reconciled(valuation)

    def test_the_cost_report_names_it(self):
        part = self.new_part("average", "real_time")
        used = self.new_used(part, "average", "real_time")
        self.put_on(part, 2, 100.0)
        self.remove(part, 1, "stock", unit_value=30.0)
        self.remove(part, 1, becomes="scrap")
        self.env.flush_all()
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)], order="id"
        )
        self.assertEqual(
            [(row.kind, row.product_id, row.quantity, row.cost) for row in rows],
            [("issue", part, 2, 200), ("salvage", used, -1, -30)],
        )

    def test_worn_parts_in_other_units(self):
        part = self.new_part("average", "periodic")
        used = self.new_used(part, "average", "periodic")
        dozen = self.env.ref("uom.product_uom_dozen")
        self.remove(part, 1, "stock", unit_value=1.25, uom_id=dozen.id)
        self.assertEqual(used.qty_available, 12)
        self.assertEqual(self.stock_value(used), 1500)
        self.remove(part, 3, "stock", unit_value=1 / 3)
        self.assertEqual(self.stock_value(used), 1600, "rounded once, for all three")
        kilo = self.env.ref("uom.product_uom_kgm")
        with self.assertRaisesRegex(UserError, "Line 1 for .*cannot be moved in kg"):
            self.remove(part, 1, "stock", unit_value=1.25, uom_id=kilo.id)

    def test_a_technician_removes_parts_without_other_rights(self):
        user = self._create_new_internal_user(
            name="Technician", login="technician", groups="maintenance_bom.group_user"
        )
        part = self.new_part("average", "real_time")
        self.new_used(part, "average", "real_time")
        line = {"product_id": part.id, "becomes": "stock", "unit_value": 4.0}
        self.assets[0].with_user(user).remove_parts([line, dict(line, becomes="scrap")])
        self.assertEqual(self.charge_of(self.assets[0]), -400)
        self.assert_reconciled("real_time")
        for group in ("account.group_account_readonly", "purchase.group_purchase_user"):
            self.assertFalse(
                self.env.ref(group, raise_if_not_found=False) and user.has_group(group)
            )
