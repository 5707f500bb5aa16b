import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import RpcMixin
from odoo.addons.maintenance_register.tests.upload_common import make_workbook
from odoo.addons.maintenance_requisition.tests.common import BuyingCase

from .common import find_our_addons

EVERYTHING = (
    "account.group_account_invoice",
    "analytic.group_analytic_accounting",
    "maintenance_bom.group_manager",
    "product.group_product_manager",
    "purchase.group_purchase_manager",
    "stock.group_stock_manager",
)
# what is written on them is not a record: see their own tests
WRITTEN_OTHERWISE = {"maintenance.low.stock", "maintenance.part.age"}
# who moved parts may have left the company since
ANY_COMPANY = {("stock.move", "parts_user_id")}


class OurAddonsCase(RpcMixin, BuyingCase):
    """Tells our models and fields from those of others, whichever addons are there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.our_addons = find_our_addons(cls.env)

    def is_our_model(self, model):
        return model._original_module in self.our_addons

    def is_our_field(self, field):
        """Say whether one of our addons brings ``field``."""
        return bool(field._modules) and field._modules[0] in self.our_addons


class CompaniesCase(OurAddonsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.both = cls.new_user(
            "both",
            ",".join(EVERYTHING),
            company_ids=[Command.set((cls.company | cls.other).ids)],
        )
        cls.their_warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.other.id)], limit=1
        )
        cls.theirs = cls.get_theirs()

    @classmethod
    def get_theirs(cls):
        """{model: a record of the other company}"""
        of_other = {"company_id": cls.other.id}
        env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.other.ids})
        product = env["product.product"].create(
            {"name": "Their part", "type": "consu", "is_storable": True, **of_other}
        )
        named = {"name": "Theirs", **of_other}
        team = env["maintenance.team"].create(dict(named))
        bom = env["maintenance.bom"].create(
            {**named, "line_ids": [Command.create({"product_id": product.id})]}
        )
        asset = env["maintenance.equipment"].create(
            {**named, "maintenance_team_id": team.id, "bom_id": bom.id}
        )
        job = env["maintenance.request"].create(
            {
                **named,
                "maintenance_team_id": team.id,
                "equipment_id": asset.id,
                "part_ids": [Command.create({"product_id": product.id})],
            }
        )
        partner = env["res.partner"].create(dict(named))
        requisition = env["maintenance.requisition"].create(
            {"warehouse_id": cls.their_warehouse.id}
        )
        line = env["maintenance.requisition.line"].create(
            {"requisition_id": requisition.id, "product_id": product.id}
        )
        picking = env["stock.picking"].create(
            cls.prepare_picking(product, cls.their_warehouse)
        )
        records = [
            bom,
            bom.line_ids,
            asset,
            job,
            job.part_ids,
            line,
            partner,
            picking,
            picking.move_ids,
            product,
            requisition,
            team,
            env["maintenance.equipment.category"].create(dict(named)),
            env["product.supplierinfo"].create(
                {
                    "partner_id": partner.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    **of_other,
                }
            ),
            cls.new_user("theirs", "base.group_user", cls.other),
            cls.their_warehouse,
            cls.their_warehouse.in_type_id,
            cls.their_warehouse.lot_stock_id,
        ]
        return {record._name: record for record in records}

    @classmethod
    def prepare_picking(cls, product, warehouse):
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "company_id": warehouse.company_id.id,
        }
        move = {"product_id": product.id, "product_uom_qty": 1, **places}
        return {
            **places,
            "picking_type_id": warehouse.int_type_id.id,
            "move_ids": [Command.create(move)],
        }


@tagged("post_install", "-at_install")
class TestOtherCompanies(CompaniesCase):
    """What creating refuses, writing refuses too: companies are never mixed."""

    job_name = "maintenance.request"

    def get_ours(self):
        """{model: a record of our company}, of all that a person may write."""
        own = {"company_id": self.company.id}
        asset = self.new_asset(
            self.new_bom("Ours", [self.line(self.filter)], **own), code="O-1", **own
        )
        job = self.new_job([(self.filter, 2)], asset=asset, user=self.planner)
        line = self.enter(3, 20)
        register = self.env["maintenance.register"].create(
            {
                "name": "Ours",
                "code": "OURS",
                "field_ids": [Command.create({"name": "model"})],
                "column_ids": [Command.create({"heading": "Tag", "is_key": True})],
                **own,
            }
        )
        upload = self.env["maintenance.register.upload"].create(
            {
                "register_id": register.id,
                "file": base64.b64encode(make_workbook(["Tag"], ["A-1"])),
            }
        )
        upload.action_look()
        picking = self.env["stock.picking"].create(
            self.prepare_picking(self.filter, self.warehouse)
        )
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create(
            {"name": "Account", "plan_id": plan.id, **own}
        )
        records = [
            asset,
            asset.bom_id,
            asset.bom_id.line_ids,
            job,
            job.part_ids,
            line,
            line.requisition_id,
            register,
            register.field_ids,
            register.column_ids,
            upload,
            upload.column_ids,
            picking,
            picking.move_ids,
            self.filter,
            self.filter.product_tmpl_id,
            self.warehouse,
            self.env["account.analytic.line"].create(
                {"name": "Line", plan._column_name(): account.id, **own}
            ),
            self.env["maintenance.disposition"].create(
                {
                    "product_id": self.filter.id,
                    "warehouse_id": self.warehouse.id,
                    "quantity": 1,
                }
            ),
            self.env["maintenance.part.minimum"].create(
                {"product_id": self.filter.id, "warehouse_id": self.warehouse.id}
            ),
            self.env["maintenance.part.replacement"].create(
                {"equipment_id": asset.id, "product_id": self.filter.id}
            ),
            self.env["maintenance.request.labour"].create(
                {"request_id": job.id, "hours": 1, "user_id": self.planner.id}
            ),
            self.env["stock.scrap"].create(
                {"product_id": self.filter.id, "scrap_qty": 1, **own}
            ),
            self.new_rfq(self.filter, 1).order_line,
        ]
        return {record._name: record.sudo() for record in records}

    def get_links(self, model):
        """The fields of ``model`` that lead to what another company may have."""
        is_ours = self.is_our_model(model)
        return [
            field
            for name, field in sorted(model._fields.items())
            if field.type in ("many2one", "many2many")
            and field.comodel_name in self.theirs
            and field.store
            and (is_ours or self.is_our_field(field))
            and (model._name, name) not in ANY_COMPANY
        ]

    def test_no_link_is_written_to_another_company(self):
        context = {"allowed_company_ids": (self.company | self.other).ids}
        tried = set()
        for name, record in self.get_ours().items():
            for field in self.get_links(record):
                theirs = self.theirs[field.comodel_name]
                value = theirs.id
                if field.type == "many2many":
                    value = [Command.link(theirs.id)]
                with self.subTest(f"{name}.{field.name}"):
                    self.refused_or_done(
                        self.both, record, "write", {field.name: value}, context=context
                    )
                    self.assertNotIn(theirs.id, record[field.name].ids)
                tried.add(name)
        self.assertGreaterEqual(len(tried), 15)

    def test_every_model_that_a_person_may_write_is_tried(self):
        ours = self.get_ours()
        for name, model in self.env.items():
            if (
                not (model._abstract or model._transient)
                and self.is_our_model(model)
                and model.with_user(self.both).has_access("write")
            ):
                self.assertIn(name, ours.keys() | WRITTEN_OTHERWISE)

    def test_the_company_follows_from_the_owner(self):
        for name, record in self.get_ours().items():
            field = record._fields.get("company_id")
            if field and record._name.startswith("maintenance.") and field.compute:
                with self.subTest(name):
                    self.refused_or_done(
                        self.both, record, "write", {"company_id": self.other.id}
                    )
                    self.assertEqual(record.company_id, self.company)

    def test_nothing_is_given_to_a_company_that_one_is_not_in(self):
        for name, record in self.get_ours().items():
            if name in ("maintenance.bom", "maintenance.equipment", self.job_name):
                with self.subTest(name), self.assertRaises(AccessError):
                    self.rpc(
                        self.planner, record, "write", {"company_id": self.other.id}
                    )

    def test_a_job_stays_where_its_hours_are(self):
        job = self.get_ours()[self.job_name]
        context = {"allowed_company_ids": (self.company | self.other).ids}
        with self.assertRaisesRegex(UserError, "charged in"):
            self.rpc(
                self.both, job, "write", {"company_id": self.other.id}, context=context
            )

    def test_a_shared_line_does_not_go_where_one_may_not_look(self):
        shared = self.new_bom("Shared", [self.line(self.filter)]).line_ids.sudo()
        for name, model in (
            ("bom_id", "maintenance.bom"),
            ("equipment_id", "maintenance.equipment"),
        ):
            values = {"bom_id": False, name: self.theirs[model].id}
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.rpc(self.planner, shared, "write", values)


@tagged("post_install", "-at_install")
class TestReaders(OurAddonsCase):
    """Nobody reads through our models what Odoo would not show him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.new_user("employee", "base.group_user")
        cls.portal = cls.new_user("portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.vendor

    def test_every_model_of_ours_has_a_rule(self):
        with_rule = {
            model.model for [model] in self.env["ir.rule"]._read_group([], ["model_id"])
        }
        ours = {
            name
            for name, model in self.env.items()
            if self.is_our_model(model) and not model._abstract
        }
        self.assertFalse(ours - with_rule)

    def test_an_employee_sees_the_parts_of_his_jobs_only(self):
        job = self.new_job([(self.filter, 2)], user=self.planner)
        for number in range(3):
            self.new_job(
                [(self.filter, 1)],
                user=self.planner,
                **{
                    0: {"owner_user_id": self.employee.id},
                    1: {"user_id": self.employee.id},
                    2: {},
                }[number],
            ).sudo()
        followed = self.new_job([(self.filter, 3)], user=self.planner).sudo()
        followed.message_subscribe(self.employee.partner_id.ids)
        jobs = self.env["maintenance.request"].with_user(self.employee).search([])
        parts = self.env["maintenance.request.part"].with_user(self.employee)
        self.assertEqual(len(jobs), 3)
        self.assertEqual(parts.search([]).request_id, jobs)
        with self.assertRaises(AccessError):
            self.rpc(self.employee, job.part_ids, "read", ["product_id", "quantity"])
        accountant = self.new_user("accountant", "account.group_account_readonly")
        keeper = self.new_user("keeper", "maintenance.group_equipment_manager")
        every = parts.sudo().search([])
        for user in (self.technician, self.planner, self.buyer, accountant, keeper):
            self.assertEqual(parts.with_user(user).search([]).ids, every.ids)

    def test_a_vendor_reads_his_order_and_nothing_of_assets(self):
        line = self.new_rfq(self.filter, 2).order_line.sudo()
        line.equipment_id = self.asset
        line.order_id.button_confirm()
        self.assertIn("T-1", line.maintenance_for)
        for record in (line.order_id, line):
            [values] = self.rpc(self.portal, record, "read", ["partner_id"])
            self.assertEqual(values["partner_id"][0], self.vendor.id)
            for name, field in record._fields.items():
                if self.is_our_field(field):
                    with self.assertRaises(AccessError):
                        self.rpc(self.portal, record, "read", [name])
        with self.assertRaises(AccessError):
            self.rpc(
                self.portal, line, "search", [("equipment_id.name", "=", "Asset 0")]
            )

    def test_nobody_outside_reads_a_field_of_ours(self):
        public = self.env.ref("base.public_user")
        for user in (self.portal, public):
            for name, model in self.env.items():
                seen = model.with_user(user)
                if model._abstract or not seen.has_access("read"):
                    continue
                self.assertFalse(self.is_our_model(model), name)
                readable = {
                    field_name
                    for field_name, field in model._fields.items()
                    if self.is_our_field(field)
                    and seen._has_field_access(field, "read")
                }
                # one's own choice, by which nothing is told
                readable -= {"parts_digest_off"}
                self.assertFalse(readable, name)
