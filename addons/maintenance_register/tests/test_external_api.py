import json
import random
from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import DEEP, ApiCase

from ..tools.keys import KEYS, RESULTS
from .common import RegisterCase

# what a program may send by mistake, as JSON carries it
VALUES = [
    *(None, True, False, 0, -1, 1.5, 10**30, 1e300, "", " ", "x", "x" * 100_000),
    *("é" * 400, "a\tb", "a\nb", "a\x07b", "\u2028", "NaN", "2026-02-30", "9999-12-31"),
    *("retired", "worn", "%s", "'; --", [], ["x"], {}, {"a": 1}, [[]] * 50),
]


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, RegisterCase):
    """What programs call, as they call it: XML-RPC and JSON-2."""

    def call_api(self, method, *args, user=None, **kwargs):
        return self.call(
            user or self.program, "maintenance.register", method, *args, **kwargs
        )

    def test_a_whole_run(self):
        run = self.call_api("start_run", "FLEET", is_complete_scan=True)
        records = [
            {"external_id": "1", "name": "One", "cost": 12.5, "serial_no": False},
            {"external_id": "2", "name": "Two", "status": "broken"},
        ]
        tried = self.call_api("apply_batch", "FLEET", records, dry_run=True)
        self.assertEqual(tried["counts"]["created"], 1)
        answer = self.call_api("apply_batch", "FLEET", records, run=run)
        self.assertEqual(
            answer["counts"],
            {
                "created": 1,
                "updated": 0,
                "unchanged": 0,
                "conflict": 0,
                "rejected": 1,
            },
        )
        first, second = answer["results"]
        self.assertEqual(first["equipment_id"], self.asset_of("1").id)
        self.assertIs(first["reason"], False)
        self.assertIn("“broken” is not a choice", second["reason"])
        end = self.call_api("finish_run", run)
        self.assertEqual((end["created"], end["rejected"]), (1, 1))
        feed = self.call_api("get_changes", "FLEET")
        self.assertEqual(feed["changes"], [])
        again = self.call_api("get_changes", "FLEET", cursor=feed["cursor"], limit=5)
        self.assertEqual(again, feed)

    def test_conflicts_and_proposals_are_decided(self):
        self.decide(model="ask")
        self.apply({"external_id": "1", "name": "One", "model": "A"})
        self.asset_of("1").model = "B"
        self.register.write({"retire_share": 100, "vanished_policy": "propose"})
        self.apply({"external_id": "1", "model": "C"})
        [conflict] = self.call(
            self.planner, "maintenance.register.conflict", "search", []
        )
        for method in ("action_keep_odoo", "action_take_register"):
            self.env["maintenance.register.conflict"].browse(conflict).state = "open"
            answer = self.call(
                self.planner, "maintenance.register.conflict", method, [conflict]
            )
            self.assertIs(answer, True)
        binding = self.binding_of("1")
        for method in ("action_decline", "action_accept"):
            proposal = self.env["maintenance.register.proposal"].create(
                {"binding_id": binding.id, "cause": "vanished"}
            )
            answer = self.call(
                self.planner, "maintenance.register.proposal", method, proposal.ids
            )
            self.assertIs(answer, True)
        run = self.call_api("start_run", "FLEET")
        answer = self.call(
            self.program, "maintenance.register.run", "action_cancel", [run]
        )
        self.assertIs(answer, True)

    def test_who_may_not_is_refused_and_sees_nothing(self):
        self.apply({"external_id": "1", "name": "One"})
        clerk = self.new_user("clerk", "base.group_user")
        for user in (clerk, self.technician):
            for method, args in (
                ("apply_batch", ("FLEET", [{"external_id": "1"}])),
                ("get_changes", ("FLEET",)),
                ("start_run", ("FLEET",)),
                ("finish_run", (1,)),
            ):
                with mute_logger("odoo.http"), self.assertRaises(Fault):
                    self.call_api(method, *args, user=user)
        # the program itself reads and writes no asset beside its records
        asset = self.asset_of("1")
        for method, args in (
            ("read", (asset.ids, ["cost"])),
            ("write", (asset.ids, {"name": "Mine"})),
            ("create", ({"name": "Mine"},)),
            ("unlink", (asset.ids,)),
        ):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(self.program, "maintenance.equipment", method, *args)
        for model in ("binding", "conflict", "proposal", "change"):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call(
                    self.program, f"maintenance.register.{model}", "search_read", []
                )
        for method in ("_apply_records", "_start_run", "_get_by_code"):
            with mute_logger("odoo.http"), self.assertRaises(Fault):
                self.call_api(method, self.register.ids)

    def test_arguments_that_mean_nothing_are_refused_in_words(self):
        for args, kwargs, words in (
            ((7, []), {}, "register: “7” is not text"),
            (("NONE", []), {}, "no register with the code “NONE”"),
            (("FLEET", "x"), {}, "records: “x” is not a list"),
            (("FLEET", [{}] * 1001), {}, "1001 entries"),
            (("FLEET", []), {"dry_run": "yes"}, "dry_run: “yes” is neither"),
            (("FLEET", []), {"run": "x"}, "run: “x” is not an id"),
            (("FLEET", []), {"run": 2**30}, "no such run"),
        ):
            with (
                self.subTest(words),
                mute_logger("odoo.http"),
                self.assertRaises(Fault) as error,
            ):
                self.call_api("apply_batch", *args, **kwargs)
            self.assertIn(words, error.exception.faultString)

    def get_key(self):
        return (
            self.program.with_user(self.program)
            .env["res.users.apikeys"]
            ._generate(
                scope="rpc",
                name="test",
                expiration_date=fields.Datetime.now() + timedelta(hours=1),
            )
        )

    def json2(self, key, method, **arguments):
        return self.url_open(
            f"/json/2/maintenance.register/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def test_whatever_is_sent_is_answered_with_a_reason(self):
        """Wrong types, huge texts, control characters, the same twice: JSON-2."""
        self.register.creates_missing = True
        chance, key = random.Random(17), self.get_key()
        for _round in range(40 if DEEP else 6):
            records = [
                self.make_record(chance, number)
                if chance.random() < 0.9
                else chance.choice(VALUES)
                for number in range(40)
            ]
            records.append({"external_id": f"good {_round}", "name": "Good"})
            response = self.json2(key, "apply_batch", register="FLEET", records=records)
            self.assertEqual(response.status_code, 200, response.text[:500])
            results = response.json()["results"]
            self.assertEqual(len(results), len(records))
            self.assertEqual(results[-1]["result"], "created")
            for record, result in zip(records, results, strict=True):
                self.assertIn(result["result"], RESULTS)
                if result["result"] == "rejected":
                    self.assertTrue(result["reason"])
                    self.assertNotRegex(result["reason"], "Error|Traceback|psycopg")
                    self.assertIs(result["equipment_id"], False, record)

    def make_record(self, chance, number):
        record = {"external_id": f"T-{number % 30}", "name": "Fine"}
        for key in chance.sample([*KEYS, "external_id", "colour"], 2):
            record[key] = chance.choice(VALUES)
        return record

    def test_over_xml_rpc_too(self):
        for value in ("x" * 100_000, 2**30, [1], {"a": 1}, 1e300, True):
            [result] = self.call_api(
                "apply_batch", "FLEET", [{"external_id": "1", "name": value}]
            )["results"]
            self.assertEqual(result["result"], "rejected")
            self.assertTrue(result["reason"].startswith("name: "))
        self.assertFalse(self.binding_of("1"))
