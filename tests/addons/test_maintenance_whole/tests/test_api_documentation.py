"""What docs/api.md names is there: methods with these arguments, and fields."""

import inspect
import re

from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

from .common import ROOT

DOCUMENT = ROOT / "docs" / "api.md"
_TABLE = re.compile(r"\| method of `([a-z.]+)`")
_METHOD = re.compile(r"`([a-z_]+)\(([^`]*)\)`")
_FULL_NAME = re.compile(r"`([a-z]+\.[a-z.]+)\.([a-z_]+)\(\s*([^`]*)\)`")
_MODEL = re.compile(r"`([a-z]+(?:\.[a-z]+)+)`")
_FULL_FIELD = re.compile(r"`([a-z]+(?:\.[a-z]+)+)\.([a-z]+_[a-z_]+)`")
_NAME = re.compile(r"[a-z]\w*")


def find_methods(text):
    """{(model, method): arguments} as the document writes them.

    A method stands behind the name of its model, or alone: then it is one of the models
    that the head of the table, or the last row that names any, names in its first
    column. Where a section has named none, its model is None.
    """
    found = {
        (model, method): arguments
        for model, method, arguments in _FULL_NAME.findall(text)
    }
    for models, line in _get_lines(text):
        for method, arguments in _METHOD.findall(line):
            for model in models or [None]:
                found[model, method] = arguments
    return {key: " ".join(arguments.split()) for key, arguments in found.items()}


def find_fields(text):
    """[(models, field)]: what the rows about models say that is read or written.

    A field is one of any of the models. What is in parentheses are values.
    """
    found = [([model], name) for model, name in _FULL_FIELD.findall(text)]
    for models, line in _get_lines(text):
        first, *others = line.strip("| ").split(" | ")
        if not line.startswith("|") or not _MODEL.search(first):
            continue
        cell = " | ".join(others)
        arguments = " ".join(arguments for _name, arguments in _METHOD.findall(cell))
        found += [
            (models, name)
            for name in _get_code_outside_parentheses(cell)
            if _NAME.fullmatch(name) and name not in _NAME.findall(arguments)
        ]
    return found


def _get_lines(text):
    """Yield each line, with the models that it is about."""
    models = []
    for line in text.splitlines():
        head = _TABLE.match(line)
        if line.startswith("## "):
            models = []
        elif head:
            models = [head[1]]
        elif line.startswith("|"):
            first = line.strip("| ").split(" | ")[0]
            named = [model for model, *_method in _FULL_NAME.findall(first)]
            models = named + _MODEL.findall(first) or models
        yield models, line


def _get_code_outside_parentheses(text):
    """Yield what is between backticks, and not in parentheses of the prose."""
    depth = 0
    for number, piece in enumerate(text.split("`")):
        if number % 2 == 0:
            depth += piece.count("(") - piece.count(")")
        elif not depth:
            yield piece


@tagged("post_install", "-at_install")
class TestApiDocumentation(TransactionCase):
    def test_documented_methods_have_these_arguments(self):
        methods = find_methods(DOCUMENT.read_text())
        self.assertGreater(len(methods), 45)
        for (model, name), arguments in methods.items():
            with self.subTest(f"{model}.{name}"):
                method = get_public_method(self.env[model], name)
                signature = inspect.signature(method)
                _self, *parameters = signature.parameters.values()
                self.assertEqual(arguments, ", ".join(map(str, parameters)))

    def test_documented_fields_are_there(self):
        fields = find_fields(DOCUMENT.read_text())
        self.assertGreater(len(fields), 45)
        for models, name in fields:
            with self.subTest(f"{models}: {name}"):
                self.assertTrue(
                    any(name in self.env[model]._fields for model in models)
                )

    def test_methods_that_stand_alone_are_found(self):
        methods = find_methods(DOCUMENT.read_text())
        for model, method, arguments in (
            ("maintenance.request", "action_return_parts", "lines"),
            ("maintenance.request", "button_issue_parts", ""),
            ("maintenance.charge.drift", "action_accept", "note"),
            ("maintenance.low.stock", "snooze", "until=None, reason=None"),
            ("maintenance.requisition", "action_cancel", "reason=None"),
            ("maintenance.requisition.line", "action_cancel", "reason=None"),
        ):
            with self.subTest(f"{model}.{method}"):
                self.assertEqual(methods[model, method], arguments)

    def test_values_and_arguments_are_no_fields(self):
        fields = find_fields(
            "| `res.users` | read: `state` (`new`); `snooze(until=None)`: `until` |"
        )
        self.assertEqual(fields, [(["res.users"], "state")])
