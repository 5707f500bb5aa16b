from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .common import BomCase, RpcMixin

OURS = [
    "maintenance.bom",
    "maintenance.bom.line",
    "maintenance.bom.component",
    "maintenance.equipment.part",
    "maintenance.equipment.condition",
]


class TestGroups(RpcMixin, BomCase):
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

    def test_an_older_finding_is_written_with_write_access_only(self):
        asset = self.new_asset()
        asset.action_report_condition("defective", "2025-03-01")
        with self.assertRaises(AccessError):
            asset.with_user(self.technician).write(
                {"condition": "good", "condition_date": "2025-02-01"}
            )
        self.assertEqual(len(asset.condition_ids), 1)

    def test_a_retirement_to_come_can_be_cancelled_by_a_planner_only(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        self.asset.action_retire(tomorrow)
        asset = self.asset.with_user(self.technician)
        asset.action_take_out_of_service()
        asset.action_put_in_service()
        self.assertEqual(self.asset.retirement_date, tomorrow)
        with self.assertRaises(AccessError):
            asset.action_cancel_retirement()
        self.asset.action_cancel_retirement()
        self.assertFalse(self.asset.retirement_date)

    def test_a_technician_cannot_exclude(self):
        parts = self.asset.part_ids.with_user(self.technician)
        with self.assertRaises(AccessError):
            parts.filtered(
                lambda part: part.product_id == self.seal
            ).action_exclude_here()
        self.assertEqual(len(self.asset.own_line_ids), 1)
        self.assertEqual(len(self.parts_of(self.asset)), 2)

    def test_nobody_reads_the_dialogs_of_others(self):
        self.new_product("Filter", default_code="F-1")
        bom = self.new_bom("Pasted")
        paste = self.env["maintenance.bom.paste"].with_user(self.planner)
        form = Form(paste.with_context(default_bom_id=bom.id))
        form.text = "F-1\t2"
        mine = form.save()
        self.rpc(self.planner, mine, "read", ["text"])
        self.assertEqual(len(mine.row_ids), 1)
        for record, name in ((mine, "text"), (mine.row_ids, "quantity")):
            with self.assertRaises(AccessError):
                self.rpc(self.manager, record, "read", [name])


def _is_ours(field):
    return any(module.startswith("maintenance") for module in field._modules)


class TestCompanies(BomCase):
    """A user of one company sees nothing of the other, through no door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Company B"})
        cls.stranger = cls.new_user(
            "stranger", "maintenance_bom.group_planner", cls.other_company
        )
        cls.seal = cls.new_product("Shared seal")
        cls.bolt = cls.new_product("Shared bolt")
        cls.own_bom = cls.new_bom(
            "A's", [cls.line(cls.seal)], company_id=cls.company.id
        )
        cls.shared_bom = cls.new_bom("Shared", [cls.line(cls.seal, position="all")])
        cls.asset = cls.new_asset(cls.own_bom)
        cls.own_line = cls.new_own_line(cls.asset, item=cls.bolt)
        cls.asset.action_report_condition("worn")
        cls.with_shared = cls.new_asset(cls.shared_bom)
        cls.foreign = cls.env["maintenance.equipment"].with_user(cls.stranger)
        cls.theirs = cls.foreign.create(
            {
                "name": "B's",
                "bom_id": cls.shared_bom.id,
                "company_id": cls.other_company.id,
            }
        )

    def test_nothing_of_another_company_is_found(self):
        for model, domain in {
            "maintenance.equipment": [
                ("id", "in", (self.asset + self.with_shared).ids)
            ],
            "maintenance.equipment.condition": [("equipment_id", "=", self.asset.id)],
            "maintenance.bom": [("id", "=", self.own_bom.id)],
            "maintenance.bom.line": [
                ("id", "in", (self.own_bom.line_ids + self.own_line).ids)
            ],
            "maintenance.bom.component": [
                "|",
                ("bom_id", "=", self.own_bom.id),
                ("equipment_id", "=", self.asset.id),
            ],
            "maintenance.equipment.part": [
                ("equipment_id", "in", (self.asset + self.with_shared).ids)
            ],
        }.items():
            with self.subTest(model):
                records = self.env[model].with_user(self.planner).search(domain)
                self.assertTrue(records, "there is something to hide")
                hidden = records.with_user(self.stranger)
                self.assertFalse(hidden.search(domain))
                self.assertEqual(hidden.search_count(domain), 0)
                self.assertFalse(
                    hidden._read_group(domain, ["company_id"], ["__count"])
                )
                self.assertFalse(
                    hidden.formatted_read_group(domain, [], ["__count"])[0]["__count"]
                )
                with self.assertRaises(AccessError):
                    hidden[0].read(["display_name"])

    def test_ids_of_the_view_can_be_computed_but_not_read(self):
        rows = self.as_planner(self.asset).part_ids
        first = self.asset.id * 8192
        guessed = self.env["maintenance.equipment.part"].with_user(self.stranger)
        self.assertIn(first, rows.ids, "ids are arithmetic")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            guessed.browse(first).read(["product_id", "product_qty"])
        self.assertFalse(guessed.search([("id", "in", rows.ids)]))
        with self.assertRaises(AccessError):
            guessed.browse(first).action_exclude_here()

    def test_methods_give_nothing_away(self):
        with self.assertRaises(AccessError):
            self.asset.with_user(self.stranger).get_spare_parts()
        seen = self.seal.with_user(self.stranger).get_where_used()
        self.assertEqual([use["equipment_id"] for use in seen], [self.theirs.id])
        self.assertFalse(self.bolt.with_user(self.stranger).get_where_used())
        with self.assertRaises(AccessError):
            self.asset.with_user(self.stranger).action_retire()
        with self.assertRaises(AccessError):
            self.asset.with_user(self.stranger).action_report_condition("worn")

    def test_counts_are_those_of_the_own_company(self):
        self.assertEqual(self.seal.with_user(self.stranger).where_used_count, 1)
        self.assertEqual(self.seal.with_user(self.planner).where_used_count, 2)
        self.assertEqual(self.shared_bom.with_user(self.stranger).equipment_count, 1)
        summary = self.bolt.with_user(self.stranger).where_used_summary
        self.assertFalse(summary)

    def test_the_chosen_companies_decide(self):
        both = self.new_user("both", "maintenance_bom.group_user")
        both.company_ids = [Command.link(self.other_company.id)]
        seal = self.seal.with_user(both)
        one = seal.with_context(allowed_company_ids=self.company.ids)
        all_companies = (self.company + self.other_company).ids
        two = seal.with_context(allowed_company_ids=all_companies)
        self.assertEqual((one.where_used_count, two.where_used_count), (2, 3))
        self.assertEqual(len(one.get_where_used()), 2)
        self.assertEqual(len(two.get_where_used()), 3)

    def test_a_shared_bom_serves_every_company(self):
        parts = self.theirs.get_spare_parts()
        self.assertEqual([part["position"] for part in parts], ["all"])
        self.assertEqual(parts[0]["company_id"], self.other_company.id)
        own = self.env["maintenance.bom.line"].with_user(self.stranger)
        own.create({"equipment_id": self.theirs.id, "product_id": self.bolt.id})
        self.assertEqual(len(self.theirs.get_spare_parts()), 2)
        self.assertEqual(len(self.bolt.with_user(self.technician).get_where_used()), 1)

    def test_an_asset_without_company_is_everybodys(self):
        asset = self.new_asset(self.shared_bom, company_id=False)
        self.assertTrue(asset.with_user(self.stranger).get_spare_parts())
        with self.assertRaises(UserError):
            asset.bom_id = self.own_bom

    def test_boms_and_assemblies_of_another_company_are_refused(self):
        with self.assertRaises(UserError):
            self.theirs.sudo().bom_id = self.own_bom
        with self.assertRaises(UserError):
            self.shared_bom.sudo().line_ids = [Command.create(self.line(self.own_bom))]

    def test_products_of_another_company_are_refused(self):
        secret = self.new_product("Secret", company_id=self.other_company.id)
        for bom in (self.own_bom, self.shared_bom):
            with self.assertRaises(UserError):
                bom.sudo().line_ids = [Command.create(self.line(secret))]

    def test_an_asset_cannot_be_pointed_at_the_parts_of_others(self):
        forged = {"parts_key": self.own_bom.id}
        self.theirs.write(forged)
        created = self.foreign.create({"name": "Forged", **forged})
        imported = self.foreign.browse(
            self.foreign.load(
                ["name", "parts_key"], [["Imported", str(self.own_bom.id)]]
            )["ids"]
        )
        self.env.invalidate_all()
        self.assertEqual(self.theirs.parts_key, self.shared_bom.id)
        self.assertFalse(created.part_ids | imported.part_ids)

    def test_a_product_in_use_does_not_move_to_another_company(self):
        with self.assertRaises(UserError):
            self.seal.company_id = self.other_company
        self.new_product("Free").company_id = self.other_company

    def test_a_bom_in_use_does_not_move_to_another_company(self):
        for bom in (self.own_bom, self.shared_bom):
            with self.subTest(bom.name), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    bom.sudo().company_id = self.other_company

    def test_an_assembly_in_use_does_not_move_to_another_company(self):
        part = self.new_bom("Part of A's", company_id=self.company.id)
        self.own_bom.line_ids = [Command.create(self.line(part))]
        with self.assertRaises(UserError):
            part.sudo().company_id = self.other_company

    def test_an_asset_with_foreign_own_parts_does_not_move(self):
        secret = self.new_product("Secret", company_id=self.company.id)
        self.new_own_line(self.with_shared, item=secret)
        with self.assertRaises(UserError):
            self.with_shared.sudo().company_id = self.other_company

    def test_parts_follow_an_asset_that_moves(self):
        self.new_own_line(self.with_shared, item=self.bolt)
        self.with_shared.sudo().company_id = self.other_company
        self.assertEqual(len(self.with_shared.with_user(self.stranger).part_ids), 2)
        self.assertEqual(self.bolt.with_user(self.technician).where_used_count, 1)
        self.assertEqual(
            self.with_shared.sudo().own_line_ids.company_id, self.other_company
        )
        components = self.env["maintenance.bom.component"].with_user(self.technician)
        self.assertFalse(
            components.search([("equipment_id", "=", self.with_shared.id)])
        )

    def test_a_bom_that_becomes_shared_is_seen(self):
        self.own_bom.company_id = False
        bom = self.own_bom.with_user(self.stranger)
        self.assertEqual(bom.component_ids.product_id, self.seal)
        self.assertEqual(bom.line_ids.product_id, self.seal)

    def test_the_retirement_dialog_counts_no_jobs_of_other_companies(self):
        team = self.env["maintenance.team"].create({"name": "All", "company_id": False})
        everybody_s = self.new_asset(self.shared_bom, company_id=False)
        for company, asset in (
            (self.company, everybody_s),
            (self.other_company, everybody_s),
            (self.company, self.asset),
        ):
            self.env["maintenance.request"].create(
                {
                    "name": "Job",
                    "equipment_id": asset.id,
                    "company_id": company.id,
                    "maintenance_team_id": team.id,
                    "maintenance_type": "preventive",
                    "recurring_maintenance": True,
                }
            )
        retire = self.env["maintenance.equipment.retire"]
        for user, assets, count in (
            (self.stranger, everybody_s, 1),
            (self.planner, everybody_s | self.asset, 2),
        ):
            wizard = retire.with_user(user).create(
                {"equipment_ids": [Command.set(assets.ids)]}
            )
            with self.subTest(user=user.login):
                self.assertEqual(wizard.open_request_count, count)
                self.assertEqual(wizard.recurring_count, count)

    def test_errors_name_no_asset_and_bom_of_other_companies(self):
        manager = self.new_user(
            "foreign_manager", "maintenance_bom.group_manager", self.other_company
        )
        with self.assertRaisesRegex(UserError, "the BOM of 2 assets, for example B's"):
            self.shared_bom.with_user(manager).unlink()
        self.theirs.bom_id = False
        with self.assertRaisesRegex(UserError, "for example one that you may not see"):
            self.shared_bom.with_user(manager).unlink()

    def test_who_changes_the_unit_of_a_part_is_told_the_names_that_he_may_see(self):
        hidden = "Units on “a BOM or asset that you may not see”"
        for user, words in (
            (
                self.new_user(
                    "product_manager",
                    "product.group_product_manager,stock.group_stock_user",
                ),
                hidden,
            ),
            (
                self.new_user(
                    "product_planner",
                    "product.group_product_manager,stock.group_stock_user,"
                    "maintenance_bom.group_planner",
                ),
                "Units on “A's”",
            ),
        ):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, words),
                self.cr.savepoint(),
            ):
                self.seal.with_user(user).product_tmpl_id.uom_id = self.litre

    def test_parts_replace_each_other_in_their_companies_only(self):
        shared = self.new_product("Shared")
        own = self.new_product("Own", company_id=self.company.id)
        own.superseded_by_id = shared
        for name, value in (
            ("superseded_by_id", own.id),
            ("alternative_ids", [Command.link(own.id)]),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    shared.write({name: value})
        with self.assertRaises(UserError):
            shared.product_tmpl_id.company_id = self.other_company
