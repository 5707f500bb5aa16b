"""Worn parts: what leaves the asset enters the stock, to the cent, or costs nothing."""

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ConsumptionCase
from .money import METHODS, VALUATIONS, MoneyCase


@tagged("post_install", "-at_install")
class TestSalvage(MoneyCase):
    """The money of worn parts, over all cost methods and valuations."""

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

    def remove(self, part, quantity=1, value=0.0, becomes="stock", **values):
        return self.assets[0].remove_parts(
            [
                {
                    "product_id": part.id,
                    "quantity": quantity,
                    "unit_value": value,
                    "becomes": becomes,
                    **values,
                }
            ]
        )

    def stock_value(self, *parts):
        """What these parts are worth in stock, in cents."""
        self.env.flush_all()
        self.env.invalidate_all()
        return round(sum(100 * part.total_value for part in parts))

    def put_on(self, part, quantity, price):
        """Receive a part and issue it to the first asset; one is left at each price."""
        self.receive(part, quantity + 1, price)
        self.new_job(self.assets[0], part, quantity).action_issue_parts()

    def test_t11_what_leaves_the_asset_enters_the_stock(self):
        for method in METHODS:
            for valuation in VALUATIONS:
                for used_method in METHODS:
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
            self.remove(part, quantity, value)
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
                    self.remove(part, 2, 12.34)
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
                    self.remove(part, 1, 5.0)
                self.assertEqual(self.stock_value(part), before)
                self.assert_reconciled(valuation)

    def test_t17_each_serial_has_its_own_value(self):
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
                self.remove(part, 1, 7.77, lot_id=lots[0].id)
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
                    self.remove(part, 2, 0.0)
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
        self.remove(part, 1, 20.0)
        place = self.warehouse_of(self.assets[0]).used_parts_location_id
        self.assets[1].issue_parts(
            [{"product_id": used.id, "quantity": 1, "location_id": place.id}]
        )
        self.assertEqual(self.charge_of(self.assets[0]), 8000)
        self.assertEqual(self.charge_of(self.assets[1]), 2000)
        self.assertEqual(self.stock_value(used), 0)
        self.assert_reconciled("real_time")

    def test_t18_a_scrapped_old_part_costs_nothing(self):
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
        self.remove(part, 1, 30.0)
        self.remove(part, 1, becomes="scrap")
        self.env.flush_all()
        rows = self.env["maintenance.cost.report"].search(
            [("equipment_id", "=", self.assets[0].id)], order="id"
        )
        self.assertEqual(
            [(row.kind, row.product_id, row.quantity, row.cost) for row in rows],
            [("issue", part, 2, 200), ("salvage", used, -1, -30)],
        )

    def test_t01_t02_other_units(self):
        part = self.new_part("average", "periodic")
        used = self.new_used(part, "average", "periodic")
        dozen = self.env.ref("uom.product_uom_dozen")
        self.remove(part, 1, 1.25, uom_id=dozen.id)
        self.assertEqual(used.qty_available, 12)
        self.assertEqual(self.stock_value(used), 1500)
        self.remove(part, 3, 1 / 3)
        self.assertEqual(self.stock_value(used), 1600, "rounded once, for all three")
        kilo = self.env.ref("uom.product_uom_kgm")
        with self.assertRaisesRegex(UserError, "Line 1 for .*cannot be moved in kg"):
            self.remove(part, 1, 1.25, uom_id=kilo.id)

    def test_t40_a_technician_removes_parts_without_other_rights(self):
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


@tagged("post_install", "-at_install")
class TestRemoval(ConsumptionCase):
    """What a removed part is, and is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.pump = cls.new_product("Pump", categ_id=cls.average.id)
        cls.motor = cls.new_product("Motor", tracking="serial", categ_id=cls.average.id)
        cls.used_motor = cls.new_product(
            "Motor, used", tracking="serial", categ_id=cls.average.id
        )
        cls.motor.product_tmpl_id.used_product_id = cls.used_motor
        cls.m1 = cls.env["stock.lot"].create({"name": "M1", "product_id": cls.motor.id})
        cls.used = cls.warehouse.used_parts_location_id

    def remove(self, product, becomes="stock", asset=None, **values):
        asset = (self.asset if asset is None else asset).with_user(self.technician)
        return asset.remove_parts(
            [{"product_id": product.id, "becomes": becomes, **values}]
        )

    def test_t08_a_removed_part_moves_in_a_picking_of_its_own(self):
        job = self.new_job()
        result = job.action_remove_parts(
            [
                {
                    "product_id": self.motor.id,
                    "lot_id": self.m1.id,
                    "becomes": "stock",
                    "position": "bay",
                    "unit_value": 5,
                }
            ]
        )
        picking = self.env["stock.picking"].browse(result["picking_id"])
        self.assertEqual(result["picking_name"], picking.name)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.picking_type_id, self.warehouse.in_type_id)
        self.assertEqual(picking.maintenance_request_id, job)
        gone, kept = picking.move_ids.sorted("id")
        self.assertEqual(gone.product_id, self.motor)
        self.assertEqual(gone.lot_ids, self.m1)
        self.assertEqual((gone.location_dest_id.usage, gone.value), ("inventory", 0))
        self.assertEqual(kept.product_id, self.used_motor)
        self.assertEqual(kept.lot_ids.name, "M1", "the same piece")
        self.assertEqual((kept.location_dest_id, kept.value), (self.used, 5))
        for move in gone | kept:
            self.assertEqual(move.equipment_id, self.asset)
            self.assertEqual(move.maintenance_request_id, job)
            self.assertEqual(move.maintenance_kind, "salvage")
            self.assertEqual(move.equipment_position, "bay")
            self.assertFalse(move.maintenance_request_part_id)
        self.assertEqual(self.on_hand(self.used_motor, self.used), (1, 0))
        self.assertEqual(job.with_user(self.planner).parts_cost, -5)

    def test_t11_it_need_not_have_been_issued_and_is_no_return(self):
        self.stock(self.filter, 5)
        self.filter.categ_id = self.average
        job = self.new_job([(self.filter, 1)])
        job.action_issue_parts()
        self.remove(self.filter, quantity=3)
        self.assertEqual(job.part_ids.returned_qty, 0)
        job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])
        with self.assertRaises(UserError):
            job.action_return_parts([{"part_id": job.part_ids.id, "quantity": 1}])

    def test_nobody_gets_a_worn_part_for_a_new_one(self):
        self.remove(self.pump, quantity=3)
        self.assertEqual(self.on_hand(self.pump, self.used), (3, 0))
        self.assertEqual(self.on_hand(self.pump), (0, 0))
        job = self.new_job([(self.pump, 1)])
        self.assertEqual(job.parts_state, "short")
        job.action_reserve_parts()
        self.assertEqual(job.part_ids.reserved_qty, 0)
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.pump.id,
                            "product_uom_qty": 1,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self.assertEqual(delivery.move_ids.quantity, 0)

    def test_every_warehouse_has_a_place_for_used_parts_beside_its_stock(self):
        self.env["res.company"].create({"name": "Branch"})
        self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        for warehouse in self.env["stock.warehouse"].search([]):
            place = warehouse.used_parts_location_id
            self.assertEqual(place.usage, "internal")
            self.assertEqual(place.company_id, warehouse.company_id)
            self.assertEqual(place.location_id, warehouse.view_location_id)
            self.assertEqual(place.warehouse_id, warehouse)
            self.assertTrue(place.active)

    def test_wrong_lines_are_named_and_nothing_moves(self):
        other = self.env["stock.lot"].create(
            {"name": "F1", "product_id": self.filter.id}
        )
        consumable = self.new_product("Rag", is_storable=False)
        for values, message in (
            ({}, "Line 2 .*name its part"),
            ({"product_id": 0}, "name its part"),
            ({"product_id": self.pump.id}, "stock or scrap"),
            ({"product_id": self.pump.id, "becomes": "sold"}, "stock or scrap"),
            (
                {"product_id": self.pump.id, "becomes": "scrap", "quantity": 0},
                "how much of “Pump”",
            ),
            (
                {"product_id": self.pump.id, "becomes": "stock", "unit_value": -1},
                "worth, zero or more",
            ),
            ({"product_id": self.motor.id, "becomes": "scrap"}, "name the serial"),
            (
                {
                    "product_id": self.motor.id,
                    "becomes": "scrap",
                    "lot_id": self.m1.id,
                    "quantity": 2,
                },
                "M1 is one piece of “Motor”, not 2",
            ),
            (
                {"product_id": self.motor.id, "becomes": "scrap", "lot_id": other.id},
                "F1 is a lot of",
            ),
            (
                {"product_id": consumable.id, "becomes": "stock"},
                "“Rag” keeps no stock",
            ),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.asset.with_user(self.technician).remove_parts(
                    [{"product_id": self.pump.id, "becomes": "stock"}, values]
                )
            self.assertEqual(self.on_hand(self.pump, self.used), (0, 0))
        with self.assertRaisesRegex(UserError, "at least one part"):
            self.asset.with_user(self.technician).remove_parts([])

    def test_a_job_removes_parts_of_its_own_asset(self):
        line = {"product_id": self.pump.id, "becomes": "scrap"}
        other = self.new_job(asset=self.other_asset)
        with self.assertRaisesRegex(UserError, "is about “.T-2. Asset 0”"):
            self.asset.with_user(self.technician).remove_parts([line], other.id)
        nameless = self.new_job(asset=self.env["maintenance.equipment"])
        with self.assertRaisesRegex(UserError, "about no asset"):
            nameless.action_remove_parts([line])

    def test_who_is_no_user_of_asset_parts_removes_nothing(self):
        line = {"product_id": self.pump.id, "becomes": "stock", "unit_value": 1000}
        for login, group in (
            ("employee", "base.group_user"),
            (
                "storekeeper",
                "stock.group_stock_user,maintenance.group_equipment_manager",
            ),
        ):
            user = self.new_user(login, group)
            with self.assertRaises(AccessError):
                self.asset.with_user(user).remove_parts([line])
        self.assertEqual(self.on_hand(self.pump, self.used), (0, 0))

    def test_what_used_ones_cannot_be_kept_as(self):
        for used, problem in (
            (self.pump, "the same product"),
            (self.new_product("Rag", is_storable=False), "keeps no stock"),
            (self.new_product("Paint", self.litre), "unit does not convert"),
            (self.motor, "tracked differently"),
        ):
            with (
                self.subTest(problem),
                self.assertRaisesRegex(ValidationError, problem),
            ):
                self.pump.product_tmpl_id.used_product_id = used

    def test_the_dialog_of_a_job(self):
        self.stock(self.motor, 1, lot=self.m1)
        job = self.new_job(
            [{"product_id": self.motor.id, "quantity": 1, "position": "bay"}]
        )
        job.action_issue_parts()
        self.env.flush_all()
        dialog = Form(
            self.env["maintenance.parts.remove"]
            .with_user(self.technician)
            .with_context(default_equipment_id=self.asset.id, default_request_id=job.id)
        )
        dialog.stay_id = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", self.m1.id)]
        )
        self.assertEqual(
            (dialog.product_id, dialog.lot_id, dialog.position, dialog.quantity),
            (self.motor, self.m1, "bay", 1),
        )
        dialog.becomes = "stock"
        self.assertEqual(dialog.kept_as_id, self.used_motor)
        dialog.unit_value = 12.5
        dialog.save().action_apply()
        self.assertEqual(job.with_user(self.planner).parts_cost, -12.5)
        [row] = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", self.m1.id)]
        )
        self.assertEqual(row.state, "salvage")

    def test_the_dialog_says_what_cannot_be_kept(self):
        self.pump.categ_id.property_cost_method = "standard"
        dialog = Form(
            self.env["maintenance.parts.remove"]
            .with_user(self.technician)
            .with_context(default_equipment_id=self.asset.id)
        )
        dialog.product_id = self.pump
        dialog.becomes = "stock"
        self.assertIn("standard price", dialog.salvage_problem)
        with self.assertRaisesRegex(UserError, "standard price"):
            dialog.save().action_apply()
