"""The first lines of every command in ``scripts/``."""

import importlib
import os
import sys


def run(module, function="main"):
    """Run a module's ``main(argv)``, or another function, as the program."""
    if sys.version_info < (3, 11):  # noqa: UP036 - that is what it is here for
        sys.exit("This needs Python 3.11 or newer; see CONTRIBUTING.md")
    scripts = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Ours and our children's: no __pycache__ outside of the ignored folder.
    cache = os.path.join(os.path.dirname(scripts), ".dev", "pycache")
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = cache
    # Odoo is started some dozens of times: not to keep what is compiled is expensive.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    console = importlib.import_module("devkit.console")
    program = getattr(importlib.import_module(f"devkit.{module}"), function)
    console.program(program)
