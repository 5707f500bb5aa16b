from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestPartsCost(ConsumptionCase):
    """A register hears what the parts of its assets cost this year."""

    def test_parts_that_are_issued_are_told(self):
        program = self.new_user("program", "maintenance_register.group_register_sync")
        self.env["maintenance.register"].create({"name": "Fleet", "code": "FLEET"})
        api = self.env["maintenance.register"].with_user(program)
        api.apply_batch("FLEET", [{"external_id": "1", "code": "T-1", "name": "Truck"}])
        cursor = api.get_changes("FLEET")["cursor"]
        self.filter.standard_price = 12.0
        self.stock(self.filter, 10)
        self.asset.with_user(self.technician).issue_parts(
            [{"product_id": self.filter.id, "quantity": 2}]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        [change] = api.get_changes("FLEET", cursor)["changes"]
        self.assertEqual(change["changed"], ["parts_cost"])
        self.assertEqual(change["values"]["parts_cost"], 24.0)
        self.assertEqual(
            change["values"]["parts_cost_currency"], self.company.currency_id.name
        )
        self.assertRegex(change["values"]["parts_cost_year"], r"\d{4}-\d\d-\d\d")
