from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import ApiCase
from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, ConsumptionCase):
    """What integrators call, as they call it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock(cls.filter, 10)

    def test_serials_go_in_and_come_out(self):
        motor = self.new_product("Motor", tracking="serial")
        lot = self.env["stock.lot"].create({"name": "M1", "product_id": motor.id})
        self.stock(motor, 1, lot=lot)

        def call(model, method, *args):
            return self.call(self.technician, model, method, *args)

        asset_ids = self.asset.ids
        line = {"product_id": motor.id, "quantity": 1, "lot_id": lot.id}
        call("maintenance.equipment", "issue_parts", asset_ids, [line])
        [row] = call("maintenance.equipment", "get_installed_lots", asset_ids)
        self.assertEqual((row["lot_name"], row["quantity"]), ("M1", 1))
        self.assertIs(row["position"], False)
        self.assertIs(row["maintenance_request_id"], False)
        line["becomes"] = "scrap"
        result = call("maintenance.equipment", "remove_parts", asset_ids, [line])
        self.assertIs(result["picking_id"], False)
        self.assertEqual(len(result["scrap_ids"]), 1)
        self.assertEqual(
            call("maintenance.equipment", "get_installed_lots", asset_ids), []
        )
        job = self.new_job()
        line = {"product_id": self.filter.id, "becomes": "scrap"}
        result = call("maintenance.request", "action_remove_parts", job.ids, [line])
        self.assertEqual(len(result["scrap_ids"]), 1)

    def test_a_reason_under_warranty(self):
        self.asset.sudo().warranty_date = "2199-12-31"
        line = {"product_id": self.filter.id, "quantity": 1}
        self.call(
            self.technician,
            "maintenance.equipment",
            "issue_parts",
            self.asset.ids,
            [line],
            warranty_reason="urgent",
        )
        job = self.new_job([(self.filter, 1)])
        for method in ("action_issue_parts", "action_finish_as_planned"):
            result = self.call(
                self.technician,
                "maintenance.request",
                method,
                job.ids,
                warranty_reason="claimed",
            )
            self.assertIs(result, True)
        self.assertEqual(job.warranty_reason, "claimed")

    def test_remove_parts_is_done_once(self):
        lines = [{"product_id": self.filter.id, "becomes": "scrap"}]
        first, again = (
            self.call(
                self.technician,
                "maintenance.equipment",
                "remove_parts",
                self.asset.ids,
                lines,
                reference="REMOVED-1",
            )
            for _call in range(2)
        )
        self.assertEqual(again, first)
        self.assertEqual(first["reference"], "REMOVED-1")
        self.assertEqual(len(first["scrap_ids"]), 1)
