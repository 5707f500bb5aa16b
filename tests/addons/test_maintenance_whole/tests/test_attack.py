"""Bad values in every public method, as every role; attacking.py says what is right."""

import json
from contextlib import suppress
from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import DEEP, ApiCase
from odoo.addons.maintenance_planning.tests.common import PlanningCase

from .attacking import EVERY_MODEL, AttackCase

# How many calls of one method a role makes in a deep run, others than these fewer.
MOST_OWN = {"manager": 1_000, "technician": 1_000}
MOST_OF_EVERY_MODEL = {"manager": 60}


@tagged("post_install", "-at_install")
class TestAttack(AttackCase):
    """Any answer but a result and a refusal is a failure."""

    def count_own(self, role, model, method):
        return MOST_OWN.get(role, 30) if DEEP else 1

    def count_of_every_model(self, role, model, method):
        """In CI each role calls one of these methods on each model."""
        if DEEP:
            return MOST_OF_EVERY_MODEL.get(role, 5)
        methods = [name for one, name in self.targets if one == model]
        return int(self.chance(role, model).choice(methods) == method)

    def assert_answers(self, count):
        with self.watched():
            failures = self.attack(self.targets, count)
        head = f"{len(failures)} kinds of failures with TEST_SEED={self.seed}"
        self.assertFalse(failures, "\n".join([head, *failures]))

    def test_companies_are_told_apart_before_the_attack(self):
        self.assertEqual(self.find_mixed_companies(), [])
        job = self.env["maintenance.request"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.env.cr.execute(
            "UPDATE maintenance_request SET company_id = %s WHERE id = %s",
            [self.other_company.id, job.id],
        )
        self.assertTrue(self.find_mixed_companies())

    def test_methods_that_our_addons_define(self):
        self.targets = [
            target for target in self.find_targets() if target[1] not in EVERY_MODEL
        ]
        self.assert_answers(self.count_own)

    def test_methods_that_every_model_has(self):
        self.targets = [
            target for target in self.find_targets() if target[1] in EVERY_MODEL
        ]
        self.assert_answers(self.count_of_every_model)

    def test_what_is_not_filled_in_yet_can_be_read(self):
        for model in sorted(self.env.registry):
            if not self.is_ours(model) or self.env[model]._abstract:
                continue
            row = self.env[model].with_user(self.manager).new({})
            for field in self.find_own_fields(model):
                # not everybody may read everything
                with self.subTest(model, field=field.name), suppress(AccessError):
                    self.assertIsNotNone(row[field.name])


@tagged("post_install", "-at_install")
class TestAttackOverTheWire(ApiCase, PlanningCase):
    """A few of the same calls as clients make them."""

    def test_xmlrpc_and_json2_tell_what_is_wrong(self):
        key = (
            self.planner.with_user(self.planner)
            .env["res.users.apikeys"]
            ._generate(
                scope="rpc",
                name="attack",
                expiration_date=fields.Datetime.now() + timedelta(hours=1),
            )
        )
        nan = float("nan")
        line = {"product_id": self.filter.id, "quantity": nan}
        asset = "maintenance.equipment"
        for model, method, ids, arguments in (
            (asset, "issue_parts", self.asset.ids, {"lines": [line]}),
            (asset, "issue_parts", self.asset.ids, {"lines": {"a": 1}}),
            (asset, "issue_parts", [2_000_000_000], {"lines": []}),
            (asset, "action_retire", ["abc"], {}),
            (asset, "action_report_condition", self.asset.ids, {"condition": [[]]}),
            ("maintenance.low.stock", "snooze", [], {"until": "0001-01-01"}),
        ):
            with self.subTest(f"{model}.{method}", ids=ids, arguments=arguments):
                with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
                    self.call(self.planner, model, method, ids, **arguments)
                # a warning; 1 is a traceback
                self.assertEqual(error.exception.faultCode, 2, error.exception)
                with mute_logger("odoo.http"):
                    response = self.url_open(
                        f"/json/2/{model}/{method}",
                        data=json.dumps({"ids": ids, **arguments}),
                        headers={
                            "Authorization": f"bearer {key}",
                            "Content-Type": "application/json",
                        },
                    )
                self.assertIn(response.status_code, (404, 422), response.text)
