from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import BomCase


class TestAssetCode(BomCase):
    """Asset tags: unique within a company, numbered by category on wish."""

    def setUp(self):
        super().setUp()
        # here, since numbers of the database's sequences do not roll back
        categories = self.env["maintenance.equipment.category"]
        self.trucks = categories.with_user(self.manager).create(
            {"name": "Trucks", "code_prefix": "FL-"}
        )

    def assert_taken(self, code, **values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.new_asset(code=code, **values)

    def test_a_code_is_unique_within_its_company(self):
        self.new_asset(code="T-1")
        self.assert_taken("T-1")
        self.assert_taken(" T-1 ")
        other_company = self.env["res.company"].create({"name": "Company B"})
        stranger = self.new_user("b", "maintenance_bom.group_planner", other_company)
        self.env["maintenance.equipment"].with_user(stranger).create(
            {"name": "Theirs", "code": "T-1", "company_id": other_company.id}
        )

    def test_a_code_is_unique_among_assets_without_company(self):
        self.new_asset(code="T-1", company_id=False)
        self.assert_taken("T-1", company_id=False)
        self.new_asset(code="T-1")

    def test_an_archived_asset_keeps_its_code(self):
        self.new_asset(code="T-1").active = False
        self.assert_taken("T-1")

    def test_empty_codes_do_not_collide(self):
        assets = self.new_asset(code="") | self.new_asset(code="  ") | self.new_asset()
        self.assertEqual(assets.mapped("code"), [False] * 3)
        assets[0].code = "T-1"
        assets[0].code = " "
        self.assertFalse(assets[0].code)

    def test_new_assets_are_numbered_by_their_category(self):
        assets = self.new_assets(2, category_id=self.trucks.id)
        self.assertEqual(assets.mapped("code"), ["FL-0001", "FL-0002"])

    def test_a_given_code_is_kept_and_not_given_again(self):
        self.new_asset(category_id=self.trucks.id, code="FL-0001")
        asset = self.new_asset(category_id=self.trucks.id)
        self.assertEqual(asset.code, "FL-0002")

    def test_many_are_numbered_around_those_that_are_taken(self):
        for number in (2, 3, 5):
            self.new_asset(code=f"FL-000{number}")
        assets = self.new_assets(4, category_id=self.trucks.id)
        self.assertEqual(
            sorted(assets.mapped("code")), ["FL-0001", "FL-0004", "FL-0006", "FL-0007"]
        )

    def test_a_numbering_without_gaps_is_followed_too(self):
        self.trucks.sudo().code_sequence_id.implementation = "no_gap"
        assets = self.new_assets(3, category_id=self.trucks.id)
        self.assertEqual(assets.mapped("code"), ["FL-0001", "FL-0002", "FL-0003"])

    def test_another_prefix_goes_on_counting(self):
        self.new_asset(category_id=self.trucks.id)
        self.trucks.code_prefix = "TR-"
        self.assertEqual(self.new_asset(category_id=self.trucks.id).code, "TR-0002")
        self.trucks.code_prefix = False
        self.assertFalse(self.new_asset(category_id=self.trucks.id).code)

    def test_assets_that_were_there_before_are_numbered_on_demand(self):
        category = self.env["maintenance.equipment.category"].create({"name": "Saws"})
        assets = self.new_assets(2, category_id=category.id)
        with self.assertRaisesRegex(UserError, "Asset 0.*category Saws"):
            assets.action_assign_codes()
        category.code_prefix = "SAW-"
        assets[0].code = "MINE"
        assets.action_assign_codes()
        self.assertEqual(assets.mapped("code"), ["MINE", "SAW-0001"])

    def test_a_copy_gets_a_number_of_its_own(self):
        asset = self.new_asset(category_id=self.trucks.id)
        self.assertEqual(asset.copy().code, "FL-0002")

    def test_assets_are_found_and_shown_by_code(self):
        asset = self.new_asset(code="T-77", name="Saw")
        self.assertEqual(asset.display_name.split()[0], "[T-77]")
        found = self.env["maintenance.equipment"].with_user(self.technician)
        self.assertEqual([i for i, _name in found.name_search("T-77")], asset.ids)
