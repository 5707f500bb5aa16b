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
        cls.api = cls.env["maintenance.register"].with_user(cls.program)

    @classmethod
    def new_register(cls, code, **values):
        register = cls.env["maintenance.register"].with_user(cls.manager)
        return register.create({"name": code.title(), "code": code, **values})

    @classmethod
    def decide(cls, **owners):
        """Let somebody else decide about values: ``name="odoo"``."""
        cls.register.field_ids = [
            (0, 0, {"name": name, "owner": owner}) for name, owner in owners.items()
        ]

    def apply(self, *records, user=None, **arguments):
        """Apply records as the program does; return what became of each."""
        self.env.flush_all()
        self.env.invalidate_all()
        api = self.api.with_user(user or self.program)
        answer = api.apply_batch(self.register.code, list(records), **arguments)
        self.assertEqual(sum(answer["counts"].values()), len(records))
        self.env.flush_all()
        self.env.invalidate_all()
        return answer["results"]

    def results(self, *records, **arguments):
        return [result["result"] for result in self.apply(*records, **arguments)]

    def binding_of(self, external_id):
        return self.env["maintenance.register.binding"].search(
            [
                ("register_id", "=", self.register.id),
                ("external_id", "=", external_id),
            ]
        )

    def asset_of(self, external_id):
        binding = self.binding_of(external_id).with_context(active_test=False)
        return binding.equipment_id
