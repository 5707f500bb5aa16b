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
        help="What the caller of issue_parts() named this issue: calling again with "
        "the same reference moves nothing.",
    )

    warranty_reason = fields.Selection(
        lambda self: (
            self.env["maintenance.request"]
            ._fields["warranty_reason"]
            ._description_selection(self.env)
        ),
        copy=False,
        readonly=True,
        help="Why parts were issued without a job although the asset was under "
        "warranty.",
    )

    _parts_reference_uniq = models.UniqueIndex(
        "(company_id, parts_reference) WHERE parts_reference IS NOT NULL",
        "Parts were already issued under this reference.",
    )

    def _validate_parts(self):
        """Do the moves that are picked; the rest goes into a backorder."""
        if self:
            self.with_context(skip_sms=True).button_validate()

    def _pick_all_parts(self, lots):
        """Pick every move of a parts issue in full.

        :param lots: for each move the lot to take, possibly empty
        :raises UserError: for a part that is not there, unless the company allows it
        """
        self.ensure_one()
        self.move_ids._lock_source_quants()
        if any(lots):
            # lots that are named before those that Odoo chooses
            self.move_ids._do_unreserve()
            free = self.move_ids.browse()
            for move, lot in zip(self.move_ids, lots, strict=True):
                if lot:
                    move._update_reserved_quantity(
                        move.product_qty, move.location_id, lot_id=lot, strict=False
                    )
                else:
                    free |= move
            free._action_assign()
        for move, lot in zip(self.move_ids, lots, strict=True):
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                if not self.company_id.parts_allow_negative:
                    raise UserError(move._get_shortage_message(lot))
                move.quantity = move.product_uom_qty
        self.move_ids.picked = True

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
