from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestOtherCompanies(ConsumptionCase):
    """A client may name any id in a dialog. Of what its user may not see it tells
    nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        theirs = {"name": "Theirs", "company_id": cls.other.id}
        team = cls.env["maintenance.team"].create(theirs)
        asset = cls.env["maintenance.equipment"].create(
            {**theirs, "warranty_date": "2199-01-01"}
        )
        cls.their_job = cls.env["maintenance.request"].create(
            {
                **theirs,
                "equipment_id": asset.id,
                "maintenance_team_id": team.id,
                "part_ids": [
                    Command.create({"product_id": cls.filter.id, "quantity": 17})
                ],
            }
        )
        cls.shelf_of_theirs = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.other.id)])
            .lot_stock_id
        )
        cls.stock(cls.filter, 23, cls.shelf_of_theirs)

    def assert_tells_nothing(self, model, values, names):
        """Neither a dialog that is saved, nor one that is only filled in, is read."""
        dialogs = self.env[model].with_user(self.technician)
        dialog = dialogs.create(values)
        self.env.flush_all()
        chosen = [key for key in values if key.endswith("_id")]
        for name in names:
            self.env.invalidate_all()
            with self.subTest(f"{model}.{name}"), self.assertRaises(AccessError):
                dialog.read([name])
            self.env.invalidate_all()
            with (
                self.subTest(f"{model}.{name}, not saved"),
                self.assertRaises(AccessError),
            ):
                dialogs.onchange(values, chosen, {name: {}})

    def test_a_dialog_tells_nothing_of_a_job_of_another_company(self):
        job = {"request_id": self.their_job.id}
        reason = {"method": "button_issue_parts", "reason": "urgent"}
        for model, values, names in (
            (
                "maintenance.parts.finish",
                job,
                ("asks_reason", "can_substitute_parts", "warranty_warning"),
            ),
            ("maintenance.parts.warranty", {**job, **reason}, ("warning",)),
            ("maintenance.parts.missing", job, ("can_issue", "who_is_told")),
        ):
            self.assert_tells_nothing(model, values, names)

    def test_a_line_of_a_dialog_tells_nothing_of_a_part_of_another_company(self):
        part = {"part_id": self.their_job.part_ids.id}
        dialogs = self.env["maintenance.parts.finish"].with_user(self.technician)
        finish = dialogs.create({"request_id": self.new_job([(self.filter, 1)]).id})
        self.assert_tells_nothing(
            "maintenance.parts.finish.line",
            {**part, "finish_id": finish.id},
            ("outcome", "planned_qty", "taken_qty"),
        )
        dialogs = self.env["maintenance.parts.return"].with_user(self.technician)
        back = dialogs.create({"equipment_id": self.asset.id})
        self.assert_tells_nothing(
            "maintenance.parts.return.line",
            {**part, "return_id": back.id, "product_id": self.filter.id},
            ("issued_qty", "returned_qty"),
        )

    def test_a_quick_issue_tells_nothing_of_the_stock_of_another_company(self):
        line = {"product_id": self.filter.id, "quantity": 20}
        values = {
            "equipment_id": self.asset.id,
            "location_id": self.shelf_of_theirs.id,
            "line_ids": [Command.create(line)],
        }
        self.assert_tells_nothing("maintenance.parts.issue", values, ("lacking_text",))
        dialogs = self.env["maintenance.parts.issue"].with_user(self.technician)
        issue = dialogs.create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        for name in ("allowed_lot_ids", "free_qty"):
            with self.assertRaises(AccessError):
                issue.line_ids.read([name])
