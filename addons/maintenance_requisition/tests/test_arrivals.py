from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestArrivals(BuyingCase):
    """A rush part that has come: whoever waits for it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper = cls.new_user("helper", "maintenance_bom.group_user")
        cls.team = cls.env["maintenance.team"].create(
            {"name": "Night shift", "member_ids": [(6, 0, cls.helper.ids)]}
        )
        cls.second = cls.new_product("Belt")
        cls.sell(cls.second)

    def rush_job(self, *parts, days=2, user=True, **values):
        return self.new_job(
            parts or [(self.filter, 2)],
            days=days,
            user_id=user and self.technician.id,
            maintenance_team_id=self.team.id,
            **values,
        ).sudo()

    def notices(self, job):
        """The notices about a job, by whoever saw them."""
        return self.env["mail.message"].search(
            [
                ("model", "=", job._name),
                ("res_id", "=", job.id),
                ("message_type", "=", "user_notification"),
                ("subject", "ilike", "arrived"),
            ],
            order="id",
        )

    def messages(self, job):
        """[(the users told, subject, body)] of a job."""
        return [
            (
                notice.notified_partner_ids.user_ids.mapped("login"),
                notice.subject,
                str(notice.body),
            )
            for notice in self.notices(job)
        ]

    def receive_all(self, lines):
        """Receive all of these lines with one receipt."""
        picking = lines.sudo().move_ids.picking_id
        self.validate(picking)
        self.env.invalidate_all()
        return picking

    def test_the_technician_of_the_job_is_told_once_for_all_parts(self):
        job = self.rush_job((self.filter, 2), (self.second, 1))
        self.run_planner()
        lines = self.bought() | self.bought(self.second)
        self.assertEqual(len(lines.order_id), 1)
        self.confirm(lines)
        self.assertFalse(self.messages(job))
        picking = self.receive_all(lines)
        [(users, subject, body)] = self.messages(job)
        self.assertEqual(users, [self.technician.login])
        self.assertEqual(subject, "Parts have arrived: Job")
        self.assertIn(f"2 × {self.filter.display_name}", body)
        self.assertIn(f"1 × {self.second.display_name}", body)
        self.assertIn(picking.name, body)

    def test_without_a_technician_the_team_is_told(self):
        job = self.rush_job(user=False)
        job.user_id = False
        self.run_planner()
        self.confirm(self.bought())
        self.receive_all(self.bought())
        [(users, _subject, _body)] = self.messages(job)
        self.assertEqual(users, [self.helper.login])

    def test_without_anybody_nobody_is_told(self):
        self.team.member_ids = False
        job = self.rush_job(user=False)
        job.user_id = False
        self.run_planner()
        self.confirm(self.bought())
        self.receive_all(self.bought())
        self.assertFalse(self.messages(job))

    def test_what_was_ordered_in_time_is_no_news(self):
        job = self.rush_job(days=12)
        self.run_planner()
        self.assertFalse(self.lines().is_rush)
        self.confirm(self.bought())
        self.receive_all(self.bought())
        self.assertFalse(self.messages(job))

    def test_of_a_partial_receipt_those_are_told_whose_share_is_there(self):
        first = self.rush_job((self.filter, 2), days=2)
        second = self.rush_job((self.filter, 3), days=3)
        self.run_planner()
        line = self.bought()
        self.assertEqual(line.product_qty, 5)
        self.confirm(line)
        self.receive_line(line, 2)
        self.assertEqual(len(self.messages(first)), 1)
        self.assertFalse(self.messages(second))
        self.receive_line(line, 1)
        self.assertIn("1 × ", self.messages(second)[0][2])
        self.receive_line(line, 2)
        self.assertEqual(len(self.messages(first)), 1)
        self.assertEqual(len(self.messages(second)), 2, "once a receipt")
        self.assertIn("2 × ", self.messages(second)[1][2])

    def test_a_job_that_is_cancelled_waits_for_nothing(self):
        job = self.rush_job()
        self.run_planner()
        self.confirm(self.bought())
        job.archive_equipment_request()
        self.receive_all(self.bought())
        self.assertFalse(self.messages(job))

    def test_each_is_told_in_his_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.technician.lang = "de_DE"
        self.filter.product_tmpl_id.with_context(lang="de_DE").name = "Luftfilter"
        job = self.rush_job()
        self.run_planner()
        self.confirm(self.bought())
        self.receive_all(self.bought())
        self.assertIn("Luftfilter", str(self.notices(job).body))

    def test_whoever_receives_needs_no_rights_on_jobs(self):
        keeper = self.new_user("keeper", "stock.group_stock_user")
        job = self.rush_job()
        self.run_planner()
        self.confirm(self.bought())
        picking = self.bought().sudo().move_ids.picking_id.with_user(keeper)
        self.validate(picking)
        self.env.invalidate_all()
        self.assertEqual(len(self.messages(job)), 1)
