"""Fixtures for tests about the parts of assets; also for other addons' tests."""

import json
import os

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, TransactionCase, get_db_name, new_test_user
from odoo.tools import reset_cached_properties

# Whether tests that try many cases shall try all of them: scripts/test --deep
DEEP = bool(os.environ.get("TEST_DEEP"))
# how many are many for a test that compares queries with those of ten
MANY = 100 if DEEP else 40
QUIET = {"tracking_disable": True, "no_reset_password": True}
# values that no method can use
NO_IDS = ("7", [7], {"a": 1}, True, 1.5, -1, 0, 10**30)
NO_TEXTS = (7, ["x"], {"a": 1}, True, "x" * 12_000, "x\0y")
NO_LISTS = (7, "x", {"a": 1}, True)
# what a client is told in words
TOLD = (AccessError, MissingError, UserError)


class QueryCountMixin:
    """For tests that promise that a thousand cost no more queries than ten."""

    def count_queries(self, call, warm_ups=0):
        """How many queries ``call`` takes with empty caches, its writing included.

        :param warm_ups: how often it is called before: for rights, rules and what else
            is the same for one record and a thousand
        """
        for _run in range(warm_ups + 1):
            self.env.flush_all()
            self.env.invalidate_all()
            # an environment remembers its time zone until it is collected as garbage,
            # and nobody knows when that is
            for env in self.env.transaction.envs:
                reset_cached_properties(env)
            before = self.cr.sql_log_count
            call()
            self.env.flush_all()
        return self.cr.sql_log_count - before


class ArgumentsMixin:
    """For tests of what public methods say of arguments that they cannot use."""

    def assert_refused(self, words, call, *args, **kwargs):
        with (
            self.subTest(words=words, args=str(args)[:80], kwargs=str(kwargs)[:80]),
            self.assertRaisesRegex(UserError, words),
            self.cr.savepoint(),
        ):
            call(*args, **kwargs)


class RpcMixin:
    """Calls as a client makes them: through the door of RPC, with plain values."""

    def rpc(self, user, records, method, *args, context=None, **kwargs):
        """Call ``method`` of ``records`` as ``user``, in the client's own context."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env(user=user, context={}, su=False)[records._name]
        is_model = getattr(getattr(model, method), "_api_model", False)
        sent = [list(args), {**kwargs, "context": context or {}}]
        args, kwargs = json.loads(json.dumps(sent))
        args = args if is_model else [records.ids, *args]
        result = call_kw(model, method, args, kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def refused_or_done(self, user, records, method, *args, context=None, **kwargs):
        """Call as :meth:`rpc`; return whether it was done, and undo what was not."""
        try:
            with self.env.cr.savepoint():
                self.rpc(user, records, method, *args, context=context, **kwargs)
        except TOLD:
            self.env.invalidate_all()
            return False
        return True


class BomCase(QueryCountMixin, TransactionCase):
    """A technician, a planner and a manager; helpers that work as the planner."""

    set_up_once = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, **QUIET))
        cls.company = cls.env.company
        cls.technician = cls.new_user("technician", "maintenance_bom.group_user")
        cls.planner = cls.new_user("planner", "maintenance_bom.group_planner")
        cls.manager = cls.new_user("manager", "maintenance_bom.group_manager")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.litre = cls.env.ref("uom.product_uom_litre")
        cls.millilitre = cls.env.ref("uom.product_uom_milliliter")
        cls.hour = cls.env.ref("uom.product_uom_hour")

    @classmethod
    def new_user(cls, login, groups, company=None, **values):
        if company:
            values["company_id"] = company.id
        return new_test_user(
            cls.env, f"bom_{login}", groups=groups, context=QUIET, **values
        )

    @classmethod
    def as_planner(cls, records):
        return records.with_user(cls.planner)

    @classmethod
    def new_product(cls, name, uom=None, **values):
        values.setdefault("type", "consu")
        values.setdefault("is_storable", values["type"] == "consu")
        if uom:
            values["uom_id"] = uom.id
        return cls.env["product.product"].create(dict(values, name=name))

    @classmethod
    def new_products(cls, count):
        return cls.env["product.product"].create(
            [
                {"name": f"Part {number}", "type": "consu", "is_storable": True}
                for number in range(count)
            ]
        )

    @classmethod
    def new_bom(cls, name, lines=(), **values):
        """A BOM of ``lines`` (see :meth:`line`), created by the planner."""
        commands = [
            Command.create(dict({"sequence": rank}, **line))
            for rank, line in enumerate(lines)
        ]
        bom = cls.env["maintenance.bom"].create({"name": name, **values}).sudo(False)
        cls.as_planner(bom).line_ids = commands
        return cls.as_planner(bom)

    @classmethod
    def line(cls, item, quantity=1.0, **values):
        """The values of a line of a product or, as an assembly, of a BOM."""
        name = "child_bom_id" if item._name == "maintenance.bom" else "product_id"
        return {name: item.id, "quantity": quantity, **values}

    @classmethod
    def new_assets(cls, count, bom=None, **values):
        return cls.as_planner(cls.env["maintenance.equipment"]).create(
            [
                {"name": f"Asset {number}", "bom_id": bom and bom.id, **values}
                for number in range(count)
            ]
        )

    @classmethod
    def new_asset(cls, bom=None, **values):
        return cls.new_assets(1, bom, **values)

    @classmethod
    def new_own_line(cls, asset, effect="add", target=None, item=None, **values):
        """An own line of ``asset``, created by the planner."""
        if item is not None:
            values = cls.line(item, **values)
        return cls.as_planner(cls.env["maintenance.bom.line"]).create(
            {
                "equipment_id": asset.id,
                "effect": effect,
                "target_line_id": target and target.id,
                **values,
            }
        )

    @classmethod
    def parts_of(cls, asset, **filters):
        """{(product, position): quantity} of an asset, as a technician reads it."""
        values = asset.with_user(cls.technician).get_spare_parts(**filters)
        products = cls.env["product.product"]
        return {
            (products.browse(part["product_id"]), part["position"] or ""): part[
                "product_qty"
            ]
            for part in values
        }


class ApiCase(HttpCase):
    def call(self, user, model, method, *args, **kwargs):
        """Call a method over XML-RPC as ``user``."""
        password = user.login + "x" * (8 - len(user.login))
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, password, model, method, args, kwargs
        )
