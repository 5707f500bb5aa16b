from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_storekeeper_id = fields.Many2one(
        "res.users",
        groups="base.group_user",
        string="Storekeeper",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who is asked for the receipt or the count when parts were taken that "
        "stock does not show. Nobody: it is noted on the job.",
    )
