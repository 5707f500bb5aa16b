from odoo import api, fields, models
from odoo.exceptions import UserError

CHARGE_FIELDS = ("equipment_id", "maintenance_charge", "maintenance_request_id")


class AccountMoveLine(models.Model):
    """A line of a vendor bill names the asset that it is for, and so charges it.

    On the items of stock moves ``equipment_id`` says whose part it was; those charge
    nothing, the stock move does.
    """

    _name = "account.move.line"
    _inherit = ["maintenance.asset.line", "account.move.line"]

    maintenance_charge = fields.Selection(
        [("bill", "Billed Part"), ("service", "Service")],
        string="Charged As",
        compute="_compute_maintenance_charge",
        store=True,
        # tax lines are created with it
        readonly=False,
        precompute=True,
        copy=True,
        index="btree_not_null",
        groups="base.group_user",
        help="What the line charges to its asset or job. Empty: nothing.",
    )
    parts_move_id = fields.Many2one(
        "stock.move",
        string="Charged Move",
        index="btree_not_null",
        readonly=True,
        groups="base.group_user",
        help="The stock move of parts that this item charges to the asset. A reversal "
        "or a copy of the item is about the same move.",
    )

    @api.depends(
        "display_type",
        "equipment_id",
        "maintenance_request_id",
        "move_id.move_type",
        "product_id",
    )
    def _compute_maintenance_charge(self):
        for line in self:
            # a tax that is a cost has it from its line, see account.tax
            if line.display_type != "tax":
                line.maintenance_charge = line._get_maintenance_charge()

    def _get_maintenance_charge(self):
        """Return as what this line charges its asset or job; False if it does not.

        A part that is kept in stock is charged when it is issued. What is no product
        cannot be a part from a BOM: it is a service.
        """
        self.ensure_one()
        if (
            self.display_type != "product"
            or not self.move_id.is_purchase_document(include_receipts=True)
            or not super()._charges_asset()
        ):
            return False
        return "bill" if self.product_id.type == "consu" else "service"

    def _charges_asset(self):
        return bool(self._get_maintenance_charge())

    def _related_analytic_distribution(self):
        # distribution models add nothing on the plans that these use
        return (
            super()._related_analytic_distribution()
            or self._get_equipment_distribution()
            or {}
        )

    def write(self, vals):
        if {"equipment_id", "maintenance_request_id"} & vals.keys():
            self._check_charge_open(vals)
        return super().write(vals)

    def _check_charge_open(self, vals):
        """Refuse to move what is booked to another asset or job.

        :raises UserError: naming the bill
        """
        for line in self:
            if line.parent_state == "posted" and line.move_id.is_purchase_document(
                include_receipts=True
            ):
                changed = [
                    name
                    for name in ("equipment_id", "maintenance_request_id")
                    if name in vals and line[name].id != (vals[name] or False)
                ]
                if changed:
                    raise UserError(
                        self.env._(
                            "%s is posted. Reset it to draft to name another asset or "
                            "job on its lines.",
                            line.move_id.display_name,
                        )
                    )

    def _prepare_analytic_distribution_line(self, *args, **kwargs):
        values = super()._prepare_analytic_distribution_line(*args, **kwargs)
        if self.maintenance_charge and self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        return values
