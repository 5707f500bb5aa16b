"""The development tools behind the commands in ``scripts/``.

Standard library only: a command must start on a machine that has nothing but
Python. Programs that need Odoo or a third-party package live in ``inside/`` and
are run with the Python of the virtual environment in ``.dev/venv``.
"""
