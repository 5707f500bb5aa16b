from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import BomCase


class TestLineConstraints(BomCase):
    """What a line refuses, whoever writes it and however."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls.new_product("Seal")
        cls.oil = cls.new_product("Oil", cls.litre)
        cls.bom = cls.new_bom("Pump", [cls.line(cls.seal)])
        cls.other_bom = cls.new_bom("Other", [cls.line(cls.seal)])
        cls.asset = cls.new_asset(cls.bom)
        cls.lines = cls.as_planner(cls.env["maintenance.bom.line"])

    def assert_refused(self, message, **values):
        values.setdefault("bom_id", self.bom.id)
        values.setdefault("product_id", self.seal.id)
        before = self.bom.component_ids.mapped("path")
        with self.assertRaisesRegex(ValidationError, message):
            self.lines.create(values)
        self.assertEqual(self.bom.component_ids.mapped("path"), before)

    def test_a_line_belongs_to_a_bom_or_an_asset(self):
        self.assert_refused("not to both", equipment_id=self.asset.id)
        self.assert_refused("not to neither", bom_id=False)
        with self.assertRaisesRegex(ValidationError, "not to both"):
            self.bom.line_ids.equipment_id = self.asset

    def test_a_line_is_a_part_or_an_assembly(self):
        self.assert_refused("either a part or an assembly", product_id=False)
        self.assert_refused(
            "either a part or an assembly", child_bom_id=self.other_bom.id
        )

    def test_services_and_combos_are_refused(self):
        service = self.new_product("Inspection", type="service")
        self.assert_refused("Inspection.*only goods", product_id=service.id)
        choice = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [Command.create({"product_id": self.seal.id})],
            }
        )
        combo = self.env["product.product"].create(
            {"name": "Kit", "type": "combo", "combo_ids": [Command.link(choice.id)]}
        )
        self.assert_refused("Kit.*only goods", product_id=combo.id)

    def test_goods_that_are_not_stocked_are_parts(self):
        rag = self.new_product("Rag", is_storable=False)
        self.lines.create({"bom_id": self.bom.id, "product_id": rag.id})
        self.assertIn((rag, ""), self.parts_of(self.asset))

    def test_archived_products_stay_but_are_not_added(self):
        self.seal.active = False
        self.assertIn((self.seal, ""), self.parts_of(self.asset))
        self.assert_refused("archived.*another part")
        self.bom.line_ids.write({"quantity": 4, "product_id": self.seal.id})
        self.assertEqual(self.parts_of(self.asset), {(self.seal, ""): 4})

    def test_an_archived_part_is_refused_in_favour_of_its_successor(self):
        self.seal.superseded_by_id = self.new_product("Better seal")
        self.seal.active = False
        self.assert_refused("successor Better seal")

    def test_an_archived_product_does_not_enter_through_a_changed_line(self):
        self.oil.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.bom.line_ids.product_id = self.oil

    def test_uom_mismatch_is_refused(self):
        self.assert_refused(
            "Oil.*kept in L.*Hours", product_id=self.oil.id, uom_id=self.hour.id
        )
        line = self.lines.create({"bom_id": self.bom.id, "product_id": self.oil.id})
        with self.assertRaisesRegex(ValidationError, "kept in L"):
            line.uom_id = self.unit

    def test_a_part_that_changes_its_kind_of_unit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Seal.*kept in Hours"):
            self.seal.uom_id = self.hour

    def test_a_part_needs_a_unit(self):
        with self.assertRaisesRegex(ValidationError, "needs a unit"):
            self.bom.line_ids.uom_id = False

    def test_the_unit_is_the_parts_own_unless_given(self):
        line = self.lines.create({"bom_id": self.bom.id, "product_id": self.oil.id})
        self.assertEqual(line.uom_id, self.litre)
        line.product_id = self.seal
        self.assertEqual(line.uom_id, self.unit)

    def test_a_quantity_is_a_number_above_zero(self):
        for quantity in (0, -1, 0.001, 1e7):
            with self.subTest(quantity=quantity):
                self.assert_refused("Seal.*of “Pump”: the quantity", quantity=quantity)
        for quantity in (float("inf"), float("nan")):
            with self.subTest(quantity=quantity):
                self.assert_refused("is not a number", quantity=quantity)

    def test_numbers_and_dates_that_make_no_sense(self):
        for every_nth in (0, -1, 1001):
            self.assert_refused("Seal.*of “Pump”: enter 1", every_nth=every_nth)
        self.assert_refused("cannot be negative", replace_after=-1)
        self.assert_refused("cannot be negative", notice_days=-1)
        self.assert_refused(
            "valid until 2025-01-31", date_from="2025-02-01", date_to="2025-01-31"
        )

    def test_what_follows_from_other_values_is_not_taken(self):
        line = self.bom.line_ids
        line.write({"quantity": 2, "product_qty": 77, "is_dangling": True})
        self.assertEqual((line.product_qty, line.is_dangling), (2, False))
        line.product_qty = 77
        line.invalidate_recordset()
        self.assertEqual(line.product_qty, 2)
        self.assertEqual(self.bom.component_ids.product_qty, 2)

    def test_only_own_lines_replace_and_exclude(self):
        target = self.other_bom.line_ids.id
        self.assert_refused(
            "Only the own lines", effect="replace", target_line_id=target
        )
        self.assert_refused("Only the own lines", target_line_id=target)

    def test_replace_and_exclude_need_a_target_and_add_has_none(self):
        own = {"bom_id": False, "equipment_id": self.asset.id}
        target = self.bom.line_ids.id
        self.assert_refused("name the inherited part", effect="replace", **own)
        self.assert_refused(
            "name the inherited part", effect="exclude", product_id=False, **own
        )
        self.assert_refused("name the inherited part", target_line_id=target, **own)

    def test_an_exclusion_names_no_part_of_its_own(self):
        self.assert_refused(
            "names no part",
            bom_id=False,
            equipment_id=self.asset.id,
            effect="exclude",
            target_line_id=self.bom.line_ids.id,
        )

    def test_own_lines_cannot_be_targets(self):
        own = self.new_own_line(self.asset, item=self.oil)
        with self.assertRaisesRegex(ValidationError, "is an own line"):
            self.new_own_line(self.asset, "exclude", own)

    def test_one_own_line_for_one_target(self):
        self.new_own_line(self.asset, "exclude", self.bom.line_ids)
        with self.assertRaisesRegex(ValidationError, "already has an own line"):
            self.new_own_line(self.asset, "replace", self.bom.line_ids, item=self.oil)

    def test_a_product_on_a_bom_cannot_be_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.seal.unlink()

    def test_a_part_does_not_become_a_service(self):
        with self.assertRaisesRegex(ValidationError, "Seal.*only goods"):
            self.seal.type = "service"
        self.oil.type = "service"

    def test_a_bom_in_use_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "Pump.*1 assets.*Asset 0"):
            self.bom.unlink()
        self.asset.bom_id = False
        self.other_bom.line_ids = [Command.create(self.line(self.bom))]
        with self.assertRaisesRegex(UserError, "assembly of Other"):
            self.bom.unlink()
        (self.bom | self.other_bom).unlink()
        self.assertEqual(self.seal.with_user(self.planner).where_used_count, 0)

    def test_a_bom_with_an_archived_asset_cannot_be_deleted(self):
        self.asset.active = False
        with self.assertRaisesRegex(UserError, "Asset 0"):
            self.bom.unlink()


class TestBomForm(BomCase):
    """The BOM form as a planner fills it in."""

    def test_three_lines_are_typed_in_a_minute(self):
        oil = self.new_product("Oil", self.litre)
        seal = self.new_product("Seal")
        pump = self.new_bom("Pump", [self.line(seal)])
        self.planner.group_ids += self.env.ref("uom.group_uom")
        form = Form(self.env["maintenance.bom"].with_user(self.planner))
        form.name = "Truck"
        with form.line_ids.new() as line:
            line.product_id = oil
            self.assertEqual(line.uom_id, self.litre)
            line.quantity = 250
            line.uom_id = self.millilitre
        with form.line_ids.new() as line:
            line.child_bom_id = pump
            line.position = "left"
        bom = form.save()
        self.assertEqual(bom.part_count, 2)
        self.assertEqual(
            bom.component_ids.mapped(lambda row: (row.product_id, row.product_qty)),
            [(oil, 0.25), (seal, 1.0)],
        )

    def test_the_asset_form_shows_and_changes_parts(self):
        seal, belt = self.new_products(2)
        bom = self.new_bom("Saw", [self.line(seal)])
        form = Form(self.env["maintenance.equipment"].with_user(self.planner))
        form.name = "Saw 1"
        form.bom_id = bom
        with form.own_line_ids.new() as line:
            line.product_id = belt
            line.quantity = 2
        asset = form.save()
        self.assertEqual(self.parts_of(asset), {(seal, ""): 1, (belt, ""): 2})
        self.assertEqual(len(asset.part_ids), 2)
