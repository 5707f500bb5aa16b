"""Fixtures for tests about registers of assets; also for other addons' tests."""

from odoo.addons.maintenance_bom.tests.common import BomCase


class RegisterCase(BomCase):
    """A register, and a program that may do no more than it needs to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.new_user(
            "program", "maintenance_register.group_register_sync"
        )
        cls.register = cls.new_register("FLEET")

    @classmethod
    def new_register(cls, code, **values):
        register = cls.env["maintenance.register"].with_user(cls.manager)
        return register.create({"name": code.title(), "code": code, **values})
