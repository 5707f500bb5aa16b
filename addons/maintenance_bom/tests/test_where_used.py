from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError

from .common import BomCase


class TestWhereUsed(BomCase):
    """Which assets need this part, and how many of them live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.seal = cls.new_product("Seal", default_code="S-1")
        cls.belt = cls.new_product("Belt")
        cls.pump = cls.new_bom("Pump", [cls.line(cls.seal, 2, position="shaft")])
        cls.engine = cls.new_bom("Engine", [cls.line(cls.pump, position="pump")])
        cls.truck = cls.new_bom(
            "Truck", [cls.line(cls.engine), cls.line(cls.seal, position="door")]
        )
        cls.on_truck = cls.new_assets(3, cls.truck)
        cls.on_pump = cls.new_asset(cls.pump)

    def used_on(self, **filters):
        uses = self.seal.with_user(self.technician).get_where_used(**filters)
        return [
            (use["equipment_id"], use["position"], use["product_qty"]) for use in uses
        ]

    def count(self, product=None):
        return (product or self.seal).with_user(self.technician).where_used_count

    def test_where_used_finds_assets_through_sub_boms(self):
        expected = [
            use
            for asset in self.on_truck
            for use in ((asset.id, "pump / shaft", 2.0), (asset.id, "door", 1.0))
        ]
        expected.append((self.on_pump.id, "shaft", 2.0))
        self.assertEqual(self.used_on(), expected)

    def test_an_asset_with_two_positions_counts_once(self):
        self.assertEqual(self.count(), 4)
        self.assertEqual(self.count(self.belt), 0)

    def test_own_lines_count(self):
        self.new_own_line(self.on_pump, item=self.belt)
        self.assertEqual(self.count(self.belt), 1)
        self.new_own_line(self.on_pump, "exclude", self.pump.line_ids)
        self.assertEqual(self.count(), 3)

    def test_retired_assets_need_nothing_and_revive_when_they_return(self):
        self.assertEqual(self.count(), 4)
        self.on_truck.action_retire()
        self.assertEqual(self.count(), 1)
        self.assertEqual(self.used_on(), [(self.on_pump.id, "shaft", 2.0)])
        self.assertEqual(len(self.used_on(include_retired=True)), 7)
        self.on_truck[0].action_put_in_service()
        self.assertEqual(self.count(), 2)
        self.assertEqual(len(self.used_on()), 3)

    def test_archived_and_scrapped_assets_are_retired(self):
        self.on_truck[0].active = False
        self.on_truck[1].scrap_date = self.today
        self.assertEqual(self.count(), 2)
        states = {
            use["equipment_id"]: use["lifecycle_state"]
            for use in self.seal.get_where_used(include_retired=True)
        }
        self.assertEqual(
            [states[asset.id] for asset in self.on_truck],
            ["retired", "retired", "in_service"],
        )
        self.on_truck[0].active = True
        self.on_truck[1].scrap_date = self.today + timedelta(days=1)
        self.assertEqual(self.count(), 4)

    def test_assets_that_are_planned_or_stand_still_count(self):
        self.on_truck[0].action_plan()
        self.on_truck[1].action_take_out_of_service()
        self.assertEqual(self.count(), 4)

    def test_parts_of_the_future_count_and_those_of_the_past_do_not(self):
        line = self.pump.line_ids
        line.date_from = self.today + timedelta(days=10)
        self.assertEqual(self.count(), 4)
        line.write({"date_from": False, "date_to": self.today - timedelta(days=1)})
        self.assertEqual(self.count(), 3)
        self.assertNotIn(self.on_pump.id, [use[0] for use in self.used_on()])
        line.date_to = self.today
        self.assertEqual(self.count(), 4)

    def test_the_button_opens_the_same_assets(self):
        action = self.seal.with_user(self.technician).action_view_where_used()
        parts = self.env[action["res_model"]].with_user(self.technician)
        self.assertEqual(
            parts.search(action["domain"]).equipment_id, self.on_truck | self.on_pump
        )

    def test_the_template_sums_up_its_variants(self):
        template = self.seal.product_tmpl_id.with_user(self.technician)
        self.assertEqual(template.where_used_count, 4)
        action = template.action_view_where_used()
        self.assertEqual(action["domain"], [("product_id", "in", self.seal.ids)])
        self.assertEqual(template.where_used_summary, "Truck (3), Pump (1)")

    def test_the_count_list_says_what_a_part_is_for(self):
        location = self.env.ref("stock.warehouse0").lot_stock_id
        quants = self.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": 1,
                }
                for product in (self.seal, self.belt)
            ]
        )
        quants = quants.with_user(self.technician)
        self.assertEqual(
            quants.mapped("where_used_summary"), ["Truck (3), Pump (1)", False]
        )
        action = quants[0].action_view_where_used()
        self.assertEqual(action["domain"], [("product_id", "in", self.seal.ids)])

    def test_the_summary_of_a_part_of_retired_assets_says_so(self):
        pump = self.new_bom("Old Pump", [self.line(self.belt)])
        old, other = self.new_asset(pump), self.new_asset(pump)
        (old | other).action_retire()
        belt = self.belt.with_user(self.technician)
        self.assertEqual(belt.where_used_summary, "only retired: Old Pump (2)")
        self.assertEqual(belt.where_used_count, 0)
        old.action_put_in_service()
        self.assertEqual(belt.where_used_summary, "Old Pump (1)")

    def test_a_long_summary_says_how_many_more(self):
        for name in ("A", "B", "C"):
            self.new_asset(self.new_bom(name, [self.line(self.seal)]))
        self.assertEqual(
            self.seal.with_user(self.technician).where_used_summary,
            "Truck (3), A (1), B (1), and 2 more",
        )

    def test_grouped_totals_of_the_view(self):
        groups = (
            self.env["maintenance.equipment.part"]
            .with_user(self.technician)
            ._read_group(
                [("product_id", "=", self.seal.id)],
                ["bom_id"],
                ["product_qty:sum", "equipment_id:count_distinct"],
            )
        )
        self.assertEqual(groups, [(self.pump, 2.0, 1), (self.truck, 9.0, 3)])

    def test_assets_are_found_by_part(self):
        assets = self.env["maintenance.equipment"].with_user(self.technician)
        found = assets.search([("part_ids.product_id", "ilike", "S-1")])
        self.assertEqual(found, self.on_truck | self.on_pump)
        self.assertFalse(assets.search([("part_ids.product_id", "=", self.belt.id)]))

    def test_rows_are_found_by_id_in_every_way(self):
        parts = self.env["maintenance.equipment.part"].with_user(self.technician)
        rows = self.on_truck.with_user(self.technician).part_ids
        last = rows[-1]
        self.assertEqual(parts.search([("id", "=", last.id)]), last)
        self.assertEqual(parts.search([("id", "in", rows.ids)]), rows)
        others = parts.search([("id", "not in", rows[:-1].ids)])
        self.assertEqual(others & rows, last)
        self.assertFalse(parts.search([("id", "in", [])]))
        self.assertFalse(parts.search([("id", "=", False)]))
        self.assertEqual(
            parts.search([("id", ">=", last.id), ("id", "in", rows.ids)]), last
        )
        self.assertFalse(parts.browse(last.id + 100).exists())


class TestPartRelations(BomCase):
    """Parts that take the place of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old, cls.new, cls.newest = (
            cls.new_product(name) for name in ("Old", "New", "Newest")
        )

    def test_a_chain_leads_to_its_end(self):
        self.old.superseded_by_id = self.new
        self.new.superseded_by_id = self.newest
        self.assertEqual(self.old._get_successor(), self.newest)
        self.assertEqual(self.newest._get_successor(), self.newest)
        self.assertEqual(self.newest.supersedes_ids, self.new)

    def test_a_chain_that_ends_in_itself_is_named(self):
        self.old.superseded_by_id = self.new
        self.new.superseded_by_id = self.newest
        with self.assertRaisesRegex(ValidationError, "Newest → Old → New → Newest"):
            self.newest.superseded_by_id = self.old
        with self.assertRaisesRegex(ValidationError, "Newest → Newest"):
            self.newest.superseded_by_id = self.newest

    def test_alternatives_hold_both_ways(self):
        self.old.alternative_ids = self.new | self.newest
        self.assertEqual(self.new.alternative_ids, self.old)
        self.new.alternative_ids = False
        self.assertEqual(self.old.alternative_ids, self.newest)
        created = self.env["product.product"].create(
            {"name": "Fourth", "alternative_ids": [(6, 0, self.old.ids)]}
        )
        self.assertEqual(self.old.alternative_ids, self.newest | created)
        (self.old | self.newest).write({"alternative_ids": [(6, 0, self.new.ids)]})
        self.assertEqual(self.new.alternative_ids, self.old | self.newest)
        self.assertFalse(created.alternative_ids)

    def test_a_part_is_no_alternative_to_itself(self):
        with self.assertRaisesRegex(ValidationError, "alternative to itself"):
            self.old.alternative_ids = self.old

    def test_the_template_of_a_single_part_passes_them_on(self):
        template = self.old.product_tmpl_id
        template.write(
            {
                "superseded_by_id": self.new.id,
                "alternative_ids": [(6, 0, self.newest.ids)],
            }
        )
        self.assertEqual(self.old.superseded_by_id, self.new)
        self.assertEqual(self.newest.alternative_ids, self.old)
        self.assertEqual(template.alternative_ids, self.newest)
