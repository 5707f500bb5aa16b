from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import BomCase


class TestExplosionLevels(BomCase):
    """Three levels deep, with units that differ between line and stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.can = cls.env["uom.uom"].create(
            {
                "name": "Can of 5 L",
                "relative_uom_id": cls.litre.id,
                "relative_factor": 5,
            }
        )
        cls.oil = cls.new_product("Gear oil", cls.litre)
        cls.descaler = cls.new_product("Descaler", cls.can)
        cls.seal = cls.new_product("Shaft seal")
        cls.filter = cls.new_product("Filter")
        cls.pump = cls.new_bom(
            "Pump",
            [
                cls.line(cls.oil, 500, uom_id=cls.millilitre.id, position="sump"),
                cls.line(cls.seal, 2, position="shaft"),
            ],
        )
        cls.engine = cls.new_bom(
            "Engine",
            [
                cls.line(cls.pump, 3, position="pump"),
                cls.line(cls.descaler, 250, uom_id=cls.millilitre.id),
            ],
        )
        cls.forklift = cls.new_bom(
            "Forklift",
            [
                cls.line(cls.engine, 1, position="front"),
                cls.line(cls.engine, 2, position="rear"),
                cls.line(cls.filter, 4),
            ],
        )
        cls.asset = cls.new_asset(cls.forklift)

    def test_quantities_multiply_and_convert_on_every_path(self):
        self.assertEqual(
            self.parts_of(self.asset),
            {
                (self.oil, "front / pump / sump"): 1.5,
                (self.seal, "front / pump / shaft"): 6.0,
                (self.descaler, "front"): 0.05,
                (self.oil, "rear / pump / sump"): 3.0,
                (self.seal, "rear / pump / shaft"): 12.0,
                (self.descaler, "rear"): 0.1,
                (self.filter, ""): 4.0,
            },
        )

    def test_small_quantities_are_not_rounded(self):
        one_drop = self.new_bom(
            "Drop", [self.line(self.descaler, 0.01, uom_id=self.millilitre.id)]
        )
        # two digits would make 0.0 of it, rounding up 0.01 cans
        self.assertAlmostEqual(one_drop.line_ids.product_qty, 0.000002, places=9)
        [quantity] = self.parts_of(self.new_asset(one_drop)).values()
        self.assertAlmostEqual(quantity, 0.000002, places=9)

    def test_components_of_each_level_are_those_below_it(self):
        found = {
            bom: bom.component_ids.mapped("product_qty")
            for bom in (self.pump, self.engine, self.forklift)
        }
        self.assertEqual(found[self.pump], [0.5, 2.0])
        self.assertEqual(found[self.engine], [1.5, 6.0, 0.05])
        self.assertEqual(found[self.forklift], [1.5, 6.0, 0.05, 3.0, 12.0, 0.1, 4.0])

    def test_a_part_says_which_line_and_bom_it_comes_from(self):
        rows = self.asset.with_user(self.technician).part_ids
        seals = rows.filtered(lambda row: row.product_id == self.seal)
        self.assertEqual(len(seals), 2)
        self.assertEqual(seals.line_id, self.pump.line_ids[1])
        self.assertEqual(seals.origin_bom_id, self.pump)
        self.assertEqual(seals.bom_id, self.forklift)
        self.assertFalse(any(seals.mapped("is_own")))
        self.assertEqual(self.asset.part_count, 7)

    def test_a_change_three_levels_down_reaches_the_asset(self):
        self.pump.line_ids[1].quantity = 5
        self.assertEqual(
            self.parts_of(self.asset)[self.seal, "front / pump / shaft"], 15
        )
        self.engine.line_ids[0].quantity = 1
        self.assertEqual(
            self.parts_of(self.asset)[self.seal, "rear / pump / shaft"], 10
        )

    def test_adding_and_deleting_lines_below_reaches_the_asset(self):
        self.pump.line_ids = [
            Command.create(self.line(self.filter, 1, position="inlet")),
            Command.delete(self.pump.line_ids[0].id),
        ]
        parts = self.parts_of(self.asset)
        self.assertEqual(parts[self.filter, "rear / pump / inlet"], 6)
        self.assertNotIn(self.oil, {product for product, _position in parts})

    def test_an_assembly_that_is_exchanged_brings_other_parts(self):
        small_pump = self.new_bom("Small pump", [self.line(self.filter)])
        self.engine.line_ids[0].child_bom_id = small_pump
        products = {product for product, _position in self.parts_of(self.asset)}
        self.assertEqual(products, {self.filter, self.descaler})

    def test_another_bom_gives_the_asset_other_parts(self):
        self.asset.bom_id = self.pump
        self.assertEqual(
            self.parts_of(self.asset),
            {(self.oil, "sump"): 0.5, (self.seal, "shaft"): 2},
        )
        self.asset.bom_id = False
        self.assertEqual(self.parts_of(self.asset), {})

    def test_all_assets_of_a_bom_have_its_parts(self):
        twins = self.new_assets(2, self.pump)
        parts = twins.with_user(self.technician).get_spare_parts()
        self.assertEqual(
            [(part["equipment_id"], part["product_id"]) for part in parts],
            [
                (twin.id, product.id)
                for twin in twins
                for product in (self.oil, self.seal)
            ],
        )

    def test_rows_keep_their_ids_when_other_lines_change(self):
        rows = self.asset.part_ids
        by_path = dict(zip(rows.mapped("path"), rows.ids, strict=True))
        self.pump.line_ids[0].unlink()
        self.forklift.line_ids = [Command.create(self.line(self.oil, sequence=-1))]
        after = {row.path: row.id for row in self.asset.part_ids}
        kept = by_path.keys() & after.keys()
        self.assertEqual(len(kept), 5)
        self.assertEqual(
            {path: after[path] for path in kept}, {p: by_path[p] for p in kept}
        )
        gone = {row_id for path, row_id in by_path.items() if path not in kept}
        self.assertFalse(gone & set(after.values()), "an id never means another part")

    def test_archived_assemblies_still_count(self):
        self.pump.active = False
        self.assertEqual(
            self.parts_of(self.asset)[self.seal, "front / pump / shaft"], 6
        )


class TestValidity(BomCase):
    """Lines that count from a day on, or until one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old, cls.new, cls.always = cls.new_products(3)
        cls.motor = cls.new_bom(
            "Motor",
            [
                cls.line(cls.old, date_to="2025-03-31"),
                cls.line(cls.new, date_from="2025-04-01"),
                cls.line(cls.always),
            ],
        )
        cls.asset = cls.new_asset(
            cls.new_bom(
                "Truck",
                [cls.line(cls.motor, date_from="2025-01-01", date_to="2025-12-31")],
            )
        )

    def valid_on(self, day):
        return {product for product, _p in self.parts_of(self.asset, date=day)}

    def test_the_first_and_the_last_day_count(self):
        self.assertEqual(self.valid_on("2024-12-31"), set())
        self.assertEqual(self.valid_on("2025-01-01"), {self.old, self.always})
        self.assertEqual(self.valid_on(date(2025, 3, 31)), {self.old, self.always})
        self.assertEqual(self.valid_on("2025-04-01"), {self.new, self.always})
        self.assertEqual(self.valid_on("2025-12-31"), {self.new, self.always})
        self.assertEqual(self.valid_on(date(2026, 1, 1)), set())

    def test_the_dates_of_a_part_are_those_that_all_levels_share(self):
        parts = self.asset.get_spare_parts(date="2025-02-01")
        self.assertEqual(
            [(part["date_from"], part["date_to"]) for part in parts],
            [("2025-01-01", "2025-03-31"), ("2025-01-01", "2025-12-31")],
        )

    def test_a_part_that_is_never_valid_is_no_component(self):
        self.motor.line_ids[0].date_to = "2024-06-30"
        self.assertNotIn(self.old, self.asset.part_ids.product_id)

    def test_where_used_asks_for_a_day_too(self):
        self.assertTrue(self.old.get_where_used(date="2025-03-31"))
        self.assertFalse(self.old.get_where_used(date="2025-04-01"))


class TestFilters(BomCase):
    """What ``get_spare_parts`` can be asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal, cls.belt, cls.bolt = cls.new_products(3)
        bom = cls.new_bom(
            "Saw",
            [
                cls.line(cls.seal, maintenance_type="preventive", criticality="vital"),
                cls.line(cls.belt, maintenance_type="corrective", every_nth=2),
                cls.line(cls.bolt, criticality="vital"),
            ],
        )
        cls.asset = cls.new_asset(bom, code="SAW-1")

    def products(self, **filters):
        return [product for product, _position in self.parts_of(self.asset, **filters)]

    def test_by_maintenance_type_includes_parts_for_both(self):
        self.assertEqual(
            self.products(maintenance_type="preventive"), [self.seal, self.bolt]
        )
        self.assertEqual(
            self.products(maintenance_type="corrective"), [self.belt, self.bolt]
        )

    def test_by_criticality(self):
        self.assertEqual(self.products(criticality="vital"), [self.seal, self.bolt])

    def test_every_value_is_as_documented(self):
        self.belt.write({"default_code": "B-2", "superseded_by_id": self.bolt.id})
        line = self.asset.bom_id.line_ids[1]
        self.assertEqual(
            self.asset.get_spare_parts()[1],
            {
                "equipment_id": self.asset.id,
                "equipment_name": "Asset 0",
                "equipment_code": "SAW-1",
                "lifecycle_state": "in_service",
                "company_id": self.company.id,
                "bom_id": self.asset.bom_id.id,
                "line_id": line.id,
                "path": f"{line.id}/",
                "is_own": False,
                "product_id": self.belt.id,
                "product_code": "B-2",
                "product_name": "Part 1",
                "superseded_by_id": self.bolt.id,
                "product_qty": 1.0,
                "uom_id": self.unit.id,
                "uom_name": self.unit.name,
                "position": False,
                "criticality": "essential",
                "maintenance_type": "corrective",
                "every_nth": 2,
                "date_from": False,
                "date_to": False,
            },
        )

    def test_a_bad_date_is_refused_in_words(self):
        for call in (self.asset.get_spare_parts, self.seal.get_where_used):
            with self.assertRaisesRegex(UserError, "tomorrow"):
                call(date="tomorrow")
