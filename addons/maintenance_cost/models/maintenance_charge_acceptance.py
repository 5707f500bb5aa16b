from odoo import api, fields, models


class MaintenanceChargeAcceptance(models.Model):
    """An accepted difference of a charge: why, since when, and by whom.

    It holds for one reason and one amount. When either changes, the difference is
    listed again.
    """

    _name = "maintenance.charge.acceptance"
    _description = "Accepted Difference of a Charge"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "accepted_on desc, id desc"
    _rec_name = "note"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Selection(
        lambda self: (
            self.env["maintenance.charge.drift"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Stock Move",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    analytic_line_id = fields.Many2one(
        "account.analytic.line",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    item_id = fields.Many2one(
        "account.move.line",
        string="Journal Item",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    difference = fields.Monetary(readonly=True)
    note = fields.Char(string="Reason for Accepting", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Accepted By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    accepted_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model
    def _get_accepted(self, company):
        """Return {(reason, move id, analytic line id, journal item id): acceptance}."""
        # with all rights: who may compare sees all acceptances
        accepted_sudo = self.sudo().search([("company_id", "=", company.id)])
        return {
            (
                row.reason,
                row.move_id.id,
                row.analytic_line_id.id,
                row.item_id.id,
            ): row
            # the last word counts
            for row in reversed(accepted_sudo)
        }

    def _still_holds(self, difference):
        """Say whether ``difference`` is what was accepted."""
        self.ensure_one()
        return not self.currency_id.compare_amounts(self.difference, difference)
