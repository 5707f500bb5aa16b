from odoo.tests import tagged

from odoo.addons.maintenance_register.tests.common import RegisterCase


@tagged("post_install", "-at_install")
class TestOwner(RegisterCase):
    """Who has an asset is an employee, with or without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben = cls.env["hr.employee"].create(
            [
                {"name": "Anna", "work_email": "anna@example.com", "barcode": "0041"},
                {"name": "Ben", "user_id": cls.planner.id},
            ]
        )

    def test_an_owner_is_found_by_badge_address_or_name(self):
        for number, name in enumerate(("0041", "Anna@example.com", "anna")):
            record = {"external_id": str(number), "name": "Laptop", "owner": name}
            self.assertEqual(self.results(record), ["created"])
            self.assertEqual(self.asset_of(str(number)).employee_id, self.anna)
            self.assertEqual(self.results(record), ["unchanged"])

    def test_an_owner_changes_and_the_user_follows(self):
        record = {"external_id": "1", "name": "Laptop", "owner": "Anna"}
        self.apply(record)
        [result] = self.apply(dict(record, owner="Ben"))
        self.assertEqual(
            result["changes"], [{"field": "owner", "old": "Anna", "new": "Ben"}]
        )
        self.assertEqual(self.asset_of("1").owner_user_id, self.planner)
        self.apply(dict(record, owner=False))
        self.assertFalse(self.asset_of("1").employee_id)

    def test_what_a_department_had_goes_to_the_employee(self):
        self.apply({"external_id": "1", "name": "Laptop"})
        asset = self.asset_of("1")
        asset.write(
            {
                "equipment_assign_to": "department",
                "department_id": self.env["hr.department"].create({"name": "IT"}).id,
            }
        )
        self.apply({"external_id": "1", "owner": "Ben"})
        self.assertEqual(asset.equipment_assign_to, "employee")
        self.assertEqual(asset.employee_id, self.ben)

    def test_a_register_hears_who_has_it(self):
        self.apply({"external_id": "1", "name": "Laptop"})
        self.asset_of("1").employee_id = self.anna
        self.env.flush_all()
        [change] = self.api.get_changes("FLEET")["changes"]
        self.assertEqual(change["changed"], ["owner"])
        self.assertEqual(change["values"]["owner"], "Anna")
        self.assertEqual(change["values"]["owner_email"], "anna@example.com")
