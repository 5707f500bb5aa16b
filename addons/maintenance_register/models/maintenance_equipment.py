from odoo import fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.rights import as_superuser, get_own_value

from ..applying.batch import SOURCE
from .maintenance_register_change import DELETED, LAST, NEXT


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    register_binding_ids = fields.One2many(
        "maintenance.register.binding",
        "equipment_id",
        string="Records of Registers",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )
    register_binding_count = fields.Integer(
        string="Registers",
        compute="_compute_register_binding_count",
        groups="maintenance_bom.group_user",
    )

    def _compute_register_binding_count(self):
        counts = dict(
            self.env["maintenance.register.binding"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for asset in self:
            asset.register_binding_count = counts.get(asset._origin, 0)

    def action_open_register_bindings(self):
        """Open the records of registers that are about this asset."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_register.maintenance_register_binding_action"
        )
        return dict(action, domain=[("equipment_id", "=", self.id)], context={})

    # --- what registers are to hear of ------------------------------------------------

    def write(self, vals):
        keys = self._get_register_keys(vals)
        if not keys or get_own_value(self.env, SOURCE):
            return super().write(vals)
        before = self._read_for_registers(keys)
        result = super().write(vals)
        if before:
            self._tell_registers(keys, before)
        return result

    def unlink(self):
        bound = self._get_bound()
        if bound:
            self._leave_tombstones(bound)
        return super().unlink()

    def _get_register_keys(self, vals):
        """Return the keys of records that a write touches."""
        names = self.env["maintenance.register"]._get_field_names()
        return [key for key, name in names.items() if name in vals]

    def _get_bound(self):
        """Return those of these assets that a record of a register is about."""
        # of one of many in a loop, it is read for all of them
        assets = self if len(self) == 1 else self.browse(self._ids)
        # whoever writes need not see which registers are told
        return assets.sudo().filtered("register_binding_ids").sudo(self.env.su)

    def _read_for_registers(self, keys):
        """Return {asset id: values} of those of these assets that are bound."""
        # whoever writes need not see all that registers are told
        bound_sudo = self._get_bound().sudo()
        names = self.env["maintenance.register"]._get_field_names()
        return {
            asset.id: {key: asset[names[key]] for key in keys} for asset in bound_sudo
        }

    def _tell_registers(self, keys, before):
        """Log what has become other than ``before``, for all registers."""
        changed = {}
        names = self.env["maintenance.register"]._get_field_names()
        # with the rights with which it was read before
        for asset in self.browse(before).sudo():
            others = tuple(
                sorted(
                    key for key in keys if asset[names[key]] != before[asset.id][key]
                )
            )
            if others:
                changed.setdefault(others, []).append(asset.id)
        # registers hear of it, whoever did it
        changes_sudo = as_superuser(self.env["maintenance.register.change"])
        for others, ids in changed.items():
            changes_sudo._log(ids, others)

    def _leave_tombstones(self, bound):
        # whoever may delete an asset leaves its records behind
        bindings_sudo = as_superuser(self.env["maintenance.register.binding"]).search(
            [("equipment_id", "in", bound.ids)]
        )
        as_superuser(self.env["maintenance.register.change"])._log(
            bound.ids, (DELETED,)
        )
        bindings_sudo.conflict_ids.filtered(lambda one: one.state == "open").unlink()
        bindings_sudo.proposal_ids.filtered(
            lambda one: one.state == "open"
        ).state = "obsolete"
        now = fields.Datetime.now()
        for binding in bindings_sudo:
            binding.write(
                {
                    "state": "deleted",
                    "deleted_at": now,
                    "equipment_name": binding.equipment_id.display_name,
                    "equipment_id": False,
                    "digest": False,
                }
            )

    def _get_owner_email(self):
        """Return the address of who has the asset, for registers."""
        self.ensure_one()
        return self.owner_user_id.email

    def _get_maintenance_dates(self):
        """Return {asset id: (last, next)}: when it was and will be maintained, as text.

        The last day on which a job was closed, and the moment of the next one.
        """
        # the jobs of an asset may belong to others
        jobs_sudo = self.env["maintenance.request"].sudo()
        of_these = [("equipment_id", "in", self.ids), ("archive", "=", False)]
        last = jobs_sudo._read_group(
            [*of_these, ("stage_id.done", "=", True)],
            ["equipment_id"],
            ["close_date:max"],
        )
        following = jobs_sudo._read_group(
            [*of_these, ("stage_id.done", "=", False)],
            ["equipment_id"],
            ["schedule_date:min"],
        )
        last = {asset.id: day for asset, day in last}
        following = {asset.id: moment for asset, moment in following}
        return {
            asset_id: (
                fields.Date.to_string(last.get(asset_id)) or False,
                fields.Datetime.to_string(following.get(asset_id)) or False,
            )
            for asset_id in self.ids
        }

    def _tell_dates(self, before):
        """Log that these assets are maintained at other times than ``before``."""
        if not self:
            return
        nothing = (False, False)
        after = self._get_maintenance_dates()
        changed = {}
        for asset_id, dates in after.items():
            known = before.get(asset_id, nothing)
            keys = tuple(
                key
                for key, old, new in zip((LAST, NEXT), known, dates, strict=True)
                if old != new
            )
            if keys:
                changed.setdefault(keys, []).append(asset_id)
        # registers are told, whoever works on a job
        changes_sudo = as_superuser(self.env["maintenance.register.change"])
        for keys, ids in changed.items():
            changes_sudo._log(ids, keys)
