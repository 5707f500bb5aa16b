"""Keep an asset register in step with Odoo.

Reads a register over REST, SOAP or from a workbook, shows what would change, applies it
through ``maintenance.register.apply_batch`` and carries Odoo's changes back. Never
imports Odoo: it is a client of its public methods.

=============  ==================================================================
``config``     the TOML file: read, checked, with file and line in each message
``mapping``    pure: a row of the register becomes a record of Odoo
``sources``    registers: REST, SOAP, workbooks
``odoo``       the client of Odoo: JSON-2 or XML-RPC
``state``      the local file that remembers cursors; may be deleted
``engine``     what a command does; returns a result, prints nothing
``cli``        the commands; prints results
=============  ==================================================================
"""

__version__ = "0.1.0"
