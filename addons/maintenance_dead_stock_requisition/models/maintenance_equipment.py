from odoo import models
from odoo.fields import Domain

from odoo.addons.maintenance_dead_stock.models.maintenance_equipment import TO_ORDER
from odoo.addons.maintenance_dead_stock.tools import Ordered
from odoo.addons.maintenance_requisition.tools import NOT_ORDERED


class MaintenanceEquipment(models.Model):
    """Requisition lines that are not ordered yet are on order too."""

    _inherit = "maintenance.equipment"

    def _get_impact_orders(self, products, warehouses):
        """:return: with lines of which ``kind`` is ``requisition``, and ``order_id`` is
        the id of the requisition
        """
        found = super()._get_impact_orders(products, warehouses)
        # who retires assets must learn what is on order, whoever asked for it
        lines_sudo = self.env["maintenance.requisition.line"].sudo()
        for line in lines_sudo.search(
            Domain("product_id", "in", products.ids)
            & Domain("warehouse_id", "in", warehouses.ids)
            & Domain("state", "in", NOT_ORDERED)
        ):
            found.append(
                (
                    Ordered(
                        (line._name, line.id),
                        line.quantity,
                        TO_ORDER,
                        line.date_planned or line.date_need,
                    ),
                    line.product_id.sudo(False),
                    line.warehouse_id.sudo(False),
                    {
                        "kind": "requisition",
                        "order_id": line.requisition_id.id,
                        "order_name": line.requisition_id.name,
                        "line_id": line.id,
                        "vendor_name": line.vendor_id.display_name,
                    },
                )
            )
        return found
