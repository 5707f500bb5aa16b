from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.at_once import PartsAtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(PartsAtOnceCase):
    """Several people remove the same parts at once, in transactions that commit."""

    def removing(self, reference=None, asset=None, **line):
        line = {"product_id": self.part, "becomes": "scrap", **line}
        return lambda env: (
            env["maintenance.equipment"]
            .browse(asset or self.asset)
            .remove_parts([line], reference=reference)
        )

    def test_the_same_removal_scraps_once_and_answers_the_same(self):
        first, second = self.at_once(*[self.removing("taken off")] * 2)
        self.assertEqual(first, second)
        self.assertEqual(len(first["scrap_ids"]), 1)

    def test_a_serial_is_taken_out_of_an_asset_once(self):
        with self.committing() as env:
            motor = self.new_part(env, "Motor", tracking="serial")
            serial = self.new_serial(env, motor, "M-1")
            lines = [{"product_id": motor, "quantity": 1, "lot_id": serial}]
            env["maintenance.equipment"].browse(self.asset).issue_parts(lines)
        line = {"product_id": motor, "lot_id": serial}
        answers = self.at_once(
            self.removing(**line),
            self.removing(**line),
            self.removing(asset=self.assets[1], **line),
        )
        self.assert_told(answers, "M-1 of “Motor” is in no asset", times=2)
        with self.committing() as env:
            outs = env["maintenance.equipment.lot.out"].search([])
            self.assertEqual(
                len(outs.filtered(lambda out: out.line_id.lot_id.id == serial)), 1
            )
