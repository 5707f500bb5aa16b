from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DispositionCase


@tagged("post_install", "-at_install")
class TestDispositionAccess(DispositionCase):
    """Who sees, drafts, approves and carries out dispositions."""

    def test_technicians_see_dispositions_without_their_worth(self):
        one = self.dispose("scrap", 4).with_user(self.technician)
        self.assertEqual((one.kind, one.quantity, one.state), ("scrap", 4, "draft"))
        self.assertFalse(one.is_needed_again)
        for name in ("book_value", "proceeds", "loss"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                one.read([name])
        with self.assertRaises(AccessError):
            one.quantity = 3
        for method in ("action_approve", "action_done", "action_cancel"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(one, method)()
        with self.assertRaises(AccessError):
            one.button_cancel()

    def test_employees_see_none(self):
        employee = self.new_user("employee", "base.group_user")
        one = self.dispose("scrap", 4)
        with self.assertRaises(AccessError):
            one.with_user(employee).read(["state"])

    def test_planners_draft_and_carry_out(self):
        one = self.dispose("donate", 4)
        one.quantity = 5
        with self.assertRaises(AccessError):
            one.action_approve()
        one.with_user(self.manager).action_approve()
        one.action_done()
        self.assertEqual(one.state, "done")

    def test_what_follows_is_not_entered(self):
        one = self.dispose("donate", 4)
        for name, value in (
            ("state", "approved"),
            ("approved_by_id", self.planner.id),
            ("confirmation", "Sure"),
            ("cancel_reason", "No"),
            ("has_entered_proceeds", True),
            ("name", "X"),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                one.write({name: value})
        # what is calculated is not taken
        one.write({"done_qty": 4, "book_value": 1})
        self.assertEqual((one.done_qty, one.book_value), (0, 50))

    def test_the_stockroom_moves_parts_without_rights_on_dispositions(self):
        keeper = self.new_user("keeper", "stock.group_stock_user")
        one = self.approve("donate", 4)
        picking = one.picking_ids.with_user(keeper)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual((one.state, one.done_qty), ("done", 4))
        one = self.approve("scrap", 4)
        one.scrap_ids.with_user(keeper).action_validate()
        self.assertEqual((one.state, one.done_qty), ("done", 4))
        # Odoo lets only an administrator of stock delete a scrap
        head = self.new_user("head", "stock.group_stock_manager")
        one = self.approve("scrap", 2)
        one.scrap_ids.with_user(head).unlink()
        self.assertEqual(one.state, "draft")
        one = self.approve("donate", 2)
        picking = one.picking_ids.with_user(keeper)
        picking.do_unreserve()
        picking.action_assign()
        picking.action_cancel()
        self.assertEqual(one.state, "draft")

    def test_companies_are_not_mixed(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user(
            "stranger",
            "maintenance_bom.group_manager",
            other,
            company_ids=[(6, 0, other.ids)],
        )
        one = self.dispose("scrap", 4)
        with self.assertRaises(AccessError):
            one.with_user(stranger).read(["state"])
        theirs = self.dispositions.with_user(stranger).with_company(other)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(UserError):
            theirs.create(
                {
                    "product_id": self.battery.id,
                    "warehouse_id": self.warehouse.id,
                    "quantity": 1,
                }
            )

    def test_each_cancels_with_a_dialog_of_his_own(self):
        one = self.dispose("scrap", 4)
        dialogs = self.env["maintenance.disposition.cancel"]
        mine = dialogs.with_user(self.planner).create(
            {"disposition_ids": one.ids, "reason": "Mistake"}
        )
        with self.assertRaises(AccessError):
            mine.with_user(self.manager).read(["reason"])
        with self.assertRaises(AccessError):
            dialogs.with_user(self.technician).create(
                {"disposition_ids": one.ids, "reason": "Mistake"}
            )
