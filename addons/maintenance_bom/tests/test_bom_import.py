from .common import BomCase


class TestBomImport(BomCase):
    """BOMs copied, imported with Odoo's own import, and exported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner.group_ids += cls.env.ref("base.group_allow_export")
        cls.env["product.product"].create(
            [
                {"name": f"Part {number}", "default_code": f"P-{number:03}"}
                for number in range(200)
            ]
        )
        cls.boms = cls.as_planner(cls.env["maintenance.bom"])
        cls.lines = cls.as_planner(cls.env["maintenance.bom.line"])

    def rows(self, bad_unit=None):
        return [
            ["H25", f"P-{number:03}", "2", "Hours" if number == bad_unit else "Units"]
            for number in range(200)
        ]

    def test_200_lines_are_loaded(self):
        bom = self.boms.create({"name": "Forklift", "code": "H25"})
        names = ["bom_id", "product_id", "quantity", "uom_id"]
        result = self.lines.load(names, self.rows())
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 200)
        self.assertEqual(bom.part_count, 200)

    def test_one_bad_unit_among_200_lines_is_named_and_nothing_is_saved(self):
        bom = self.boms.create({"name": "Forklift", "code": "H25"})
        names = ["bom_id", "product_id", "quantity", "uom_id"]
        result = self.lines.load(names, self.rows(bad_unit=120))
        self.assertFalse(result["ids"])
        # the framework reports the batch that failed as row 0, then each bad row
        self.assertEqual(result["messages"][-1]["rows"], {"from": 120, "to": 120})
        for message in result["messages"]:
            self.assertIn("[P-120] Part 120", message["message"])
            self.assertIn("kept in Units", message["message"])
            self.assertIn("Hours", message["message"])
        self.env.invalidate_all()
        self.assertFalse(bom.line_ids)
        self.assertFalse(bom.component_ids)

    def test_names_that_an_export_wrote_lead_back_to_their_records(self):
        engine = self.boms.create({"name": "Engine", "code": "ENG"})
        asset = self.new_asset(engine, code="FL-7", serial_no="SN-7")
        for record in (engine, asset):
            name = record.display_name
            with self.subTest(name=name):
                self.assertEqual(
                    record.name_search(name, operator="="), [(record.id, name)]
                )
        result = self.boms.load(
            ["name", "line_ids/child_bom_id"], [["Truck", engine.display_name]]
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.boms.browse(result["ids"]).line_ids.child_bom_id, engine)

    def test_a_bom_is_loaded_with_its_lines(self):
        names = [
            "name",
            "code",
            "line_ids/product_id",
            "line_ids/quantity",
            "line_ids/position",
        ]
        rows = [
            ["Forklift", "H25", "P-001", "2", "left"],
            ["", "", "P-002", "1.5", ""],
            ["Truck", "T1", "P-003", "1", ""],
        ]
        result = self.boms.load(names, rows)
        self.assertFalse(result["messages"])
        forklift, _truck = self.boms.browse(result["ids"])
        self.assertEqual(
            forklift.component_ids.mapped(
                lambda row: (row.product_id.default_code, row.product_qty, row.position)
            ),
            [("P-001", 2.0, "left"), ("P-002", 1.5, False)],
        )

    def test_a_bad_line_keeps_its_bom_from_being_saved(self):
        names = ["name", "line_ids/product_id", "line_ids/uom_id"]
        result = self.boms.load(
            names, [["Forklift", "P-001", "Units"], ["", "P-002", "Hours"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("[P-002]", result["messages"][0]["message"])
        self.assertFalse(self.boms.search([("name", "=", "Forklift")]))

    def test_assets_are_loaded_with_bom_and_code(self):
        self.boms.create({"name": "Forklift", "code": "H25"})
        result = self.as_planner(self.env["maintenance.equipment"]).load(
            ["name", "code", "bom_id"], [["One", "F-1", "H25"], ["Two", "", "H25"]]
        )
        self.assertFalse(result["messages"])
        assets = self.env["maintenance.equipment"].browse(result["ids"])
        self.assertEqual(assets.bom_id.code, "H25")

    def test_what_is_exported_can_be_loaded(self):
        names = ["name", "line_ids/product_id", "line_ids/quantity", "line_ids/uom_id"]
        rows = [["Forklift", "P-001", "2", "Units"], ["", "P-002", "3", "Units"]]
        bom = self.boms.browse(self.boms.load(names, rows)["ids"])
        exported = bom.export_data(names)["datas"]
        self.assertEqual(exported[0][:1] + exported[1][:1], ["Forklift", ""])
        again = self.boms.load(names, [[str(cell) for cell in row] for row in exported])
        self.assertFalse(again["messages"])
        copy = self.boms.browse(again["ids"])
        self.assertEqual(
            copy.line_ids.mapped(lambda line: (line.product_id, line.quantity)),
            bom.line_ids.mapped(lambda line: (line.product_id, line.quantity)),
        )

    def test_a_copied_bom_has_lines_and_parts_of_its_own(self):
        seal, belt = self.new_products(2)
        pump = self.new_bom("Pump", [self.line(seal, 2)])
        bom = self.new_bom("Truck", [self.line(pump, 3), self.line(belt)], code="T-1")
        asset = self.new_asset(bom)
        copy = bom.copy()
        self.assertEqual(copy.name, "Truck (copy)")
        self.assertFalse(copy.code)
        self.assertFalse(copy.equipment_ids)
        self.assertEqual(asset.bom_id, bom)
        copy.line_ids[1].quantity = 7
        self.assertEqual(
            copy.component_ids.mapped(lambda row: (row.product_id, row.product_qty)),
            [(seal, 6.0), (belt, 7.0)],
        )
        self.assertEqual(self.parts_of(asset)[belt, ""], 1)
