"""Odoo's own lint tests, for our addons only; run inside of ``odoo shell``.

Odoo's module ``test_lint`` judges everything that is installed. Here its functions
judge what our modules define, and nothing else.
"""

import ast
import contextlib
import inspect
import io
import json
from pathlib import Path

from odoo import release
from odoo.cli import upgrade_code
from odoo.tools import parse_version
from odoo.tools.translate import trans_export

from odoo.addons.test_lint.tests import test_override_signatures as overrides
from odoo.addons.test_lint.tests.test_index import TestIndex
from odoo.addons.test_lint.tests.test_onchange_domains import OnchangeChecker


def write_report(env, addons, path):
    """Judge the addons (name to folder) and export their translation templates.

    Writes JSON: ``{"findings": {check: [text, …]}, "templates": {addon: text}}``; an
    addon without a translatable term has no template.
    """
    names = set(addons)
    folders = {name: Path(folder) for name, folder in addons.items()}
    report = {
        "findings": {
            "override signatures": list(_overrides(env, names)),
            "indexes": list(_indexes(env, names)),
            "parameter names": list(_parameter_names(env, names)),
            "domains in onchanges": list(_onchange_domains(folders)),
            "upgrade_code": _upgrade_code(folders),
        },
        "templates": {
            name: text for name in sorted(names) if (text := _template(env, name))
        },
    }
    Path(path).write_text(json.dumps(report))


def _own_classes(model_class, names):
    """The classes of a model that our addons define."""
    for cls in model_class.mro():
        parts = cls.__module__.split(".")
        if parts[:2] == ["odoo", "addons"] and parts[2] in names:
            yield cls, parts[2]


def _overrides(env, names):
    for model_name, model_class in env.registry.items():
        for cls, addon in _own_classes(model_class, names):
            for name, override in inspect.getmembers(cls, inspect.isroutine):
                ignored = (
                    name not in cls.__dict__
                    or name.startswith("__")
                    or name in overrides.METHODS_TO_IGNORE
                    or (model_name, name) in overrides.MODEL_METHODS_TO_IGNORE
                )
                if not ignored and (fault := _fault(model_class, name, override)):
                    yield f"{addon}: {model_name}.{name}: {fault}"


def _fault(model_class, name, override):
    """What is wrong with an override of a method's first definition, or None."""
    for base in reversed(model_class.mro()[1:-1]):
        original = getattr(base, name, None)
        if callable(original):
            break
    is_private = name.startswith("_")
    try:
        overrides.assert_valid_override(
            inspect.signature(original),
            inspect.signature(override),
            is_private=is_private,
        )
        overrides.assert_attribute_override(original, override, is_private=is_private)
    except AssertionError as error:
        return f"{error.args[0]} (defined first in {original.__module__})"
    return None


def _indexes(env, names):
    case = TestIndex("test_enforce_index_on_one2many_inverse")
    case.env = env
    try:
        case.test_enforce_index_on_one2many_inverse()
    except AssertionError as error:
        for line in str(error).splitlines():
            inverse, separator, rest = line.partition(" (inverse of ")
            if not separator:
                continue
            fields = [_field(env, inverse), _field(env, rest.removesuffix(")"))]
            if any(names.intersection(field._modules) for field in fields):
                yield f"{line}: wants an index, 'btree_not_null' if often empty"


def _field(env, dotted):
    model, _, name = dotted.rpartition(".")
    return env[model]._fields[name]


def _parameter_names(env, names):
    forbidden = {"ids", "context"}  # taken by the remote procedure calls themselves
    for model_name, model_class in env.registry.items():
        for cls, addon in _own_classes(model_class, names):
            for name, method in inspect.getmembers(cls, inspect.isfunction):
                public = name in cls.__dict__ and not name.startswith("_")
                if not public or getattr(method, "_api_private", False):
                    continue
                if found := forbidden.intersection(
                    inspect.signature(method).parameters
                ):
                    yield f"{addon}: {model_name}.{name}: parameter {sorted(found)}"


def _onchange_domains(folders):
    checker = OnchangeChecker()
    for folder in folders.values():
        for path in sorted(folder.rglob("*.py")):
            for node in checker.visit(ast.parse(path.read_text())):
                yield f"{path}:{node.lineno}: an onchange that returns a domain"


def _upgrade_code(folders):
    """The files that ``odoo upgrade_code`` would rewrite."""
    parents = sorted({str(folder.parent) for folder in folders.values()})
    listed = io.StringIO()
    with contextlib.redirect_stdout(listed):
        upgrade_code.migrate(
            parents,
            "**/*",
            from_version=parse_version("18.0"),
            to_version=parse_version(release.version),
            dry_run=True,
        )
    return [f"{path}: has old idioms" for path in listed.getvalue().splitlines()]


def _template(env, name):
    buffer = io.BytesIO()
    trans_export(None, [name], buffer, "po", env)
    text = buffer.getvalue().decode()
    # The header is a term as well: the one with the empty id.
    return text if text.count("\nmsgid ") > 1 else ""
