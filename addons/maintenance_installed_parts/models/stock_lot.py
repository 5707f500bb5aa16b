from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_records


class StockLot(models.Model):
    _inherit = "stock.lot"

    equipment_count = fields.Integer(
        string="Assets",
        compute="_compute_equipment_count",
        groups="maintenance_bom.group_user",
    )

    def _compute_equipment_count(self):
        counts = dict(
            self.env["maintenance.equipment.lot"]._read_group(
                [("lot_id", "in", self.ids)],
                ["lot_id"],
                ["equipment_id:count_distinct"],
            )
        )
        for lot in self:
            lot.equipment_count = counts.get(lot._origin, 0)

    def action_view_equipment_lots(self):
        """Open the assets that these serials are, or were, in."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_installed_parts.maintenance_equipment_lot_action_lot"
        )
        return dict(action, domain=[("lot_id", "in", self.ids)])

    def _check_in_asset(self):
        """Refuse to take serials out of an asset that have left it already.

        A serial that nobody has recorded yet may have been there all the time.

        :raises UserError: naming the serial and how it left
        """
        for lot, move in self._get_departures().items():
            raise UserError(
                self.env._(
                    "Serial number %(lot)s of “%(part)s” is in no asset: it left "
                    "“%(asset)s” with %(document)s on %(day)s. Choose the one that "
                    "comes out now.",
                    lot=lot.name,
                    part=lot.product_id.display_name,
                    asset=move.equipment_id.display_name,
                    document=move.reference,
                    day=format_date(self.env, move.date),
                )
            )

    def _get_departures(self):
        """Return {serial: the done move by which it left an asset}.

        Only of those of these serials that no asset has got again since.
        """
        serials = self.filtered(lambda lot: lot.product_id.tracking == "serial")
        if not serials:
            return {}
        # with all rights: all moves of the serial count
        lines_sudo = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                Domain("lot_id", "in", serials.ids)
                & Domain("state", "=", "done")
                & Domain("move_id", "any", [("equipment_id", "!=", False)])
            )
        )
        last = {
            line.lot_id: line.move_id
            for line in lines_sudo.sorted(
                lambda line: (line.move_id.date, line.move_id.id, line.id)
            )
        }
        return {
            lot: move for lot, move in last.items() if move.maintenance_kind != "issue"
        }

    def _get_lot_of_used(self, product):
        """Return the lot of the same name of the product for used ones."""
        lots = self.browse()
        if self and product.tracking != "none":
            values = {
                "name": self.name,
                "product_id": product.id,
                "company_id": self.company_id.id,
            }
            lots = lots.search([(name, "=", value) for name, value in values.items()])
            lots = lots or lots.create(values)
        return lots
