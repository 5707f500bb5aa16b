from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import BomCase


class OwnLineCase(BomCase):
    """A truck with two engines, each with a pump: three levels, two paths."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls.new_product("Seal")
        cls.bolt = cls.new_product("Bolt")
        cls.filter = cls.new_product("Filter")
        cls.other = cls.new_product("Other")
        cls.pump = cls.new_bom("Pump", [cls.line(cls.seal, 2, position="shaft")])
        cls.engine = cls.new_bom(
            "Engine", [cls.line(cls.pump, 1), cls.line(cls.bolt, 8, position="lid")]
        )
        cls.truck = cls.new_bom(
            "Truck",
            [
                cls.line(cls.engine, 1, position="left"),
                cls.line(cls.engine, 1, position="right"),
                cls.line(cls.filter, 1),
            ],
        )
        cls.left, cls.right, cls.filter_line = cls.truck.line_ids
        cls.pump_line, cls.bolt_line = cls.engine.line_ids
        cls.seal_line = cls.pump.line_ids
        cls.asset, cls.twin = cls.new_assets(2, cls.truck)
        cls.inherited = {
            (cls.seal, "left / shaft"): 2,
            (cls.bolt, "left / lid"): 8,
            (cls.seal, "right / shaft"): 2,
            (cls.bolt, "right / lid"): 8,
            (cls.filter, ""): 1,
        }

    def assert_parts(self, *, without=(), plus=None):
        """The asset differs like this from its BOM, and its twin does not."""
        expected = {
            key: quantity
            for key, quantity in self.inherited.items()
            if key not in set(without)
        }
        self.assertEqual(self.parts_of(self.asset), {**expected, **(plus or {})})
        self.assertEqual(self.parts_of(self.twin), self.inherited)

    def path(self, *lines):
        return "".join(f"{line.id}/" for line in lines)

    def row(self, product, position=""):
        """The row of the asset's Parts tab."""
        return self.as_planner(self.asset).part_ids.filtered(
            lambda row: row.product_id == product and (row.position or "") == position
        )


class TestOwnLines(OwnLineCase):
    """One asset differs from its BOM, at any level."""

    def test_without_own_lines_an_asset_is_as_its_bom(self):
        self.assert_parts()

    def test_add_a_part(self):
        self.new_own_line(self.asset, item=self.other, quantity=3, position="roof")
        self.assert_parts(plus={(self.other, "roof"): 3})

    def test_add_an_assembly(self):
        self.new_own_line(self.asset, item=self.pump, quantity=2, position="winch")
        self.assert_parts(plus={(self.seal, "winch / shaft"): 4})

    def test_own_parts_of_an_asset_without_bom(self):
        asset = self.new_asset()
        self.new_own_line(asset, item=self.other)
        self.assertEqual(self.parts_of(asset), {(self.other, ""): 1})

    def test_exclude_at_the_first_level(self):
        self.new_own_line(self.asset, "exclude", self.filter_line)
        self.assert_parts(without=[(self.filter, "")])

    def test_exclude_an_assembly(self):
        self.new_own_line(self.asset, "exclude", self.right)
        self.assert_parts(
            without=[(self.seal, "right / shaft"), (self.bolt, "right / lid")]
        )

    def test_exclude_at_the_second_level_on_both_paths(self):
        self.new_own_line(self.asset, "exclude", self.bolt_line)
        self.assert_parts(
            without=[(self.bolt, "left / lid"), (self.bolt, "right / lid")]
        )

    def test_exclude_at_the_third_level_on_both_paths(self):
        self.new_own_line(self.asset, "exclude", self.seal_line)
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.seal, "right / shaft")]
        )

    def test_exclude_at_one_of_two_paths(self):
        path = self.path(self.left, self.pump_line, self.seal_line)
        self.new_own_line(self.asset, "exclude", self.seal_line, target_path=path)
        self.assert_parts(without=[(self.seal, "left / shaft")])

    def test_replace_at_the_first_level(self):
        self.new_own_line(
            self.asset, "replace", self.filter_line, item=self.other, quantity=2
        )
        self.assert_parts(without=[(self.filter, "")], plus={(self.other, ""): 2})

    def test_replace_at_the_third_level_keeps_the_positions(self):
        self.new_own_line(
            self.asset, "replace", self.seal_line, item=self.other, quantity=3
        )
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.seal, "right / shaft")],
            plus={(self.other, "left / shaft"): 3, (self.other, "right / shaft"): 3},
        )

    def test_replace_an_assembly_by_a_part_at_one_path(self):
        path = self.path(self.left, self.pump_line)
        self.new_own_line(
            self.asset, "replace", self.pump_line, item=self.other, target_path=path
        )
        self.assert_parts(
            without=[(self.seal, "left / shaft")], plus={(self.other, "left"): 1}
        )

    def test_replace_an_assembly_and_exclude_inside_the_new_one(self):
        lid, valve = self.new_products(2)
        big = self.new_bom("Big engine", [self.line(lid), self.line(valve)])
        replacement = self.new_own_line(self.asset, "replace", self.left, item=big)
        self.assertEqual(
            replacement.with_user(self.technician).display_name, "Big engine"
        )
        self.new_own_line(self.asset, "exclude", big.line_ids[1])
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.bolt, "left / lid")],
            plus={(lid, "left"): 1},
        )

    def test_the_most_specific_line_wins_and_the_rest_is_inherited(self):
        path = self.path(self.left, self.pump_line, self.seal_line)
        self.new_own_line(self.asset, "exclude", self.seal_line)
        self.new_own_line(
            self.asset,
            "replace",
            self.seal_line,
            item=self.other,
            quantity=1,
            target_path=path,
        )
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.seal, "right / shaft")],
            plus={(self.other, "left / shaft"): 1},
        )

    def test_changing_an_own_line_changes_the_asset(self):
        own = self.new_own_line(self.asset, "exclude", self.filter_line)
        own.write({"target_line_id": self.bolt_line.id})
        self.assert_parts(
            without=[(self.bolt, "left / lid"), (self.bolt, "right / lid")]
        )
        own.write({"effect": "replace", "product_id": self.other.id, "quantity": 1})
        self.assert_parts(
            without=[(self.bolt, "left / lid"), (self.bolt, "right / lid")],
            plus={(self.other, "left / lid"): 1, (self.other, "right / lid"): 1},
        )

    def test_deleting_the_last_own_line_makes_the_asset_as_its_bom_again(self):
        own = self.new_own_line(self.asset, "exclude", self.filter_line)
        self.assertEqual(self.asset.parts_key, -self.asset.id)
        own.unlink()
        self.assert_parts()
        self.assertEqual(self.asset.parts_key, self.truck.id)
        left_over = self.env["maintenance.bom.component"].search(
            [("equipment_id", "=", self.asset.id)]
        )
        self.assertFalse(left_over)

    def test_an_own_line_that_moves_to_another_asset(self):
        own = self.new_own_line(self.asset, item=self.other)
        own.equipment_id = self.twin
        self.assertEqual(self.parts_of(self.asset), self.inherited)
        self.assertIn((self.other, ""), self.parts_of(self.twin))
        self.assertEqual(self.asset.parts_key, self.truck.id)

    def test_a_change_of_the_bom_reaches_an_asset_with_own_lines(self):
        self.new_own_line(self.asset, "exclude", self.filter_line)
        self.pump.line_ids.quantity = 5
        self.assertEqual(self.parts_of(self.asset)[self.seal, "left / shaft"], 5)
        self.truck.line_ids = [Command.create(self.line(self.other))]
        self.assertIn((self.other, ""), self.parts_of(self.asset))

    def test_a_change_of_an_own_assembly_reaches_the_asset(self):
        winch = self.new_bom("Winch", [self.line(self.other)])
        asset = self.new_asset()
        self.new_own_line(asset, item=winch, quantity=2)
        winch.line_ids.quantity = 4
        self.assertEqual(self.parts_of(asset), {(self.other, ""): 8})

    def test_rows_that_stay_keep_their_ids(self):
        before = {row.path: row.id for row in self.asset.part_ids}
        own = self.new_own_line(self.asset, "exclude", self.left)
        during = {row.path: row.id for row in self.asset.part_ids}
        self.assertEqual(len(during), 3)
        self.assertLessEqual(during.items(), before.items())
        own.unlink()
        self.assertEqual({row.path: row.id for row in self.asset.part_ids}, before)

    def test_a_copied_asset_has_the_same_own_lines(self):
        self.new_own_line(self.asset, "exclude", self.filter_line)
        self.new_own_line(self.asset, item=self.other)
        copy = self.asset.copy()
        self.assertEqual(self.parts_of(copy), self.parts_of(self.asset))
        self.assertEqual(copy.own_line_ids.mapped("effect"), ["exclude", "add"])
        self.assertFalse(copy.own_line_ids & self.asset.own_line_ids)

    def test_an_asset_whose_own_line_dangles_can_be_copied(self):
        self.new_own_line(self.asset, "exclude", self.filter_line)
        self.new_own_line(self.asset, item=self.other)
        self.filter_line.unlink()
        copy = self.asset.copy()
        self.assertEqual(self.parts_of(copy), self.parts_of(self.asset))
        self.assertEqual(copy.own_line_ids.mapped("effect"), ["add"])

    def test_an_asset_with_own_lines_inside_own_lines_can_be_copied(self):
        engine = self.new_own_line(self.asset, "replace", self.left, item=self.engine)
        self.new_own_line(
            self.asset,
            "exclude",
            self.bolt_line,
            target_path=self.path(engine, self.bolt_line),
        )
        copy = self.asset.copy()
        self.assertEqual(self.parts_of(copy), self.parts_of(self.asset))

    def test_deleting_an_asset_takes_its_own_lines_and_parts_along(self):
        own = self.new_own_line(self.asset, item=self.other)
        self.asset.with_user(self.manager).unlink()
        self.assertFalse(own.exists())
        self.assertEqual(self.parts_of(self.twin), self.inherited)
        self.assertEqual(self.other.where_used_count, 0)


class TestOwnLineButtons(OwnLineCase):
    """“Exclude here” and “Replace here” on the Parts tab."""

    def test_exclude_here_of_a_single_place_names_no_path(self):
        self.row(self.filter).action_exclude_here()
        self.assertFalse(self.asset.own_line_ids.target_path)
        self.assert_parts(without=[(self.filter, "")])

    def test_exclude_here_of_one_of_two_places_means_that_one(self):
        self.row(self.seal, "right / shaft").action_exclude_here()
        self.assert_parts(without=[(self.seal, "right / shaft")])
        self.row(self.seal, "left / shaft").action_exclude_here()
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.seal, "right / shaft")]
        )

    def test_exclude_here_of_several_rows_at_once(self):
        seals = self.row(self.seal, "left / shaft") | self.row(
            self.seal, "right / shaft"
        )
        seals.action_exclude_here()
        self.assert_parts(
            without=[(self.seal, "left / shaft"), (self.seal, "right / shaft")]
        )

    def test_replace_here_opens_a_line_that_is_ready_to_save(self):
        action = self.row(self.seal, "left / shaft").action_replace_here()
        lines = self.as_planner(self.env[action["res_model"]])
        form = Form(lines.with_context(**action["context"]))
        self.assertEqual((form.effect, form.quantity), ("replace", 2))
        form.product_id = self.other
        form.save()
        self.assert_parts(
            without=[(self.seal, "left / shaft")],
            plus={(self.other, "left / shaft"): 2},
        )

    def test_an_own_line_cannot_be_excluded_here(self):
        self.new_own_line(self.asset, item=self.other)
        with self.assertRaisesRegex(UserError, "own line"):
            self.row(self.other).action_exclude_here()

    def test_a_replacement_is_opened_and_deleted_from_its_row(self):
        own = self.new_own_line(
            self.asset, "replace", self.filter_line, item=self.other
        )
        action = self.row(self.other).action_open_own_line()
        self.assertEqual((action["res_model"], action["res_id"]), (own._name, own.id))
        self.row(self.other).action_delete_own_line()
        self.assert_parts()

    def test_deleting_the_own_line_of_a_row_leaves_inherited_lines_alone(self):
        big = self.new_bom("Big engine", [self.line(self.other)])
        self.new_own_line(self.asset, "replace", self.left, item=big)
        self.row(self.other, "left").action_delete_own_line()
        self.assertTrue(big.line_ids.exists())
        self.row(self.filter).action_delete_own_line()
        self.assert_parts()


class TestOwnLineLog(OwnLineCase):
    """Who changed the parts of an asset, and why, is on the asset."""

    def messages(self):
        self.env.flush_all()
        return self.asset.message_ids.filtered("body").sorted("id")

    def test_excluding_a_part_asks_why_and_logs_it(self):
        before = self.messages()
        action = self.row(self.filter).with_user(self.planner).button_exclude_here()
        lines = self.env["maintenance.bom.line"].with_user(self.planner)
        with Form(lines.with_context(**action["context"])) as form:
            form.note = "It has <no> filter"
        self.assert_parts(without=[(self.filter, "")])
        message = self.messages() - before
        self.assertIn("Part excluded: ", message.body)
        self.assertIn("Reason: It has &lt;no&gt; filter", message.body)
        self.assertEqual(message.author_id, self.planner.partner_id)

    def test_deleting_an_own_line_is_logged(self):
        self.row(self.filter).action_exclude_here()
        before = self.messages()
        self.asset.own_line_ids.with_user(self.planner).unlink()
        self.assertIn("Own line deleted: ", (self.messages() - before).body)

    def test_several_lines_at_once_are_one_message(self):
        before = self.messages()
        seals = self.row(self.seal, "left / shaft") | self.row(
            self.seal, "right / shaft"
        )
        seals.action_exclude_here()
        self.assertEqual(len(self.messages() - before), 1)


class TestDanglingOwnLines(OwnLineCase):
    """Own lines whose inherited part is gone, and those that never had one."""

    def assert_dangling(self, own):
        self.assertTrue(own.is_dangling)
        self.assertEqual(self.asset.dangling_count, 1)
        found = self.as_planner(self.env["maintenance.equipment"]).search(
            [("dangling_count", ">", 0)]
        )
        self.assertEqual(found, self.asset)

    def test_a_line_that_lost_its_target_says_what_it_was_about(self):
        own = self.new_own_line(self.asset, "exclude", self.filter_line)
        self.assertFalse(own.is_dangling)
        self.filter_line.unlink()
        self.assert_dangling(own)
        self.assertFalse(own.target_line_id)
        self.assertEqual(own.display_name, "Filter")

    def test_a_dangling_line_still_lets_the_rest_of_the_asset_be_edited(self):
        own = self.new_own_line(self.asset, "exclude", self.filter_line)
        self.filter_line.unlink()
        self.asset.name = "Renamed"
        own.note = "Was there once"
        self.new_own_line(self.asset, item=self.other)
        self.assert_dangling(own)

    def test_a_line_dangles_when_its_assembly_is_taken_out(self):
        own = self.new_own_line(self.asset, "exclude", self.bolt_line)
        (self.left | self.right).unlink()
        self.assert_dangling(own)
        self.assertEqual(own.target_line_id, self.bolt_line)

    def test_it_has_its_effect_again_when_the_part_comes_back(self):
        own = self.new_own_line(self.asset, "exclude", self.bolt_line)
        self.asset.bom_id = self.pump
        self.assert_dangling(own)
        self.asset.bom_id = self.truck
        self.assertFalse(own.is_dangling)
        self.assertEqual(self.asset.dangling_count, 0)
        self.assert_parts(
            without=[(self.bolt, "left / lid"), (self.bolt, "right / lid")]
        )

    def test_a_new_line_about_a_part_that_is_not_there_is_refused(self):
        stranger = self.new_bom("Stranger", [self.line(self.other)])
        with self.assertRaisesRegex(ValidationError, "not among the parts"):
            self.new_own_line(self.asset, "exclude", stranger.line_ids)

    def test_a_new_line_at_a_path_that_is_not_there_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not among the parts"):
            self.new_own_line(
                self.asset,
                "exclude",
                self.seal_line,
                target_path=self.path(self.filter_line, self.seal_line),
            )

    def test_a_path_that_is_none_is_refused_in_words(self):
        for path in ("left", "1//2/", "/", "1/x/"):
            with self.subTest(path=path), self.assertRaises(ValidationError):
                self.new_own_line(
                    self.asset, "exclude", self.seal_line, target_path=path
                )

    def test_the_same_place_in_other_writing_is_the_same_place(self):
        path = self.path(self.left, self.pump_line, self.seal_line)
        self.new_own_line(self.asset, "exclude", self.seal_line, target_path=path)
        with self.assertRaisesRegex(ValidationError, "already has an own line"):
            self.new_own_line(
                self.asset, "exclude", self.seal_line, target_path=path.rstrip("/")
            )

    def test_no_path_and_an_empty_path_are_the_same(self):
        self.new_own_line(self.asset, "exclude", self.seal_line)
        with self.assertRaisesRegex(ValidationError, "already has an own line"):
            self.new_own_line(self.asset, "exclude", self.seal_line, target_path="")

    def test_what_can_be_targeted_are_the_inherited_lines_and_assemblies(self):
        own = self.new_own_line(self.asset, item=self.other)
        self.assertEqual(
            set(own.allowed_target_ids),
            set(self.truck.line_ids | self.engine.line_ids | self.pump.line_ids),
        )
