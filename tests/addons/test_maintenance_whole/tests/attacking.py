"""Calls every public method of our addons with bad values, as RPC clients would.

What is attacked is found by reflection, so that a new model, field or method is
attacked without a word here:

- the public methods that our addons define, on every model that has them, also on
  those of Odoo that we extend;
- the methods that every model has (``create``, ``write``, ``search_read``, ...) on our
  models, and on those that we extend, with our fields.

Each call is made as Odoo's dispatch makes it, and undone. Only these answers are right:

- a result that XML-RPC can carry, without None, that leaves no row which names records
  of two companies;
- a refusal: UserError or a subclass (access, validation, missing record, ...),
  RedirectWarning, or IntegrityError, which Odoo's dispatch turns into a
  ValidationError;
- what Odoo raises before our code is reached: ids that are no sequence (``browse``).
  Arguments that do not fit the signature end there too; none are tried;
- for methods that Odoo defines (those that every model has, and those that we
  override): what Odoo itself raises, such as ValueError for text in a number field.
  Between Odoo's dispatch and the error there is none of our code, other than an
  override that passes on what it got. The same goes for an override that is given no
  dict of values at all: Odoo's own method fails there as well.

A commit, and a cursor of its own, are failures too: a refused call would leave
something behind.
"""

import base64
import inspect
import logging
import os
import random
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime
from unittest.mock import patch
from xmlrpc.client import Binary

from psycopg2 import DataError, IntegrityError, ProgrammingError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.modules.registry import Registry
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import DEEP, QUIET
from odoo.addons.maintenance_planning.tests.common import PlanningCase
from odoo.addons.maintenance_register.tests.upload_common import make_workbook
from odoo.addons.maintenance_register.tools.keys import KEYS
from odoo.addons.rpc.controllers.xmlrpc import dumps

from .common import find_our_addons

_logger = logging.getLogger(__name__)

# A call that takes longer has got lost in what it was given.
MOST_SECONDS = 15

DAY = "2031-03-12"
NUMBERS = [
    *(0, -1, 1, 1.5, -1e300, 1e300, 1e16, 10**30, 2**31, 2**63, -(2**63), 5e-324),
    *(float("nan"), float("inf"), float("-inf")),
]
TEXTS = [
    *("", " ", "1", "abc", "a\0b", "é" * 12_000, "%s%(x)s", "' or 1=1 --", "NaN"),
    *("2031-02-30", "0001-01-01", "9999-12-31", "202-01-01", "2031-03-12 25:61:00"),
]
LISTS = [[], [0], [-1], [None], ["abc"], [1.5], [[1]], [[]], [{}], [1] * 2_000]
DICTS = [{}, {"a": 1}, {"product_id": "abc"}, {"id": [[]]}]
# xmlrpc.client.loads(use_datetime=True) makes the last two
BAD_VALUES = [
    *(None, False, True, *NUMBERS, *TEXTS, *LISTS, *DICTS),
    *(datetime(2031, 3, 12, 8), date(2031, 3, 12), Binary(b"abc")),
]
# Ids of nothing. Methods of our own refuse also what is no id; in those of Odoo that is
# for Odoo to do.
NO_IDS = [[0], [-1], [2**31], [2**63], [10**30], [None], [], None, False]
BAD_IDS = [
    *(["abc"], ["1"], [1.5], [float("nan")], [[1]], [[]], [{}], [True], ["a\0b"]),
    *({"a": 1}, "abc", [1, "abc"], [datetime(2031, 3, 12)]),
]
# Values that a method accepts, by the name of the argument.
GOOD = {
    "condition": "worn",
    "criticality": "vital",
    "date": "2025-06-01",
    "date_from": "2025-01-01",
    "date_to": "2025-12-31",
    "horizon_days": 30,
    "include_retired": True,
    "maintenance_type": "preventive",
    "note": "Attack",
    "reason": "Attack",
    "reference": "ATTACK-1",
    "retirement_date": DAY,
    "until": DAY,
    "warranty_reason": "urgent",
    "barcode": "F-1",
    "register": "ATTACK",
    "records": [{"external_id": "1", "name": "Press", "condition": "worn"}],
    "limit": 10,
}
# The lines that a method accepts. One that is not named here gets them all.
LINE_KEYS = {
    "issue_parts": ("product_id", "quantity"),
    "return_parts": ("product_id", "quantity"),
    "remove_parts": ("product_id", "quantity", "becomes"),
    "action_remove_parts": ("product_id", "quantity", "becomes"),
    "action_return_parts": ("part_id", "quantity"),
    "record_replacements": ("product_id", "date"),
}
# Methods that every model has. An override is attacked through it.
EVERY_MODEL = (
    *("create", "write", "copy", "copy_data", "unlink", "load", "name_search", "read"),
    *("search_read", "web_read", "web_save", "formatted_read_group", "onchange"),
    "default_get",
)
# Overrides of these pass on what they got, also to Odoo's checks of it.
PASS_ON = (
    *("create", "write", "copy", "copy_data", "default_get", "_search"),
    *("name_search", "_prepare_create_values"),
)
# Those whose first argument holds values by field.
TAKES_VALUES = ("create", "write", "web_save")
# What our fields of parts put into the context of a search.
OUR_KEYS_OF_SEARCHES = (
    *("maintenance_parts_of", "maintenance_parts_at", "maintenance_parts_in"),
)
OPERATORS = ("=", "!=", "in", "not in", "ilike", "<", ">=", "child_of", "any", "=?")


class AttackCase(PlanningCase):
    """Two companies at work, and somebody of each role.

    In CI the same few calls are made every time, in a deep run many others each time.
    ``TEST_SEED=4711`` repeats one, ``TEST_ATTACK=maintenance.equipment.issue`` attacks
    only what begins so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.our_addons = find_our_addons(cls.env)
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.env["stock.warehouse"].search([])  # an order that does not depend on us
        cls.build_world(cls.company)
        cls.build_world(cls.other_company)
        cls.roles = {
            "portal": cls.new_user("portal", "base.group_portal"),
            "employee": cls.new_user("employee", "base.group_user"),
            "technician": cls.technician,
            "planner": cls.planner,
            "manager": cls.manager,
            "accountant": cls.new_user(
                "accountant", "base.group_user,account.group_account_user"
            ),
            "other manager": cls.new_user(
                "other_manager",
                "maintenance_bom.group_manager",
                cls.other_company,
                company_ids=[Command.set(cls.other_company.ids)],
            ),
        }
        cls.env.flush_all()
        cls.mixed_companies_query = cls.build_mixed_companies_query()
        cls.seed = os.environ.get("TEST_SEED") or (
            str(random.randrange(10**6)) if DEEP else "1"
        )
        cls.samples = {}
        cls.cases = {}

    @classmethod
    def build_world(cls, company):
        """Make records of every kind in a company, by the methods that make them."""
        env = cls.env(
            context={**cls.env.context, "allowed_company_ids": company.ids, **QUIET}
        )
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        company = company.with_env(env)
        company.parts_live = True
        bom = cls.bom.with_env(env).copy(
            {"name": f"Press {company.id}", "company_id": company.id}
        )
        bom.line_ids.write(
            {"criticality": "vital", "replace_after": 12, "notice_days": 20}
        )
        part = cls.filter.with_env(env)
        missing = env["product.product"].create(
            {"name": "Gasket", "type": "consu", "is_storable": True}
        )
        cls.stock(part, 20, warehouse.lot_stock_id)
        assets = env["maintenance.equipment"].create(
            [
                {
                    "name": f"Press {number}",
                    "bom_id": bom.id,
                    "company_id": company.id,
                    "in_service_date": "2024-01-01",
                    "location_id": warehouse.lot_stock_id.location_id.id,
                    "warranty_date": "2199-01-01" if number < 2 else False,
                }
                for number in range(3)
            ]
        )
        # the last of a kind is what is called
        asset = assets[-1]
        team = env["maintenance.team"].create(
            {"name": "Workshop", "company_id": company.id}
        )
        jobs = env["maintenance.request"].create(
            [
                {
                    "name": f"Job {number}",
                    "equipment_id": asset.id,
                    "company_id": company.id,
                    "maintenance_team_id": team.id,
                    "schedule_date": cls.in_days(10 * number),
                    "maintenance_type": "preventive",
                    "part_ids": [
                        Command.create({"product_id": product.id, "quantity": 3})
                        for product in (part, missing)
                    ],
                }
                for number in range(4)
            ]
        )
        jobs[0].action_issue_parts()
        jobs[1].action_reserve_parts()
        jobs[0].action_return_parts(
            [{"part_id": jobs[0].part_ids[0].id, "quantity": 1}]
        )
        env["maintenance.request.labour"].create(
            {"request_id": jobs[0].id, "user_id": cls.env.uid, "hours": 2}
        )
        asset.issue_parts([{"product_id": part.id, "quantity": 2}])
        if "maintenance.parts.remove" in env:
            line = {"product_id": part.id, "quantity": 1, "becomes": "scrap"}
            asset.remove_parts([line])
        asset.action_report_condition("worn")
        env["maintenance.bom.line"].create(
            {"equipment_id": asset.id, "product_id": missing.id, "quantity": 1}
        )
        asset.record_replacements(
            [{"product_id": part.id, "date": "2025-01-01", "position": False}]
        )
        env["maintenance.part.minimum"].create(
            {
                "product_id": part.id,
                "warehouse_id": warehouse.id,
                "proposed_qty": 2,
            }
        )
        env["maintenance.requisition"].run_planner(warehouse_ids=warehouse.ids)
        lines = env["maintenance.requisition.line"].search(
            [("company_id", "=", company.id)]
        )
        lines[:1].action_approve()
        cls.build_register(env)
        env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "company_id": company.id,
                "picking_type_id": warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": 1,
                            "equipment_id": asset.id,
                        }
                    )
                ],
            }
        )

    @classmethod
    def build_register(cls, env):
        """Make a register with a conflict, a retirement and a run that goes on."""
        register = env["maintenance.register"].create(
            {
                "name": "Register",
                "code": "ATTACK",
                "company_id": env.company.id,
                "field_ids": [Command.create({"name": "model", "owner": "ask"})],
            }
        )
        record = {"external_id": "A", "name": "Press", "model": "A"}
        asset_ids = [
            result["equipment_id"]
            for result in register.apply_batch("ATTACK", [record])["results"]
        ]
        env["maintenance.equipment"].browse(asset_ids).model = "B"
        run = register.start_run("ATTACK")
        records = [dict(record, model="C"), {"external_id": "B"}]
        register.apply_batch("ATTACK", records, run=run)
        env["maintenance.register.proposal"].create(
            {"binding_id": register.binding_ids[:1].id, "cause": "vanished"}
        )
        workbook = make_workbook(["Tag", "Name"], ["A", "Press"], ["C", "Saw"])
        upload = env["maintenance.register.upload"].create(
            {"register_id": register.id, "file": base64.b64encode(workbook)}
        )
        upload.action_look()
        upload.action_compare()

    # What is attacked

    def find_targets(self):
        """[(model, method)] of all that is attacked, in order."""
        targets = []
        for model in sorted(self.env.registry):
            own = {
                name
                for name in self.find_own_methods(model)
                if name not in EVERY_MODEL and self.is_public(model, name)
            }
            if self.is_ours(model) or self.find_own_fields(model):
                own |= {name for name in EVERY_MODEL if self.is_fit(model, name)}
            targets += [(model, name) for name in sorted(own)]
        chosen = os.environ.get("TEST_ATTACK", "")
        return [
            (model, name)
            for model, name in targets
            if f"{model}.{name}".startswith(chosen)
        ]

    def find_own_methods(self, model):
        """The names of what the classes of our addons define on a model."""
        return {
            name
            for definition in type(self.env[model]).mro()
            if self.is_our_code(definition.__module__)
            for name, value in vars(definition).items()
            if inspect.isfunction(value)
        }

    def is_public(self, model, name):
        try:
            get_public_method(self.env[model], name)
        except (AccessError, AttributeError):
            return False
        return True

    def is_our_code(self, module):
        words = module.split(".")
        return words[:2] == ["odoo", "addons"] and words[2] in self.our_addons

    def is_ours(self, model):
        return self.env[model]._original_module in self.our_addons

    def is_fit(self, model, name):
        """Whether a method that every model has is attacked on this one."""
        if self.env[model]._abstract:
            return False
        if self.is_ours(model):
            return True
        return name in ("create", "write", "search_read", "onchange")

    def find_own_fields(self, model):
        """The fields of a model that our addons define, those of Odoo left out."""
        return [
            field
            for name, field in sorted(self.env[model]._fields.items())
            if name not in MAGIC_COLUMNS
            and not field.related
            and field._module in self.our_addons
        ]

    # Records and values that are right

    def find_ids(self, model, company, user=None):
        """Up to three ids of a model in a company; none if it has no company."""
        key = (model, company, user if self.env[model]._transient else None)
        if key not in self.samples:
            self.samples[key] = self._find_ids(model, company, user)
        return self.samples[key]

    def _find_ids(self, model, company, user):
        records = self.env[model].sudo().with_context(active_test=False)
        if records._abstract:
            return [1]
        if records._transient:
            return self._new_transient(model, company, user)
        path = self._find_company_path(model)
        if not path and company != self.company:
            return []
        domain = [(path, "=", company.id)] if path else []
        return records.search(domain, limit=3, order="id desc").ids

    def _find_company_path(self, model):
        fields = self.env[model]._fields
        if "company_id" in fields and fields["company_id"]._description_searchable:
            return "company_id"
        for name in ("warehouse_id", "equipment_id", "request_id", "bom_id"):
            if name in fields and fields[name]._description_searchable:
                return f"{name}.company_id"
        return None

    def _new_transient(self, model, company, user):
        """A row of a wizard, made by the one who uses it, else by the administrator."""
        for env in (self.env(user=user), self.env(su=True)):
            values = {
                field.name: self.get_good_value(field, company)
                for field in env[model]._fields.values()
                if field.store
                and field.name not in MAGIC_COLUMNS
                and (field.required or field.type == "many2one")
            }
            try:
                with env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    row = env[model].create(values)
                    env.flush_all()
                    return row.ids
            except (UserError, IntegrityError):
                continue
        return []

    def get_good_value(self, field, company=None):
        """A value that a field takes, as RPC passes it."""
        if field.type in ("many2one", "many2many"):
            ids = self.find_ids(field.comodel_name, company or self.company)[:1]
            return ids and ids[0] if field.type == "many2one" else [[6, 0, ids]]
        if field.type == "selection":
            values = field.get_values(self.env)
            return values[0] if values else False
        return {
            "boolean": True,
            "integer": 1,
            "float": 1.0,
            "monetary": 1.0,
            "date": DAY,
            "datetime": f"{DAY} 08:00:00",
        }.get(field.type, "Text" if field.type in ("char", "text", "html") else False)

    def get_good_values(self, model):
        """What ``create`` takes: the values of a record, copied."""
        records = self.env[model].sudo().browse(self.find_ids(model, self.company)[:1])
        values = dict(records.copy_data()[0]) if records.exists() else {}
        for field in records._fields.values():
            if field.required and field.store and field.name not in MAGIC_COLUMNS:
                if field.name not in values:
                    values[field.name] = records and field.convert_to_write(
                        records[field.name], records
                    )
        return values

    def get_good_line(self, method=None):
        """A line that the methods with ``lines`` accept."""
        part = self.env["maintenance.request.part"].browse(
            self.find_ids("maintenance.request.part", self.company)[-1:]
        )
        line = {
            "product_id": self.filter.id,
            "quantity": 1,
            "uom_id": self.unit.id,
            "lot_id": False,
            "location_id": self.shelf.id,
            "position": False,
            "becomes": "stock",
            "unit_value": 0,
            "part_id": part.id,
            "still_needed": False,
            "path": False,
            "date": "2025-06-01",
            "note": "Attack",
        }
        keys = LINE_KEYS.get(method, line)
        return {key: line[key] for key in keys}, set(line)

    # The cases: [(ids or None, args, keyword args)] of one method

    def make_cases(self, model, method, user):
        """The right call of a method first, then each with one thing that is wrong."""
        key = (model, method, user if self.env[model]._transient else None)
        if key not in self.cases:
            self.cases = {key: self._make_cases(model, method, user)}
        return self.cases[key]

    def _make_cases(self, model, method, user):
        maker = getattr(self, f"make_{method}_cases", None)
        if method in EVERY_MODEL and maker:
            return maker(model, user)
        return self.make_own_cases(model, method, user)

    def get_ids(self, model, user):
        return self.find_ids(model, self.company, user)[:1]

    def make_id_cases(self, model, user, *args, **kwargs):
        """Right arguments for right ids first, then for all kinds of wrong ones."""
        ids = self.get_ids(model, user)
        theirs = self.find_ids(model, self.other_company, user)[:1]
        deleted = [2_000_000_000]
        cases = [ids, theirs, deleted, ids + deleted, ids + theirs, ids * 50]
        cases += [*NO_IDS, self.find_ids(model, self.company, user)]
        return [(case, args, kwargs) for case in cases]

    def make_own_cases(self, model, method, user):
        function = get_public_method(self.env[model], method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        good = {}
        for parameter in parameters:
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            value = self.get_good_argument(method, parameter)
            if value is not parameter.empty:
                good[parameter.name] = value
        if getattr(function, "_api_model", False):
            cases = [(None, (), good)]
            ids = None
        else:
            cases = self.make_id_cases(model, user, **good)
            cases += [(ids, (), good) for ids in BAD_IDS]
            ids = cases[0][0]
        for parameter in parameters:
            name = parameter.name
            for value in self.get_bad_arguments(method, name):
                cases.append((ids, (), {**good, name: value}))
        return cases

    def get_good_argument(self, method, parameter):
        name = parameter.name
        if name == "lines":
            return [self.get_good_line(method)[0]]
        if name in GOOD:
            return GOOD[name]
        model = name.removesuffix("s").removesuffix("_id").replace("_", ".")
        model = {
            "warehouse": "stock.warehouse",
            "company": "res.company",
            "run": "maintenance.register.run",
        }.get(model, model)
        if model in self.env:
            ids = self.find_ids(model, self.company)[:1]
            return ids if name.endswith("s") else ids and ids[0]
        return "Attack" if parameter.default is parameter.empty else parameter.empty

    def get_bad_arguments(self, method, name):
        yield from BAD_VALUES
        if name.endswith("_id") or name.endswith("_ids"):
            model = {"warehouse_ids": "stock.warehouse", "company_id": "res.company"}
            model = model.get(name, name.removesuffix("_id").replace("_", "."))
            theirs = (
                self.other_company.ids
                if model == "res.company"
                else self.find_ids(model, self.other_company)[:1]
                if model in self.env
                else [1]
            )
            yield theirs if name.endswith("s") else theirs and theirs[0]
        if name == "records":
            [good] = GOOD["records"]
            yield [good] * 2
            for key in (*KEYS, "external_id", "modified", "no such key"):
                for value in BAD_VALUES:
                    yield [{**good, key: value}]
        if name == "lines":
            good, keys = self.get_good_line(method)
            yield [good] * 2
            yield [good] * 1_001
            yield [{}]
            yield [{**good, "no such key": 1}]
            for key in sorted(keys):
                yield [{k: value for k, value in good.items() if k != key}]
                for value in [*BAD_VALUES, *self.get_foreign(key)]:
                    yield [{**good, key: value}]

    def get_foreign(self, key):
        """What belongs to others: of another company, of another product."""
        model = {
            "lot_id": "stock.lot",
            "location_id": "stock.location",
            "part_id": "maintenance.request.part",
            "uom_id": "uom.uom",
            "product_id": "product.product",
        }.get(key)
        if not model:
            return []
        found = self.find_ids(model, self.other_company)
        return [*found, *self.find_ids(model, self.company), self.litre.id]

    def make_create_cases(self, model, user):
        good = self.get_good_values(model)
        cases = [(None, (good,), {}), (None, ([good, good],), {})]
        cases += [(None, (value,), {}) for value in BAD_VALUES]
        for values in self.get_bad_field_values(model):
            cases.append((None, ({**good, **values},), {}))
            [(name, value)] = values.items()
            context = {f"default_{name}": value}
            without = {key: good[key] for key in good if key != name}
            cases.append((None, (without,), {"context": context}))
        return cases

    def make_write_cases(self, model, user):
        return self.make_change_cases(model, user)

    def make_web_save_cases(self, model, user):
        return self.make_change_cases(model, user, {"id": {}})

    def make_change_cases(self, model, user, *args):
        good = {
            name: value
            for name, value in self.get_good_values(model).items()
            if name in {field.name for field in self.find_own_fields(model)}
            and not isinstance(value, list)
        }
        name = sorted(good)[:1]
        cases = self.make_id_cases(model, user, {key: good[key] for key in name}, *args)
        ids = cases[0][0]
        cases += [(ids, (value, *args), {}) for value in BAD_VALUES]
        for values in self.get_bad_field_values(model):
            cases.append((ids, (values, *args), {}))
        return cases

    def get_bad_field_values(self, model):
        for field in self.find_own_fields(model):
            for value in BAD_VALUES:
                yield {field.name: value}
            if field.comodel_name:
                theirs = self.find_ids(field.comodel_name, self.other_company)[:1]
                if field.type == "many2one":
                    yield {field.name: theirs and theirs[0]}
                else:
                    yield {field.name: [[6, 0, theirs]]}
                    for command in (0, 1, 2, 3, 4, 5, 6, 7, -1):
                        yield {field.name: [[command, *theirs, {}]]}

    def make_copy_cases(self, model, user):
        cases = self.make_id_cases(model, user)
        ids = cases[0][0]
        cases += [(ids, (), {"default": value}) for value in BAD_VALUES]
        for values in self.get_bad_field_values(model):
            cases.append((ids, (), {"default": values}))
        return cases

    make_copy_data_cases = make_copy_cases

    def make_unlink_cases(self, model, user):
        return self.make_id_cases(model, user)

    def make_read_cases(self, model, user):
        names = [field.name for field in self.find_own_fields(model)]
        return self.make_id_cases(model, user, names)

    def make_web_read_cases(self, model, user):
        names = {field.name: {} for field in self.find_own_fields(model)}
        return self.make_id_cases(model, user, names)

    def make_load_cases(self, model, user):
        cases = [(None, (["id"], []), {})]
        for field in self.find_own_fields(model):
            for value in ("", "abc", "1e400", "nan", "-1", "9999-12-31", "a\0b", "0"):
                cases.append((None, ([field.name], [[value]]), {}))
            cases.append((None, ([f"{field.name}/.id"], [["2147483648"]]), {}))
        return cases

    def make_name_search_cases(self, model, user):
        cases = [(None, (), {"name": "a"})]
        for value in BAD_VALUES:
            cases += [
                (None, (), {"name": value}),
                (None, (), {"name": "a", "domain": value}),
                (None, (), {"name": "a", "limit": value}),
            ]
            cases += [
                (None, (), {"name": "a", "limit": limit, "context": {key: value}})
                for key in OUR_KEYS_OF_SEARCHES
                for limit in (8, value)
            ]
        return cases

    def make_search_read_cases(self, model, user):
        fields = self.find_own_fields(model)
        names = [field.name for field in fields]
        cases = [(None, ([], names), {"limit": 3})]
        for field in fields:
            if not field._description_searchable:
                continue
            operators = OPERATORS if field.search else OPERATORS[:2]
            for operator in operators:
                for value in BAD_VALUES:
                    domain = [(field.name, operator, value)]
                    cases.append((None, (domain, ["id"]), {"limit": 3}))
        return cases

    def make_formatted_read_group_cases(self, model, user):
        cases = [(None, ([], [], ["__count"]), {})]
        for field in self.find_own_fields(model):
            name = field.name
            cases += [
                (None, ([], [name], ["__count"]), {}),
                (None, ([], [f"{name}:month"], ["__count"]), {}),
                (None, ([], [], [f"{name}:sum"]), {}),
                (None, ([], [], [f"{name}:array_agg"]), {}),
            ]
        return cases

    def make_onchange_cases(self, model, user):
        fields = self.find_own_fields(model)
        good = self.get_good_values(model)
        known = {field.name: {} for field in fields}
        cases = [([], ({}, [], known), {})]
        for values in self.get_bad_field_values(model):
            [name] = values
            if name in known:
                cases.append(([], ({**good, **values}, [name], known), {}))
        return cases

    def make_default_get_cases(self, model, user):
        names = [field.name for field in self.find_own_fields(model)]
        cases = [(None, (names,), {})]
        models = ("maintenance.equipment", "maintenance.request", "res.users", "no")
        for key in ("active_id", "active_ids"):
            for value in BAD_VALUES:
                for about in models:
                    context = {"active_model": about, key: value}
                    cases.append((None, (names,), {"context": context}))
        for values in self.get_bad_field_values(model):
            [(name, value)] = values.items()
            context = {f"default_{name}": value}
            cases.append((None, (names,), {"context": context}))
        return cases

    # The attack

    def attack(self, targets, count):
        """Call each target as each role with some of its cases.

        :param targets: [(model, method)]
        :param count: function of (role, model, method): how many cases at most
        :return: [one line for each kind of failure]
        """
        found, self.answers = {}, Counter()
        for model, method in targets:
            for role, user in self.roles.items():
                most = count(role, model, method)
                cases = self.make_cases(model, method, user) if most else []
                chance = self.chance(role, model, method)
                for case in chance.sample(cases, min(most, len(cases))):
                    problem = self.call(user, model, method, case)
                    if problem:
                        kind, words = problem
                        line = f"{model}.{method} as {role}: {tell(case)}: {words}"
                        found.setdefault((model, method, kind), []).append(line)
        return [f"{lines[0]} ({len(lines)} calls)" for lines in found.values()]

    def chance(self, *words):
        """What is drawn depends on the seed and the words, not on what was before."""
        return random.Random(" ".join([self.seed, *words]))

    def call(self, user, model, method, case):
        """Make one call and undo it; None, or (kind, words) of what is wrong."""
        ids, args, kwargs = case
        env = self.env(user=user, context={}, su=False)
        records = env[model]
        kwargs = dict(kwargs)
        if ids is not None or takes_ids(records, method):
            try:
                records.browse(ids)
            except TypeError:
                return None  # Odoo's own dispatch ends here
            args = (ids, *args)
        began = time.monotonic()
        savepoint = self.cr.savepoint()
        try:
            result = call_kw(records, method, args, kwargs)
            env.flush_all()
            if method not in ("copy_data", "onchange", "web_read"):
                dumps((result,))
            self.answers["result"] += 1
            mixed = self.find_mixed_companies()
            if mixed:
                self.answers["failure"] += 1
                return ("mixed companies", tuple(mixed)), "; ".join(mixed)
        except (UserError, RedirectWarning, IntegrityError):
            self.answers["refused"] += 1
        except Exception as error:
            if self.is_odoos_own(error, model, case, method):
                self.answers["Odoo's own error"] += 1
            else:
                self.answers["failure"] += 1
                return self.describe(error)
        except BaseException:
            _logger.error("%s.%s as %s: %s", model, method, user.login, tell(case))
            raise
        finally:
            savepoint.close(rollback=True)
        seconds = time.monotonic() - began
        if seconds > MOST_SECONDS:
            return "slow", f"took {seconds:.0f} s"
        return None

    def find_mixed_companies(self):
        """What is stored about two companies at once, one line for each row.

        Compared are the company of a row and those of all records that it names.
        """
        self.env.flush_all()
        self.cr.execute(self.mixed_companies_query)
        return [
            f"{table} {row} names two companies" for table, row in self.cr.fetchall()
        ]

    @classmethod
    def build_mixed_companies_query(cls):
        """The SELECT of (table, id) of rows of ours that belong to two companies."""
        parts = []
        for name, model in sorted(cls.env.registry.items()):
            ours = model._original_module in cls.our_addons
            if not model._auto or is_volatile(model):
                continue
            companies, joins = [], []
            for field in model._fields.values():
                if field.type != "many2one" or not field.store:
                    continue
                if not ours and field._module not in cls.our_addons:
                    if field.name != "company_id":
                        continue
                if field.comodel_name == "res.company":
                    companies.append(f'this."{field.name}"')
                    continue
                other = cls.env[field.comodel_name]
                company = other._fields.get("company_id")
                # a user works for several companies, a view has no table
                if other._name == "res.users" or not (company and company.store):
                    continue
                alias = f"o{len(joins)}"
                joins.append(
                    f'LEFT JOIN "{other._table}" {alias}'
                    f' ON {alias}.id = this."{field.name}"'
                )
                companies.append(f"{alias}.company_id")
            if len(companies) > 1 and joins:
                several = ", ".join(companies)
                parts.append(
                    f"SELECT '{name}', this.id FROM \"{model._table}\" this"
                    f" {' '.join(joins)}"
                    f" WHERE LEAST({several}) <> GREATEST({several})"
                )
        return " UNION ALL ".join(parts)

    def is_odoos_own(self, error, model, case, method):
        """Whether Odoo itself answers so, whatever the model; see above."""
        if not self.is_defined_by_odoo(model, method):
            return False
        if not has_values(method, case):
            return True
        # rows that are not stored: wherever lines are read that were named by no ids
        if method == "onchange" and isinstance(error, DataError | ProgrammingError):
            return True
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if self.is_our_file(frame.filename)]
        passing_on = {method, *PASS_ON}
        return all(
            frame.name in passing_on and frame is not frames[-1] for frame in ours
        )

    def is_defined_by_odoo(self, model, method):
        return any(
            method in vars(definition) and not self.is_our_code(definition.__module__)
            for definition in type(self.env[model]).mro()
        )

    def is_our_file(self, path):
        words = path.split(os.sep)
        return "tests" not in words and bool(self.our_addons.intersection(words))

    def describe(self, error):
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if self.is_our_file(frame.filename)]
        frame = (ours or frames)[-1]
        place = f"{frame.filename.rpartition('/addons/')[2]}:{frame.lineno}"
        words = " ".join(str(error).split())[:200]
        return (type(error), place), f"{type(error).__name__}: {words} at {place}"

    @contextmanager
    def watched(self):
        """Refuse other cursors, silence the log, and see that nothing has changed."""
        before = self.count_all()
        refuse = AssertionError("a cursor of its own outlives a refused call")
        with (
            patch.object(Registry, "cursor", side_effect=refuse),
            mute_logger(
                "odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"
            ),
            mute_logger("odoo.addons.base.models.ir_model", "odoo.domains"),
        ):
            yield
        self.assertEqual(self.count_all(), before, "what was refused has changed rows")

    def count_all(self):
        """{table: (rows, last write)} of our models and of those that we move."""
        self.env.flush_all()
        others = ("stock.move", "stock.quant", "purchase.order.line", "mail.message")
        counts = {}
        for name, model in self.env.registry.items():
            if model._auto and model._log_access and not is_volatile(model):
                if name in others or self.is_ours(name) or self.find_own_fields(name):
                    self.cr.execute(
                        f'SELECT count(*), max(write_date) FROM "{model._table}"'
                    )
                    counts[name] = self.cr.fetchone()
        return counts


def is_volatile(model):
    """Whether a model has no rows, or those of wizards, some of which we make."""
    return model._abstract or model._transient


def has_values(method, case):
    """Whether a method that takes values by field got a dict of them."""
    _ids, args, kwargs = case
    if method in TAKES_VALUES:
        values = args[0]
    elif method in ("copy", "copy_data"):
        values = kwargs.get("default") or {}
    else:
        return True
    several = values if method == "create" and isinstance(values, list) else [values]
    return all(isinstance(one, dict) for one in several)


def takes_ids(records, method):
    function = get_public_method(records, method)
    return not getattr(function, "_api_model", False)


def tell(case):
    """The arguments of a call in one line that Python reads, long values shortened."""
    ids, args, kwargs = case
    words = [] if ids is None else [tell_value(ids)]
    words += [tell_value(value) for value in args]
    words += [f"{name}={tell_value(value)}" for name, value in kwargs.items()]
    return f"({', '.join(words)})"


def tell_value(value):
    if isinstance(value, dict):
        pairs = [f"{key!r}: {tell_value(one)}" for key, one in value.items()]
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        if len(value) > 5 and all(one == value[0] for one in value):
            return f"[{tell_value(value[0])}] * {len(value)}"
        return f"[{', '.join(tell_value(one) for one in value)}]"
    if isinstance(value, str) and len(value) > 200:
        return f"{value[0]!r} * {len(value)}"
    return repr(value)
