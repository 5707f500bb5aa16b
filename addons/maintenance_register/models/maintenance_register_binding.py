from odoo import api, fields, models

STATES = [
    ("bound", "Bound"),
    ("vanished", "Vanished"),
    ("retired", "Retired There"),
    ("deleted", "Asset Deleted"),
]


class MaintenanceRegisterBinding(models.Model):
    """One record of a register and the asset that it is about.

    When the asset is deleted it stays as a tombstone, so that the record does not come
    back as a new asset. It is written by the methods of the register alone.
    """

    _name = "maintenance.register.binding"
    _description = "Record of an Asset Register"
    _inherit = ["maintenance.own.values"]
    _order = "register_id, external_id, id"
    _rec_name = "external_id"
    _rec_names_search = ["external_id", "equipment_id"]
    _owner = "register_id"

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="register_id.company_id")
    external_id = fields.Char(
        string="External ID",
        required=True,
        readonly=True,
        help="How the register identifies the record.",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(STATES, required=True, default="bound", readonly=True)
    agreed_values = fields.Json(
        readonly=True, help="What the register and Odoo last agreed on."
    )
    digest = fields.Char(
        readonly=True,
        help="Of the last record that was applied; nothing if the asset has changed "
        "since.",
    )
    last_seen = fields.Datetime(
        readonly=True, help="When the register last gave the record."
    )
    last_run_id = fields.Many2one(
        "maintenance.register.run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    retired_on = fields.Date(
        string="Retired There On",
        readonly=True,
        help="The day on which the asset left, as the register says.",
    )
    is_deleted = fields.Boolean(readonly=True)
    deleted_at = fields.Datetime(readonly=True)
    equipment_name = fields.Char(
        string="Deleted Asset",
        readonly=True,
        help="The name of the asset, as it was when it was deleted.",
    )
    conflict_ids = fields.One2many("maintenance.register.conflict", "binding_id")
    proposal_ids = fields.One2many("maintenance.register.proposal", "binding_id")

    _external_id_uniq = models.Constraint(
        "unique(register_id, external_id)",
        "The register has a record with this external id already.",
    )
    _equipment_uniq = models.UniqueIndex(
        "(register_id, equipment_id) WHERE equipment_id IS NOT NULL",
        "Another record of the register is about this asset.",
    )

    @api.model
    def _forget_digests(self, domain):
        """Let these records be looked at anew, whether or not they have changed."""
        # whoever changes what a register may do has it read the records anew
        bindings_sudo = self.sudo().search(
            domain & fields.Domain("digest", "!=", False)
        )
        bindings_sudo.write({"digest": False})
