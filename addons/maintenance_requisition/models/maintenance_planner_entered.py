from odoo import models

from odoo.addons.maintenance_bom.models.isolation import try_each
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.tools import Supply

from .maintenance_requisition_line import NOT_ORDERED


class MaintenancePlannerEntered(models.AbstractModel):
    """What requisition lines bring that persons have fixed: it counts as on the way.

    What still follows the needs is no supply: the needs decide about it.
    """

    _name = "maintenance.planner.entered"
    _description = "Entered Requisition Lines for the Planner"

    def _execute_entered(self, warehouses):
        """Order what persons entered for ``warehouses``, and is approved and due."""
        live = warehouses.filtered("company_id.parts_live")
        # see maintenance.planner
        lines = as_superuser(self.env["maintenance.requisition.line"])
        lines = lines.search(
            [
                ("warehouse_id", "in", live.ids),
                ("is_manual", "=", True),
                ("state", "=", "approved"),
            ]
        )
        failed = try_each(lines, lambda some: some._execute())
        for line, reason in failed.items():
            line.failure = {"code": "odoo", "text": reason}

    def _get_ordered_parts(self, warehouse):
        """Return the ids of the parts that requisition lines are about to get."""
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("warehouse_id", "=", warehouse.id),
                ("state", "not in", ("received", "cancel")),
            ],
            ["product_id"],
        )
        return {product.id for [product] in groups}

    def _get_requisition_supplies(self, places, products, company):
        """Yield (place id, product, Supply) of what persons entered in requisitions."""
        today = company._get_today()
        lines = self.env["maintenance.requisition.line"].search(
            [
                ("is_manual", "=", True),
                ("state", "in", NOT_ORDERED),
                ("warehouse_id.lot_stock_id", "in", places.ids),
                ("product_id", "in", products.ids),
            ]
        )
        for line in lines:
            place_id = line.warehouse_id.lot_stock_id.id
            day = max(line.date_planned or line.date_need, today)
            source = ("requisition", line.id, line.product_id.id, place_id)
            yield place_id, line.product_id, Supply(day, line.quantity, source)

    def _get_entered_quantities(self, warehouses):
        """Return {(warehouse id, product id): what persons have asked of it for others,
        and no transfer takes yet}.
        """
        groups = self.env["maintenance.requisition.line"]._read_group(
            [
                ("is_manual", "=", True),
                ("source_warehouse_id", "in", warehouses.ids),
                ("state", "in", NOT_ORDERED),
            ],
            ["source_warehouse_id", "product_id"],
            ["quantity:sum"],
        )
        return {
            (warehouse.id, product.id): quantity
            for warehouse, product, quantity in groups
        }
