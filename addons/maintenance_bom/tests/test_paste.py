from odoo.exceptions import UserError
from odoo.tests import Form

from .common import BomCase


class TestPaste(BomCase):
    """Parts pasted from a spreadsheet, checked row by row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner.group_ids += cls.env.ref("uom.group_uom")
        cls.filter = cls.new_product("Oil filter", default_code="FIL-12")
        cls.oil = cls.new_product("Gear oil", cls.litre, barcode="4006381333931")
        cls.belt = cls.new_product("100% rubber_belt")
        cls.new_product("Twin")
        cls.new_product("Twin")
        cls.bom = cls.new_bom("Forklift", [cls.line(cls.belt, sequence=40)])

    def paste(self, text):
        action = self.bom.action_paste_lines()
        wizard = self.env[action["res_model"]].with_user(self.planner)
        form = Form(wizard.with_context(**action["context"]))
        form.text = text
        return form

    def lines(self):
        return self.bom.line_ids.mapped(
            lambda line: (
                line.product_id,
                line.quantity,
                line.uom_id,
                line.position or False,
            )
        )

    def test_parts_are_found_by_reference_barcode_and_name(self):
        form = self.paste(
            "fil-12\t2\t\tleft\n4006381333931\t250\tmL\n100% RUBBER_BELT\t1"
        )
        self.assertEqual((form.ready_count, form.problem_count), (3, 0))
        result = form.save().action_apply()
        self.assertEqual(result["type"], "ir.actions.act_window_close")
        self.assertEqual(
            self.lines()[1:],
            [
                (self.filter, 2.0, self.unit, "left"),
                (self.oil, 250.0, self.millilitre, False),
                (self.belt, 1.0, self.unit, False),
            ],
        )

    def test_rows_with_a_problem_stay_and_the_others_go_in(self):
        form = self.paste(
            "Part\tQty\tUnit\n"
            "FIL-12\t2\tUnits\n"
            "NIX-1\t1\tUnits\n"
            "FIL-12\tmany\tUnits\n"
            "FIL-12\t1\tFurlong\n"
            "FIL-12\t1\tHours\n"
            "twin\t1\tUnits\n"
        )
        wizard = form.save()
        problems = {row.number: row.problem for row in wizard.row_ids}
        self.assertFalse(problems[2])
        self.assertIn("NIX-1", problems[3])
        self.assertIn("many", problems[4])
        self.assertIn("Furlong", problems[5])
        self.assertIn("Hours", problems[6])
        self.assertIn("2 parts", problems[7])
        action = wizard.action_apply()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(len(self.bom.line_ids), 2)
        self.assertEqual(wizard.row_ids.mapped("number"), [3, 4, 5, 6, 7])

    def test_a_row_is_corrected_in_the_dialog(self):
        form = self.paste("NIX-1\t2\t\tleft")
        with form.row_ids.edit(0) as row:
            row.product_id = self.oil
            self.assertFalse(row.problem)
        form.save().action_apply()
        self.assertEqual(self.lines()[1:], [(self.oil, 2.0, self.litre, "left")])

    def test_numbers_are_read_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.planner.lang = "de_DE"
        form = self.paste("FIL-12\t1.250,5\nFIL-12\t2,5\nFIL-12\t2.5\nFIL-12\t1 000")
        quantities = form.save().row_ids.mapped("quantity")
        self.assertEqual(quantities, [1250.5, 2.5, 2.5, 1000.0])

    def test_thousands_are_read_in_english(self):
        form = self.paste("FIL-12\t1,250.5\nFIL-12\t1,000,000\nFIL-12\t0.5")
        quantities = form.save().row_ids.mapped("quantity")
        self.assertEqual(quantities, [1250.5, 1000000.0, 0.5])

    def test_pasting_again_replaces_what_was_pasted(self):
        form = self.paste("FIL-12\t1\nFIL-12\t2")
        form.text = "FIL-12\t3"
        form.save().action_apply()
        self.assertEqual(self.lines()[1:], [(self.filter, 3.0, self.unit, False)])

    def test_nothing_pasted_is_an_error(self):
        with self.assertRaisesRegex(UserError, "at least one row"):
            self.paste("").save().action_apply()

    def test_new_lines_come_after_the_old_ones_in_the_order_pasted(self):
        self.paste("FIL-12\t1\n4006381333931\t1\n").save().action_apply()
        self.env.invalidate_all()
        self.assertEqual(
            self.bom.line_ids.mapped("product_id").ids,
            (self.belt + self.filter + self.oil).ids,
        )

    def test_archived_parts_and_services_are_not_found(self):
        self.new_product("Inspection", type="service")
        self.filter.active = False
        form = self.paste("Inspection\t1\nFIL-12\t1")
        self.assertEqual(form.problem_count, 2)


class TestAttach(BomCase):
    """“Attach Assets” on a BOM."""

    def test_assets_get_the_bom_and_those_with_another_are_named(self):
        bom, other = self.new_bom("Forklift"), self.new_bom("Truck")
        assets = self.new_assets(2) | self.new_asset(other)
        dialogs = self.env["maintenance.bom.attach"].with_user(self.planner)
        with Form(dialogs.with_context(default_bom_id=bom.id)) as form:
            for asset in assets:
                form.equipment_ids.add(asset)
            self.assertIn("(Truck)", form.other_boms_text)
        form.record.action_apply()
        self.assertEqual(assets.bom_id, bom)

    def test_no_asset_is_refused(self):
        dialogs = self.env["maintenance.bom.attach"].with_user(self.planner)
        dialog = dialogs.create({"bom_id": self.new_bom("Forklift").id})
        with self.assertRaisesRegex(UserError, "Choose the assets that get “Forklift”"):
            dialog.action_apply()


class TestSuggest(BomCase):
    """Many assets get their BOM at once, by category and model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trucks, cls.laptops = cls.env["maintenance.equipment.category"].create(
            [{"name": "Trucks"}, {"name": "Laptops"}]
        )
        cls.h25 = cls.new_bom("Forklift H25", code="H25", category_id=cls.trucks.id)
        cls.forklifts = cls.new_asset(model="H25 ", category_id=cls.trucks.id)
        cls.forklifts |= cls.new_asset(model="h25", category_id=cls.trucks.id)
        cls.macs = cls.new_assets(3, model="MacBook", category_id=cls.laptops.id)
        cls.plain = cls.new_asset()

    def open_dialog(self, assets=None):
        wizard = self.env["maintenance.bom.suggest"].with_user(self.planner)
        if assets:
            wizard = wizard.with_context(
                active_model="maintenance.equipment", active_ids=assets.ids
            )
        return Form(wizard)

    def test_groups_are_offered_with_a_fitting_bom_or_a_name(self):
        assets = self.forklifts | self.macs | self.plain
        wizard = self.open_dialog(assets).save()
        self.assertEqual(wizard.equipment_count, 6)
        offered = [
            (
                line.model or False,
                line.equipment_count,
                line.bom_id,
                line.new_bom_name or False,
            )
            for line in wizard.line_ids
        ]
        self.assertEqual(
            offered,
            [
                ("MacBook", 3, self.h25.browse(), "MacBook"),
                ("H25", 2, self.h25, False),
                (False, 1, self.h25.browse(), False),
            ],
        )

    def test_applying_attaches_and_creates_boms(self):
        assets = self.forklifts | self.macs | self.plain
        action = self.open_dialog(assets).save().action_apply()
        self.assertEqual(self.forklifts.bom_id, self.h25)
        new = self.macs.bom_id
        self.assertEqual((new.name, new.category_id), ("MacBook", self.laptops))
        self.assertFalse(self.plain.bom_id)
        self.assertEqual(action["domain"], [("id", "in", new.ids)])

    def test_what_most_of_the_group_have_is_offered(self):
        other = self.new_bom("Other")
        self.new_assets(2, other, model="H25", category_id=self.trucks.id)
        wizard = self.open_dialog(self.forklifts).save()
        self.assertEqual(wizard.line_ids.bom_id, other)

    def test_assets_that_have_a_bom_are_left_alone(self):
        other = self.new_bom("Other")
        self.forklifts[0].bom_id = other
        wizard = self.open_dialog(self.forklifts).save()
        self.assertEqual(wizard.line_ids.equipment_ids, self.forklifts[1])
        wizard.line_ids.bom_id = self.h25
        wizard.action_apply()
        self.assertEqual(self.forklifts.mapped("bom_id"), other | self.h25)

    def test_from_the_menu_all_living_assets_are_offered(self):
        self.macs.action_retire()
        wizard = self.open_dialog().save()
        offered = wizard.line_ids.equipment_ids
        self.assertLessEqual(self.forklifts | self.plain, offered)
        self.assertFalse(self.macs & offered)

    def test_choosing_a_bom_clears_the_name_of_a_new_one(self):
        form = self.open_dialog(self.macs)
        with form.line_ids.edit(0) as line:
            line.bom_id = self.h25
            self.assertFalse(line.new_bom_name)
        form.save().action_apply()
        self.assertEqual(self.macs.bom_id, self.h25)

    def test_nothing_chosen_is_an_error(self):
        with self.assertRaisesRegex(UserError, "at least one group"):
            self.open_dialog(self.plain).save().action_apply()
