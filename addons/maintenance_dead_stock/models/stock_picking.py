from odoo import api, fields, models
from odoo.fields import Command


class StockPicking(models.Model):
    """The transfers by which parts of dispositions leave."""

    _inherit = "stock.picking"

    @api.model
    def _move_disposition(self, disposition, picking_type, destination, quantity):
        """Make and reserve the transfer of ``quantity`` (own unit) of a disposition.

        :param destination: the location that gets it
        """
        place, company = disposition.location_id, disposition.company_id
        picking = self.create(
            {
                "picking_type_id": picking_type.id,
                "partner_id": disposition._get_recipient().id,
                "location_id": place.id,
                "location_dest_id": destination.id,
                "company_id": company.id,
                "origin": disposition.name,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": disposition.product_id.id,
                            "product_uom_qty": quantity,
                            "product_uom": disposition.uom_id.id,
                            "location_id": place.id,
                            "location_dest_id": destination.id,
                            "company_id": company.id,
                            "maintenance_disposition_id": disposition.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    @api.model
    def _transfer_disposition(self, disposition):
        """Transfer the part of a disposition to its other warehouse, as requisitions
        do: on the resupply route if there is one, which begins at the stock of the
        warehouse.
        """
        source, target = disposition.warehouse_id, disposition.dest_warehouse_id
        route = target._get_resupply_route(source)
        if not route or not disposition.location_id._child_of(source.lot_stock_id):
            self._move_disposition(
                disposition,
                source.int_type_id,
                target.lot_stock_id,
                disposition.quantity,
            )
            return
        rules = self.env["stock.rule"]
        rules.run(
            [
                rules.Procurement(
                    disposition.product_id,
                    disposition.quantity,
                    disposition.uom_id,
                    target.lot_stock_id,
                    disposition.product_id.display_name,
                    disposition.name,
                    disposition.company_id,
                    {
                        "warehouse_id": target,
                        "route_ids": route,
                        "date_planned": fields.Datetime.now(),
                        "maintenance_disposition_id": disposition.id,
                    },
                )
            ]
        )

    def _return_disposition(self, disposition, move, quantity):
        """Return ``quantity`` (own unit) of what ``move`` of this receipt brought, from
        where the disposition takes it; by Odoo's dialog, which links the two.
        """
        dialog = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=self.id, active_ids=self.ids, active_model=self._name
            )
            .create({})
        )
        for line in dialog.product_return_moves:
            line.quantity = 0.0
            if line.move_id == move:
                line.quantity = move._to_line_quantity(quantity)
        # Odoo's dialog unreserves what waits for the receipt: other returns, jobs
        held = move.move_dest_ids.filtered(
            lambda one: one.state in ("assigned", "partially_available")
        )
        picking = self.browse(dialog.action_create_returns()["res_id"])
        picking.move_ids._do_unreserve()
        held._action_assign()
        picking.location_id = disposition.location_id
        picking.move_ids.write(
            {
                "location_id": disposition.location_id.id,
                "maintenance_disposition_id": disposition.id,
                # the unit of stock: a dozen of a receipt has no third
                "product_uom": disposition.uom_id.id,
                "product_uom_qty": quantity,
            }
        )
        picking.action_assign()
        return picking
