from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestConflicts(RegisterCase):
    """A value that the register and Odoo have both changed."""

    def setUp(self):
        super().setUp()
        self.decide(model="ask", category="ask", location="newest")
        self.lathes, self.mills, self.drills = self.env[
            "maintenance.equipment.category"
        ].create([{"name": name} for name in ("Lathes", "Mills", "Drills")])
        self.apply(
            {"external_id": "1", "name": "One", "model": "A", "category": "Lathes"}
        )
        self.asset = self.asset_of("1").with_user(self.planner)

    @property
    def conflicts(self):
        return (
            self.env["maintenance.register.conflict"]
            .with_user(self.planner)
            .search([("state", "=", "open")])
        )

    def test_what_only_the_register_changed_is_taken(self):
        self.assertEqual(self.results({"external_id": "1", "model": "B"}), ["updated"])
        self.assertEqual(self.asset.model, "B")

    def test_what_only_odoo_changed_stays(self):
        self.asset.model = "C"
        self.assertEqual(
            self.results({"external_id": "1", "model": "A"}), ["unchanged"]
        )
        self.assertEqual(self.asset.model, "C")
        self.assertFalse(self.conflicts)

    def test_what_both_changed_is_asked(self):
        self.asset.model = "C"
        [result] = self.apply({"external_id": "1", "model": "B", "name": "Uno"})
        self.assertEqual(result["result"], "conflict")
        self.assertIn("model", result["reason"])
        self.assertEqual([one["field"] for one in result["changes"]], ["name"])
        self.assertEqual((self.asset.name, self.asset.model), ("Uno", "C"))
        conflict = self.conflicts
        self.assertEqual(
            (conflict.base_value, conflict.odoo_value, conflict.register_value),
            ("A", "C", "B"),
        )
        # it is refreshed, not doubled
        self.assertEqual(self.results({"external_id": "1", "model": "D"}), ["conflict"])
        self.assertEqual(self.conflicts, conflict)
        self.assertEqual(conflict.register_value, "D")

    def test_it_closes_by_itself_when_both_agree_again(self):
        self.asset.model = "C"
        self.apply({"external_id": "1", "model": "B"})
        conflict = self.conflicts
        self.assertEqual(
            self.results({"external_id": "1", "model": "C"}), ["unchanged"]
        )
        self.assertEqual((conflict.state, conflict.resolution), ("resolved", "agreed"))

    def test_odoos_value_stays_until_the_register_changes_its_own_again(self):
        self.asset.model = "C"
        self.apply({"external_id": "1", "model": "B"})
        conflict = self.conflicts
        self.assertTrue(conflict.action_keep_odoo())
        self.assertEqual(conflict.resolution, "odoo")
        self.assertEqual(conflict.resolved_by_id, self.planner)
        self.assertEqual(
            self.results({"external_id": "1", "model": "B"}), ["unchanged"]
        )
        self.assertEqual(self.asset.model, "C")
        self.assertEqual(self.results({"external_id": "1", "model": "E"}), ["conflict"])

    def test_the_registers_value_is_taken(self):
        self.asset.write({"model": "C", "category_id": self.mills.id})
        self.apply({"external_id": "1", "model": "B", "category": "drills"})
        self.assertEqual(
            self.conflicts.mapped(
                lambda one: (one.field_name, one.odoo_value, one.register_value)
            ),
            [("category", "Mills", "Drills"), ("model", "C", "B")],
        )
        self.assertTrue(self.conflicts.action_take_register())
        self.assertEqual(self.asset.model, "B")
        self.assertEqual(self.asset.category_id, self.drills)
        self.assertEqual(
            self.results({"external_id": "1", "model": "B", "category": "drills"}),
            ["unchanged"],
        )
        self.assertFalse(self.conflicts)

    def test_a_name_that_is_not_there_is_created_when_it_is_taken(self):
        self.register.creates_missing = True
        self.asset.category_id = self.mills
        self.apply({"external_id": "1", "category": "Cranes"})
        self.assertFalse(self.lathes.search([("name", "=", "Cranes")]))
        self.conflicts.action_take_register()
        self.assertEqual(self.asset.category_id.name, "Cranes")

    def test_the_newest_counts_if_both_say_when(self):
        halls = self.env["stock.location"].create(
            [{"name": f"Hall {number}", "usage": "internal"} for number in range(3)]
        )
        self.apply({"external_id": "1", "location": "Hall 0"})
        self.asset.location_id = halls[1]
        record = {"external_id": "1", "location": "Hall 2"}
        self.assertEqual(self.results(record), ["conflict"])
        old, new = "2001-01-01T00:00:00Z", "2100-01-01T00:00:00+01:00"
        self.assertEqual(self.results(dict(record, modified=old)), ["unchanged"])
        self.assertEqual(self.asset.location_id, halls[1])
        self.assertEqual(self.results(dict(record, modified=new)), ["updated"])
        self.assertEqual(self.asset.location_id, halls[2])

    def test_who_may_not_write_assets_resolves_nothing(self):
        self.asset.model = "C"
        self.apply({"external_id": "1", "model": "B"})
        for user in (self.program, self.technician):
            with self.assertRaises(AccessError):
                self.conflicts.with_user(user).action_take_register()

    def test_what_is_resolved_is_not_resolved_again(self):
        self.asset.model = "C"
        self.apply({"external_id": "1", "model": "B"})
        conflict = self.conflicts
        conflict.action_keep_odoo()
        with self.assertRaisesRegex(UserError, "resolved already"):
            conflict.action_take_register()

    def test_another_owner_ends_a_conflict(self):
        self.asset.model = "C"
        self.apply({"external_id": "1", "model": "B"})
        conflict = self.conflicts
        self.register.field_ids.filtered(lambda one: one.name == "model").unlink()
        self.assertEqual(self.results({"external_id": "1", "model": "B"}), ["updated"])
        self.assertEqual(conflict.state, "resolved")

    def test_life_goes_on_by_the_actions_of_the_asset(self):
        self.apply({"external_id": "1", "status": "planned"})
        self.assertEqual(self.asset.lifecycle_state, "planned")
        self.apply({"external_id": "1", "status": "in_service"})
        self.assertEqual(self.asset.lifecycle_state, "in_service")
        self.assertTrue(self.asset.in_service_date)

    def test_who_was_retired_here_is_not_brought_back_unasked(self):
        self.apply({"external_id": "1", "status": "in_service"})
        self.asset.action_retire()
        record = {"external_id": "1", "status": "in_service"}
        self.assertEqual(self.results(record), ["unchanged"])
        self.assertEqual(self.asset.lifecycle_state, "retired")
        self.assertEqual(self.results(dict(record, status="planned")), ["conflict"])
        self.assertEqual(self.asset.lifecycle_state, "retired")
