from unittest.mock import patch

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common import ConsumptionCase


class LotCase(ConsumptionCase):
    """A truck with one motor and four tyres on an axle, all with serials."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor = cls.new_product("Motor", tracking="serial")
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.tyre = cls.new_product("Tyre", tracking="serial", categ_id=average.id)
        cls.oil = cls.new_product("Oil", tracking="lot")
        cls.truck_bom = cls.new_bom(
            "Lorry",
            [
                cls.line(cls.motor, 1, position="bay"),
                cls.line(cls.tyre, 4, position="axle"),
                cls.line(cls.oil, 4, position="sump"),
            ],
        )
        cls.truck, cls.other_truck = cls.new_assets(2, cls.truck_bom)

    @classmethod
    def new_lots(cls, product, *names, quantity=1, location=None):
        """Lots of a product, each with so much on the shelf."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in names]
        )
        for lot in lots:
            cls.stock(product, quantity, lot=lot, location=location)
        return lots

    @classmethod
    def issue(cls, lot, asset=None, quantity=1, **values):
        """Issue so much of a lot to an asset; return the move."""
        asset = cls.truck if asset is None else asset
        line = {"product_id": lot.product_id.id, "quantity": quantity, "lot_id": lot.id}
        result = asset.with_user(cls.technician).issue_parts([line | values])
        return cls.env["stock.picking"].browse(result["picking_id"]).move_ids

    @classmethod
    def remove(cls, lot, asset=None, becomes="scrap", quantity=1, **values):
        asset = cls.truck if asset is None else asset
        line = {"product_id": lot.product_id.id, "quantity": quantity, "lot_id": lot.id}
        return asset.with_user(cls.technician).remove_parts(
            [{"becomes": becomes} | line | values]
        )

    def stays(self, **where):
        """[(lot name, quantity, state, taken out by which move)] in order."""
        self.env.flush_all()
        domain = [(name, "=", value.id) for name, value in where.items()]
        rows = self.env["maintenance.equipment.lot"].with_user(self.technician)
        return [
            (row.lot_id.name, row.quantity, row.state, row.move_out_id)
            for row in rows.search(domain, order="move_in_id, key_id")
        ]

    def installed(self, asset=None):
        """{lot name: quantity} as integrators are told."""
        asset = self.truck if asset is None else asset
        self.env.flush_all()
        found = {}
        for row in asset.with_user(self.technician).get_installed_lots():
            found[row["lot_name"]] = found.get(row["lot_name"], 0) + row["quantity"]
        return found


@tagged("post_install", "-at_install")
class TestLots(LotCase):
    """The installed serial: asset, position, serial, dates in and out."""

    def test_t17_the_installed_serial_of_a_job(self):
        [lot] = self.new_lots(self.motor, "M1")
        job = self.new_job(asset=self.truck)
        job.action_propose_parts()
        job.part_ids.filtered(lambda part: part.product_id != self.motor).unlink()
        job.action_issue_parts()
        move = job.sudo().move_ids
        self.assertEqual(move.equipment_position, "bay")
        self.assertEqual(move.equipment_position_qty, 1)
        self.assertEqual(move.maintenance_kind, "issue")
        self.assertEqual(
            self.truck.with_user(self.technician).get_installed_lots(),
            [
                {
                    "equipment_id": self.truck.id,
                    "product_id": self.motor.id,
                    "product_name": "Motor",
                    "lot_id": lot.id,
                    "lot_name": "M1",
                    "position": "bay",
                    "quantity": 1.0,
                    "uom_id": self.unit.id,
                    "date_in": fields.Datetime.to_string(move.date),
                    "move_in_id": move.id,
                    "maintenance_request_id": job.id,
                }
            ],
        )

    def test_t17_a_swap_closes_the_old_one(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        swap = self.issue(second)
        self.assertEqual(
            self.stays(equipment_id=self.truck),
            [
                ("M1", 1, "replaced", swap),
                ("M2", 1, "installed", self.env["stock.move"]),
            ],
        )
        [old] = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", first.id)]
        )
        self.assertEqual(old.date_out, swap.date)
        self.assertEqual(old.position, "bay", "the only one where the BOM has it")
        self.assertEqual(self.truck.with_user(self.technician).lot_count, 2)
        self.assertEqual(self.truck.with_user(self.technician).installed_lot_count, 1)

    def test_the_fifth_tyre_closes_the_oldest_of_four(self):
        tyres = self.new_lots(self.tyre, "T1", "T2", "T3", "T4", "T5")
        for tyre in tyres[:4]:
            self.issue(tyre)
        self.assertEqual(self.installed(), dict.fromkeys(["T1", "T2", "T3", "T4"], 1))
        self.issue(tyres[4])
        self.assertEqual(self.installed(), dict.fromkeys(["T2", "T3", "T4", "T5"], 1))

    def test_four_at_once_close_all_four(self):
        old = self.new_lots(self.tyre, "T1", "T2", "T3", "T4")
        job = self.new_job([(self.tyre, 4)], asset=self.truck)
        job.action_issue_parts()
        self.assertEqual(len(self.installed()), 4)
        self.new_lots(self.tyre, "T5", "T6", "T7", "T8")
        again = self.new_job([(self.tyre, 4)], asset=self.truck)
        again.action_issue_parts()
        self.assertEqual(set(self.installed()), {"T5", "T6", "T7", "T8"})
        self.assertEqual(self.truck.with_user(self.technician).lot_count, 8)
        self.assertTrue(old)

    def test_the_place_holds_what_the_bom_said_when_the_part_went_in(self):
        tyres = self.new_lots(self.tyre, "T1", "T2", "T3")
        self.issue(tyres[0])
        self.issue(tyres[1])
        self.as_planner(self.truck_bom.line_ids)[1].quantity = 1
        self.assertEqual(set(self.installed()), {"T1", "T2"})
        self.issue(tyres[2])
        self.assertEqual(set(self.installed()), {"T3"})

    def test_positions_named_in_a_quick_issue(self):
        left, right = self.new_lots(self.motor, "M1", "M2")
        self.issue(left, position="left")
        self.issue(right, position="right")
        self.assertEqual(set(self.installed()), {"M1", "M2"})
        [spare] = self.new_lots(self.motor, "M3")
        self.issue(spare, position="left")
        self.assertEqual(set(self.installed()), {"M2", "M3"})

    def test_a_part_nobody_knows_the_place_of_replaces_nothing(self):
        pump = self.new_product("Pump", tracking="serial")
        for lot in self.new_lots(pump, "P1", "P2"):
            self.issue(lot)
        self.assertEqual(set(self.installed()), {"P1", "P2"})

    def test_t05_the_part_that_supersedes_it_takes_its_place(self):
        newer = self.new_product("Motor, new type", tracking="serial")
        self.motor.superseded_by_id = newer
        [old], [new] = self.new_lots(self.motor, "M1"), self.new_lots(newer, "N1")
        self.issue(old)
        move = self.issue(new)
        self.assertEqual(move.equipment_position, "bay", "where the old type is")
        self.assertEqual(set(self.installed()), {"N1"})

    def test_t11_a_return_is_out_and_brings_the_old_one_back_in(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        swap = self.issue(second)
        back = self.return_by_wizard(swap.picking_id, {self.motor: 1})
        self.assertEqual(back.move_ids.maintenance_kind, "return")
        self.assertEqual(
            self.stays(equipment_id=self.truck),
            [
                ("M1", 1, "installed", self.env["stock.move"]),
                ("M2", 1, "return", back.move_ids),
            ],
        )

    def test_out_and_in_again_elsewhere_are_two_rows(self):
        [lot] = self.new_lots(self.motor, "M1")
        move = self.issue(lot)
        self.return_by_wizard(move.picking_id, {self.motor: 1})
        self.issue(lot, self.other_truck)
        self.assertEqual(self.installed(), {})
        self.assertEqual(self.installed(self.other_truck), {"M1": 1})
        states = [state for _name, _quantity, state, _move in self.stays(lot_id=lot)]
        self.assertEqual(states, ["return", "installed"])
        self.assertEqual(lot.with_user(self.technician).equipment_count, 2)

    def test_a_serial_that_counts_put_in_two_assets_is_in_the_last(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        place = self.company.maintenance_location_id
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", place.id)]
        )
        quants.sudo().quantity = 0
        self.stock(self.motor, 1, lot=lot)
        second = self.issue(lot, self.other_truck)
        self.assertEqual(
            self.stays(equipment_id=self.truck), [("M1", 1, "elsewhere", second)]
        )
        self.assertEqual(self.installed(self.other_truck), {"M1": 1})

    def test_part_of_a_batch_is_replaced(self):
        old, new = self.new_lots(self.oil, "O1", "O2", quantity=10)
        self.issue(old, quantity=4)
        self.issue(new, quantity=1)
        self.assertEqual(self.installed(), {"O1": 3, "O2": 1})
        self.remove(old, quantity=1)
        self.assertEqual(
            self.installed(), {"O1": 3, "O2": 1}, "it was the replaced one"
        )
        self.remove(old, quantity=1)
        self.assertEqual(self.installed(), {"O1": 2, "O2": 1})

    def test_a_scrapped_serial_is_out(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        result = self.remove(lot)
        scrap = self.env["stock.scrap"].browse(result["scrap_ids"])
        self.assertEqual(self.stays(lot_id=lot), [("M1", 1, "scrap", scrap.move_ids)])

    def test_t10_a_backorder_goes_to_the_same_position(self):
        self.new_lots(self.tyre, "T1", "T2", "T3")
        job = self.new_job(
            [{"product_id": self.tyre.id, "quantity": 3, "position": "rear"}],
            asset=self.truck,
        )
        job.action_reserve_parts()
        job.sudo().move_ids.quantity = 1
        job.sudo().move_ids.picked = True
        job.picking_ids.button_validate()
        job.action_issue_parts()
        self.assertEqual(
            job.sudo().move_ids.mapped("equipment_position"), ["rear", "rear"]
        )
        self.assertEqual(len(self.installed()), 3, "what is planned there fits there")

    def test_the_plan_says_the_position_until_the_part_is_issued(self):
        self.new_lots(self.motor, "M1")
        job = self.new_job([(self.motor, 1)], asset=self.truck)
        job.action_reserve_parts()
        job.part_ids.position = "roof"
        job.action_issue_parts()
        self.assertEqual(job.sudo().move_ids.equipment_position, "roof")

    def test_a_company_sees_its_own(self):
        [lot] = self.new_lots(self.motor, "M1")
        self.issue(lot)
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = self.new_user("stranger", "maintenance_bom.group_user", company)
        rows = self.env["maintenance.equipment.lot"]
        self.env.flush_all()
        self.assertEqual(rows.with_user(self.technician).search_count([]), 1)
        self.assertFalse(rows.with_user(stranger).search_count([]))
        outs = self.env["maintenance.equipment.lot.out"]
        self.remove(lot)
        self.assertEqual(outs.with_user(self.technician).search_count([]), 1)
        self.assertFalse(outs.with_user(stranger).search_count([]))

    def test_native_moves_are_about_no_asset(self):
        [lot] = self.new_lots(self.motor, "M1")
        moves = self.env["stock.move"].search([("product_id", "=", self.motor.id)])
        self.assertEqual(set(moves.mapped("maintenance_kind")), {False})
        outs = self.env.registry["maintenance.equipment.lot.out"]
        with patch.object(outs, "_trace", side_effect=AssertionError):
            self.stock(self.motor, 0, lot=lot)

    def test_the_screens_open(self):
        first, second = self.new_lots(self.motor, "M1", "M2")
        self.issue(first)
        self.issue(second)
        asset = self.truck.with_user(self.technician)
        action = asset.action_view_lots()
        rows = self.env[action["res_model"]].with_user(self.technician)
        found = rows.search(action["domain"])
        self.assertEqual(found.mapped("state"), ["installed", "replaced"])
        self.assertEqual(Form(found[0]).lot_id, second)
        action = first.with_user(self.technician).action_view_equipment_lots()
        self.assertEqual(rows.search(action["domain"]).equipment_id, self.truck)
        self.assertEqual(rows.search([("lot_id", "ilike", "M1")]), found[1])
        self.assertEqual(found[1].display_name, "M1, Motor, bay")
        self.assertEqual(rows.name_search("M2"), [(found[0].id, "M2, Motor, bay")])
        groups = rows._read_group([], ["category_id", "state"], ["__count"])
        self.assertEqual(len(groups), 2)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.integers(0, 1)),
        st.tuples(st.just("return"), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("keep"), st.integers(0, 5)),
    ),
    min_size=6,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestLotHistories(LotCase):
    """Random histories on real documents, beside a model of two lists of tyres."""

    def play(self, history):
        names = [f"S{number}" for number in range(len(history))]
        shelf = list(self.new_lots(self.tyre, *names))
        # per truck the tyres on it, the oldest first, each with its issue
        on = {self.truck: [], self.other_truck: []}
        gone = {}
        for action, number in history:
            if action == "issue":
                asset = (self.truck, self.other_truck)[number]
                lot = shelf.pop(0)
                on[asset].append((lot, self.issue(lot, asset)))
                if len(on[asset]) > 4:
                    old, _move = on[asset].pop(0)
                    gone[old] = "replaced"
                continue
            fitted = [(asset, *pair) for asset in on for pair in on[asset]]
            if not fitted:
                continue
            asset, lot, move = fitted[number % len(fitted)]
            # a return also undoes the swap that its issue was: see the example above
            if action == "return" and "replaced" not in gone.values():
                self.return_by_wizard(move.picking_id, {self.tyre: 1})
                gone[lot] = "return"
            elif action == "keep":
                self.remove(lot, asset, "stock", position="axle", unit_value=3)
                gone[lot] = "salvage"
            else:
                self.remove(lot, asset, position="axle")
                gone[lot] = "scrap"
            on[asset].remove((lot, move))
        return on, gone

    def test_random_histories(self):
        played = 0

        @seed(17)
        @settings(
            max_examples=12,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(steps)
        def check(history):
            nonlocal played
            played += 1
            savepoint = self.cr.savepoint()
            try:
                on, gone = self.play(history)
                for asset, fitted in on.items():
                    self.assertEqual(
                        self.installed(asset),
                        {lot.name: 1 for lot, _move in fitted},
                    )
                rows = self.stays(product_id=self.tyre)
                states = {
                    name: state
                    for name, _quantity, state, _move in rows
                    if state != "installed"
                }
                self.assertEqual(
                    states, {lot.name: state for lot, state in gone.items()}
                )
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        check()
        self.assertGreaterEqual(played, 12)


@tagged("post_install", "-at_install")
class TestLotQueries(LotCase):
    """The view is found by index, and nothing costs a query a row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trucks = cls.new_assets(110, cls.truck_bom)
        # each twice, so that every asset has one that is installed and one that was
        for prefix in ("old", "new"):
            cls.issue_at_once(cls.trucks, prefix)
        cls.env.flush_all()

    @classmethod
    def issue_at_once(cls, assets, prefix):
        """A motor for each asset, in one picking."""
        picking_type = cls.warehouse.parts_issue_type_id
        place = {
            "location_id": cls.shelf.id,
            "location_dest_id": cls.company.maintenance_location_id.id,
        }
        lots = cls.env["stock.lot"].create(
            [
                {"name": f"{prefix} {asset.id}", "product_id": cls.motor.id}
                for asset in assets
            ]
        )
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                **place,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": cls.motor.id,
                            "product_uom_qty": 1,
                            "equipment_id": asset.id,
                            **place,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        "product_id": cls.motor.id,
                                        "lot_id": lot.id,
                                        "quantity": 1,
                                        **place,
                                    }
                                )
                            ],
                        }
                    )
                    for asset, lot in zip(assets, lots, strict=True)
                ],
            }
        )
        picking.move_ids.picked = True
        picking.with_context(skip_sms=True).button_validate()

    def count(self, call):
        call()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    def test_lists_and_answers_cost_the_same_for_10_and_100(self):
        trucks = self.trucks.with_user(self.technician)
        rows = self.env["maintenance.equipment.lot"].with_user(self.technician)
        names = ["equipment_id", "lot_id", "state", "date_out", "move_out_id"]
        for call in (
            lambda few: trucks[:few].get_installed_lots(),
            lambda few: trucks[:few].read(["lot_count", "installed_lot_count"]),
            lambda few: rows.search_read([], names, limit=few),
        ):
            self.assertEqual(
                self.count(lambda call=call: call(10)),
                self.count(lambda call=call: call(100)),
            )

    def test_tracing_costs_the_same_for_10_and_100(self):
        outs = self.env["maintenance.equipment.lot.out"].sudo()
        moves = self.env["stock.move"].search(
            [("equipment_id", "in", self.trucks.ids)], limit=100
        )
        few = self.count(lambda: outs._trace(moves[:10]))
        self.assertEqual(few, self.count(lambda: outs._trace(moves)))
        places = self.count(lambda: moves[:10]._set_places())
        self.assertEqual(places, self.count(lambda: moves._set_places()))

    def test_indexes_serve_the_view(self):
        lot = self.env["stock.lot"].search(
            [("product_id", "=", self.motor.id)], limit=1
        )
        row = self.env["maintenance.equipment.lot"].search(
            [("lot_id", "=", lot.id)], limit=1
        )
        self.cr.execute("ANALYZE stock_move, stock_move_line")
        self.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env["maintenance.equipment.lot"]
        for domain in (
            [("equipment_id", "=", self.trucks[0].id)],
            [("lot_id", "=", lot.id)],
            [("product_id", "=", self.motor.id)],
            [("id", "in", row.ids)],
        ):
            with self.subTest(domain):
                query = rows._search(domain).select()
                plan = "\n".join(
                    line for [line] in self.env.execute_query(SQL("EXPLAIN %s", query))
                )
                self.assertNotIn("Seq Scan", plan)
