from datetime import date, datetime
from functools import cache

from odoo import fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.modules.module import Manifest

from .arguments import (
    FIRST_DAY,
    LARGEST_ID,
    LARGEST_NUMBER,
    LAST_DAY,
    shorten,
    to_date,
    to_distribution,
    to_id,
    to_number,
)

# the types of fields that are checked, and how
KINDS = {
    "float": "number",
    "monetary": "number",
    "integer": "integer",
    "date": "date",
    "datetime": "datetime",
    "many2one": "id",
    "many2one_reference": "id",
}
FIRST_MOMENT = datetime.combine(FIRST_DAY, datetime.min.time())
LAST_MOMENT = datetime.combine(LAST_DAY, datetime.max.time())


class MaintenanceCheckedValues(models.AbstractModel):
    """Refuses numbers and dates with which nobody can calculate.

    NaN, infinity, numbers that are too large for the database or for a sum, days before
    1970 or after 2200, and analytic distributions that are none. One such value in one
    record would stop every calculation over many records. Every model with a stored
    number or date of ours inherits from this one. On models of other addons only the
    fields of ours and those of Odoo's Maintenance are checked.
    """

    _name = "maintenance.checked.values"
    _description = "Checked Numbers and Dates"

    def _prepare_create_values(self, vals_list):
        # what a caller passes as a default in the context is stored too
        defaults = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }
        self._check_values([defaults, *vals_list])
        return super()._prepare_create_values(vals_list)

    def write(self, vals):
        self._check_values([vals])
        return super().write(vals)

    def _check_values(self, vals_list):
        """Refuse numbers and dates in ``vals_list`` that are out of range.

        :param vals_list: values for a write on these records, or for a create
        :raises ValidationError: naming the field, and the record if there is one
        """
        kinds = self._get_checked_kinds()
        for vals in vals_list:
            for name, value in vals.items():
                kind = kinds.get(name)
                if kind and not _is_plain(kind, value):
                    self._check_value(name, kind, value)

    @tools.ormcache("self._name")
    def _get_checked_kinds(self):
        """Return {name of a stored field: one of KINDS, or "distribution"}."""
        kinds = {
            name: "distribution"
            if field.type == "json" and name.endswith("_distribution")
            else KINDS.get(field.type)
            for name, field in self._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and is_checked(field._module)
        }
        return {name: kind for name, kind in kinds.items() if kind}

    def _check_value(self, name, kind, value):
        try:
            self._read_value(kind, value)
        except UserError as error:
            label = self._fields[name]._description_string(self.env)
            if not self._ids:
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(problem)s", field=label, problem=error.args[0]
                    )
                ) from error
            raise ValidationError(
                self.env._(
                    "%(field)s of “%(record)s”: %(problem)s",
                    field=label,
                    record=self[0].display_name,
                    problem=error.args[0],
                )
            ) from error

    def _read_value(self, kind, value):
        """Raise a UserError if ``value`` cannot be stored in a field of this kind."""
        env = self.env
        if kind == "distribution":
            # our own code only hands on what was checked where it was entered
            if not env.su:
                to_distribution(env, value, None)
        elif kind == "id":
            if type(value) is int and value:
                to_id(env, value, None)
        elif kind in ("date", "datetime"):
            if kind == "datetime" and value:
                try:
                    value = fields.Datetime.to_datetime(value)
                except (TypeError, ValueError):
                    raise UserError(
                        env._(
                            "“%s” is no date and time. Write it as year-month-day and "
                            "hours:minutes:seconds: 2026-03-31 14:30:00.",
                            shorten(value),
                        )
                    ) from None
            to_date(env, value)
        else:
            convert = int if kind == "integer" else float
            try:
                number = convert(value or 0)
            except (OverflowError, TypeError, ValueError):
                number = shorten(value)
            if kind == "integer":
                to_number(env, number, None, -LARGEST_ID - 1, LARGEST_ID)
            else:
                to_number(env, number, None)


@cache
def is_checked(module):
    """Return whether the fields of the addon ``module`` are checked.

    Those of this addon, of all that depend on it, and of Odoo's Maintenance, whose
    dates and intervals are planned with.
    """
    if module in ("maintenance", "maintenance_bom"):
        return True
    manifest = module and Manifest.for_addon(module, display_warning=False)
    return _depends_on_us(module) if manifest else False


@cache
def _depends_on_us(module):
    if module == "maintenance_bom":
        return True
    manifest = Manifest.for_addon(module, display_warning=False)
    return bool(manifest) and any(map(_depends_on_us, manifest["depends"]))


def _is_plain(kind, value):
    """Return whether ``value`` is nothing, or of its type and within the limits.

    Comparisons with NaN are false.
    """
    if value is False or value is None:
        return True
    if kind == "number":
        return type(value) in (int, float) and abs(value) <= LARGEST_NUMBER
    if kind == "integer":
        return type(value) is int and abs(value) <= LARGEST_ID
    if kind == "id":
        return type(value) is int and 0 < value <= LARGEST_ID
    if kind == "date":
        return type(value) is date and FIRST_DAY <= value <= LAST_DAY
    return (
        type(value) is datetime
        and value.tzinfo is None
        and FIRST_MOMENT <= value <= LAST_MOMENT
    )
