from odoo import api, models
from odoo.fields import Command


class StockRule(models.Model):
    """What is for maintenance merges with its like only; the rest as ever."""

    _inherit = "stock.rule"

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
        # whoever runs procurements need not see requisitions
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
