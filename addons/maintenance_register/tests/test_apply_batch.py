from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestApplyBatch(RegisterCase):
    """What becomes of the records that a program sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["maintenance.equipment.category"].create(
            {"name": "Forklifts"}
        )
        cls.bom = cls.new_bom("Forklift H25", code="H25")
        cls.vendor = cls.env["res.partner"].create({"name": "Lift & Co"})

    def test_a_new_register_lists_nothing(self):
        self.assertEqual(self.register.binding_count, 0)
        self.assertFalse(self.register.is_silent)

    def test_a_new_record_is_a_new_asset(self):
        record = {
            "external_id": "T-1",
            "name": "Forklift 1",
            "serial_no": "SN-1",
            "code": "F-1",
            "model": "H25",
            "category": "forklifts",
            "bom": "H25",
            "vendor": "Lift & Co",
            "owner": self.planner.login,
            "status": "out_of_service",
            "condition": "worn",
            "cost": 12500.5,
            "in_service_date": "2024-03-01",
            "warranty_date": "2027-03-01",
            "note": "Fork < 2 m\nBlue",
        }
        [result] = self.apply(record)
        self.assertEqual(result["result"], "created")
        asset = self.asset_of("T-1")
        self.assertEqual(result["equipment_id"], asset.id)
        self.assertEqual(asset.name, "Forklift 1")
        self.assertEqual(asset.serial_no, "SN-1")
        self.assertEqual(asset.code, "F-1")
        self.assertEqual(asset.category_id, self.category)
        self.assertEqual(asset.bom_id, self.bom)
        self.assertEqual(asset.partner_id, self.vendor)
        self.assertEqual(asset.owner_user_id, self.planner)
        self.assertEqual(asset.lifecycle_state, "out_of_service")
        self.assertEqual(asset.condition, "worn")
        self.assertEqual(asset.cost, 12500.5)
        self.assertEqual(asset.in_service_date.isoformat(), "2024-03-01")
        self.assertEqual(asset.company_id, self.company)
        self.assertIn("Fork &lt; 2 m", asset.note)
        self.assertEqual(self.results(record), ["unchanged"])
        self.binding_of("T-1").digest = False
        self.assertEqual(self.results(record), ["unchanged"], "looked at anew")
        self.assertEqual(
            len(self.env["maintenance.equipment"].search([("serial_no", "=", "SN-1")])),
            1,
        )

    def test_only_what_has_changed_is_written(self):
        self.apply({"external_id": "T-1", "name": "Lathe", "model": "L1", "cost": 5})
        [result] = self.apply(
            {"external_id": "T-1", "name": "Lathe", "model": "L2", "cost": 5}
        )
        self.assertEqual(result["result"], "updated")
        self.assertEqual(
            result["changes"], [{"field": "model", "old": "L1", "new": "L2"}]
        )
        self.assertFalse(self.asset_of("T-1").message_ids)

    def test_a_key_that_is_missing_is_not_touched_and_an_empty_one_is(self):
        self.apply({"external_id": "T-1", "name": "Lathe", "model": "L1", "cost": 5})
        self.apply({"external_id": "T-1", "cost": False})
        asset = self.asset_of("T-1")
        self.assertEqual((asset.name, asset.model, asset.cost), ("Lathe", "L1", 0.0))

    def test_an_asset_is_found_by_its_serial_number_or_code(self):
        by_serial = self.new_asset(serial_no="SN-1")
        by_code = self.new_asset(code="F-2")
        results = self.apply(
            {"external_id": "1", "serial_no": "SN-1", "name": "Press"},
            {"external_id": "2", "code": "F-2", "name": "Mill"},
        )
        self.assertEqual(
            [result["equipment_id"] for result in results], [by_serial.id, by_code.id]
        )
        self.assertEqual(results[0]["result"], "updated")
        self.assertEqual(by_serial.name, "Press")

    def test_an_asset_of_another_record_is_not_taken_over(self):
        self.apply({"external_id": "1", "serial_no": "SN-1", "name": "Press"})
        [result] = self.apply({"external_id": "2", "serial_no": "SN-1", "name": "Mill"})
        self.assertEqual(result["result"], "rejected")
        self.assertIn("which is “1” in the register", result["reason"])
        self.assertEqual(self.asset_of("1").name, "Press")

    def test_an_asset_of_another_company_is_not_taken_over(self):
        other = self.env["res.company"].create({"name": "Other"})
        asset = self.env["maintenance.equipment"].create(
            {
                "name": "Secret press",
                "serial_no": "SN-1",
                "code": "F-1",
                "company_id": other.id,
            }
        )
        by_serial, by_code = self.apply(
            {"external_id": "1", "serial_no": "SN-1", "name": "Press"},
            {"external_id": "2", "code": "F-1", "name": "Mill"},
        )
        self.assertEqual(by_serial["result"], "rejected")
        self.assertNotIn("Secret", by_serial["reason"])
        self.assertEqual(by_code["result"], "created")
        self.assertEqual(asset.name, "Secret press")

    def test_two_assets_may_swap_their_serial_numbers(self):
        self.apply(
            {"external_id": "1", "serial_no": "A", "name": "One"},
            {"external_id": "2", "serial_no": "B", "name": "Two"},
        )
        self.assertEqual(
            self.results(
                {"external_id": "1", "serial_no": "B"},
                {"external_id": "2", "serial_no": "A"},
            ),
            ["updated", "updated"],
        )
        self.assertEqual(self.asset_of("1").serial_no, "B")
        self.assertEqual(self.asset_of("2").serial_no, "A")

    def test_empty_serial_numbers_do_not_collide(self):
        self.assertEqual(
            self.results(
                {"external_id": "1", "serial_no": "", "name": "One"},
                {"external_id": "2", "serial_no": " ", "name": "Two"},
            ),
            ["created", "created"],
        )

    def test_a_bad_record_does_not_spoil_its_neighbours(self):
        records = [
            {"external_id": f"T-{number}", "name": f"Asset {number}"}
            for number in range(12)
        ]
        # refused by the database's own checks, not by ours
        records[7].update(in_service_date="2025-01-01", retirement_date="2024-01-01")
        results = self.results(*records)
        self.assertEqual(results.count("created"), 11)
        self.assertEqual(results[7], "rejected")
        self.assertFalse(self.binding_of("T-7"))
        self.assertEqual(self.register.binding_count, 11)

    def test_what_is_twice_in_a_call_counts_once_or_not_at_all(self):
        results = self.apply(
            {"external_id": "1", "name": "One"},
            {"external_id": "1", "name": "One"},
            {"external_id": "2", "name": "Two"},
            {"external_id": "2", "name": "Too"},
        )
        self.assertEqual(
            [result["result"] for result in results],
            ["created", "unchanged", "rejected", "rejected"],
        )
        self.assertEqual(results[0]["equipment_id"], results[1]["equipment_id"])
        self.assertIn("2 times with different values", results[2]["reason"])

    def test_what_is_not_there_is_created_only_if_the_register_may(self):
        record = {
            "external_id": "1",
            "name": "One",
            "category": "Cranes",
            "location": "Hall 9",
            "vendor": "Crane Ltd",
            "bom": "Crane C1",
        }
        [result] = self.apply(record)
        self.assertEqual(result["result"], "rejected")
        self.assertIn("there is no “Cranes”", result["reason"])
        self.register.creates_missing = True
        self.assertEqual(self.results(record), ["created"])
        asset = self.asset_of("1")
        self.assertEqual(asset.category_id.name, "Cranes")
        self.assertEqual(asset.location_id.name, "Hall 9")
        self.assertEqual(asset.partner_id.name, "Crane Ltd")
        self.assertEqual(asset.bom_id.name, "Crane C1")
        self.assertEqual(
            self.results(dict(record, external_id="2", category="cranes")), ["created"]
        )
        self.assertEqual(self.asset_of("2").category_id, asset.category_id)

    def test_what_a_rejected_record_needed_is_not_left_behind(self):
        self.register.creates_missing = True
        self.assertEqual(
            self.results(
                {
                    "external_id": "1",
                    "name": "One",
                    "category": "Cranes",
                    "in_service_date": "2025-01-01",
                    "retirement_date": "2024-01-01",
                }
            ),
            ["rejected"],
        )
        self.assertFalse(
            self.env["maintenance.equipment.category"].search([("name", "=", "Cranes")])
        )

    def test_a_name_means_what_it_meant_when_that_is_called_otherwise(self):
        record = {"external_id": "1", "name": "One", "category": "Forklifts"}
        self.apply(record)
        self.category.name = "Industrial trucks"
        self.assertEqual(self.results(dict(record, name="Two")), ["updated"])
        self.assertEqual(self.asset_of("1").category_id, self.category)

    def test_a_dry_run_answers_the_same_and_changes_nothing(self):
        self.category.code_prefix = "FL-"
        self.register.creates_missing = True
        self.apply({"external_id": "1", "name": "One", "serial_no": "A"})
        records = [
            {"external_id": "1", "name": "Uno", "serial_no": "B"},
            {"external_id": "2", "name": "Two", "category": "Forklifts"},
            {"external_id": "3", "name": "Three", "category": "Cranes"},
            {"external_id": "4", "name": "Four", "cost": "much"},
            {
                "external_id": "5",
                "name": "Five",
                "in_service_date": "2025-01-01",
                "retirement_date": "2024-01-01",
            },
        ]
        next_code = self.category.code_sequence_id.number_next_actual
        before = self.env["maintenance.equipment"].search_count([])
        tried = self.apply(*records, dry_run=True)
        self.assertEqual(self.asset_of("1").name, "One")
        self.assertEqual(self.env["maintenance.equipment"].search_count([]), before)
        self.assertEqual(self.register.binding_count, 1)
        self.assertEqual(self.category.code_sequence_id.number_next_actual, next_code)
        done = self.apply(*records)
        self.assertEqual(
            [(one["result"], one["changes"], one["reason"]) for one in tried],
            [(one["result"], one["changes"], one["reason"]) for one in done],
        )
        self.assertTrue(self.asset_of("2").code.startswith("FL-"))

    def test_who_may_not_sync_is_refused(self):
        for user in (self.technician, self.new_user("clerk", "base.group_user")):
            with self.assertRaises(AccessError):
                self.apply({"external_id": "1"}, user=user)

    def test_a_register_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["maintenance.register"].create(
            {"name": "Theirs", "code": "THEIRS", "company_id": other.id}
        )
        with self.assertRaisesRegex(UserError, "no register with the code “THEIRS”"):
            self.api.apply_batch("THEIRS", [])

    def test_a_deleted_asset_does_not_come_back(self):
        self.apply({"external_id": "1", "name": "One"})
        self.asset_of("1").with_user(self.manager).unlink()
        binding = self.binding_of("1")
        self.assertEqual((binding.state, binding.equipment_name), ("deleted", "One"))
        [result] = self.apply({"external_id": "1", "name": "One"})
        self.assertEqual(result["result"], "rejected")
        self.assertIn("was deleted in Odoo", result["reason"])
        binding.with_user(self.planner).unlink()
        self.assertEqual(self.results({"external_id": "1", "name": "One"}), ["created"])

    def test_an_archived_asset_stays_bound(self):
        self.apply({"external_id": "1", "name": "One"})
        asset = self.asset_of("1")
        asset.active = False
        self.assertEqual(self.results({"external_id": "1", "name": "Uno"}), ["updated"])
        self.assertEqual(asset.name, "Uno")

    def test_what_a_person_changed_is_written_again_if_the_register_decides(self):
        record = {"external_id": "1", "name": "One"}
        self.apply(record)
        self.asset_of("1").with_user(self.planner).name = "Mine"
        self.assertEqual(self.results(record), ["updated"])
        self.assertEqual(self.asset_of("1").name, "One")

    def test_what_odoo_decides_counts_for_new_assets_only(self):
        self.decide(name="odoo")
        self.apply({"external_id": "1", "name": "One", "model": "A"})
        self.assertEqual(self.asset_of("1").name, "One")
        [result] = self.apply({"external_id": "1", "name": "Uno", "model": "B"})
        self.assertEqual([one["field"] for one in result["changes"]], ["model"])
        self.assertEqual(self.asset_of("1").name, "One")
