import base64

from odoo.tests import HttpCase, tagged

from .upload_common import HEADINGS, UploadCase, make_workbook

PUMP = ("T-1", "Pump", "SN-1", "P100", 1200.5, None)
SAW = ("T-2", "Saw", "SN-2", "S7", 300, None)


@tagged("post_install", "-at_install")
class TestUploadTour(HttpCase, UploadCase):
    """A manager uploads a workbook, sees what it changes, and applies it."""

    def test_upload_diff_apply_and_resolve(self):
        self.register.name = "Tour fleet"
        self.register.field_ids = [(0, 0, {"name": "model", "owner": "ask"})]
        self.compare(PUMP, SAW).action_apply()
        self.get_asset("T-1").model = "ours"
        content = make_workbook(
            ["Our fleet, as of today"],
            [],
            [*HEADINGS, "Colour"],
            [*PUMP[:3], "theirs", *PUMP[4:], None],
            [*SAW[:3], "S8", *SAW[4:], None],
            ["T-3", "Lathe", "SN-3", "L", 1, None, "red"],
            ["T-4", "Drill", "SN-4", "D", "cheap", None, None],
        )
        self.env["ir.attachment"].create(
            {
                "name": "fleet.xlsx",
                "url": "/maintenance_register_tour/fleet.xlsx",
                "type": "binary",
                "datas": base64.b64encode(content),
                "public": True,
            }
        )
        self.start_tour(
            "/odoo/asset-registers",
            "maintenance_register_upload",
            login=self.manager.login,
        )
        self.env.invalidate_all()
        self.assertEqual(self.get_asset("T-1").model, "theirs")
        self.assertEqual(self.get_asset("T-2").model, "S8")
        lathe = self.get_asset("T-3")
        self.assertEqual((lathe.name, lathe.create_uid), ("Lathe", self.manager))
        self.assertIn("red", lathe.note)
        self.assertFalse(self.get_asset("T-4"))
