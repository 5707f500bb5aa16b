from odoo.tests import tagged

from .common import BuyingCase


@tagged("post_install", "-at_install")
class TestRequisitionFailures(BuyingCase):
    """What cannot be ordered says why, and what to do."""

    def setUp(self):
        super().setUp()
        self.company.write({"parts_approve_amount": True, "parts_approve_above": 0.5})

    def told_failure(self, line):
        [failed] = line.with_user(self.manager).action_approve()["failed"]
        self.assertEqual(failed["line_id"], line.id)
        self.assertEqual(failed["reason"], line.failure_reason)
        return failed["reason"]

    def test_it_is_told_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        unknown = self.new_product("Unknown")
        unknown.with_context(lang="fr_FR").name = "Inconnu"
        self.new_job([(unknown, 1)], days=12)
        self.run_planner()
        line = self.lines(unknown)
        self.assertIn("“Unknown”", line.failure_reason)
        self.assertIn("“Inconnu”", line.with_context(lang="fr_FR").failure_reason)

    def test_it_is_found(self):
        unknown = self.new_product("Unknown")
        self.new_job([(unknown, 1), (self.filter, 1)], days=12)
        self.run_planner()
        lines = self.lines()
        failed = lines.filtered_domain([("failure_reason", "!=", False)])
        self.assertEqual(failed, self.lines(unknown))
        for operator, found in (("!=", failed), ("=", lines - failed)):
            domain = [("failure_reason", operator, False), ("id", "in", lines.ids)]
            self.assertEqual(lines.search(domain), found)

    def test_an_archived_part_is_no_part_without_a_vendor(self):
        self.new_job([(self.filter, 1)], days=12)
        self.run_planner()
        self.filter.action_archive()
        self.run_planner()
        self.assertIn("is archived", self.lines().failure_reason)
        self.assertIn("is archived", self.told_failure(self.lines()))

    def test_a_unit_of_the_vendor_that_does_not_convert(self):
        self.filter.seller_ids.product_uom_id = self.litre
        self.new_job([(self.filter, 1)], days=12)
        self.run_planner()
        line = self.lines()
        self.assertIn("is sold in a unit", line.failure_reason)
        self.assertIn("is sold in a unit", self.told_failure(line))
        asked = line.with_user(self.planner).failure_reason
        self.assertIn("ask purchasing", asked)
        self.filter.seller_ids.product_uom_id = self.unit
        self.run_planner()
        self.assertFalse(line.failure_reason)
        line.with_user(self.manager).action_approve()
        self.assertEqual(line.state, "ordered")

    def test_an_archived_vendor_of_what_was_entered(self):
        line = self.enter(1, days=20)
        self.vendor.action_archive()
        self.assertIn("The vendor “Vendor” is archived", self.told_failure(line))

    def test_an_archived_warehouse(self):
        north = self.new_warehouse("North", "NOR")
        line = self.enter(1, days=20)
        line.requisition_id.warehouse_id = north
        north.action_archive()
        self.assertIn("“North” is archived", self.told_failure(line))

    def test_an_archived_source(self):
        north = self.new_warehouse("North", "NOR")
        line = self.enter(1, 5, action="transfer", source_warehouse_id=north.id)
        north.action_archive()
        self.assertIn("“North” is archived", self.told_failure(line))
