from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestPartsChosen(ConsumptionCase):
    """Where a person chooses parts, those of the asset come first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.battery = cls.new_product("A filter battery", default_code="A-1")
        cls.tyre = cls.new_product("Tyre")
        cls.bom.line_ids = [Command.create(cls.line(cls.tyre, 4))]
        cls.stock(cls.filter, 7)

    def find(self, name="", **context):
        products = self.env["product.product"].with_user(self.technician)
        rows = products.with_context(**context).web_name_search(
            name, {"display_name": {}}, [("type", "=", "consu")], limit=8
        )
        return {row["id"]: row["__formatted_display_name"] for row in rows}

    def test_parts_of_the_asset_come_first_with_what_is_free(self):
        found = self.find(
            "filter",
            maintenance_parts_of=self.asset.id,
            maintenance_parts_in=self.warehouse.id,
        )
        self.assertEqual(list(found)[0], self.filter.id)
        self.assertIn(self.battery.id, found)
        self.assertIn("7 Units free", found[self.filter.id])
        self.assertIn("0 Units free", found[self.battery.id])
        self.assertNotIn("free", self.find("filter")[self.filter.id])

    def test_nonsense_in_the_context_is_ignored(self):
        plain = list(self.find("filter"))
        for value in ("x", [1], None, 2**40, -1, {"a": 1}):
            found = self.find(
                "filter", maintenance_parts_of=value, maintenance_parts_at=value
            )
            self.assertEqual(sorted(found), sorted(plain))

    def test_a_corrective_job_ticks_the_parts_it_needs(self):
        job = self.new_job(maintenance_type="corrective")
        action = job.button_propose_parts()
        self.assertFalse(job.part_ids)
        dialogs = self.env["maintenance.parts.propose"].with_user(self.technician)
        dialogs = dialogs.with_context(**action["context"])
        with Form(dialogs) as form:
            products = [line["product_id"] for line in form.line_ids._records]
            self.assertEqual(products, [self.filter.id, self.tyre.id])
            with form.line_ids.edit(0) as line:
                self.assertFalse(line.is_chosen)
                self.assertEqual((line.quantity, line.free_qty), (2, 7))
                line.is_chosen = True
        form.record.action_apply()
        self.assertEqual(job.part_ids.product_id, self.filter)
        # what is planned is not proposed again
        with Form(dialogs) as form:
            products = [line["product_id"] for line in form.line_ids._records]
            self.assertEqual(products, [self.tyre.id])
        with self.assertRaisesRegex(UserError, "Tick at least one part"):
            form.record.action_apply()

    def test_a_preventive_job_plans_all_that_is_due(self):
        job = self.new_job(maintenance_type="preventive")
        self.assertIs(job.button_propose_parts(), True)
        self.assertEqual(job.part_ids.product_id, self.filter | self.tyre)
