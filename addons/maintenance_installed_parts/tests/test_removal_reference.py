from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.maintenance_consumption.tests.common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestRemovalReference(ConsumptionCase):
    """A call that is repeated, by a program that got no answer, moves nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        average = cls.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        cls.pump = cls.new_product("Pump", categ_id=average.id)
        cls.pump.product_tmpl_id.used_product_id = cls.new_product(
            "Pump, used", categ_id=average.id
        )
        cls.used = cls.warehouse.used_parts_location_id

    def remove_each(self, *becomes, reference=None, asset=None):
        lines = [{"product_id": self.pump.id, "becomes": what} for what in becomes]
        asset = asset or self.asset
        return asset.with_user(self.technician).remove_parts(lines, reference=reference)

    def count(self):
        """How many scraps and pickings there are of the asset."""
        scraps = self.env["stock.scrap"].search([("product_id", "=", self.pump.id)])
        moves = self.env["stock.move"].search([("equipment_id", "=", self.asset.id)])
        return len(scraps), len(moves.picking_id)

    def test_a_second_call_moves_nothing_and_answers_the_same(self):
        for number, becomes in enumerate(
            [("scrap",), ("scrap", "scrap"), ("stock",), ("stock", "scrap", "scrap")]
        ):
            with self.subTest(becomes):
                first = self.remove_each(*becomes, reference=f"R-{number}")
                self.assertEqual(len(first["scrap_ids"]), becomes.count("scrap"))
                self.assertEqual(bool(first["picking_id"]), "stock" in becomes)
                self.assertEqual(first["reference"], f"R-{number}")
                before = self.count()
                self.assertEqual(
                    self.remove_each(*becomes, reference=f"R-{number}"), first
                )
                self.assertEqual(self.count(), before)

    def test_the_reference_of_another_asset_is_refused(self):
        for becomes in ("stock", "scrap"):
            self.remove_each(becomes, reference=f"R-{becomes}")
            before = self.count()
            with self.assertRaisesRegex(
                UserError, f"“R-{becomes}” is the reference of .* for “.*T-1"
            ):
                self.remove_each(
                    becomes, reference=f"R-{becomes}", asset=self.other_asset
                )
            self.assertEqual(self.count(), before)

    def test_without_a_reference_every_call_counts(self):
        self.assertIs(self.remove_each("scrap")["reference"], False)
        self.remove_each("scrap")
        self.assertEqual(self.count()[0], 2)

    def test_on_a_job_too(self):
        job = self.new_job()
        line = {"product_id": self.pump.id, "becomes": "scrap"}
        first = job.action_remove_parts([line], reference="J-1")
        self.assertEqual(job.action_remove_parts([line], "J-1"), first)
        self.assertEqual(self.count()[0], 1)

    def test_an_issue_and_a_removal_do_not_share_a_reference(self):
        """Neither is told that the other was done."""
        self.stock(self.pump, 5)
        asset = self.asset.with_user(self.technician)
        line = {"product_id": self.pump.id, "quantity": 1}
        asset.issue_parts([line], "SAME")
        for becomes in ("scrap", "stock"):
            with self.assertRaisesRegex(UserError, "“SAME” is the reference of issue"):
                self.remove_each(becomes, reference="SAME")
            self.remove_each(becomes, reference=f"OTHER-{becomes}")
            with self.assertRaisesRegex(UserError, "of parts that were removed"):
                asset.issue_parts([line], f"OTHER-{becomes}")
        self.assertEqual(self.on_hand(self.pump), (4, 0))

    def test_what_failed_may_be_tried_again_under_its_reference(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.remove_each("scrap", "lost", reference="R-1")
        self.assertEqual(self.count()[0], 0)
        self.remove_each("scrap", reference="R-1")
        self.assertEqual(self.count()[0], 1)

    def test_a_reference_is_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        asset = self.env["maintenance.equipment"].create(
            {"name": "Press", "company_id": other.id}
        )
        self.technician.sudo().company_ids |= other
        first = self.remove_each("scrap", reference="R-1")
        second = self.remove_each(
            "scrap",
            reference="R-1",
            asset=asset.with_context(allowed_company_ids=[other.id, self.company.id]),
        )
        self.assertNotEqual(first["scrap_ids"], second["scrap_ids"])
