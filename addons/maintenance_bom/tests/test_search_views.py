from ast import literal_eval

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from .common import BomCase


class TestSearchViews(BomCase):
    """Every filter and every group of the search views works, for a technician."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seal, belt = cls.new_products(2)
        asset = cls.new_asset(cls.new_bom("Saw", [cls.line(seal)]))
        cls.new_own_line(asset, item=belt)

    def assert_filters_work(self, model):
        records = self.env[model].with_user(self.technician)
        arch = etree.fromstring(records.get_view(view_type="search")["arch"])
        names = []
        for node in arch.iter("filter"):
            names.append(node.get("name"))
            if node.get("domain"):
                domain = safe_eval(node.get("domain"), {"uid": self.technician.id})
                records.search_read(domain, ["display_name"])
            group = literal_eval(node.get("context") or "{}").get("group_by")
            if group and records._fields[group.partition(":")[0]].type != "properties":
                groups = records.formatted_read_group([], [group], ["__count"])
                self.assertTrue(groups, node.get("name"))
        for node in arch.iter("field"):
            if node.get("filter_domain"):
                records.search(safe_eval(node.get("filter_domain"), {"self": "a"}))
        return names

    def test_parts(self):
        names = self.assert_filters_work("maintenance.equipment.part")
        self.assertIn("group_by_equipment", names)

    def test_boms(self):
        self.assertIn("filter_unused", self.assert_filters_work("maintenance.bom"))

    def test_own_lines(self):
        names = self.assert_filters_work("maintenance.bom.line")
        self.assertIn("filter_dangling", names)

    def test_assets(self):
        names = self.assert_filters_work("maintenance.equipment")
        self.assertIn("filter_living", names)

    def test_parts_are_grouped_by_the_native_location_of_the_asset(self):
        shelf = self.env.ref("stock.warehouse0").lot_stock_id
        asset = self.new_asset(self.env["maintenance.bom"].search([], limit=1))
        asset.location_id = shelf
        parts = self.env["maintenance.equipment.part"].with_user(self.technician)
        self.assertEqual(
            parts.search([("location_id", "=", shelf.id)]).equipment_id, asset
        )
