from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.at_once import AtOnceCase

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestChanges(RegisterCase):
    """What a register hears of its assets."""

    def setUp(self):
        super().setUp()
        self.apply(
            {"external_id": "1", "name": "One"}, {"external_id": "2", "name": "Two"}
        )
        self.one = self.asset_of("1").with_user(self.planner)
        self.cursor = self.get()["cursor"]

    def get(self, cursor=False, code="FLEET", **arguments):
        self.env.flush_all()
        return self.api.get_changes(code, cursor, **arguments)

    def heard(self, code="FLEET"):
        """[(external id, changed)] since the last time."""
        answer = self.get(self.cursor, code)
        self.cursor = answer["cursor"]
        return [(one["external_id"], one["changed"]) for one in answer["changes"]]

    def test_what_a_person_does_is_told_once(self):
        self.one.condition = "worn"
        self.one.action_take_out_of_service()
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["external_id"], "1")
        self.assertEqual(change["equipment_id"], self.one.id)
        self.assertEqual(change["changed"], ["condition", "status"])
        self.assertEqual(change["values"]["status"], "out_of_service")
        self.assertEqual(change["values"]["condition"], "worn")
        self.assertIs(change["values"]["location"], False)
        self.assertEqual(self.heard(), [("1", ["condition", "status"])])
        self.assertEqual(self.heard(), [])

    def test_what_a_register_brought_in_does_not_come_back_to_it(self):
        other = self.new_register("ERP")
        self.api.apply_batch("ERP", [{"external_id": "A", "name": "One"}])
        binding = self.env["maintenance.register.binding"].search(
            [("register_id", "=", other.id)]
        )
        binding.equipment_id = self.one
        self.apply({"external_id": "1", "name": "Uno", "condition": "good"})
        self.assertEqual(self.heard(), [])
        [change] = self.get(code="ERP")["changes"]
        self.assertEqual(change["external_id"], "A")
        self.assertEqual(change["changed"], ["condition", "name"])

    def test_what_stays_as_it_was_is_not_told(self):
        self.one.write({"name": "One", "condition": False, "color": 3})
        self.assertEqual(self.heard(), [])

    def test_jobs_are_told(self):
        job = self.env["maintenance.request"].create(
            {
                "name": "Grease",
                "equipment_id": self.one.id,
                "schedule_date": "2031-03-12 08:00:00",
            }
        )
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["values"]["next_maintenance"], "2031-03-12 08:00:00")
        self.assertEqual(self.heard(), [("1", ["next_maintenance"])])
        job.name = "Grease it"
        self.assertEqual(self.heard(), [])
        job.stage_id = self.env["maintenance.stage"].search(
            [("done", "=", True)], limit=1
        )
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["changed"], ["last_maintenance", "next_maintenance"])
        self.assertEqual(change["values"]["last_maintenance"], str(job.close_date))
        self.heard()
        job.unlink()
        self.assertEqual(self.heard(), [("1", ["last_maintenance"])])

    def test_a_deleted_asset_leaves_a_tombstone(self):
        self.one.with_user(self.manager).unlink()
        [change] = self.get(self.cursor)["changes"]
        self.assertTrue(change["is_deleted"])
        self.assertIs(change["equipment_id"], False)
        self.assertEqual(change["values"], {})

    def test_an_archived_asset_is_told_as_any_other(self):
        self.one.active = False
        self.heard()
        self.one.condition = "worn"
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["equipment_id"], self.one.id)

    def test_an_asset_that_was_there_before_is_told(self):
        self.new_asset(serial_no="SN-7", condition="good")
        self.apply({"external_id": "7", "serial_no": "SN-7", "name": "Seven"})
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["external_id"], "7")
        self.assertEqual(change["values"]["condition"], "good")

    def test_what_odoo_decides_is_always_told(self):
        self.decide(cost="odoo")
        self.one.cost = 12
        self.heard()
        self.one.condition = "worn"
        [change] = self.get(self.cursor)["changes"]
        self.assertEqual(change["values"]["cost"], 12.0)

    def test_pages_are_as_long_as_wanted(self):
        assets = self.one | self.asset_of("2")
        for asset in assets:
            asset.condition = "worn"
        first = self.get(self.cursor, limit=1)
        self.assertEqual(len(first["changes"]), 1)
        self.assertTrue(first["has_more"])
        second = self.get(first["cursor"], limit=1)
        self.assertFalse(second["has_more"])
        told = [one["external_id"] for one in first["changes"] + second["changes"]]
        self.assertEqual(told, ["1", "2"])
        self.assertEqual(self.get(first["cursor"], limit=1), second, "asked again")

    def test_a_cursor_of_something_else_is_refused(self):
        self.new_register("ERP")
        for cursor in ("x", "MTox", self.get(code="ERP")["cursor"]):
            with self.assertRaisesRegex(UserError, "Begin without one"):
                self.get(cursor)

    def test_who_may_not_sync_is_refused(self):
        with self.assertRaises(AccessError):
            self.api.with_user(self.technician).get_changes("FLEET")

    def test_old_changes_are_forgotten_but_the_last_of_each_asset(self):
        self.one.condition = "worn"
        self.heard()
        self.one.condition = "good"
        self.get(self.cursor)
        changes = self.env["maintenance.register.change"]
        self.env.cr.execute(
            "UPDATE maintenance_register_change SET changed_at = '2001-01-01'"
        )
        changes._gc_changes()
        self.assertEqual(changes.search_count([]), 1)
        self.assertEqual(self.heard(), [("1", ["condition"])])

    def test_what_nobody_reads_does_not_pile_up(self):
        for condition in ("worn", "good", "defective"):
            self.one.condition = condition
        changes = self.env["maintenance.register.change"]
        self.assertEqual(changes.search_count([]), 3)
        self.env.cr.execute(
            "UPDATE maintenance_register_change SET changed_at = '2001-01-01'"
        )
        changes._gc_changes()
        self.assertEqual(changes.search_count([]), 1)


@tagged("post_install", "-at_install")
class TestChangesAtOnce(AtOnceCase):
    """The cursor skips nothing and repeats nothing, whoever ends first."""

    def setUp(self):
        super().setUp()
        with self.committing() as env:
            register = env["maintenance.register"].create(
                {"name": "At once", "code": "ATONCE"}
            )
            answer = env["maintenance.register"].apply_batch(
                "ATONCE",
                [{"external_id": str(n), "name": f"Asset {n}"} for n in range(3)],
            )
            self.assets = [one["equipment_id"] for one in answer["results"]]
            self.register = register.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.committing() as env:
            env["maintenance.register"].browse(self.register).unlink()
            env["maintenance.equipment"].browse(self.assets).unlink()

    def hear(self, cursor=False):
        """Read with a transaction of its own: (external ids, cursor)."""
        with self.committing() as env:
            answer = env["maintenance.register"].get_changes("ATONCE", cursor)
        return [one["external_id"] for one in answer["changes"]], answer["cursor"]

    def asset(self, env, number):
        return env["maintenance.equipment"].browse(self.assets[number])

    def test_who_began_first_and_ends_last_is_not_skipped(self):
        with self.committing() as slow, self.committing() as fast:
            self.asset(slow, 0).condition = "worn"
            slow.flush_all()
            self.asset(fast, 1).condition = "worn"
            fast.cr.commit()
            heard, cursor = self.hear()
            self.assertEqual(heard, ["1"])
            slow.cr.commit()
        heard, cursor = self.hear(cursor)
        self.assertEqual(heard, ["0"])
        self.assertEqual(self.hear(cursor)[0], [])

    def test_a_reader_that_began_before_the_end_misses_nothing(self):
        with self.committing() as reader, self.committing() as writer:
            reader.cr.execute("SELECT 1")
            self.asset(writer, 0).condition = "worn"
            writer.cr.commit()
            answer = reader["maintenance.register"].get_changes("ATONCE")
            self.assertEqual(answer["changes"], [], "it sees what was when it began")
        self.assertEqual(self.hear(answer["cursor"])[0], ["0"])

    def test_two_readers_hear_the_same(self):
        with self.committing() as env:
            self.asset(env, 0).condition = "worn"
        answers = self.at_once(
            *[lambda env: env["maintenance.register"].get_changes("ATONCE")] * 2
        )
        for answer in answers:
            self.assertEqual([one["external_id"] for one in answer["changes"]], ["0"])
        self.assertEqual(answers[0]["cursor"], answers[1]["cursor"])

    def test_many_open_transactions_in_any_order(self):
        cursor, heard = self.hear()[1], []
        with self.committing() as a, self.committing() as b, self.committing() as c:
            for number, env in enumerate((a, b, c)):
                self.asset(env, number).condition = "worn"
                env.flush_all()
            for env in (b, c, a):
                env.cr.commit()
                told, cursor = self.hear(cursor)
                heard += told
        self.assertEqual(heard, ["1", "2", "0"])
        self.assertEqual(self.hear(cursor)[0], [])
