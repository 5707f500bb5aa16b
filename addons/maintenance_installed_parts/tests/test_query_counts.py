"""What lists and tracing of serials ask the database."""

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.maintenance_bom.tests.common import MANY

from .common import LotCase


@tagged("post_install", "-at_install")
class TestLotQueries(LotCase):
    """The view is found by index, and nothing costs a query a row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trucks = cls.new_assets(MANY + 10, cls.truck_bom)
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
        return self.count_queries(call, warm_ups=1)

    def test_lists_and_answers_cost_the_same_for_10_and_for_many(self):
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
                self.count(lambda call=call: call(MANY)),
            )

    def test_tracing_costs_the_same_for_10_and_for_many(self):
        outs = self.env["maintenance.equipment.lot.out"].sudo()
        moves = self.env["stock.move"].search(
            [("equipment_id", "in", self.trucks.ids)], limit=MANY
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
