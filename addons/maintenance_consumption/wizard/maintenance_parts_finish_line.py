from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.words import format_quantity


class MaintenancePartsFinishLine(models.TransientModel):
    """In the part's own unit: pieces of a pack are whole."""

    _name = "maintenance.parts.finish.line"
    _description = "Used Part"
    _inherit = ["maintenance.checked.values"]

    finish_id = fields.Many2one(
        "maintenance.parts.finish", required=True, ondelete="cascade", index=True
    )
    part_id = fields.Many2one("maintenance.request.part", required=True)
    planned_qty = fields.Float(
        string="Planned", compute="_compute_quantities", digits="Product Unit"
    )
    taken_qty = fields.Float(
        string="Taken",
        compute="_compute_quantities",
        digits="Product Unit",
        help="Issued, less what came back.",
    )
    used_qty = fields.Float(string="Used", digits="Product Unit")
    uom_id = fields.Many2one(related="part_id.product_id.uom_id")
    outcome = fields.Char(compute="_compute_outcome")

    @api.depends("part_id.product_qty")
    def _compute_quantities(self):
        # a line may name any part; of one that its user may not see it tells nothing
        self.part_id.check_access("read")
        taken = self.part_id._get_taken_quantities()
        for line in self:
            line.planned_qty = line.part_id.product_qty
            line.taken_qty = taken.get(line.part_id, 0.0)

    @api.depends("taken_qty", "used_qty")
    def _compute_outcome(self):
        in_stock = self._get_quantities_in_stock()
        for line in self:
            more = line.used_qty - line.taken_qty
            sign = line.uom_id.compare(more, 0.0) if line.uom_id else 0
            lacking = more - in_stock.get(line, more)
            text = format_quantity(self.env, abs(more))
            if sign > 0 and line.uom_id.compare(lacking, 0.0) > 0:
                line.outcome = self._describe_lacking(
                    text, format_quantity(self.env, lacking)
                )
            elif sign > 0:
                line.outcome = self.env._("%s to issue", text)
            elif sign < 0:
                line.outcome = self.env._("%s back to stock", text)
            else:
                line.outcome = False

    def _describe_lacking(self, quantity, lacking):
        """Return in words what becomes of ``quantity`` to issue, of which ``lacking``
        is not in stock; a seam.
        """
        return self.env._(
            "%(quantity)s to issue, of it %(lacking)s not in stock",
            quantity=quantity,
            lacking=lacking,
        )

    def _get_quantities_in_stock(self):
        """Return {line: what the job can still take of its part, in its own unit}.

        Only of parts that are kept in stock, and where nothing is issued beyond it.
        """
        # with all rights: stock is the same for all users of the company
        parts_sudo = self.part_id.sudo().filtered(
            lambda part: (
                part.product_id.is_storable
                and not part.company_id.parts_allow_negative
                and part.product_id in part._get_contents()[part]
            )
        )
        jobs_sudo = parts_sudo.request_id
        places = jobs_sudo._get_stock_locations()
        free = jobs_sudo._get_free_quantities(
            jobs_sudo.stock_location_id.union(*places.values()), parts_sudo.product_id
        )
        moved = parts_sudo._get_moved_quantities()
        in_stock = {}
        for line in self:
            # see above
            part = line.part_id.sudo()
            if part in parts_sudo:
                place = places[part.request_id]
                quantity = max(free[place.id, part.product_id.id], 0.0)
                in_stock[line] = quantity + moved[part.id]["reserved"]
        return in_stock
