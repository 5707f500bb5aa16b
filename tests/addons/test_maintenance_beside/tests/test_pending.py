from odoo.tests import tagged

from odoo.addons.maintenance_consumption_mrp.tests.common import KitCase


@tagged("post_install", "-at_install")
class TestPending(KitCase):
    """Kits and batches that expire, of which stock does not show enough."""

    def test_what_lacks_of_a_kit_is_issued_later_and_the_rest_not_again(self):
        self.stock(self.filter, 10)
        job = self.new_job([(self.kit, 1)])
        self.assertEqual(self.part(job).availability, "short")
        job.action_issue_parts()
        part = self.part(job)
        self.assertEqual((part.issued_qty, part.pending_qty), (0, 1))
        self.assertEqual(job.pending_ids.product_id, self.oil)
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        self.assertEqual(part.availability, "issued", "it is in the machine")
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.filter), (8, 0), "not again")
        self.validate(self.new_receipt(self.oil, 1, days=0))
        job.action_finish_as_planned()
        job.pending_ids.filtered(lambda row: row.state == "open")._issue()
        self.assertEqual(self.part(job).issued_qty, 1)
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        self.assertEqual(self.on_hand(self.oil), (0.5, 0))

    def test_what_is_pending_of_a_kit_that_changes_is_what_was_taken(self):
        self.stock(self.filter, 100)
        job = self.new_job([(self.kit, 1)])
        job.action_issue_parts()
        filters, oil = self.kit_bom.bom_line_ids
        filters.product_qty = 3
        oil.write(
            {
                "product_id": self.new_product("Belt").id,
                "product_qty": 1,
                "product_uom_id": self.unit.id,
            }
        )
        part = self.part(job)
        self.assertEqual((part.issued_qty, part.availability), (0, "issued"))
        self.stock(self.oil, 5)
        job.pending_ids._issue()
        part = self.part(job)
        self.assertEqual((part.issued_qty, part.availability), (1, "issued"))

    def test_a_batch_that_has_expired_does_not_pay_what_is_pending(self):
        glue = self.new_product("Glue", tracking="lot", use_expiration_date=True)
        lot = self.env["stock.lot"].create(
            {
                "name": "OLD",
                "product_id": glue.id,
                "company_id": self.company.id,
            }
        )
        lot.write(
            {
                "expiration_date": self.in_days(-1),
                "removal_date": self.in_days(-1),
            }
        )
        self.stock(glue, 5, lot=lot)
        job = self.new_job([(glue, 2)])
        job.action_issue_parts()
        self.assertEqual((job.part_ids.issued_qty, job.part_ids.pending_qty), (0, 2))
        job.sudo().pending_ids._issue()
        self.assertEqual(job.part_ids.pending_qty, 2)
