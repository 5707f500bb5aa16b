from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestPartPending(models.AbstractModel):
    """What stock does not show of a planned part, and what the job needs no more of."""

    _name = "maintenance.request.part.pending"
    _description = "Pending Quantity of a Planned Part"

    pending_ids = fields.One2many(
        "maintenance.parts.pending", "part_id", string="Pending Issues"
    )
    pending_qty = fields.Float(
        string="Pending",
        compute="_compute_pending_qty",
        compute_sudo=True,
        min_display_digits="Product Unit",
        help="Taken, but not seen in stock. It is issued as soon as a receipt or a "
        "count shows it.",
    )
    # not copied: the next occurrence plans as much as this one did
    unneeded_qty = fields.Float(
        string="Not Needed",
        readonly=True,
        copy=False,
        min_display_digits="Product Unit",
        help="How much of the plan turned out not to be needed.",
    )

    @api.constrains("unneeded_qty")
    def _check_unneeded_qty(self):
        for part in self:
            if (
                part.uom_id.compare(part.unneeded_qty, 0.0) < 0
                or part.uom_id.compare(part.unneeded_qty, part.quantity) > 0
            ):
                raise ValidationError(
                    self.env._(
                        "“%(part)s” of “%(job)s”: what is not needed cannot be below "
                        "zero nor above the planned quantity, %(quantity)s %(unit)s.",
                        part=part.product_id.display_name,
                        job=part.request_id.display_name,
                        quantity=f"{part.quantity:g}",
                        unit=part.uom_id.name,
                    )
                )

    @api.depends("pending_ids.state", "pending_ids.product_qty", "uom_id")
    def _compute_pending_qty(self):
        """In the unit of the plan."""
        moved = self._get_moved_quantities()
        for part in self:
            part.pending_qty = part.product_id.uom_id._compute_quantity(
                moved[part._origin.id]["pending"], part.uom_id, round=False
            )

    def _get_pending_products(self):
        """Yield (part id, product, quantity) of what was taken and is pending.

        In the product's own unit; of a kit, by the products that it is made of.
        """
        # who plans parts sees what became of them, with or without rights on stock
        groups = (
            self.env["maintenance.parts.pending"]
            .sudo()
            ._read_group(
                [("part_id", "in", self.ids), ("state", "=", "open")],
                ["part_id", "product_id"],
                ["product_qty:sum"],
            )
        )
        for part, product, quantity in groups:
            yield part.id, product.with_env(self.env), quantity

    def _get_taken_quantities(self):
        """Return {part: what the asset or the technician has, in its own unit}."""
        moved = self._get_moved_quantities()
        return {
            part: part.product_id.uom_id.round(part._get_held_qty(moved[part.id]))
            for part in self
        }

    def _give_up_need(self, quantities):
        """Say that what came back is not needed any more; the plan stays as it was.

        :param quantities: {part: quantity in the part's own unit}
        """
        moved = self._get_moved_quantities()
        for part, quantity in quantities.items():
            most = part._get_needed_qty() - part._get_held_qty(moved[part.id])
            given_up = min(quantity, most)
            if part.product_id.uom_id.compare(given_up, 0.0) > 0:
                part.unneeded_qty += part._to_planned_unit(given_up)

    @one_at_a_time
    def action_drop_pending(self):
        """Say that what is pending of these parts was not taken. Returns True.

        A job that is still open needs them again.
        """
        self = to_records(self)
        self.check_access("read")
        self.pending_ids.action_drop()
        return True

    def _drop_pending(self, quantity):
        """Say that ``quantity`` of what is pending was not taken; in the own unit."""
        self.ensure_one()
        for product, amount in self._get_contents()[self].items():
            self.pending_ids.filtered(
                lambda pending, product=product: pending.product_id == product
            )._drop_quantity(quantity * amount)

    def _check_nothing_pending(self):
        # who plans parts is told of what was taken, whatever his rights on stock
        for pending in self.sudo().pending_ids:
            if pending.state == "open":
                raise UserError(
                    self.env._(
                        "%(quantity)s %(unit)s of “%(part)s” were taken for “%(job)s” "
                        "and are pending: issue them, or say that they were not "
                        "taken, before deleting the line.",
                        quantity=f"{pending.quantity:g}",
                        unit=pending.uom_id.name,
                        part=pending.product_id.display_name,
                        job=pending.request_id.display_name,
                    )
                )
