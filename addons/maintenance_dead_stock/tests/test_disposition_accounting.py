from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.maintenance_bom.tests.common import QUIET
from odoo.addons.maintenance_consumption.tests.money import MoneyCase

ACCOUNTS = {
    "scrap": "parts_scrap_account_id",
    "donate": "parts_donation_account_id",
    "return": "parts_return_account_id",
    "sell": "parts_sale_account_id",
}


@tagged("post_install", "-at_install")
class TestDispositionAccounting(MoneyCase):
    """What the journals say when parts leave, by cost method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner, cls.manager = (
            new_test_user(
                cls.env,
                f"disposition_{name}",
                groups=f"maintenance_bom.group_{name}",
                company_id=cls.company.id,
                context=QUIET,
            )
            for name in ("planner", "manager")
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer"})
        # with the sales app, what is sold is left to the invoice
        if "sale_order_id" in cls.env["maintenance.disposition"]._fields:
            cls.kinds = [kind for kind in ACCOUNTS if kind != "sell"]
        else:
            cls.kinds = list(ACCOUNTS)
        cls.losses = {
            kind: cls.env["account.account"].create(
                {
                    "name": f"Loss {kind}",
                    "code": f"62010{number}",
                    "account_type": "expense",
                }
            )
            for number, kind in enumerate(ACCOUNTS)
        }

    def set_accounts(self):
        for kind, name in ACCOUNTS.items():
            self.company[name] = self.losses[kind]

    def dispose(self, part, kind, quantity, **values):
        return (
            self.env["maintenance.disposition"]
            .with_user(self.planner)
            .create(
                {
                    "product_id": part.id,
                    "warehouse_id": self.warehouse.id,
                    "kind": kind,
                    "quantity": quantity,
                    "partner_id": self.buyer.id,
                    **values,
                }
            )
        )

    def carry_out(self, part, kind, quantity, **values):
        one = self.dispose(part, kind, quantity, **values)
        one.with_user(self.manager).action_approve()
        one.action_done()
        return one

    def items_of(self, one):
        """{account: balance} of the posted entries of a disposition."""
        items = one.sudo().move_ids.account_move_id.line_ids
        self.assertEqual(set(items.mapped("parent_state")) - {"posted"}, set())
        found = {}
        for item in items:
            found[item.account_id] = found.get(item.account_id, 0.0) + item.balance
        return found

    def assert_booked(self, one, part, kind, value):
        stock = part.with_company(self.company)._get_product_accounts()
        self.assertEqual(
            self.items_of(one),
            {self.losses[kind]: value, stock["stock_valuation"]: -value},
        )
        self.assertAlmostEqual(one.book_value, value, 2)
        self.assertAlmostEqual(one.loss, value, 2)
        self.assertEqual(one.sudo().entry_ids, one.sudo().move_ids.account_move_id)

    def test_each_kind_is_booked_by_each_cost_method(self):
        self.set_accounts()
        # 10 at 10 and 10 at 20, of which 5 leave
        worth = {"standard": 35, "average": 75, "fifo": 50}
        for method, value in worth.items():
            for kind in self.kinds:
                with self.subTest(method=method, kind=kind):
                    part = self.new_part(method, "real_time", standard_price=7)
                    self.receive(part, 10, 10)
                    self.receive(part, 10, 20)
                    one = self.carry_out(part, kind, 5)
                    self.assert_booked(one, part, kind, value)

    def test_lots_have_their_own_value(self):
        self.set_accounts()
        part = self.new_part("average", "real_time", tracking="lot", lot_valuated=True)
        lots = self.env["stock.lot"].create(
            [{"name": f"L{number}", "product_id": part.id} for number in range(2)]
        )
        for lot, price in zip(lots, (10, 20), strict=True):
            self._make_in_move(part, 5, price, create_picking=True, lot_ids=lot)
        one = self.dispose(part, "scrap", 3, lot_id=lots[1].id)
        self.assertEqual(one.book_value, 60)
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assert_booked(one, part, "scrap", 60)

    def test_without_an_account_nothing_leaves(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 10, 10)
        for kind in self.kinds:
            one = self.dispose(part, kind, 2)
            with (
                self.subTest(kind=kind),
                self.assertRaisesRegex(UserError, "no account is set.*Settings"),
            ):
                one.with_user(self.manager).action_approve()
            self.assertIn("account has to be chosen", one.booking_note)
            self.assertFalse(one.move_ids or one.scrap_ids)

    def test_what_stays_needs_no_account(self):
        part = self.new_part("average", "real_time")
        self.receive(part, 10, 10)
        there = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.company.id}
        )
        one = self.carry_out(part, "transfer", 2, dest_warehouse_id=there.id)
        self.assertFalse(one.sudo().move_ids.account_move_id)
        self.assertEqual((one.book_value, one.loss), (20, 0))
        self.assertIn("stays in the company", one.booking_note)

    def test_periodic_valuation_says_that_nothing_is_booked(self):
        part = self.new_part("average", "periodic")
        self.receive(part, 10, 10)
        one = self.dispose(part, "scrap", 2)
        self.assertIn("Nothing is booked at once", one.booking_note)
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assertFalse(one.sudo().move_ids.account_move_id)
        self.assertEqual((one.book_value, one.loss), (20, 20))

    def buy(self, part, quantity, price):
        """A purchase order that has come and is billed."""
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.buyer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self.settle(order)
        return order

    def settle(self, order):
        """The bill of an order, or the credit note of what went back, posted."""
        order.action_create_invoice()
        bill = order.invoice_ids.filtered(lambda bill: bill.state == "draft")
        bill.invoice_date = "2026-01-01"
        bill.action_post()
        return bill

    def test_the_return_of_a_receipt_is_left_to_the_credit_note(self):
        """Odoo books a credit note from stock: an entry of the return beside it would
        take the value out twice.
        """
        part = self.new_part("fifo", "real_time", purchase_method="receive")
        order = self.buy(part, 5, 10)
        stock = part.with_company(self.company)._get_product_accounts()
        stock = stock["stock_valuation"]
        one = self.dispose(part, "return", 3)
        self.assertIn("credit note", one.booking_note)
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assertEqual(one.move_ids.sudo().purchase_line_id, order.order_line)
        self.assertFalse(one.sudo().move_ids.account_move_id)
        self.assertEqual((one.book_value, one.proceeds, one.loss), (30, 0, 30))
        note = self.settle(order)
        self.assertEqual(note.move_type, "in_refund")
        payable = self.buyer.with_company(self.company).property_account_payable_id
        self.assertEqual(
            {item.account_id: item.balance for item in note.line_ids},
            {payable: 30, stock: -30},
        )
        self.assertEqual((one.proceeds, one.loss), (30, 0))
        note.button_draft()
        self.assertEqual((one.proceeds, one.loss), (0, 30))
        note.invoice_line_ids.price_unit = 8
        note.action_post()
        self.assertEqual((one.proceeds, one.loss), (24, 6))

    def test_two_returns_share_one_credit_note(self):
        part = self.new_part("average", "real_time", purchase_method="receive")
        order = self.buy(part, 5, 10)
        first, second = (self.carry_out(part, "return", some) for some in (3, 2))
        self.settle(order)
        self.assertEqual((first.proceeds, second.proceeds), (30, 20))

    def test_proceeds_that_were_entered_stay(self):
        part = self.new_part("average", "real_time", purchase_method="receive")
        order = self.buy(part, 5, 10)
        one = self.carry_out(part, "return", 5)
        one.with_user(self.planner).proceeds = 12
        self.settle(order)
        self.assertEqual(one.proceeds, 12)
        one.with_user(self.planner).proceeds = 0
        self.assertEqual(one.proceeds, 50)

    def test_what_comes_back_is_no_loss(self):
        self.set_accounts()
        part = self.new_part("fifo", "real_time")
        self.receive(part, 5, 10)
        one = self.carry_out(part, "donate", 5)
        dialog = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=one.picking_ids.id,
                active_ids=one.picking_ids.ids,
                active_model="stock.picking",
            )
            .create({})
        )
        dialog.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(
            dialog.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual((one.state, one.done_qty), ("done", 3))
        self.assertEqual((one.book_value, one.loss), (30, 30))
        self.assertEqual(self.items_of(one)[self.losses["donate"]], 30)

    def test_a_later_cost_changes_nothing_that_is_done(self):
        part = self.new_part("standard", "periodic", standard_price=10)
        self.receive(part, 10, 10)
        there = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NOR", "company_id": self.company.id}
        )
        moved = self.carry_out(part, "transfer", 2, dest_warehouse_id=there.id)
        gone = self.carry_out(part, "scrap", 2)
        draft = self.dispose(part, "scrap", 2)
        part.with_company(self.company).standard_price = 99
        self.assertEqual(
            [one.book_value for one in (moved, gone, draft)], [20, 20, 198]
        )

    def test_a_changed_account_is_that_of_the_next_disposition(self):
        self.set_accounts()
        part = self.new_part("average", "real_time")
        self.receive(part, 10, 10)
        self.carry_out(part, "scrap", 2)
        place = self.company.parts_scrap_location_id
        self.assertEqual(place.valuation_account_id, self.losses["scrap"])
        self.company.parts_scrap_account_id = self.losses["donate"]
        one = self.carry_out(part, "scrap", 2)
        self.assertEqual(self.company.parts_scrap_location_id, place)
        self.assertEqual(self.items_of(one)[self.losses["donate"]], 20)

    def test_the_locations_of_odoo_stay_as_they_are(self):
        before = {
            place: (place.usage, place.valuation_account_id)
            for place in self.env["stock.location"].search([])
        }
        self.set_accounts()
        part = self.new_part("average", "real_time")
        self.receive(part, 10, 10)
        for kind in self.kinds:
            self.carry_out(part, kind, 1)
        for place, values in before.items():
            self.assertEqual((place.usage, place.valuation_account_id), values)
