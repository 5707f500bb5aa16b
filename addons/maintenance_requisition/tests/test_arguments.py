"""Whatever a caller passes, the answer is a result or words."""

from odoo.tests import tagged

from odoo.addons.maintenance_bom.tests.common import (
    NO_IDS,
    NO_LISTS,
    NO_TEXTS,
    ArgumentsMixin,
)

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsMixin, BuyingCase):
    """Values that no method can use are refused by the name of their argument."""

    def test_warehouses_of_the_planner(self):
        run = self.env["maintenance.requisition"].with_user(self.planner).run_planner
        for value in NO_LISTS:
            self.assert_refused(
                "warehouse_ids: .* is not a list", run, warehouse_ids=value
            )
        for value in NO_IDS:
            self.assert_refused("warehouse_ids: ", run, warehouse_ids=[value])
        for days in ("7", [7], True, 1.5, -1, 10**30, float("nan")):
            self.assert_refused("looks ahead 0 to", run, horizon_days=days)

    def test_the_reason_of_a_cancellation(self):
        lines = self.env["maintenance.requisition.line"].with_user(self.planner)
        for reason in NO_TEXTS:
            self.assert_refused("reason: ", lines.action_cancel, reason=reason)

    def test_ids_that_are_none(self):
        for record_id in ("x", [1], 1.5, True, False, 0, -1, 10**30):
            orders = self.env["purchase.order"].with_user(self.planner)
            order = orders.browse([record_id])
            for call in (order.button_confirm, order.button_cancel):
                self.assert_refused("ids: “.*” is not an id", call)
