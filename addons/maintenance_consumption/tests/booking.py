"""Charges and how they are booked, as those see them who may."""

from .money import MoneyCase


class ReaderCase(MoneyCase):
    """A planner, who sees what assets cost, and a biller, who sees journal entries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls._create_new_internal_user(
            name="Biller", login="biller", groups="account.group_account_invoice"
        )
        cls.planner = cls._create_new_internal_user(
            name="Planner", login="planner", groups="maintenance_bom.group_planner"
        )


class BookingCase(ReaderCase):
    def charge(self, method="average", valuation="real_time", quantity=2, **values):
        """The report row of an issue, as the planner sees it."""
        part = self.new_part(method, valuation, **values)
        if part.is_storable:
            self.receive(part, 5, 10)
        job = self.new_job(self.assets[0], part, quantity)
        job.action_issue_parts()
        return self.row_of(job)

    def row_of(self, job):
        self.env.flush_all()
        return (
            self.env["maintenance.cost.report"]
            .with_user(self.planner)
            .search([("maintenance_request_id", "=", job.id)])
        )

    def seen(self, row):
        """What the row says now: to accountants the entry, to planners the words."""
        self.env.flush_all()
        self.env.invalidate_all()
        return row.booking, row.with_user(self.biller).entry_id
