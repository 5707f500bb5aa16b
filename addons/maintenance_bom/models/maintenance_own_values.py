from odoo import api, models
from odoo.exceptions import AccessError

from .rights import check_new_company, check_new_owner, get_own_defaults


class MaintenanceOwnValues(models.AbstractModel):
    """Fields that a caller cannot set: they follow from other fields, or are set by a
    method.

    What a caller sends for a stored computed field that nobody edits, such as the
    company, is not taken. What ``_own_values`` names beside these is refused. Neither
    gets a default from the context, or one that a user has stored for himself.

    ``_owner`` names the many2one to the record whose company is theirs.
    """

    _name = "maintenance.own.values"
    _description = "Values That Nobody Enters"

    _own_values = frozenset()
    _owner = None

    @api.model
    def default_get(self, fields):
        own = self._get_derived_names() | self._own_values
        if not self.env.su:
            own |= {
                name
                for name, field in self._fields.items()
                if field.groups and not self._has_field_access(field, "write")
            }
        own &= set(fields)
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._take_entered(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._take_entered(vals)
            check_new_company(self, vals)
            if self._owner in vals:
                check_new_owner(self, self._owner, vals)
        return super().write(vals)

    @api.model
    def _get_derived_names(self):
        """Return the names of the stored fields that follow from others."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        }

    @api.model
    def _take_entered(self, vals):
        """Return ``vals`` without what follows from others.

        :raises AccessError: for what ``_own_values`` names
        """
        refused = sorted(self._own_values & vals.keys())
        if refused:
            raise AccessError(
                self.env._(
                    "“%(fields)s” of “%(model)s” is not entered. It follows from what "
                    "is done with its buttons and methods.",
                    fields=", ".join(self._fields[name].string for name in refused),
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        derived = self._get_derived_names()
        return {name: value for name, value in vals.items() if name not in derived}
