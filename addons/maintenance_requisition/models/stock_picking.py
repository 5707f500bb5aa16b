from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.words import format_quantity


class StockPicking(models.Model):
    """Transfers of requisition lines; receipts say what for, and notify who waits."""

    _inherit = "stock.picking"

    has_maintenance_purpose = fields.Boolean(
        compute="_compute_has_maintenance_purpose",
        groups="base.group_user",
        help="Some of it is for assets.",
    )

    def _compute_has_maintenance_purpose(self):
        for picking in self:
            picking.has_maintenance_purpose = any(
                picking.move_ids.mapped("maintenance_for")
            )

    # --- transfers of requisition lines ---------------------------------------------

    @api.model
    def _transfer_lines(self, lines):
        """Make the transfers of requisition lines.

        On the resupply route of the warehouse if it has one, else one internal transfer
        between two warehouses.

        :return: {line: failure}
        """
        failures = {}
        for company, mine in lines.grouped("company_id").items():
            mine = mine.with_company(company)
            by_route = mine.filtered(
                lambda line: line.warehouse_id._get_resupply_route(
                    line.source_warehouse_id
                )
            )
            failures |= mine.env["stock.rule"]._procure_lines(by_route)
            mine.env["stock.picking"]._transfer_directly(mine - by_route)
        moved = lines - lines.browse(line.id for line in failures)
        moved.invalidate_recordset(["move_ids"])
        for line in moved.filtered(lambda line: line.state == "approved"):
            failures[line] = {"code": "no_transfer"}
        return failures

    @api.model
    def _transfer_directly(self, lines):
        """Make one internal transfer between two warehouses of what they are to move.

        :param lines: the requisition lines
        """
        for warehouse, mine in lines.grouped("warehouse_id").items():
            for source, them in mine.grouped("source_warehouse_id").items():
                values = self._prepare_line_transfer(them, source, warehouse)
                self.create(values).action_confirm()

    def _prepare_line_transfer(self, lines, source, warehouse):
        """Return the values of the transfer of ``lines``.

        :param source: the warehouse that gives
        :param warehouse: the warehouse that gets
        """
        return {
            "picking_type_id": source.int_type_id.id,
            "location_id": source.lot_stock_id.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "company_id": source.company_id.id,
            "origin": ", ".join(sorted(set(lines.requisition_id.mapped("name")))),
            "scheduled_date": min(line._get_planned_moment() for line in lines),
            "move_ids": [
                Command.create(self._prepare_line_move(line)) for line in lines
            ],
        }

    def _prepare_line_move(self, line):
        """Return the values of the move that brings ``line``."""
        part = line.product_id
        return {
            "product_id": part.id,
            "product_uom_qty": line.quantity,
            "product_uom": part.uom_id.id,
            "location_id": line.source_warehouse_id.lot_stock_id.id,
            "location_dest_id": line.warehouse_id.lot_stock_id.id,
            "company_id": line.company_id.id,
            "date": line._get_planned_moment(),
            "maintenance_requisition_line_id": line.id,
        }

    # --- arrivals -------------------------------------------------------------------

    def _notify_arrival(self, job, parts):
        """Tell whoever does ``job`` that parts have come, each in his language.

        :param parts: {part: quantity in its own unit}
        """
        users = job.user_id or job.maintenance_team_id.member_ids
        users = users.filtered(lambda user: user.active and not user.share)
        for lang, group in users.grouped("lang").items():
            here = self.with_context(lang=lang)
            job.with_context(lang=lang).message_notify(
                partner_ids=group.partner_id.ids,
                subject=here.env._("Parts have arrived: %s", job.name),
                body=here._tell_arrival(job, parts),
            )

    def _tell_arrival(self, job, parts):
        told = Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(quantity)s × %(what)s",
                quantity=format_quantity(self.env, quantity),
                what=part.with_env(self.env).display_name,
            )
            for part, quantity in parts.items()
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "For “%(job)s” there is now at %(place)s, with %(receipt)s:",
                job=job.name,
                place=self.location_dest_id.display_name,
                receipt=self.name,
            ),
            told,
        )
