from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    maintenance_disposition_id = fields.Many2one(
        "maintenance.disposition",
        string="Disposition",
        index="btree_not_null",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="restrict",
        groups="base.group_user",
        help="The decision by which the surplus is sold.",
    )

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        # who sells need not see dispositions
        disposition_sudo = self.sudo().maintenance_disposition_id
        if disposition_sudo:
            values["maintenance_disposition_id"] = disposition_sudo.id
        return values
