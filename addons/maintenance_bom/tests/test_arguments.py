"""Whatever a caller passes, the answer is a result or words."""

from odoo.exceptions import MissingError
from odoo.tests import tagged

from odoo.addons.maintenance_bom.models.arguments import to_records

from .common import NO_TEXTS, ArgumentsMixin, BomCase

NO_DAYS = ("x", 7, [1], {"a": 1}, True, "2026-13-01", "0001-01-01", "9999-01-01")
NO_CHOICES = (7, ["x"], {"a": 1}, True, "often", "x" * 12_000)


@tagged("post_install", "-at_install")
class TestArguments(ArgumentsMixin, BomCase):
    """Values that no method can use are refused by the name of their argument."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter = cls.new_product("Filter")
        cls.asset = cls.new_asset(cls.new_bom("Truck", [cls.line(cls.filter)]))
        cls.own = cls.asset.with_user(cls.technician)

    def test_parts_of_an_asset(self):
        call = self.own.get_spare_parts
        for value in NO_DAYS:
            self.assert_refused("^date: ", call, date=value)
        for name in ("maintenance_type", "criticality"):
            for value in NO_CHOICES:
                self.assert_refused(f"^{name}: ", call, **{name: value})
            self.assertTrue(call(**{name: False}))

    def test_where_a_part_is_used(self):
        call = self.filter.with_user(self.technician).get_where_used
        for value in NO_DAYS:
            self.assert_refused("^date: ", call, date=value)
        for value in ("yes", [True], {"a": 1}, 2, 0.5):
            self.assert_refused("^include_retired: ", call, include_retired=value)
        for value in (None, False, True, 0, 1):
            self.assertEqual(len(call(include_retired=value)), 1)

    def test_the_condition_of_an_asset(self):
        call = self.own.action_report_condition
        for value in NO_CHOICES:
            self.assert_refused("^condition: ", call, value)
        for value in (None, False, ""):
            self.assert_refused("Say in condition how it was found", call, value)
        for value in NO_DAYS:
            self.assert_refused("^date: ", call, "worn", date=value)
        for value in NO_TEXTS:
            self.assert_refused("^note: ", call, "worn", note=value)

    def test_a_condition_that_is_written(self):
        write = self.asset.with_user(self.planner).write
        for value in ("often", 7, ["x"], "2031-02-30"):
            self.assert_refused("^condition: ", write, {"condition": value})
        for value in ("x", [1], "2026-13-01"):
            self.assert_refused(
                "is no date", write, {"condition": "worn", "condition_date": value}
            )

    def test_the_day_of_a_retirement(self):
        for value in NO_DAYS:
            self.assert_refused(
                "^retirement_date: ", self.asset.action_retire, retirement_date=value
            )

    def test_one_asset_many_times_is_one(self):
        many = self.own.browse(self.own.ids * 1_000)
        many.action_report_condition("worn")
        self.assertEqual(len(self.own.condition_ids), 1)
        self.assertEqual(len(many.get_spare_parts()), 1)

    def test_ids_that_are_none(self):
        for record_id in ("x", [1], 1.5, True, False, 0, -1, 10**30):
            assets = self.own.browse([record_id])
            for call, args in (
                (assets.get_spare_parts, []),
                (assets.action_report_condition, ["worn"]),
                (assets.action_retire, []),
                (self.filter.browse([record_id]).get_where_used, []),
                (self.own.part_ids.browse([record_id]).action_exclude_here, []),
                (self.own.part_ids.browse([record_id]).button_exclude_here, []),
            ):
                self.assert_refused("^ids: “.*” is not an id", call, *args)

    def test_a_method_for_one_record_is_called_for_one(self):
        boms = self.env["maintenance.bom"].with_user(self.planner)
        self.assert_refused(
            "Call this for one record of “.*”, not for 0", boms.action_view_equipment
        )
        dialogs = self.env["maintenance.bom.attach"].with_user(self.planner)
        self.assert_refused(
            "Call this for one record of “.*”, not for 0", dialogs.action_apply
        )

    def test_tables_have_smaller_ids_than_views(self):
        assets = self.own.browse([2**31])
        self.assert_refused("^ids: “.*” is not an id", assets.get_spare_parts)
        rows = self.own.part_ids.browse([2**40])
        with self.assertRaises(MissingError):
            rows.action_open_own_line()
        self.assert_refused(
            "^ids: “.*” is not an id", rows.browse([2**63]).action_open_own_line
        )

    def test_a_mixin_has_no_records(self):
        mixin = self.env["maintenance.checked.values"].browse([1])
        self.assert_refused("“maintenance.* has no records", to_records, mixin)

    def test_a_dialog_leaves_out_what_is_no_id(self):
        dialogs = self.env["maintenance.equipment.retire"].with_user(self.planner)
        for active, found in (
            (["abc", [1], self.asset.id], self.asset),
            ({"a": 1}, self.asset.browse()),
            (False, self.asset.browse()),
        ):
            dialog = dialogs.with_context(active_ids=active).new({})
            self.assertEqual(dialog.equipment_ids._origin, found)
