from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.rights import as_superuser


class ProductCategory(models.Model):
    _inherit = "product.category"

    is_spare_part = fields.Boolean(
        string="Spare Parts",
        compute="_compute_is_spare_part",
        store=True,
        readonly=False,
        recursive=True,
        help="Products of this category are spare parts, and so are those of the "
        "categories below it. What of them is in stock and on no BOM is shown as "
        "unlinked.",
    )
    bom_part_count = fields.Integer(
        string="Parts on BOMs",
        compute="_compute_bom_part_count",
        search="_search_bom_part_count",
        groups="maintenance_bom.group_user",
        help="Products of this category that are on BOMs.",
    )

    @api.depends("parent_id.is_spare_part")
    def _compute_is_spare_part(self):
        for category in self:
            category.is_spare_part = category.parent_id.is_spare_part

    def _compute_bom_part_count(self):
        counts = self._count_bom_parts()
        for category in self:
            category.bom_part_count = counts.get(category._origin.id, 0)

    def _search_bom_part_count(self, operator, value):
        if (operator, value) != (">", 0):
            return NotImplemented
        return Domain("id", "in", list(self._count_bom_parts()))

    def _count_bom_parts(self):
        """Return {category id: how many of its products are on BOMs}."""
        self.env["maintenance.bom.component"].flush_model(["product_id"])
        self.env["product.template"].flush_model(["categ_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT t.categ_id, COUNT(*)
                         FROM product_product p
                         JOIN product_template t ON t.id = p.product_tmpl_id
                        WHERE t.categ_id IS NOT NULL
                          AND EXISTS (SELECT 1
                                        FROM maintenance_bom_component c
                                       WHERE c.product_id = p.id)
                     GROUP BY t.categ_id"""
                )
            )
        )

    def action_mark_spare_parts(self):
        """Say that the products of these categories, and of those below, are spare
        parts. Returns True.

        :raises AccessError: unless the user is a Planner
        """
        self = to_records(self)
        return self._set_spare_part(True)

    def action_unmark_spare_parts(self):
        """Say that the products of these categories, and of those below, are no spare
        parts. Returns True.

        :raises AccessError: unless the user is a Planner
        """
        self = to_records(self)
        return self._set_spare_part(False)

    def _set_spare_part(self, is_spare_part):
        if not self.env.user.has_group("maintenance_bom.group_planner"):
            raise AccessError(
                self.env._(
                    "Only a planner of Asset Parts says which categories are spare "
                    "parts."
                )
            )
        self.check_access("read")
        # a planner may lack write access to categories
        as_superuser(self).is_spare_part = is_spare_part
        return True
