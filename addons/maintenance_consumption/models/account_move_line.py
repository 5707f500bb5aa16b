from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHARGE_FIELDS = ("equipment_id", "maintenance_charge", "maintenance_request_id")


class AccountMoveLine(models.Model):
    """A line of a vendor bill names the asset that it is for, and so charges it.

    On the items of stock moves ``equipment_id`` says whose part it was; those charge
    nothing, the stock move does.
    """

    _inherit = "account.move.line"

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        compute="_compute_equipment_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The asset that this part or service is for. A part that is kept in stock "
        "is charged to it when it is issued, not by the bill.",
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The job that this part or service is for.",
    )
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
        help="What the line charges to its asset or job. Empty: nothing.",
    )
    parts_move_id = fields.Many2one(
        "stock.move",
        string="Charged Move",
        index="btree_not_null",
        readonly=True,
        help="The stock move of parts that this item charges to the asset. A reversal "
        "or a copy of the item is about the same move.",
    )
    # what the asset gave for the analytic distribution: to take back with the asset
    equipment_distribution = fields.Json(
        compute="_compute_analytic_distribution", store=True, copy=True
    )

    @api.depends("maintenance_request_id")
    def _compute_equipment_id(self):
        for line in self:
            line.equipment_id = (
                line.maintenance_request_id.equipment_id or line.equipment_id
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
            or not (self.equipment_id or self.maintenance_request_id)
            or not self.move_id.is_purchase_document(include_receipts=True)
            or self.product_id.is_storable
        ):
            return False
        return "bill" if self.product_id.type == "consu" else "service"

    @api.depends("equipment_id")
    def _compute_analytic_distribution(self):
        for line in self:
            # what came from an asset goes with it; what somebody typed stays
            given = line.equipment_distribution
            if given and line.analytic_distribution == given:
                line.analytic_distribution = False
        result = super()._compute_analytic_distribution()
        for line in self:
            from_asset = (
                line._get_maintenance_charge() and line._get_equipment_distribution()
            )
            line.equipment_distribution = from_asset and line.analytic_distribution
        return result

    def _related_analytic_distribution(self):
        # distribution models add nothing on the plans that these use
        return (
            super()._related_analytic_distribution()
            or (self._get_maintenance_charge() and self._get_equipment_distribution())
            or {}
        )

    def _get_equipment_distribution(self):
        # who enters bills need not see assets
        return self.equipment_id.sudo().analytic_distribution

    @api.constrains("equipment_id", "maintenance_request_id")
    def _check_maintenance_request_id(self):
        nothing = self.env._("no asset")
        for line in self.filtered("maintenance_request_id"):
            job = line.maintenance_request_id.sudo()
            if line.equipment_id != job.equipment_id:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is for “%(asset)s”, but its job “%(job)s” is about "
                        "“%(other)s”. Choose a job of the asset, or none.",
                        line=line.display_name,
                        asset=line.equipment_id.sudo().display_name or nothing,
                        job=job.display_name,
                        other=job.equipment_id.display_name or nothing,
                    )
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
