from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..applying import Batch
from .maintenance_register_field import KEYS


class MaintenanceRegisterConflict(models.Model):
    """A value of an asset that a register and Odoo have both changed."""

    _name = "maintenance.register.conflict"
    _description = "Conflict with an Asset Register"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "id DESC"
    _rec_name = "field_name"
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
        related="binding_id.equipment_id", store=True, index="btree_not_null"
    )
    field_name = fields.Selection(KEYS, string="Value", required=True, readonly=True)
    odoo_value = fields.Char(string="In Odoo", readonly=True)
    register_value = fields.Char(string="In the Register", readonly=True)
    base_value = fields.Char(
        string="Before", readonly=True, help="What both had before they changed it."
    )
    odoo_raw = fields.Json(readonly=True)
    register_raw = fields.Json(readonly=True)
    base_raw = fields.Json(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved")],
        required=True,
        default="open",
        readonly=True,
    )
    resolution = fields.Selection(
        [
            ("odoo", "Odoo's Value Stays"),
            ("register", "The Register's Value Was Taken"),
            ("agreed", "Both Agree Again"),
        ],
        readonly=True,
    )
    resolved_by_id = fields.Many2one("res.users", readonly=True)
    resolved_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(binding_id, field_name) WHERE state = 'open'",
        "This value is in conflict already.",
    )

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # with all rights: who may not see the asset is told so by the method
        return (self.sudo().equipment_id, self)

    # --- found ------------------------------------------------------------------------

    @api.model
    def _refresh(self, batch, items):
        """Keep the conflicts of a batch, and close those that are none any more."""
        items = [item for item in items if not item.is_new]
        found = self.search(
            [
                ("binding_id", "in", [item.binding.id for item in items]),
                ("state", "=", "open"),
            ]
        )
        known = {(one.binding_id.id, one.field_name): one for one in found}
        new, agreed = [], self.browse()
        for item in items:
            for key in item.theirs:
                conflict = known.get((item.binding.id, key))
                if key not in item.disputed:
                    if conflict:
                        agreed |= conflict
                    continue
                vals = self._prepare_conflict(batch, item, key)
                if not conflict:
                    new.append(vals)
                elif conflict._is_other(vals):
                    # few: those that one side has changed once more
                    conflict.write(vals)
        self.create(new)
        agreed.write({"state": "resolved", "resolution": "agreed"})

    def _is_other(self, vals):
        return any(
            self[f"{side}_raw"] != vals[f"{side}_raw"]
            for side in ("odoo", "register", "base")
        )

    @api.model
    def _prepare_conflict(self, batch, item, key):
        vals = {"binding_id": item.binding.id, "field_name": key}
        for name, value in (
            ("odoo", item.ours.get(key, False)),
            ("register", item.theirs.get(key, False)),
            ("base", item.base.get(key, False)),
        ):
            vals[f"{name}_value"] = batch.values.get_text(key, value) or False
            vals[f"{name}_raw"] = batch.values.get_raw(item, key, value)
        return vals

    # --- resolved ---------------------------------------------------------------------

    @one_at_a_time
    def action_keep_odoo(self):
        """Let Odoo's values stay, until the register changes its own again.

        :raises UserError: for a conflict that is resolved already
        :return: True
        """
        self = to_records(self)
        self._check_open()
        self._agree()
        self._resolve("odoo")
        return True

    @one_at_a_time
    def action_take_register(self):
        """Write the register's values on the assets.

        :raises UserError: for a conflict that is resolved already, or a value that
            cannot be written
        :return: True
        """
        self = to_records(self)
        self._check_open()
        for register, conflicts in self.grouped("register_id").items():
            Batch(register).take_conflicts(conflicts)
        self._agree()
        self._resolve("register")
        return True

    def _check_open(self):
        self.check_access("read")
        # who decides is who could write it by hand
        self.equipment_id.check_access("write")
        for one in self:
            if one.state != "open":
                raise UserError(
                    self.env._(
                        "The conflict about “%(asset)s” is resolved already.",
                        asset=one.equipment_id.display_name,
                    )
                )

    def _agree(self):
        """Note what the register says as known to both sides."""
        # nobody enters it, but by these buttons
        for binding, conflicts in as_superuser(self).grouped("binding_id").items():
            agreed = dict(binding.agreed_values or {})
            for one in conflicts:
                agreed[one.field_name] = one.register_raw
            binding.write({"agreed_values": agreed, "digest": False})

    def _resolve(self, resolution):
        # nobody enters it, but by these buttons
        as_superuser(self).write(
            {
                "state": "resolved",
                "resolution": resolution,
                "resolved_by_id": self.env.uid,
                "resolved_at": fields.Datetime.now(),
            }
        )
