"""Odoo, as this package sees it: a client of ``maintenance.register``."""

from .client import OdooClient
from .connect import connect
from .register import OdooRegister, Result

__all__ = ["OdooClient", "OdooRegister", "Result", "connect"]
