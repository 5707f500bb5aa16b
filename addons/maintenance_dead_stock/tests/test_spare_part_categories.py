from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DeadStockCase


@tagged("post_install", "-at_install")
class TestSparePartCategories(DeadStockCase):
    """A category says that its products are spare parts, and so are those below it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"]
        cls.spares = category.create({"name": "Spares"})
        cls.belts = category.create({"name": "Belts", "parent_id": cls.spares.id})
        cls.belt = cls.new_product("Old belt", categ_id=cls.belts.id)
        cls.stock(cls.belt, 3)

    def mark(self, user=None, categories=None):
        categories = self.spares if categories is None else categories
        return categories.with_user(user or self.planner).action_mark_spare_parts()

    def test_a_mark_is_inherited_by_the_categories_below(self):
        self.mark()
        self.assertTrue(self.belts.is_spare_part)
        self.belts.with_user(self.planner).action_unmark_spare_parts()
        self.assertFalse(self.belts.is_spare_part)
        self.assertTrue(self.spares.is_spare_part)

    def test_a_new_category_below_is_marked_too(self):
        self.mark()
        below = self.belts.create({"name": "V-belts", "parent_id": self.belts.id})
        self.assertTrue(below.is_spare_part)

    def test_only_a_planner_marks(self):
        with self.assertRaisesRegex(AccessError, "planner of Asset Parts"):
            self.mark(self.technician)

    def test_an_unlinked_spare_part_is_a_mystery_box(self):
        self.table._rebuild(self.warehouse)
        self.assertFalse(self.row(self.belt), "none of our business")
        self.mark()
        self.table._rebuild(self.warehouse)
        row = self.row(self.belt)
        self.assertEqual((row.status, row.surplus_qty), ("unlinked", 3))
        self.assertIn("on no BOM", row.explanation)

    def test_what_is_on_a_bom_is_not_unlinked(self):
        self.mark()
        self.new_bom("Conveyor", [self.line(self.belt)])
        self.table._rebuild(self.warehouse)
        # a BOM that no asset has needs nothing
        self.assertEqual(self.row(self.belt).status, "dead")

    def test_what_was_ever_on_a_bom_is_dead_when_nothing_lists_it_any_more(self):
        """Old lines and BOMs are cleaned up; the parts lie there all the same."""
        parts = self.belt
        for name in ("Roller", "Guide", "Chain"):
            parts |= self.new_product(name)
        belt, roller, guide, chain = parts
        for part in parts:
            self.stock(part, 3)
        bom = self.new_bom("Conveyor", [self.line(belt), self.line(roller)])
        other = self.new_bom("Press", [self.line(guide)])
        own = self.new_assets(1)
        own.own_line_ids = [(0, 0, {"product_id": chain.id})]
        self.age_lines()
        bom.line_ids[0].unlink()
        bom.line_ids.product_id = self.battery
        other.unlink()
        own.sudo().unlink()
        self.table._rebuild(self.warehouse)
        for part in parts:
            self.assertEqual(self.row(part).status, "dead", part.name)

    def test_a_mistake_that_is_corrected_at_once_makes_no_part(self):
        bom = self.new_bom("Conveyor", [self.line(self.belt)])
        bom.line_ids.unlink()
        self.table._rebuild(self.warehouse)
        self.assertFalse(self.row(self.belt))

    def age_lines(self):
        """As if all lines had been entered a week ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE maintenance_bom_line SET create_date = create_date - "
            "INTERVAL '7 days'"
        )
        self.env.invalidate_all()

    def test_a_row_follows_the_category_of_its_part(self):
        self.mark()
        self.table._rebuild(self.warehouse)
        self.assertEqual(self.row(self.belt).categ_id, self.belts)
        self.belt.product_tmpl_id.categ_id = self.spares
        self.assertEqual(self.row(self.belt).categ_id, self.spares)

    def test_categories_with_parts_on_boms_are_proposed(self):
        proposed = [("is_spare_part", "=", False), ("bom_part_count", ">", 0)]
        categories = self.belts.with_user(self.planner)
        self.assertNotIn(self.belts, categories.search(proposed))
        self.new_bom("Conveyor", [self.line(self.belt)])
        self.assertIn(self.belts, categories.search(proposed))
        self.assertEqual(categories.bom_part_count, 1)
        self.mark(categories=self.belts)
        self.assertNotIn(self.belts, categories.search(proposed))
