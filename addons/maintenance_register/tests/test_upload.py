import base64
import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models import maintenance_register_upload as upload_module
from .upload_common import UploadCase, make_workbook

PUMP = ("T-1", "Pump", "SN-1", "P100", 1200.5, "2024-03-31")
SAW = ("T-2", "Saw", "SN-2", "S7", 300, "2025-01-15")


@tagged("post_install", "-at_install")
class TestUpload(UploadCase):
    """From a workbook to the diff, and what of it is applied."""

    def test_a_first_workbook_makes_assets(self):
        upload = self.compare(PUMP, SAW)
        self.assertEqual(upload.state, "compared")
        self.assertEqual(self.get_results(upload), {"T-1": "created", "T-2": "created"})
        self.assertFalse(self.get_asset("T-1"), "nothing happens before it is applied")

        upload.action_apply()
        self.assertEqual(upload.state, "done")
        pump = self.get_asset("T-1")
        self.assertEqual(
            (pump.name, pump.code, pump.serial_no, pump.model, pump.cost),
            ("Pump", "T-1", "SN-1", "P100", 1200.5),
        )
        self.assertEqual(str(pump.in_service_date), "2024-03-31")
        self.assertEqual(
            self.get_outcomes(upload), {"T-1": "applied", "T-2": "applied"}
        )
        self.assertEqual(self.get_lines(upload)["T-1"].equipment_id, pump)

    def test_the_same_workbook_again_changes_nothing(self):
        self.compare(PUMP, SAW).action_apply()
        again = self.compare(PUMP, SAW)
        self.assertEqual(self.get_results(again), {})
        self.assertEqual(again.unchanged_count, 2)
        again.action_apply()
        self.assertEqual(again.state, "done")

    def test_what_has_changed_is_shown_with_both_values(self):
        self.compare(PUMP, SAW).action_apply()
        upload = self.compare((*PUMP[:4], 1500, PUMP[5]), SAW)
        self.assertEqual(self.get_results(upload), {"T-1": "updated"})
        line = self.get_lines(upload)["T-1"]
        self.assertEqual(
            line.change_texts,
            [
                {
                    "field": "Cost",
                    "old": "1,200.50",
                    "new": "1,500.00",
                    "is_disputed": False,
                }
            ],
        )
        self.assertEqual(line.row_number, 2)
        upload.action_apply()
        self.assertEqual(self.get_asset("T-1").cost, 1500)

    def test_only_what_is_chosen_is_applied(self):
        upload = self.compare(PUMP, SAW)
        self.get_lines(upload)["T-2"].with_user(self.manager).action_apply_upload()
        self.assertEqual((upload.state, upload.change_count), ("compared", 1))
        self.assertFalse(self.get_asset("T-1"))
        self.assertEqual(self.get_asset("T-2").name, "Saw")
        self.assertEqual(self.get_outcomes(upload), {"T-1": False, "T-2": "applied"})
        with self.assertRaisesRegex(UserError, "Nothing of what is chosen"):
            self.get_lines(upload)["T-2"].with_user(self.manager).action_apply_upload()
        # the rest is applied later, and what was applied is left alone
        self.get_asset("T-2").model = "ours"
        upload.action_apply()
        self.assertEqual(upload.state, "done")
        self.assertEqual(self.get_asset("T-1").name, "Pump")
        self.assertEqual(self.get_asset("T-2").model, "ours")
        self.assertEqual(
            self.get_outcomes(upload), {"T-1": "applied", "T-2": "applied"}
        )

    def test_when_all_was_chosen_it_is_done(self):
        upload = self.compare(PUMP, SAW)
        lines = upload.preview_run_id.line_ids.with_user(self.manager)
        lines.action_apply_upload()
        self.assertEqual(upload.state, "done")
        self.assertFalse(upload.batch_ids)

    def test_lines_of_another_diff_cannot_be_applied(self):
        first, second = self.compare(PUMP), self.compare(SAW)
        lines = first.preview_run_id.line_ids + second.preview_run_id.line_ids
        with self.assertRaisesRegex(UserError, "one upload"):
            lines.with_user(self.manager).action_apply_upload()

    def test_rows_that_cannot_be_read_are_rejected_and_the_others_taken(self):
        upload = self.compare(
            PUMP,
            ("T-3", "Lathe", "SN-3", "L", "cheap", "soon"),
            ("T-4", "Drill", "SN-4", "D", 1, None),
            ("T-4", "Drill", "SN-5", "D", 1, None),
            (None, "Nobody knows me", "SN-6", "D", 1, None),
            SAW,
        )
        lines = upload.preview_run_id.line_ids
        rejected = {
            line.row_number: line.reason for line in lines if line.result == "rejected"
        }
        self.assertEqual(sorted(rejected), [3, 4, 5, 6])
        self.assertRegex(rejected[3], "“cheap” is no amount.*“soon” is no date")
        self.assertRegex(rejected[4], "“T-4” also stands in row 5")
        self.assertRegex(rejected[6], "key column")
        self.assertEqual(upload.rejected_count, 4)
        upload.action_apply()
        self.assertTrue(self.get_asset("T-1") and self.get_asset("T-2"))
        self.assertFalse(self.get_asset("T-3") or self.get_asset("T-4"))

    def test_an_asset_that_changed_since_the_comparison_is_left_alone(self):
        self.compare(PUMP, SAW).action_apply()
        upload = self.compare(
            (*PUMP[:3], "P200", *PUMP[4:]), (*SAW[:3], "S8", *SAW[4:])
        )
        self.get_asset("T-1").model = "P300"
        upload.action_apply()
        self.assertEqual(self.get_asset("T-1").model, "P300")
        self.assertEqual(self.get_asset("T-2").model, "S8")
        self.assertEqual(self.get_outcomes(upload), {"T-1": "moved", "T-2": "applied"})
        self.assertEqual(upload.moved_count, 1)

    def test_an_asset_that_was_not_in_the_diff_and_changed_since_is_told(self):
        self.compare(PUMP, SAW).action_apply()
        upload = self.compare(PUMP, (*SAW[:3], "S8", *SAW[4:]))
        self.assertEqual(self.get_results(upload), {"T-2": "updated"})
        self.get_asset("T-1").unlink()
        upload.action_apply()
        self.assertEqual(self.get_outcomes(upload).get("T-1"), "moved")

    def test_a_conflict_waits_for_a_person_who_resolves_it(self):
        self.register.field_ids = [(0, 0, {"name": "model", "owner": "ask"})]
        self.compare(PUMP, SAW).action_apply()
        self.get_asset("T-1").model = "ours"
        self.get_asset("T-2").model = "ours"
        upload = self.compare(
            (*PUMP[:3], "theirs", *PUMP[4:]), (*SAW[:3], "theirs", *SAW[4:])
        )
        self.assertEqual(
            self.get_results(upload), {"T-1": "conflict", "T-2": "conflict"}
        )
        upload.action_apply()
        self.assertEqual(set(self.get_outcomes(upload).values()), {"conflict"})
        self.assertEqual(self.get_asset("T-1").model, "ours")
        conflicts = (
            self.env["maintenance.register.conflict"]
            .with_user(self.manager)
            .search([("register_id", "=", self.register.id), ("state", "=", "open")])
        )
        by_asset = {one.equipment_id: one for one in conflicts}
        by_asset[self.get_asset("T-1")].action_take_register()
        by_asset[self.get_asset("T-2")].action_keep_odoo()
        self.assertEqual(self.get_asset("T-1").model, "theirs")
        self.assertEqual(self.get_asset("T-2").model, "ours")
        again = self.compare(
            (*PUMP[:3], "theirs", *PUMP[4:]), (*SAW[:3], "theirs", *SAW[4:])
        )
        self.assertEqual(self.get_results(again), {})

    def have_assets_that_may_vanish(self):
        self.register.write({"vanished_policy": "flag", "retire_share": 100})
        self.compare(PUMP, SAW).action_apply()
        # nobody uploads twice in a second
        self.register.binding_ids.last_seen = "2026-01-01 12:00:00"

    def test_assets_that_a_complete_workbook_does_not_list_have_vanished(self):
        self.have_assets_that_may_vanish()
        self.assertEqual(self.get_results(self.compare(PUMP)), {})
        upload = self.compare(PUMP, is_complete=True)
        self.assertEqual(self.get_results(upload), {"T-2": "vanished"})
        self.assertIn("1 assets are not in the workbook", upload.vanished_note)
        self.assertEqual(upload.unchanged_count, 1)
        upload.action_apply()
        bindings = self.register.binding_ids
        self.assertEqual(
            {one.external_id: one.state for one in bindings},
            {"T-1": "bound", "T-2": "vanished"},
        )

    def test_more_than_the_share_do_not_vanish_and_that_is_told_before(self):
        self.have_assets_that_may_vanish()
        self.register.retire_share = 5
        upload = self.compare(PUMP, is_complete=True)
        self.assertIn("none of them will", upload.vanished_note)
        upload.action_apply()
        self.assertEqual(set(self.register.binding_ids.mapped("state")), {"bound"})
        self.assertIn("none of them does", upload.run_id.note)

    def test_a_row_that_cannot_be_read_has_not_vanished(self):
        self.have_assets_that_may_vanish()
        upload = self.compare(PUMP, (*SAW[:4], "cheap", SAW[5]), is_complete=True)
        self.assertEqual(self.get_results(upload), {"T-2": "rejected"})
        upload.action_apply()
        self.assertEqual(set(self.register.binding_ids.mapped("state")), {"bound"})

    def test_nothing_vanishes_while_a_row_has_no_readable_key(self):
        self.have_assets_that_may_vanish()
        upload = self.compare(PUMP, (None, *SAW[1:]), is_complete=True)
        self.assertEqual(upload.unreadable_count, 1)
        upload.action_apply()
        self.assertEqual(set(self.register.binding_ids.mapped("state")), {"bound"})

    def test_a_selection_lets_nothing_vanish(self):
        self.have_assets_that_may_vanish()
        upload = self.compare(("T-3", "Lathe", None, None, 1, None), is_complete=True)
        self.get_lines(upload)["T-3"].with_user(self.manager).action_apply_upload()
        self.assertEqual(set(self.register.binding_ids.mapped("state")), {"bound"})

    def test_who_may_upload(self):
        for user in (self.manager, self.planner):
            with self.subTest(user=user.login):
                upload = self.new_upload((f"T-{user.id}", "Pump"), user=user)
                upload.action_look()
                upload.action_compare()
                upload.action_apply()
                self.assertEqual(self.get_asset(f"T-{user.id}").name, "Pump")
        with self.assertRaises(AccessError):
            self.new_upload(PUMP, user=self.technician)
        upload = self.compare(PUMP)
        for method in ("action_apply", "action_cancel", "action_download_changes"):
            with self.assertRaises(AccessError):
                getattr(upload.with_user(self.technician), method)()

    def test_nobody_says_what_state_an_upload_is_in(self):
        with self.assertRaises(AccessError):
            self.new_upload(PUMP, state="done")
        upload = self.new_upload(PUMP)
        with self.assertRaises(AccessError):
            upload.state = "compared"

    def test_how_it_is_read_stays_once_it_is_compared(self):
        upload = self.compare(PUMP)
        other = self.env["maintenance.register"].create({"name": "O", "code": "O"})
        for values in (
            {"register_id": other.id},
            {"is_complete": True},
            {"file": base64.b64encode(make_workbook(["Tag"]))},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "Load"):
                upload.write(values)

    def test_the_sheet_of_another_upload_cannot_be_read(self):
        mine, theirs = self.new_upload(PUMP), self.new_upload(SAW)
        mine.action_look()
        theirs.action_look()
        with self.assertRaisesRegex(ValidationError, "no such sheet"):
            mine.sheet_id = theirs.sheet_id
        seen = mine.onchange(
            {"sheet_id": theirs.sheet_id.id},
            ["sheet_id"],
            {"header_row": {}, "column_ids": {"fields": {"examples": {}}}},
        )
        self.assertNotIn("SN-2", str(seen))

    def test_what_is_deleted_leaves_no_preview_behind(self):
        upload = self.compare(PUMP)
        preview = upload.preview_run_id
        upload.unlink()
        self.assertFalse(preview.exists())

    def test_another_company_sees_nothing_of_it(self):
        upload = self.compare(PUMP)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_manager",
            other,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            upload.with_user(stranger).action_apply()
        found = self.env["maintenance.register.upload"].with_user(stranger)
        self.assertFalse(found.search([]))

    def test_what_does_not_fit_the_state_is_refused(self):
        upload = self.new_upload(PUMP)
        for method in ("action_compare", "action_apply", "action_continue"):
            with self.assertRaisesRegex(UserError, "cannot be done"):
                getattr(upload, method)()

    def test_a_comparison_can_be_discarded(self):
        upload = self.compare(PUMP)
        upload.action_cancel()
        self.assertEqual(upload.state, "cancelled")
        self.assertFalse(upload.preview_run_id)
        upload.action_back_to_columns()
        upload.action_compare()
        self.assertEqual(self.get_results(upload), {"T-1": "created"})


@tagged("post_install", "-at_install")
class TestColumns(UploadCase):
    """Which sheet and columns are read, and what is remembered of it."""

    def get_values(self, upload):
        return {column.heading: column.value for column in upload.column_ids}

    def test_headings_are_known_in_four_languages(self):
        for headings in (
            ("Asset Tag", "Name", "Serial Number", "Location"),
            ("Inventarnummer", "Bezeichnung", "Seriennummer", "Standort"),
            ("Numéro d'inventaire", "Désignation", "Numéro de série", "Emplacement"),
            ("Número de inventario", "Nombre", "Número de serie", "Ubicación"),
        ):
            with self.subTest(headings=headings):
                upload = self.new_upload(("A", "B", "C", "D"), headings=headings)
                upload.action_look()
                self.assertEqual(
                    upload.column_ids.mapped("value"),
                    ["code", "name", "serial_no", "location"],
                )
                self.assertEqual(
                    upload.column_ids.mapped("is_key"), [True] + [False] * 3
                )
                self.assertEqual(
                    upload.column_ids.mapped("examples"), ["A", "B", "C", "D"]
                )

    def test_the_row_of_the_headings_is_found_and_can_be_corrected(self):
        content = make_workbook(
            ["Our fleet"], [], ["Colour", "Taste"], ["Tag", "Name"], ["T-1", "Pump"]
        )
        upload = self.new_upload(content=content)
        upload.action_look()
        self.assertEqual(upload.header_row, 4)
        upload.header_row = 3
        self.assertEqual(upload.column_ids.mapped("heading"), ["Colour", "Taste"])
        self.assertEqual(upload.column_ids.mapped("letter"), ["A", "B"])

    def test_what_a_person_decided_is_remembered(self):
        upload = self.new_upload(
            ("T-1", "Pump", "red"), headings=("Tag", "Name", "Colour")
        )
        upload.action_look()
        colour = upload.column_ids[2]
        colour.value = "model"
        upload.column_ids[1].action_use_as_key()
        upload.action_compare()
        again = self.new_upload(
            ("red", "T-1", "Pump"), headings=("Colour", "Tag", "Name")
        )
        again.action_look()
        self.assertEqual(
            self.get_values(again), {"Colour": "model", "Tag": "code", "Name": "name"}
        )
        self.assertEqual(
            again.column_ids.filtered("is_key").mapped("heading"), ["Name"]
        )

    def test_a_workbook_without_a_key_asks_for_it(self):
        upload = self.new_upload(("Pump", "Hall"), headings=("Name", "Location"))
        upload.action_look()
        with self.assertRaisesRegex(UserError, "Choose the one column"):
            upload.action_compare()
        upload.column_ids[0].action_use_as_key()
        upload.action_compare()
        self.assertEqual(upload.state, "compared")

    def test_two_columns_of_one_value_are_refused(self):
        upload = self.new_upload(PUMP)
        upload.action_look()
        upload.column_ids[3].value = "name"
        with self.assertRaisesRegex(UserError, "“Name” and “Model” are both read"):
            upload.action_compare()

    def test_dates_that_can_be_read_in_two_ways_are_told(self):
        upload = self.new_upload(
            ("T-1", "Pump", "03/04/2025"), headings=("Tag", "Name", "In service since")
        )
        upload.action_look()
        upload.date_order = "mdy"
        upload.action_compare()
        self.assertIn("In Service Since", upload.hint)
        upload.action_apply()
        self.assertEqual(str(self.get_asset("T-1").in_service_date), "2025-03-04")


@tagged("post_install", "-at_install")
class TestUnreadable(UploadCase):
    """One sentence says what is wrong with a file, and what to do."""

    def assert_told(self, content, words):
        upload = self.new_upload(content=content)
        with self.assertRaisesRegex(UserError, words) as caught:
            upload.action_look()
        self.assertLessEqual(len(str(caught.exception).splitlines()), 1)
        self.assertEqual(upload.state, "draft")

    def test_files_that_are_no_workbook(self):
        self.assert_told(b"Tag;Name\n1;Pump\n", "no Excel workbook")
        self.assert_told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 8, "password")
        self.assert_told(b"PK\x03\x04 and then nothing", "damaged")
        self.assert_told(make_workbook(["Tag"])[:-300], "damaged")

    def test_a_workbook_with_nothing_in_it(self):
        self.assert_told(make_workbook(), "nothing in “fleet.xlsx”")

    def test_a_workbook_that_grows_when_it_is_unpacked(self):
        stream = io.BytesIO(make_workbook(["Tag", "Name"]))
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet9.xml", b" " * 30_000_000)
        self.assert_told(stream.getvalue(), "too large")

    def test_a_file_that_is_too_large(self):
        with patch.object(upload_module, "LARGEST_FILE", 1_000):
            self.assert_told(make_workbook(["Tag"]), "at most")

    def test_more_rows_than_are_taken_at_once(self):
        upload = self.new_upload(PUMP, SAW)
        upload.action_look()
        with (
            patch.object(upload_module, "MOST_TABLE_ROWS", 1),
            self.assertRaisesRegex(UserError, "more than 1 rows"),
        ):
            upload.action_compare()

    def test_a_sheet_that_is_damaged_further_down(self):
        source = zipfile.ZipFile(
            io.BytesIO(make_workbook(*([f"Tag {n}", f"Name {n}"] for n in range(300))))
        )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                content = source.read(name)
                if name.endswith("sheet1.xml"):
                    content = content[:-200]
                archive.writestr(name, content)
        upload = self.new_upload(content=stream.getvalue())
        upload.action_look()
        upload.header_row = 1
        upload.column_ids[0].action_use_as_key()
        upload.column_ids[1].value = "name"
        with self.assertRaisesRegex(UserError, "damaged"), self.cr.savepoint():
            upload.action_compare()

    def test_the_file_can_be_replaced(self):
        upload = self.new_upload(content=b"no workbook")
        for tag in ("T-1", "T-2"):
            upload.file = base64.b64encode(make_workbook(["Tag", "Name"], [tag, "A"]))
            self.assertEqual(upload.state, "draft")
            upload.action_look()
            self.assertEqual(upload.state, "columns")
            self.assertEqual(upload.column_ids.mapped("examples"), [tag, "A"])
