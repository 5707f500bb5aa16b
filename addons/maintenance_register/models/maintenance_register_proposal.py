from odoo import fields, models


class MaintenanceRegisterProposal(models.Model):
    """The retirement of an asset that a register no longer lists, or lists as retired."""

    _name = "maintenance.register.proposal"
    _description = "Retirement Proposed by an Asset Register"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "id DESC"
    _rec_name = "equipment_id"
    _owner = "binding_id"

    binding_id = fields.Many2one(
        "maintenance.register.binding",
        string="Record",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    register_id = fields.Many2one(
        related="binding_id.register_id", store=True, index=True
    )
    company_id = fields.Many2one(related="register_id.company_id")
    equipment_id = fields.Many2one(
        related="binding_id.equipment_id",
        string="Asset",
        store=True,
        index="btree_not_null",
    )
    run_id = fields.Many2one(
        "maintenance.register.run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    cause = fields.Selection(
        [("vanished", "Vanished"), ("retired", "Retired There")],
        required=True,
        readonly=True,
    )
    retirement_date = fields.Date(
        string="Retires On",
        readonly=True,
        help="The day that the register says; today if it says none.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("obsolete", "Obsolete"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(binding_id) WHERE state = 'open'",
        "The retirement of this asset is proposed already.",
    )

    def action_accept(self):
        """Retire the assets. Returns True."""
        return True

    def action_decline(self):
        """Keep the assets. Returns True."""
        return True

    def _get_consequences(self):
        """Return what the retirements mean, as a dict; the hook of other addons."""
        return {}
