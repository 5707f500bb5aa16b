from xmlrpc.client import Fault

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.maintenance_bom.tests.common import ApiCase

from .common import CapitalCase

FIGURES = ["book_value", "acquisition_value", "keep_advice", "parts_cost_year"]


@tagged("post_install", "-at_install")
class TestAccess(CapitalCase):
    def test_only_who_may_see_accounting_sees_what_assets_are_worth(self):
        planner, manager = (
            self._create_new_internal_user(
                name=group, login=f"{group}_a", groups=f"maintenance_bom.group_{group}"
            )
            for group in ("planner", "manager")
        )
        for user in (planner, manager, self.technician):
            with self.assertRaises(AccessError):
                self.assets.with_user(user).read(FIGURES)
        assets = self.assets.with_user(self.reader)
        self.assertEqual(set(assets.fields_get(FIGURES)), set(FIGURES))

    def test_technicians_issue_capital_parts_and_do_not_see_them(self):
        engine = self.new_engine()
        job = self.new_job(self.assets[0], engine, 1).with_user(self.technician)
        job.action_issue_parts()
        part = self.env["maintenance.capital.part"].search([])
        self.assertEqual(part.product_id, engine)
        with self.assertRaises(AccessError):
            part.with_user(self.technician).read(["amount"])

    def test_nobody_makes_or_deletes_capital_parts(self):
        part = self.issue_capital(self.new_engine())
        with self.assertRaises(AccessError):
            part.unlink()
        with self.assertRaises(AccessError):
            part.create(
                {"move_id": part.sudo().move_id.id, "account_id": self.clearing.id}
            )

    def test_accountants_of_another_company_see_nothing(self):
        part = self.issue_capital(self.new_engine())
        other = self._create_new_internal_user(
            name="Other",
            login="other_a",
            groups="account.group_account_user",
            company_id=self.other_company.id,
            company_ids=self.other_company.ids,
        )
        with self.assertRaises(AccessError):
            part.with_user(other).with_context(
                allowed_company_ids=self.other_company.ids
            ).read(["amount"])

    def test_a_capital_part_in_the_books_costs_no_more_queries_for_more_of_them(self):
        engine = self.new_engine()
        for _ in range(10):
            self.issue_capital(engine)
        parts = self.env["maintenance.capital.part"].search([])
        names = ["display_name", "quantity", "amount", "issue_date", "state"]

        def count(records):
            records = records.with_user(self.accountant)
            return self.count_queries(lambda: records.read(names))

        count(parts[:1])
        self.assertEqual(count(parts[:3]), count(parts))

    def test_figures_cost_no_more_queries_for_more_assets(self):
        assets = self.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Asset {number}",
                    "company_id": self.company.id,
                    "replacement_cost": 100,
                }
                for number in range(40)
            ]
        )

        def count(records):
            return self.count_queries(
                lambda: records.read([*FIGURES, "is_missing_in_books"])
            )

        count(assets[:1])
        self.assertEqual(count(assets[:10]), count(assets))


@tagged("post_install", "-at_install")
class TestExternalApi(ApiCase, CapitalCase):
    """What integrators call, as they call it."""

    def test_capital_parts_are_read_and_declined(self):
        part = self.issue_capital(self.new_engine(), 2)
        model = "maintenance.capital.part"
        names = ["equipment_id", "product_id", "quantity", "amount", "state"]
        [row] = self.call(self.accountant, model, "read", [part.id], names)
        self.assertEqual((row["amount"], row["state"]), (200, "to_confirm"))
        self.assertIs(
            self.call(self.accountant, model, "action_decline", [part.id]), True
        )
        self.assertEqual(self.balance_of(self.expense), 200)
        with mute_logger("odoo.http"), self.assertRaises(Fault) as error:
            self.call(self.accountant, model, "action_decline", [part.id])
        self.assertIn("Declined", error.exception.faultString)
        self.call(self.accountant, model, "action_take_back", [part.id])
        self.assertEqual(self.balance_of(self.expense), 0)
