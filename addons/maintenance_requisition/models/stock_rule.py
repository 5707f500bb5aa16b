import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS, describe_error
from odoo.addons.stock.models.stock_rule import ProcurementException

_logger = logging.getLogger(__name__)


class StockRule(models.Model):
    """Procurements of requisition lines, and which of them share a purchase line.

    Maintenance lines merge only with maintenance lines; others as in Odoo.
    """

    _inherit = "stock.rule"

    # --- requisition lines ------------------------------------------------------------

    @api.model
    def _procure_lines(self, lines):
        """Run the procurements of requisition lines: one that fails stops no others.

        :return: {line: failure}
        """
        failures, left = {}, lines
        while left:
            try:
                with self.env.cr.savepoint():
                    self._run_for_lines(left)
                break
            except ProcurementException as error:
                self.env.invalidate_all()
                found = {
                    lines.browse(procurement.values["maintenance_line_id"]): (
                        _get_failure(reason)
                    )
                    for procurement, reason in error.procurement_exceptions
                    if procurement.values.get("maintenance_line_id") in left._ids
                }
                if not found:
                    return failures | dict.fromkeys(left, _get_failure(error))
                failures |= found
                left -= lines.browse(line.id for line in found)
            except NOT_OF_RECORDS:
                raise
            except Exception as error:
                # whatever Odoo's rules stumble over: the other lines are ordered
                self.env.invalidate_all()
                if len(left) == 1:
                    if not isinstance(error, UserError):
                        _logger.exception("%s is not ordered", left)
                    return failures | {left: _get_failure(describe_error(error))}
                for line in left:
                    failures |= self._procure_lines(line)
                break
        return failures

    @api.model
    def _run_for_lines(self, lines):
        self.run(
            [self._prepare_line_procurement(line) for line in lines],
            raise_user_error=False,
        )

    @api.model
    def _prepare_line_procurement(self, line):
        """Return the procurement of a requisition line, for its warehouse's stock."""
        part = line.product_id
        return self.Procurement(
            part,
            line.quantity,
            part.uom_id,
            line.warehouse_id.lot_stock_id,
            part.display_name,
            line.requisition_id.name,
            line.company_id,
            self._prepare_line_procurement_values(line),
        )

    @api.model
    def _prepare_line_procurement_values(self, line):
        """Return the values of the procurement of a line, as Odoo's rules read them."""
        warehouse = line.warehouse_id
        values = {
            "company_id": line.company_id,
            "date_planned": line._get_planned_moment(),
            "maintenance_line_id": line.id,
            "warehouse_id": warehouse,
        }
        if line.action == "buy":
            return values | {
                "maintenance_links": [(line.id, line.quantity)],
                "maintenance_merge_key": line._get_merge_key(),
                "route_ids": warehouse.buy_pull_id.route_id,
                "supplierinfo_id": line.supplierinfo_id,
            }
        return values | {
            "maintenance_requisition_line_id": line.id,
            "route_ids": warehouse._get_resupply_route(line.source_warehouse_id),
        }

    # --- merging ----------------------------------------------------------------------

    @api.model
    def _get_procurements_to_merge_groupby(self, procurement):
        key = procurement.values.get("maintenance_merge_key", False)
        return *super()._get_procurements_to_merge_groupby(procurement), key

    @api.model
    def _merge_procurements(self, procurements_to_merge):
        merged = super()._merge_procurements(procurements_to_merge)
        for procurement, group in zip(merged, procurements_to_merge, strict=True):
            links = [
                link
                for one in group
                for link in one.values.get("maintenance_links", ())
            ]
            if links:
                procurement.values["maintenance_links"] = links
        return merged

    def _update_purchase_order_line(
        self, product_id, product_qty, product_uom, company_id, values, line
    ):
        result = super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
        # with all rights: who runs procurements may lack access to requisitions
        if line.sudo().maintenance_allocation_ids:
            result |= self._prepare_parts_seller(
                product_id, product_uom, product_qty, company_id, values, line
            )
        return result | self._prepare_parts_links(values)

    def _prepare_parts_seller(self, product, unit, quantity, company, values, line):
        """Return what of ``line`` comes from the same entry of the vendor list as the
        price that Odoo gives it: how the vendor calls the part, and the discount.

        What a buyer has written stays.
        """
        added = unit._compute_quantity(
            quantity, line.product_uom_id, rounding_method="HALF-UP"
        )
        seller = product.with_company(company)._select_seller(
            partner_id=values["supplier"].partner_id,
            quantity=line.product_qty + added,
            date=line.order_id.date_order and line.order_id.date_order.date(),
            uom_id=line.product_uom_id,
        )
        if not seller:
            return {}
        part = product.with_context(lang=line.partner_id.lang, partner_id=None)
        names = {
            line._get_product_purchase_description(part.with_context(seller_id=one.id))
            for one in product.seller_ids
        }
        result = {"discount": seller.discount}
        if not line.name or line.name in names:
            result["name"] = line._get_product_purchase_description(
                part.with_context(seller_id=seller.id)
            )
        return result

    @api.model
    def _prepare_parts_links(self, values):
        """Return the values of a purchase line that link it to requisition lines.

        :param values: those of the procurement: ``maintenance_links`` are
            ``(id of a requisition line, quantity in the unit of the part)``
        """
        links = values.get("maintenance_links")
        if not links:
            return {}
        return {
            "maintenance_allocation_ids": [
                Command.create({"line_id": line_id, "quantity": quantity})
                for line_id, quantity in links
            ]
        }

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "maintenance_requisition_line_id"]


def _get_failure(text):
    """Return the failure of a line that Odoo tells in its own words."""
    return {"code": "odoo", "text": str(text)}
