from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
    )
    parts_reference = fields.Char(
        string="External Reference",
        copy=False,
        readonly=True,
        help="What the caller of issue_parts() named this issue: calling again with the "
        "same reference moves nothing.",
    )

    _parts_reference_uniq = models.UniqueIndex(
        "(company_id, parts_reference) WHERE parts_reference IS NOT NULL",
        "Parts were already issued under this reference.",
    )

    def _pick_all_parts(self, lines):
        """Pick every line of a parts issue in full.

        :raises UserError: for a part that is not there, unless the company allows it
        """
        self.ensure_one()
        for move, line in zip(self.move_ids, lines, strict=True):
            lot_id = line.get("lot_id")
            if lot_id:
                move._do_unreserve()
                move.lot_ids = [fields.Command.set([lot_id])]
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                if not self.company_id.parts_allow_negative:
                    raise UserError(
                        self.env._(
                            "%(location)s has %(available)s of “%(part)s”, not "
                            "%(wanted)s %(unit)s. Receive or count it first.",
                            location=move.location_id.display_name,
                            available=move.quantity,
                            part=move.product_id.display_name,
                            wanted=move.product_uom_qty,
                            unit=move.product_uom.name,
                        )
                    )
                move.quantity = move.product_uom_qty
            move.picked = True

    def _prepare_issue_result(self):
        """Return what :meth:`maintenance.equipment.issue_parts` answers."""
        self.ensure_one()
        return {
            "picking_id": self.id,
            "picking_name": self.name,
            "reference": self.parts_reference,
            "lines": [
                {
                    "product_id": move.product_id.id,
                    "quantity": move.quantity,
                    "uom_id": move.product_uom.id,
                }
                for move in self.move_ids
                if move.state == "done"
            ],
        }
