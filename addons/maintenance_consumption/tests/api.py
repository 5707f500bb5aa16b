"""Fixtures for tests about what integrators call."""

from odoo.tests import HttpCase, get_db_name


class ApiCase(HttpCase):
    def call(self, user, model, method, *args, **kwargs):
        """Call a method over XML-RPC as ``user``."""
        password = user.login + "x" * (8 - len(user.login))
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password, model, method, args, kwargs
        )
