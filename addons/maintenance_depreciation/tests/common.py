"""Fixtures for tests about capital parts; also for bridges to ledgers."""

from odoo.addons.maintenance_cost.tests.reconciling import ReconciliationCase


class CapitalCase(ReconciliationCase):
    """Engines, which are capital, and a clearing account for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clearing = cls.env["account.account"].create(
            {
                "name": "Capital parts to confirm",
                "code": "151001",
                "account_type": "asset_current",
            }
        )
        cls.company.capital_account_id = cls.clearing

    def new_engine(self, valuation="real_time", **values):
        """A capital part with 20 in stock at 100 each."""
        part = self.new_part(
            "average",
            valuation,
            **{"name": "Engine", "capital_treatment": "capital", **values},
        )
        self.receive(part, 20, 100)
        return part

    def issue_capital(self, part, quantity=1, asset=None):
        """Issue so much of it; the capital part of that, as the accountant."""
        move = self.issue(part, quantity, asset).move_ids
        self.env.flush_all()
        return move.capital_part_ids.with_user(self.accountant)

    def bring_back(self, part, quantity=1):
        """So much of a capital part comes back, as a technician returns it."""
        job = part.sudo().move_id.maintenance_request_id
        line = job.part_ids
        job.sudo(False).with_user(self.env.user).action_return_parts(
            [{"part_id": line.id, "quantity": quantity}]
        )
        self.env.flush_all()

    def balance_of(self, account):
        """The balance of the posted items of an account."""
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(items.mapped("balance")), 2)

    def close(self):
        self.company.action_close_stock_valuation(auto_post=True)
