"""The public surface of our addons, one line each; see scripts/surface.

Imported by ``odoo shell`` on a database that has the addons installed.
"""

import inspect
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import get_public_method

# What the XML ids of these models stand for is part of the surface.
_RECORDS = {
    "res.groups": ("name", "implied_ids"),
    "ir.rule": ("name", "model_id", "groups", "domain_force"),
    "ir.model.access": ("model_id", "group_id"),
    "ir.ui.menu": ("parent_id", "action", "group_ids"),
    "ir.actions.act_window": ("res_model", "view_mode", "domain", "context"),
    "ir.actions.server": ("model_id", "state", "binding_model_id"),
    "ir.cron": ("model_id", "code", "interval_number", "interval_type"),
}
_RIGHTS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


def write(env, addons, path):
    """Write the surface of these addons into a file, one line for each thing."""
    Path(path).write_text("\n".join(lines(env, set(addons))) + "\n")


def lines(env, addons):
    """Sorted lines about models, fields, methods and records, with their addon."""
    found = [*_models(env, addons), *_records(env, addons)]
    return sorted(found)


def _models(env, addons):
    for name in sorted(env.registry):
        model = env[name]
        if model._original_module in addons:
            yield f"model {name} ({_kind(model)}) @{model._original_module}"
        for field in model._fields.values():
            if field._module in addons and field.name not in MAGIC_COLUMNS:
                stored = "stored" if field.store else "not stored"
                to = f" to {field.comodel_name}" if field.comodel_name else ""
                yield (
                    f"field {name}.{field.name}: {field.type}{to} ({stored})"
                    f" @{field._module}"
                )
        for method, addon in _public_methods(model, addons).items():
            signature = inspect.signature(getattr(type(model), method))
            yield f"method {name}.{method}{signature} @{addon}"


def _kind(model):
    if model._abstract:
        return "abstract"
    return "transient" if model._transient else "stored"


def _public_methods(model, addons):
    """{method: addon} of what clients may call and an addon of ours defines first."""
    found = {}
    for definition in reversed(type(model).mro()):
        addon = _addon(definition.__module__)
        if addon not in addons:
            continue
        for name, value in vars(definition).items():
            if inspect.isfunction(value) and _is_public(model, name):
                found.setdefault(name, addon)
    return found


def _addon(module):
    words = module.split(".")
    return words[2] if words[:2] == ["odoo", "addons"] and len(words) > 2 else None


def _is_public(model, name):
    try:
        get_public_method(model, name)
    except (AccessError, AttributeError):
        return False
    return True


def _records(env, addons):
    data = env["ir.model.data"].search(
        [("module", "in", sorted(addons)), ("model", "in", sorted(_RECORDS))]
    )
    for row in data:
        record = env[row.model].with_context(active_test=False).browse(row.res_id)
        names = _RECORDS[row.model]
        if row.model in ("ir.rule", "ir.model.access"):
            names = (*names, *_RIGHTS)
        values = ", ".join(f"{name}={_tell(record[name])}" for name in names)
        yield f"{row.model} {row.name}: {values} @{row.module}"


def _tell(value):
    """A field's value by names that outlast the database, in one line."""
    if hasattr(value, "_name"):
        if value._name == "ir.model":
            return ",".join(sorted(value.mapped("model")))
        ids = value.get_external_id()
        return ",".join(
            sorted(ids[one.id].partition(".")[2] or one.display_name for one in value)
        )
    return " ".join(str(value).split())
