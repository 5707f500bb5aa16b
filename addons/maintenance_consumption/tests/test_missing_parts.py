from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.maintenance_request import MaintenanceRequest
from ..models.maintenance_request_stock import MaintenanceRequestStock
from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestMissingParts(ConsumptionCase):
    """A job whose parts are not all in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gasket = cls.new_product("Gasket")
        cls.stock(cls.filter, 10)

    def refusing(self):
        """As this addon does where no other one keeps what stock does not show."""
        jobs = type(self.env["maintenance.request"])
        return patch.multiple(
            jobs,
            _can_settle_missing_parts=MaintenanceRequest._can_settle_missing_parts,
            _issue_taken_parts=MaintenanceRequestStock._issue_taken_parts,
            _settle_missing_parts=MaintenanceRequestStock._settle_missing_parts,
        )

    def open_dialog(self, action):
        self.assertEqual(action["res_model"], "maintenance.parts.missing")
        model = self.env[action["res_model"]].with_user(self.technician)
        return Form(model.with_context(**action["context"])).save()

    def lines_of(self, dialog):
        return [
            (line.product_id, line.wanted_qty, line.missing_qty, line.supply)
            for line in dialog.line_ids
        ]

    def test_issue_asks_and_names_what_is_missing(self):
        self.new_receipt(self.filter, 5, days=4)
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        dialog = self.open_dialog(job.button_issue_parts())
        [first, second] = self.lines_of(dialog)
        self.assertEqual(first[:3], (self.filter, 12, 2))
        self.assertIn("/IN/", first[3])
        self.assertEqual(second, (self.gasket, 3, 3, "Not ordered"))
        self.assertEqual(self.on_hand(self.filter), (10, 0), "nothing was done yet")

    def test_what_is_in_stock_for_jobs_that_come_first_is_told(self):
        job = self.new_job([(self.filter, 12)])
        self.new_job([(self.filter, 4)], days=1)
        dialog = self.open_dialog(job.button_issue_parts())
        [[*figures, supply]] = self.lines_of(dialog)
        self.assertEqual(figures, [self.filter, 12, 2])
        self.assertEqual(
            supply,
            "Not ordered; 4 Units of what is in stock is planned for jobs that "
            "come first",
        )

    def test_the_rest_is_issued_when_it_has_come(self):
        job = self.new_job([(self.filter, 12)])
        self.open_dialog(job.button_issue_parts()).action_issue_available()
        self.receive(self.filter, 2)
        self.assertIs(job.button_finish_as_planned(), True)
        self.assertEqual(job.part_ids.issued_qty, 12)
        self.assertTrue(job.stage_id.done)

    def test_nothing_is_asked_when_all_is_there(self):
        job = self.new_job([(self.filter, 10)])
        job.action_reserve_parts()
        self.assertIs(job.button_issue_parts(), True)
        self.assertEqual(job.part_ids.issued_qty, 10)
        self.assertIs(job.button_finish_as_planned(), True)

    def test_what_others_reserved_or_took_is_not_there(self):
        self.new_job([(self.filter, 6)]).action_reserve_parts()
        job = self.new_job([(self.filter, 6)])
        dialog = self.open_dialog(job.button_issue_parts())
        self.assertEqual(dialog.line_ids.missing_qty, 2)

    def test_what_is_there_is_issued_and_the_job_stays_open(self):
        job = self.new_job([(self.filter, 12), (self.gasket, 3)])
        dialog = self.open_dialog(job.button_finish_as_planned())
        self.assertTrue(dialog.can_issue)
        dialog.action_issue_available()
        self.assertEqual(job.part_ids.mapped("issued_qty"), [10, 0])
        self.assertFalse(job.stage_id.done)
        self.assertEqual(job.parts_state, "short")
        with self.assertRaisesRegex(UserError, "None of the parts of “Job” is in"):
            dialog.action_issue_available()

    def test_more_than_stock_shows_is_refused_by_name(self):
        job = self.new_job([(self.filter, 3), (self.gasket, 2)])
        finish = self.env["maintenance.parts.finish"].with_user(self.technician)
        finish = finish.with_context(default_request_id=job.id).create({})
        words = "Stock has 0 of “Gasket”, not 2 Units. Receive or count it first."
        for call in (
            job.action_issue_parts,
            job.action_finish_as_planned,
            finish.action_apply,
        ):
            with (
                self.subTest(call.__name__),
                self.refusing(),
                self.assertRaisesRegex(UserError, words),
                self.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
            self.assertEqual(self.on_hand(self.filter), (10, 0), "nothing has moved")
            self.assertFalse(job.stage_id.done or job.picking_ids)

    def test_the_buttons_refuse_what_nobody_can_choose(self):
        job = self.new_job([(self.gasket, 2)])
        for button in (job.button_issue_parts, job.button_finish_as_planned):
            with (
                self.subTest(button.__name__),
                self.refusing(),
                self.assertRaisesRegex(UserError, "0 of “Gasket”, not 2 Units"),
                self.cr.savepoint(),
            ):
                button()
            self.env.invalidate_all()
        job.part_ids = [(0, 0, {"product_id": self.filter.id, "quantity": 1})]
        with self.refusing():
            self.open_dialog(job.button_issue_parts())

    def test_a_quick_issue_on_a_job_is_refused_by_name(self):
        job = self.new_job([(self.filter, 3)])
        job.action_reserve_parts()
        issue = (
            self.env["maintenance.parts.issue"]
            .with_user(self.technician)
            .create(
                {
                    "request_id": job.id,
                    "line_ids": [
                        (0, 0, {"product_id": self.filter.id, "quantity": 4}),
                        (0, 0, {"product_id": self.gasket.id, "quantity": 1}),
                    ],
                }
            )
        )
        with (
            self.refusing(),
            self.assertRaisesRegex(UserError, "has 0 of “Gasket”, not 1 Units"),
            self.cr.savepoint(),
        ):
            issue.action_issue()
        self.env.invalidate_all()
        self.assertEqual(self.on_hand(self.filter), (10, 3))
        self.assertEqual(job.part_ids.quantity, 3)

    def test_a_company_may_issue_beyond_stock(self):
        self.company.parts_allow_negative = True
        job = self.new_job([(self.gasket, 2)])
        with self.refusing():
            job.action_finish_as_planned()
        self.assertTrue(job.stage_id.done)
        self.assertEqual(self.on_hand(self.gasket), (-2, 0))

    def test_the_finish_dialog_names_what_lacks(self):
        job = self.new_job([(self.filter, 12)])
        finish = self.env["maintenance.parts.finish"].with_user(self.technician)
        with Form(finish.with_context(default_request_id=job.id)) as form:
            with form.line_ids.edit(0) as line:
                self.assertIn("12 to issue, of it 2 not in stock", line.outcome)
