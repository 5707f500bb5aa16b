from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.maintenance_bom.models.arguments import to_distribution
from odoo.addons.maintenance_bom.models.rights import get_visible_names


class MaintenanceAssetLine(models.AbstractModel):
    """A line of a bill or of an order that names the asset, or the job, it is for.

    What its asset is charged for has the analytic distribution of the asset, until
    somebody types another. Customers and vendors, who read their own documents, read
    nothing of it. It comes before the model that it extends, which has
    ``analytic_distribution`` and ``product_id``.
    """

    _name = "maintenance.asset.line"
    _description = "Line for an Asset"

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
        groups="base.group_user",
        help="The asset that this part or service is for. A part that is kept in stock "
        "is charged to it when it is issued, not by the bill.",
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        groups="base.group_user",
        help="The job that this part or service is for.",
    )
    # what the asset gave for the analytic distribution: to take back with the asset
    equipment_distribution = fields.Json(
        compute="_compute_analytic_distribution",
        store=True,
        copy=True,
        groups="base.group_user",
    )

    @api.depends("maintenance_request_id")
    def _compute_equipment_id(self):
        for line in self:
            line.equipment_id = (
                line.maintenance_request_id.equipment_id or line.equipment_id
            )

    @api.depends("equipment_id")
    def _compute_analytic_distribution(self):
        for line in self:
            # what came from an asset goes with it; what somebody typed stays
            given = line.equipment_distribution
            if given and line.analytic_distribution == given:
                line.analytic_distribution = False
        result = super()._compute_analytic_distribution()
        for line in self:
            line.equipment_distribution = (
                line._get_equipment_distribution() and line.analytic_distribution
            )
        return result

    def _sanitize_values(self, vals, decimal_precision):
        # our own code only hands on what the line has
        if not self.env.su:
            to_distribution(
                self.env, vals.get("equipment_distribution"), "equipment_distribution"
            )
        return super()._sanitize_values(vals, decimal_precision)

    def _charges_asset(self):
        """Return whether the asset or the job pays for this line."""
        self.ensure_one()
        return bool(
            (self.equipment_id or self.maintenance_request_id)
            and not self.product_id.is_storable
        )

    def _get_equipment_distribution(self):
        """Return the distribution of the asset that pays for this line, or none."""
        # with all rights: who enters bills and orders may lack access to assets
        return self._charges_asset() and self.equipment_id.sudo().analytic_distribution

    @api.constrains("equipment_id", "maintenance_request_id")
    def _check_maintenance_request_id(self):
        nothing = self.env._("no asset")
        for line in self.filtered("maintenance_request_id"):
            # with all rights: who enters bills and orders may lack access to jobs and
            # assets
            job = line.maintenance_request_id.sudo()
            if line.equipment_id != job.equipment_id:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is for “%(asset)s”, but its job “%(job)s” is about "
                        "“%(other)s”. Choose a job of the asset, or none.",
                        line=line.display_name,
                        # see above
                        asset=line.equipment_id.sudo().display_name or nothing,
                        job=job.display_name,
                        other=job.equipment_id
                        and get_visible_names(
                            job.equipment_id,
                            self.env._("an asset that you may not see"),
                        )
                        or nothing,
                    )
                )
