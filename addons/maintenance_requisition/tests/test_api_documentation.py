"""The methods that docs/api.md names are there, with these arguments."""

import inspect
import re
from pathlib import Path

from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"
_TABLE = re.compile(r"\| method of `([a-z.]+)`")
_METHOD = re.compile(r"`([a-z_]+)\(([^`]*)\)`")
_FULL_NAME = re.compile(r"`([a-z]+\.[a-z.]+)\.([a-z_]+)\(\s*([^`]*)\)`")


def find_methods(text):
    """{(model, method): arguments} as the document writes them.

    A method stands behind the name of its model, or in the first column of a table
    whose head names the model.
    """
    found = {
        (model, method): arguments
        for model, method, arguments in _FULL_NAME.findall(text)
    }
    model = None
    for line in text.splitlines():
        head = _TABLE.match(line)
        if head:
            model = head[1]
        elif not line.startswith("|"):
            model = None
        elif model:
            for method, arguments in _METHOD.findall(line.split(" |")[0]):
                found[model, method] = arguments
    return {key: " ".join(arguments.split()) for key, arguments in found.items()}


@tagged("post_install", "-at_install")
class TestApiDocumentation(TransactionCase):
    def test_documented_methods_have_these_arguments(self):
        methods = find_methods(DOCUMENT.read_text())
        self.assertGreater(len(methods), 25)
        for (model, name), arguments in methods.items():
            with self.subTest(f"{model}.{name}"):
                method = get_public_method(self.env[model], name)
                signature = inspect.signature(method)
                _self, *parameters = signature.parameters.values()
                self.assertEqual(arguments, ", ".join(map(str, parameters)))

    def test_methods_of_tables_are_found(self):
        methods = find_methods(DOCUMENT.read_text())
        self.assertEqual(methods["maintenance.request", "action_return_parts"], "lines")
        self.assertEqual(
            methods["maintenance.equipment", "action_retire"], "retirement_date=None"
        )
