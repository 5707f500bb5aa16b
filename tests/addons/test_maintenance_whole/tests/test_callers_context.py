import ast

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import RpcMixin
from odoo.addons.maintenance_requisition.tests.common import BuyingCase

from .common import ROOT

CONDITION_NOTE = "maintenance_bom_condition_note"
NO_CODES = "maintenance_bom_no_codes"
REGISTER = "maintenance_register_source"
RECURRENCE = "maintenance_consumption_recurrence"
# the keys of contexts that our code reads, and what tries each of them below
READ = {
    "active_ids": "test_dialogs_open_no_records_that_a_user_may_not_see",
    "active_model": "test_dialogs_open_no_records_that_a_user_may_not_see",
    "import_file": "test_a_file_is_no_issue",
    "maintenance_consumption_expiry_fresh_now": "test_freshness_gives_no_more_rights",
    "maintenance_dispositions_at_work": "test_dispositions_follow_their_documents",
    "maintenance_parts_at": "test_a_search_tells_no_stock_of_other_companies",
    "maintenance_parts_in": "test_a_search_tells_no_stock_of_other_companies",
    "maintenance_parts_of": "test_a_search_tells_no_stock_of_other_companies",
    "maintenance_stock_owner": "test_dispositions_follow_their_documents",
    "with_expiration": "test_freshness_gives_no_more_rights",
    CONDITION_NOTE: "test_a_note_comes_with_its_argument_only",
    NO_CODES: "test_no_context_keeps_an_asset_from_its_number",
    REGISTER: "test_no_context_keeps_registers_from_hearing_of_a_change",
    RECURRENCE: "test_no_context_makes_a_copy_the_next_occurrence",
}


@tagged("post_install", "-at_install")
class TestCallersContext(RpcMixin, BuyingCase):
    """A client may send any context. None of it gives rights that its user has not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.new_user("employee", "base.group_user")
        cls.job = cls.new_job(
            [(cls.filter, 2)],
            user=cls.planner,
            owner_user_id=cls.employee.id,
            maintenance_type="preventive",
            recurring_maintenance=True,
            repeat_type="forever",
        ).sudo()
        cls.stock(cls.filter, 5)
        cls.move = cls.env["stock.move"].search([("product_id", "=", cls.filter.id)])

    def facts(self):
        """What nobody below may change."""
        self.env.invalidate_all()
        move = self.move
        return (
            move.state,
            move.product_uom_qty,
            move.origin,
            move.maintenance_request_id.id,
            move.maintenance_request_part_id.id,
            self.env["stock.move"].search_count([]),
            self.env["stock.picking"].search_count([]),
            self.env["purchase.order"].search_count([]),
        )

    def defaults(self):
        """A context that asks for values of whatever is created in it."""
        new = {
            "product_id": self.filter.id,
            "product_uom_qty": 7,
            "location_id": self.shelf.id,
            "location_dest_id": self.shelf.id,
        }
        moves = [[1, self.move.id, {"origin": "x"}], [4, self.move.id], [0, 0, new]]
        picking = {
            "picking_type_id": self.warehouse.int_type_id.id,
            "location_id": self.shelf.id,
            "location_dest_id": self.shelf.id,
        }
        return {
            "default_move_ids": moves,
            "default_picking_ids": [[0, 0, picking]],
            "default_order_line": [[0, 0, {"name": "x", "display_type": "line_note"}]],
        }

    def test_the_keys_of_our_contexts_are_known(self):
        found = {}
        for path in sorted((ROOT / "addons").glob("maintenance_*/**/*.py")):
            if "tests" not in path.parts and path.name != "rights.py":
                found |= dict.fromkeys(_find_keys(path), path)
        self.assertLessEqual(
            found.keys(), READ.keys(), "a new key: try what a client does with it"
        )
        self.assertLessEqual(set(READ.values()), set(dir(self)))

    def test_a_search_tells_no_stock_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.stock(self.filter, 3, warehouse.lot_stock_id)
        asset = self.env["maintenance.equipment"].create(
            {"name": "Theirs", "company_id": other.id, "bom_id": self.bom.id}
        )
        for user in (self.technician, self.employee):
            rows = self.rpc(
                user,
                self.env["product.product"],
                "web_name_search",
                "Filter",
                {"display_name": {}},
                context={
                    "maintenance_parts_at": warehouse.lot_stock_id.id,
                    "maintenance_parts_in": warehouse.id,
                    "maintenance_parts_of": asset.id,
                },
            )
            self.assertIn(self.filter.id, [row["id"] for row in rows])
            for row in rows:
                self.assertNotIn("free", row["__formatted_display_name"])

    def test_freshness_gives_no_more_rights(self):
        context = {"maintenance_consumption_expiry_fresh_now": True}
        # a field of product_expiry, whose key Odoo reads without it too
        if "removal_date" in self.env["stock.quant"]._fields:
            context["with_expiration"] = "2019-01-01 00:00:00"
        self.assertTrue(
            self.refused_or_done(
                self.technician, self.job, "action_reserve_parts", context=context
            )
        )
        self.assertEqual(self.job.part_ids.reserved_qty, 2)
        self.assertFalse(
            self.refused_or_done(
                self.employee, self.job, "action_reserve_parts", context=context
            )
        )

    def test_dispositions_follow_their_documents(self):
        table = self.env["maintenance.disposition"].with_user(self.manager)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.env["stock.quant"]._update_available_quantity(
            self.filter, self.shelf, 5, owner_id=stranger
        )
        for value in (True, 1, "x", [stranger.id], {"value": stranger.id}, stranger.id):
            context = {
                "maintenance_dispositions_at_work": value,
                "maintenance_stock_owner": value,
            }
            with self.subTest(value=value):
                one = table.create(
                    {
                        "product_id": self.filter.id,
                        "warehouse_id": self.warehouse.id,
                        "kind": "donate",
                        "quantity": 0.5,
                    }
                )
                one.with_context(**context).action_approve()
                self.assertEqual(one.sudo().move_ids.quantity, 0.5)
                picking = one.picking_ids.with_context(**context)
                picking.move_ids.picked = True
                picking.sudo()._action_done()
                self.assertEqual(one.state, "done")
                quants = self.env["stock.quant"].with_context(**context)
                self.assertEqual(len(quants._gather(self.filter, self.shelf)), 2)

    def test_no_context_makes_a_copy_the_next_occurrence(self):
        for value in (True, 1, "x", [1], {"value": True}):
            with self.subTest(value=value):
                before = self.facts()
                context = {RECURRENCE: value}
                done = self.refused_or_done(
                    self.employee,
                    self.job,
                    "copy",
                    {"move_ids": [[1, self.move.id, {"origin": "mine"}]]},
                    context=context,
                )
                self.assertFalse(done)
                self.assertEqual(self.facts(), before)
                [copy_id] = self.rpc(
                    self.employee,
                    self.job,
                    "copy",
                    {"owner_user_id": self.employee.id},
                    context=context,
                )
                self.assertFalse(self.job.browse(copy_id).previous_request_id)

    def test_finishing_a_job_takes_no_values_from_the_context(self):
        before = self.facts()
        self.rpc(
            self.employee,
            self.job,
            "write",
            {"stage_id": self.done_stage.id},
            context=self.defaults(),
        )
        self.assertEqual(self.facts(), before)
        following = self.job.next_request_ids
        self.assertEqual(len(following), 1)
        self.assertFalse(following.move_ids | following.part_ids.move_ids)

    def test_copying_a_job_takes_no_values_from_the_context(self):
        before = self.facts()
        context = self.defaults() | {"default_picking_ids": []}
        context.pop("default_move_ids")
        self.rpc(self.employee, self.job, "copy", {}, context=context)
        self.assertEqual(self.facts(), before)
        self.refused_or_done(
            self.employee, self.job, "copy", {}, context=self.defaults()
        )
        self.assertEqual(self.facts(), before)

    def test_finishing_a_job_takes_no_lists_from_stored_defaults(self):
        before = self.facts()
        values = self.env["ir.default"].with_user(self.employee)
        for name, value in self.defaults().items():
            name = name.removeprefix("default_")
            if name in self.job._fields:
                values.set("maintenance.request", name, value[-1:], user_id=True)
        self.rpc(self.employee, self.job, "write", {"stage_id": self.done_stage.id})
        self.assertEqual(self.facts(), before)
        self.assertEqual(len(self.job.next_request_ids), 1)

    def test_issuing_parts_takes_no_values_from_the_context(self):
        job = self.new_job([(self.filter, 50)])
        self.rpc(self.technician, job, "action_issue_parts", context=self.defaults())
        self.assertEqual(len(job.sudo().pending_ids), 1)
        self.assertFalse(job.sudo().pending_ids.move_ids)

    def test_a_note_comes_with_its_argument_only(self):
        context = {CONDITION_NOTE: "forged"}
        manager = self.new_user("equipment", "maintenance.group_equipment_manager")
        self.rpc(manager, self.asset, "write", {"condition": "worn"}, context=context)
        self.rpc(
            self.technician,
            self.asset,
            "action_report_condition",
            "good",
            note="seen",
            context=context,
        )
        notes = self.asset.sudo().condition_ids.sorted("id").mapped("note")
        self.assertEqual(notes, [False, "seen"])

    def test_dialogs_open_no_records_that_a_user_may_not_see(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = {"name": "Theirs", "company_id": other.id}
        team = self.env["maintenance.team"].create(theirs)
        theirs["maintenance_team_id"] = team.id
        asset = self.env["maintenance.equipment"].create(theirs)
        self.env["maintenance.request"].create({**theirs, "equipment_id": asset.id})
        context = {"active_model": asset._name, "active_ids": asset.ids}
        for name, method in {
            "maintenance.equipment.finding": "action_apply",
            "maintenance.equipment.retire": "action_apply",
        }.items():
            with self.subTest(name):
                dialogs = self.env[name]
                values = {"condition": "worn"} if "finding" in name else {}
                done = self.refused_or_done(
                    self.planner, dialogs, "create", values, context=context
                )
                dialog = dialogs.search([], order="id desc", limit=1)
                if done:
                    self.assertFalse(self.refused_or_done(self.planner, dialog, method))
                    counts = dialog.with_user(self.planner)
                    if "open_request_count" in counts:
                        self.assertEqual(counts.open_request_count, 0)

    def test_a_file_is_no_issue(self):
        values = {"equipment_id": self.asset.id, "product_id": self.filter.id}
        for context in ({}, {"import_file": True}, {"default_source": "issue"}):
            [made] = self.rpc(
                self.planner,
                self.env["maintenance.part.replacement"],
                "create",
                [dict(values, replaced_on=str(self.today))],
                context=context,
            )
            source = self.env["maintenance.part.replacement"].browse(made).source
            self.assertIn(source, ("import", "person"))
        for forged in (
            {"source": "issue", "replaced_on": str(self.day(9))},
            {"move_id": self.move.id},
            {"request_id": self.job.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.rpc(
                    self.planner,
                    self.env["maintenance.part.replacement"],
                    "create",
                    [values | forged],
                )

    def test_a_job_follows_none_that_somebody_names(self):
        for values in (
            {"previous_request_id": self.job.id},
            {"series_id": self.job.id},
            {"series_number": 3},
            {"recurrence_step": 3},
        ):
            name = next(iter(values))
            new = {"name": "Mine", "owner_user_id": self.employee.id}
            with self.subTest(name):
                self.assertFalse(
                    self.refused_or_done(
                        self.employee, self.job, "create", [new | values]
                    )
                )
                self.assertFalse(
                    self.refused_or_done(self.employee, self.job, "write", values)
                )
                [made] = self.rpc(
                    self.employee,
                    self.job,
                    "create",
                    [new],
                    context={f"default_{name}": values[name]},
                )
                self.assertFalse(self.job.browse(made)[name])

    def test_copies_give_no_rights(self):
        """Of every record that there is, as employee, technician and planner."""
        self.rpc(
            self.technician, self.new_job([(self.filter, 9)]), "action_issue_parts"
        )
        self.env["maintenance.request.labour"].create(
            {"request_id": self.job.id, "hours": 1}
        )
        self.enter(3, 20)
        guarded = {
            "age_key": "forged",
            "allocation_ids": [[0, 0, {}]],
            "amount": 1,
            "components_version": 9,
            "decision": "approved",
            "move_ids": [[1, self.move.id, {"origin": "mine"}]],
            "parts_key": 999_999_999,
            "previous_request_id": self.job.id,
            "source": "issue",
        }
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or not (
                name.startswith("maintenance.")
                or name in ("product.product", "stock.move", "stock.picking")
            ):
                continue
            record = model.search([], order="id desc", limit=1)
            default = {key: value for key, value in guarded.items() if key in model}
            for user in (self.employee, self.technician, self.planner):
                if not (record and default):
                    continue
                with self.subTest(name, user=user.login):
                    before = self.move.origin
                    with self.env.cr.savepoint() as savepoint:
                        context = {RECURRENCE: True, **self.defaults()}
                        if self.refused_or_done(
                            user, record, "copy", default, context=context
                        ):
                            made = model.search([], order="id desc", limit=1)
                            if name != "stock.picking":
                                self.assertFalse(self._get_forged(made, default))
                        if user == self.employee:
                            self.assertEqual(self.move.origin, before)
                        savepoint.rollback()

    def test_no_context_keeps_an_asset_from_its_number(self):
        category = self.env["maintenance.equipment.category"].create(
            {"name": "Presses", "code_prefix": "PR-"}
        )
        values = {"name": "Press", "category_id": category.id}
        assets = self.env["maintenance.equipment"]
        made = self.rpc(self.planner, assets, "create", values, context={NO_CODES: 1})
        self.assertTrue(assets.browse(made).code)

    def test_no_context_keeps_registers_from_hearing_of_a_change(self):
        self.env["maintenance.register"].create({"name": "Fleet", "code": "FLEET"})
        api = self.env["maintenance.register"]
        [result] = api.apply_batch("FLEET", [{"external_id": "1", "name": "Press"}])[
            "results"
        ]
        asset = self.env["maintenance.equipment"].browse(result["equipment_id"])
        self.rpc(
            self.planner, asset, "write", {"condition": "worn"}, context={REGISTER: 1}
        )
        self.assertTrue(api.get_changes("FLEET")["changes"])

    def _get_forged(self, made, default):
        return [
            name
            for name, value in default.items()
            if not isinstance(value, list)
            and (made[name].id if name.endswith("_id") else made[name]) == value
        ]


def _find_keys(path):
    """Yield the keys of contexts that the module at ``path`` reads."""
    tree = ast.parse(path.read_text())
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    } | {"NOTE": CONDITION_NOTE, "RECURRENCE": RECURRENCE, "SOURCE": REGISTER}
    for node in ast.walk(tree):
        key = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("get", "pop") and _is_context(node.func.value):
                key = node.args[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "get_own_value":
                key = node.args[1]
        elif isinstance(node, ast.Subscript) and _is_context(node.value):
            key = node.slice
        elif isinstance(node, ast.Compare) and _is_context(node.comparators[0]):
            key = node.left
        if isinstance(key, ast.Constant):
            yield key.value
        elif isinstance(key, ast.Name):
            yield constants.get(key.id, key.id)
        elif key is not None:
            yield ast.unparse(key)


def _is_context(node):
    """Say whether ``node`` is the context of an environment."""
    return isinstance(node, ast.Attribute) and node.attr == "context"
