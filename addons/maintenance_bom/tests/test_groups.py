from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form

from .common import BomCase

OURS = [
    "maintenance.bom",
    "maintenance.bom.line",
    "maintenance.bom.component",
    "maintenance.equipment.part",
    "maintenance.equipment.condition",
]


class TestGroups(BomCase):
    """Who sees and does what, down to a technician who follows no asset."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.new_user("employee", "base.group_user")
        cls.storekeeper = cls.new_user("storekeeper", "stock.group_stock_user")
        cls.keeper = cls.new_user("keeper", "maintenance.group_equipment_manager")
        cls.seal, cls.belt = cls.new_products(2)
        cls.bom = cls.new_bom("Saw", [cls.line(cls.seal)])
        cls.asset = cls.new_asset(cls.bom, code="SAW-1")
        cls.new_own_line(cls.asset, item=cls.belt)
        cls.asset.action_report_condition("good")

    def read_all(self, record, user):
        """Read every field of ours that the user has, as a form that shows all."""
        record = record.with_user(user)
        names = {
            name: field
            for name, field in record.fields_get(attributes=["type"]).items()
            # what other apps show is theirs to answer for
            if name == "name" or _is_ours(record._fields[name])
        }
        fields_of_many2one = {"fields": {"display_name": {}}}
        return record.web_read(
            {
                name: fields_of_many2one if field["type"] == "many2one" else {}
                for name, field in names.items()
            }
        )[0]

    def assert_may(self, user, model, **rights):
        for operation, expected in rights.items():
            allowed = self.env[model].with_user(user).has_access(operation)
            self.assertEqual(allowed, expected, (user.login, model, operation))

    def test_an_employee_reads_the_asset_they_follow_and_no_parts(self):
        self.asset.message_subscribe(self.employee.partner_id.ids)
        values = self.read_all(self.asset, self.employee)
        self.assertEqual(values["code"], "SAW-1")
        self.assertEqual(values["bom_id"]["display_name"], "Saw")
        self.assertEqual(values["lifecycle_state"], "in_service")
        self.assertNotIn("part_ids", values)
        self.assertNotIn("own_line_ids", values)
        Form(self.asset.with_user(self.employee))

    def test_an_employee_reads_nothing_of_ours(self):
        for model in OURS:
            self.assert_may(self.employee, model, read=False)
        asset = self.asset.with_user(self.employee)
        for call in (
            lambda: asset.read(["code"]),
            asset.get_spare_parts,
            lambda: asset.action_report_condition("worn"),
            asset.action_take_out_of_service,
            asset.action_retire,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_an_employee_who_follows_may_not_act(self):
        self.asset.message_subscribe(self.employee.partner_id.ids)
        asset = self.asset.with_user(self.employee)
        for call in (
            asset.get_spare_parts,
            lambda: asset.action_report_condition("worn"),
            asset.action_take_out_of_service,
            asset.action_put_in_service,
            asset.action_plan,
            asset.action_retire,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(self.asset.lifecycle_state, "in_service")

    def test_a_storekeeper_reads_parts_of_stock_but_not_of_assets(self):
        self.assertEqual(self.read_all(self.seal, self.storekeeper)["name"], "Part 0")
        self.read_all(self.seal.product_tmpl_id, self.storekeeper)
        Form(self.seal.with_user(self.storekeeper))
        for model in OURS:
            self.assert_may(self.storekeeper, model, read=False)
        with self.assertRaises(AccessError):
            self.seal.with_user(self.storekeeper).get_where_used()
        with self.assertRaises(AccessError):
            self.seal.with_user(self.storekeeper).read(["where_used_count"])

    def test_a_technician_who_follows_nothing_sees_all_assets(self):
        asset = self.asset.with_user(self.technician)
        self.assertNotIn(self.technician.partner_id, self.asset.message_partner_ids)
        self.assertIn(asset, asset.search([]))
        values = self.read_all(asset, self.technician)
        self.assertEqual(len(values["part_ids"]), 2)
        self.assertEqual(len(asset.get_spare_parts()), 2)
        self.read_all(asset.part_ids[0], self.technician)
        self.read_all(self.bom, self.technician)
        self.read_all(self.bom.line_ids, self.technician)
        self.read_all(self.bom.component_ids, self.technician)
        self.read_all(self.asset.condition_ids, self.technician)
        Form(asset)
        Form(self.bom.with_user(self.technician))

    def test_a_technician_sees_all_requests_and_writes_own_ones_only(self):
        request = self.env["maintenance.request"].create(
            {"name": "Other's", "equipment_id": self.asset.id}
        )
        request = request.with_user(self.technician)
        self.assertEqual(request.name, "Other's")
        with self.assertRaises(AccessError):
            request.name = "Mine"

    def test_a_technician_writes_nothing(self):
        for model in OURS:
            self.assert_may(
                self.technician,
                model,
                read=True,
                write=False,
                create=False,
                unlink=False,
            )
        asset = self.asset.with_user(self.technician)
        for call in (
            lambda: asset.write({"name": "Mine"}),
            lambda: asset.write({"own_line_ids": [Command.clear()]}),
            lambda: asset.write({"bom_id": False}),
            lambda: asset.create({"name": "Mine"}),
            lambda: self.bom.with_user(self.technician).write({"name": "Mine"}),
            asset.action_retire,
            asset.action_plan,
            asset.action_assign_codes,
            asset.part_ids.action_delete_own_line,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(len(self.asset.own_line_ids), 1)

    def test_a_technician_reports_through_methods(self):
        asset = self.asset.with_user(self.technician)
        asset.action_report_condition("worn", "2025-03-31", "Belt slips")
        asset.action_take_out_of_service()
        self.assertEqual(asset.condition, "good", "the later finding stays")
        self.assertEqual(
            asset.condition_ids.mapped("user_id"), self.planner + self.technician
        )
        self.assertEqual(asset.lifecycle_state, "out_of_service")
        asset.action_put_in_service()
        self.assertEqual(asset.lifecycle_state, "in_service")

    def test_a_technician_reports_in_the_dialog(self):
        findings = self.env["maintenance.equipment.finding"].with_user(self.technician)
        form = Form(findings.with_context(active_ids=self.asset.ids))
        form.condition = "defective"
        form.note = "Stands still"
        form.save().action_apply()
        self.assertEqual(self.asset.condition, "defective")
        self.assertEqual(self.asset.condition_ids[0].note, "Stands still")

    def test_a_technician_does_not_reinstate(self):
        self.asset.action_retire("2025-03-31")
        with self.assertRaises(AccessError):
            self.asset.with_user(self.technician).action_put_in_service()

    def test_a_planner_keeps_boms_and_assets(self):
        for model in ("maintenance.bom", "maintenance.bom.line"):
            self.assert_may(self.planner, model, write=True, create=True, unlink=True)
        self.assert_may(
            self.planner, "maintenance.equipment", write=True, create=True, unlink=False
        )
        for model in ("maintenance.equipment.category", "maintenance.team"):
            self.assert_may(self.planner, model, write=False, create=False)
        for model in OURS[2:]:
            self.assert_may(
                self.planner, model, read=True, write=False, create=False, unlink=False
            )
        other = self.env["maintenance.equipment"].create({"name": "Not followed"})
        self.as_planner(other).write({"name": "Renamed", "bom_id": self.bom.id})

    def test_a_manager_configures(self):
        for model in ("maintenance.equipment.category", "maintenance.team"):
            self.assert_may(self.manager, model, write=True, create=True, unlink=True)
        category = self.env["maintenance.equipment.category"].with_user(self.manager)
        category.create({"name": "Saws", "code_prefix": "SAW-"})
        for model in OURS[2:]:
            self.assert_may(
                self.manager, model, write=False, create=False, unlink=False
            )

    def test_an_equipment_manager_without_our_groups_works_as_before(self):
        asset = self.asset.with_user(self.keeper)
        self.read_all(asset, self.keeper)
        Form(asset)
        asset.write({"name": "Kept", "bom_id": False})
        asset.copy()
        asset.action_report_condition("worn")
        asset.action_retire()
        other = asset.create({"name": "New one"})
        other.unlink()
        asset.unlink()


def _is_ours(field):
    return any(module.startswith("maintenance") for module in field._modules)
