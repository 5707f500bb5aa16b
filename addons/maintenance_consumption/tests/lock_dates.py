"""A part on the shelf and a technician in Brussels, for tests about lock dates."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .money import MoneyCase

NOON = "2035-02-10 12:00:00"
TODAY = fields.Date.to_date("2035-02-10")


class LockDateCase(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Brussels"
        cls.technician = new_test_user(
            cls.env,
            "night",
            groups="maintenance_bom.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Europe/Brussels",
        )

    def setUp(self):
        super().setUp()
        self.part = self.new_part("average", "real_time", name="Belt")
        self.receive(self.part, 20, 10)

    def lock(self, name, day):
        self.env.flush_all()
        self.company.sudo().write({name: day})

    def job_of(self, quantity=2, days=0):
        job = self.new_job(self.assets[0], self.part, quantity)
        job.schedule_date = fields.Datetime.now() + timedelta(days)
        job.user_id = self.technician
        return job.with_user(self.technician).with_context(tz="Europe/Brussels")
