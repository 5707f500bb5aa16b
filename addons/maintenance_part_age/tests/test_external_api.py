from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import AgeCase


@tagged("post_install", "-at_install")
class TestReplacementsApi(ApiCase, AgeCase):
    """What integrators call, as they call it."""

    def test_record_replacements(self):
        laptop = self.new_laptop()
        user = self.technician

        def call(method, *args):
            return self.call(user, "maintenance.equipment", method, laptop.ids, *args)

        [battery, ssd, _screen] = call("get_spare_parts")
        lines = [
            {"path": battery["path"], "date": "2024-05-01", "note": "from our CMMS"},
            {"product_id": ssd["product_id"], "date": "May"},
        ]
        good, bad = call("record_replacements", lines)
        self.assertEqual((good["line"], good["error"]), (1, False))
        self.assertEqual(good["path"], battery["path"])
        self.assertEqual((bad["replacement_id"], bad["path"]), (False, False))
        self.assertIn("“May” is no date", bad["error"])
        row = self.env["maintenance.part.replacement"].browse(good["replacement_id"])
        self.assertEqual((row.note, row.create_uid), ("from our CMMS", user))
        self.assertEqual(call("record_replacements", lines), [good, bad])

    def test_a_part_that_a_user_may_not_see_is_not_named(self):
        other = self.env["res.company"].create({"name": "Other"})
        secret = self.new_product("Secret", company_id=other.id)
        laptop = self.new_laptop().with_user(self.technician)
        [result] = laptop.record_replacements(
            [{"product_id": secret.id, "date": "2024-05-01"}]
        )
        self.assertFalse(result["replacement_id"])
        self.assertNotIn("Secret", result["error"])
