from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import RpcMixin

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestAccess(RpcMixin, RegisterCase):
    """Managers set registers up, planners decide, programs bring records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decide(model="ask")
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_manager = cls.new_user(
            "other_manager",
            "maintenance_bom.group_manager",
            cls.other_company,
            company_ids=[Command.set(cls.other_company.ids)],
        )

    def may(self, user, records, method, *args):
        return self.refused_or_done(user, records, method, *args)

    def test_who_sets_registers_up(self):
        for user, may in (
            (self.manager, True),
            (self.planner, False),
            (self.technician, False),
            (self.program, False),
            (self.other_manager, False),
        ):
            values = {"silent_days": 3}
            self.assertEqual(self.may(user, self.register, "write", values), may)
            values = {"owner": "odoo"}
            lines = self.register.field_ids
            self.assertEqual(self.may(user, lines, "write", values), may)

    def test_nobody_enters_what_follows_from_records(self):
        self.apply({"external_id": "1", "name": "One"})
        run = self.env["maintenance.register.run"].browse(self.api.start_run("FLEET"))
        proposal = self.env["maintenance.register.proposal"].create(
            {"binding_id": self.binding_of("1").id, "cause": "vanished"}
        )
        for record, values in (
            (self.binding_of("1"), {"external_id": "2"}),
            (run, {"state": "done"}),
            (proposal, {"state": "accepted"}),
        ):
            for user in (self.manager, self.planner, self.program):
                self.assertFalse(self.may(user, record, "write", values))
                self.assertFalse(self.may(user, record, "copy"))
        self.assertFalse(
            self.may(self.manager, self.register, "write", {"last_run_date": False})
        )

    def test_another_company_sees_and_decides_nothing(self):
        self.apply({"external_id": "1", "name": "One"})
        proposal = self.env["maintenance.register.proposal"].create(
            {"binding_id": self.binding_of("1").id, "cause": "vanished"}
        )
        self.env.flush_all()
        for model in ("", ".binding", ".run", ".conflict", ".proposal", ".field"):
            records = self.env[f"maintenance.register{model}"]
            found = records.with_user(self.other_manager).search([])
            self.assertFalse(found, model)
        with self.assertRaises(AccessError):
            proposal.with_user(self.other_manager).action_accept()
        api = self.env["maintenance.register"].with_user(self.other_manager)
        with self.assertRaisesRegex(UserError, "no register with the code"):
            api.apply_batch("FLEET", [{"external_id": "1"}])
        run = self.api.start_run("FLEET")
        with self.assertRaises(AccessError):
            api.finish_run(run)

    def test_two_companies_may_use_the_same_code(self):
        theirs = (
            self.env["maintenance.register"]
            .with_user(self.other_manager)
            .create({"name": "Theirs", "code": "FLEET"})
        )
        record = {"external_id": "1", "name": "One"}
        theirs.apply_batch("FLEET", [record])
        self.assertEqual(self.results(record), ["created"])
        mine = self.asset_of("1")
        self.assertEqual(mine.company_id, self.company)
        asset = theirs.sudo().binding_ids.equipment_id
        self.assertEqual(asset.company_id, self.other_company)
        both = self.new_user(
            "both",
            "maintenance_register.group_register_sync",
            self.other_company,
            company_ids=[Command.set((self.company | self.other_company).ids)],
        )
        for company, expected in ((self.company, mine), (self.other_company, asset)):
            api = self.api.with_user(both).with_context(
                allowed_company_ids=[
                    company.id,
                    (self.company | self.other_company - company).ids[0],
                ]
            )
            [result] = api.apply_batch("FLEET", [record])["results"]
            self.assertEqual(result["equipment_id"], expected.id)

    def test_a_register_with_records_stays_in_its_company(self):
        self.apply({"external_id": "1", "name": "One"})
        both = self.new_user(
            "boss",
            "maintenance_bom.group_manager",
            company_ids=[Command.set((self.company | self.other_company).ids)],
        )
        register = self.register.with_user(both).with_context(
            allowed_company_ids=(self.company | self.other_company).ids
        )
        with self.assertRaisesRegex(UserError, "Create another register"):
            register.company_id = self.other_company

    def test_names_of_another_company_mean_nothing(self):
        self.env["maintenance.equipment.category"].create(
            {"name": "Cranes", "company_id": self.other_company.id}
        )
        [result] = self.apply({"external_id": "1", "name": "A", "category": "Cranes"})
        self.assertIn("there is no “Cranes”", result["reason"])
