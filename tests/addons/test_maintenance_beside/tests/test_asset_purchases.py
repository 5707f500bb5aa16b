from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.maintenance_cost.tests.common import DAY, BillCase


@tagged("post_install", "-at_install")
class TestAssetPurchases(BillCase):
    """What is bought for an asset is charged to it by the bill, and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._create_new_internal_user(
            name="Buyer", login="buyer", groups="purchase.group_purchase_user"
        )
        for product in cls.env["product.product"].union(*cls.products.values()):
            product.purchase_method = "purchase"

    def new_order(self, *lines):
        """A confirmed order of the buyer; lines are (what or product, values)."""
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": (self.products.get(what, what)).id,
                                "product_qty": 2,
                                "price_unit": 10.0,
                                "tax_ids": [Command.clear()],
                                **values,
                            }
                        )
                        for what, values in lines
                    ],
                }
            )
        )
        order.button_confirm()
        return order

    def bill(self, order):
        """The posted bill of an order, as the biller makes it."""
        action = order.sudo().with_user(self.biller).sudo().action_create_invoice()
        bill = self.env["account.move"].browse(action["res_id"])
        bill.invoice_date = DAY
        bill.date = DAY
        for line in bill.invoice_line_ids:
            line.account_id = self.expense
        bill.with_user(self.biller).action_post()
        return bill

    def test_parts_and_services_are_charged_by_the_bill(self):
        truck, other = self.assets
        order = self.new_order(
            ("part", {"equipment_id": truck.id}),
            ("service", {"equipment_id": other.id}),
            ("service", {}),
        )
        part, service, general = order.order_line
        self.assertEqual(part.analytic_distribution, truck.analytic_distribution)
        self.assertEqual(service.analytic_distribution, other.analytic_distribution)
        self.assertFalse(general.analytic_distribution)
        self.assertEqual(self.costs_of(truck), (0, 0), "an order charges nothing")
        bill = self.bill(order)
        self.assertEqual(bill.invoice_line_ids.mapped("equipment_id"), self.assets)
        self.assertEqual(self.costs_of(truck), (2000, 0))
        self.assertEqual(self.costs_of(other), (0, 2000))
        self.assert_bills_reconciled()

    def test_a_stocked_part_is_charged_when_issued_and_not_by_its_bill(self):
        truck = self.assets[0]
        for valuation in ("periodic", "real_time"):
            with self.subTest(valuation=valuation):
                part = self.new_part("average", valuation, purchase_method="purchase")
                before = self.costs_of(truck)[0]
                order = self.new_order((part, {"equipment_id": truck.id}))
                self.assertFalse(order.order_line.analytic_distribution)
                receipt = order.sudo().picking_ids
                receipt.move_ids.write({"quantity": 2, "picked": True})
                receipt.button_validate()
                self.bill(order)
                self.assertEqual(self.costs_of(truck)[0], before)
                self.new_job(truck, part, 2).action_issue_parts()
                self.assertEqual(self.costs_of(truck)[0], before + 2000)
                self.assert_bills_reconciled()

    def test_the_job_is_named_and_its_asset_follows(self):
        truck = self.assets[0]
        job = self.new_job(truck, self.products["part"], 2)
        order = self.new_order(("service", {"maintenance_request_id": job.id}))
        self.assertEqual(order.order_line.equipment_id, truck)
        bill = self.bill(order)
        self.assertEqual(bill.invoice_line_ids.maintenance_request_id, job)
        self.assertEqual(self.costs_of(job), (0, 2000))
        self.assert_bills_reconciled()

    def test_a_job_of_another_asset_is_refused(self):
        job = self.new_job(self.assets[0], self.products["part"], 2)
        with self.assertRaisesRegex(ValidationError, "Choose a job of the asset"):
            self.new_order(
                (
                    "service",
                    {
                        "maintenance_request_id": job.id,
                        "equipment_id": self.assets[1].id,
                    },
                )
            )

    def test_an_asset_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["maintenance.equipment"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self.new_order(("service", {"equipment_id": foreign.id}))

    def test_what_came_from_the_asset_goes_with_it_and_what_was_typed_stays(self):
        truck, other = self.assets
        order = self.new_order(("service", {"equipment_id": truck.id}))
        line = order.order_line
        line.equipment_id = other
        self.assertEqual(line.analytic_distribution, other.analytic_distribution)
        line.equipment_id = False
        self.assertFalse(line.analytic_distribution)
        typed = {str(self.accounts[1].id): 100}
        line.analytic_distribution = typed
        line.product_qty = 3
        self.assertEqual(line.analytic_distribution, typed)

    def test_other_plans_stay_beside_that_of_the_asset(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        account = self.env["account.analytic.account"].create(
            {"name": "Yard", "plan_id": plan.id}
        )
        self.env["account.analytic.distribution.model"].create(
            [
                {
                    "partner_id": self.vendor.id,
                    "analytic_distribution": {str(key.id): 100},
                    "company_id": self.company.id,
                }
                for key in (account, self.accounts[1])
            ]
        )
        order = self.new_order(("service", {"equipment_id": self.assets[0].id}))
        given = order.order_line.analytic_distribution
        self.assertEqual(given[str(self.accounts[0].id)], 100)
        self.assertNotIn(str(self.accounts[1].id), given)
        self.bill(order)
        self.assertEqual(self.costs_of(self.assets[0]), (0, 2000))
        self.assertEqual(self.costs_of(self.assets[1]), (0, 0))

    def test_a_copy_of_the_order_is_for_the_same_asset(self):
        order = self.new_order(("service", {"equipment_id": self.assets[0].id}))
        copy = order.copy()
        self.assertEqual(copy.order_line.equipment_id, self.assets[0])
        self.assertEqual(
            copy.order_line.analytic_distribution, self.assets[0].analytic_distribution
        )

    def test_a_refund_counts_against(self):
        order = self.new_order(("service", {"equipment_id": self.assets[0].id}))
        bill = self.bill(order)
        self._refund(bill)
        self.assertEqual(self.costs_of(self.assets[0]), (0, 0))
        self.assert_bills_reconciled()

    def test_an_rfq_for_an_asset_is_not_thrown_together_with_others(self):
        first, second = self.new_order_draft(None), self.new_order_draft(None)
        mine = self.new_order_draft(self.assets[0])
        (first | second | mine).with_user(self.buyer).action_merge()
        self.assertEqual(mine.state, "draft")
        self.assertEqual(mine.order_line.equipment_id, self.assets[0])
        self.assertEqual(mine.order_line.product_qty, 2)
        self.assertEqual(first.order_line.product_qty, 4, "the others are merged")

    def new_order_draft(self, asset):
        return (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.vendor.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.products["stocked"].id,
                                "product_qty": 2,
                                "equipment_id": asset and asset.id,
                            }
                        )
                    ],
                }
            )
        )

    def test_the_buyer_chooses_asset_and_job_on_the_screen(self):
        job = self.new_job(self.assets[0], self.products["part"], 2)
        form = Form(self.env["purchase.order"].with_user(self.buyer))
        form.partner_id = self.vendor
        with form.order_line.new() as line:
            line.product_id = self.products["service"]
            line.maintenance_request_id = job
            self.assertEqual(line.equipment_id, self.assets[0])
        order = form.save()
        self.assertEqual(
            order.order_line.analytic_distribution,
            self.assets[0].analytic_distribution,
        )
        self.assertIn(self.assets[0].name, order.order_line.maintenance_for)
