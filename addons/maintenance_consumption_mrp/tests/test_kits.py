from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import KitCase


@tagged("post_install", "-at_install")
class TestKits(KitCase):
    """A kit is planned as one part, and netted and issued as what is in it."""

    def state(self, job):
        return self.part(job).availability

    def test_what_is_issued_keeps_asset_job_and_planned_part(self):
        self.stock(self.filter, 10)
        self.stock(self.oil, 3)
        job = self.new_job([(self.kit, 3)])
        self.assertEqual(job.parts_state, "ready")
        job.action_reserve_parts()
        self.assertEqual(self.part(job).reserved_qty, 3)
        self.assertEqual(self.moves(job), {self.filter: 6, self.oil: 1.5})
        job.action_issue_parts()
        for move in job.sudo().move_ids:
            self.assertEqual(move.state, "done")
            self.assertEqual(move.equipment_id, self.asset)
            self.assertEqual(move.maintenance_request_id, job)
            self.assertEqual(move.maintenance_request_part_id, job.part_ids)
            self.assertEqual(move.description_picking, "Service kit")
        self.assertEqual(self.part(job).issued_qty, 3)
        self.assertEqual(self.state(job), "issued")
        self.assertEqual(job.parts_state, "issued")
        self.assertEqual(self.on_hand(self.filter), (4, 0))
        self.assertEqual(self.on_hand(self.oil), (1.5, 0))

    def test_of_what_is_promised_to_others_a_kit_takes_nothing_at_night(self):
        self.company.parts_reservation_days = 3
        self.stock(self.filter, 10)
        self.stock(self.oil, 9)
        kits = {"product_id": self.kit.id, "quantity": 4, "criticality": "desirable"}
        job = self.new_job([kits], days=2)
        spare = {"product_id": self.filter.id, "quantity": 6, "criticality": "vital"}
        vital = self.new_job([spare], days=5)
        cron = self.env.ref("maintenance_consumption.ir_cron_reserve_parts")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.moves(job), {self.filter: 4, self.oil: 1})
        self.assertEqual(self.part(job).reserved_qty, 2)
        self.assertEqual(vital.parts_state, "ready")

    def test_the_cost_is_that_of_what_is_in_it(self):
        self.stock(self.filter, 10)
        self.stock(self.oil, 3)
        job = self.new_job([(self.kit, 3)])
        job.action_finish_as_planned()
        self.assertTrue(job.stage_id.done)
        cost = 6 * 10 + 1.5 * 8
        self.assertEqual(job.with_user(self.planner).parts_cost, cost)
        self.assertEqual(self.asset.with_user(self.planner).parts_cost, cost)
        report = self.env["maintenance.cost.report"].search(
            [("maintenance_request_id", "=", job.id)]
        )
        self.assertEqual(report.product_id, self.filter | self.oil)

    def test_odoos_own_screen_explodes_a_kit_for_the_same_asset(self):
        self.stock(self.filter, 10)
        job = self.new_job([(self.filter, 1)])
        job.action_reserve_parts()
        picking = job.sudo().picking_ids
        picking.move_ids = [
            Command.create(
                {
                    "product_id": self.kit.id,
                    "product_uom_qty": 1,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "equipment_id": self.asset.id,
                    "maintenance_request_id": job.id,
                }
            )
        ]
        picking.action_confirm()
        added = picking.move_ids.filtered("bom_line_id")
        self.assertEqual(added.product_id, self.filter | self.oil)
        self.assertEqual(added.equipment_id, self.asset)
        self.assertEqual(added.maintenance_request_id, job)

    def test_a_kit_is_there_when_all_of_it_is(self):
        job = self.new_job([(self.kit, 1)], days=3)
        self.stock(self.oil, 1)
        self.assertEqual(self.state(job), "short")
        self.new_receipt(self.filter, 2, days=5)
        self.assertEqual(self.state(job), "late")
        self.new_receipt(self.filter, 2, days=2)
        self.assertEqual(self.state(job), "expected")
        self.stock(self.filter, 2)
        self.assertEqual(self.state(job), "available")

    def test_kits_and_parts_compete_for_the_same_stock(self):
        self.stock(self.oil, 10)
        self.stock(self.filter, 3)
        kit = self.new_job([(self.kit, 1)], days=2)
        plain = self.new_job([(self.filter, 2)], days=3)
        self.assertEqual((self.state(kit), self.state(plain)), ("available", "short"))
        plain.action_reserve_parts()
        self.assertEqual((self.state(kit), self.state(plain)), ("short", "available"))

    def test_kits_within_kits(self):
        big = self.new_product("Big service")
        self.new_kit(
            big,
            [(self.kit, 2, self.unit), (self.filter, 1, self.unit)],
            product_qty=2,
        )
        self.stock(self.filter, 5)
        self.stock(self.oil, 1)
        job = self.new_job([(big, 2)], days=2)
        other = self.new_job([(self.filter, 1)], days=3)
        self.assertEqual(self.state(job), "available")
        self.assertEqual(self.state(other), "short", "the big kit takes all five")
        job.action_issue_parts()
        self.assertEqual(self.moves(job), {self.filter: 5, self.oil: 1})
        self.assertEqual(self.part(job).issued_qty, 2)

    def test_what_lacks_is_issued_later_and_the_rest_not_again(self):
        self.stock(self.filter, 10)
        job = self.new_job([(self.kit, 1)])
        self.assertEqual(self.state(job), "short")
        job.action_issue_available_parts()
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        job.action_reserve_parts()
        self.assertEqual(self.on_hand(self.filter), (8, 0), "not again")
        self.stock(self.oil, 1)
        job.action_finish_as_planned()
        self.assertEqual(self.part(job).issued_qty, 1)
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        self.assertEqual(self.on_hand(self.oil), (0.5, 0))

    def test_planning_more_or_less_changes_what_is_set_aside(self):
        self.stock(self.filter, 20)
        self.stock(self.oil, 20)
        job = self.new_job([(self.kit, 2)])
        job.action_reserve_parts()
        job.action_reserve_parts()
        self.assertEqual(self.moves(job), {self.filter: 4, self.oil: 1})
        job.part_ids.quantity = 3
        job.action_reserve_parts()
        self.assertEqual(self.moves(job), {self.filter: 6, self.oil: 1.5})
        job.part_ids.quantity = 1
        job.action_reserve_parts()
        self.assertEqual(self.moves(job), {self.filter: 2, self.oil: 0.5})
        self.assertEqual(self.on_hand(self.filter), (20, 2))

    def test_a_changed_kit_is_followed_by_what_is_still_open(self):
        self.stock(self.filter, 20)
        self.stock(self.oil, 20)
        belt = self.new_product("Belt")
        job = self.new_job([(self.kit, 1)])
        job.action_reserve_parts()
        line = self.kit_bom.bom_line_ids.filtered(
            lambda line: line.product_id == self.oil
        )
        line.write({"product_id": belt.id, "product_uom_id": self.unit.id})
        self.assertEqual(self.state(job), "short")
        job.action_reserve_parts()
        self.assertEqual(self.moves(job), {self.filter: 2, belt: 500})
        self.assertEqual(self.on_hand(self.oil), (20, 0))

    def test_whole_kits_come_back(self):
        self.stock(self.filter, 10)
        self.stock(self.oil, 10)
        job = self.new_job([(self.kit, 3)])
        job.action_issue_parts()
        line = {"part_id": job.part_ids.id, "quantity": 2}
        job.action_return_parts([line])
        part = self.part(job)
        self.assertEqual((part.issued_qty, part.returned_qty), (3, 2))
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        self.assertEqual(self.on_hand(self.oil), (9.5, 0))
        with self.assertRaisesRegex(UserError, "cannot give back"):
            job.action_return_parts([line])
        self.assertEqual(self.on_hand(self.filter), (8, 0), "nothing half returned")

    def test_a_component_that_came_back_is_lacking(self):
        self.stock(self.filter, 10)
        self.stock(self.oil, 10)
        job = self.new_job([(self.kit, 1)])
        job.action_issue_parts()
        self.return_by_wizard(job.sudo().picking_ids, {self.filter: 2})
        part = self.part(job)
        self.assertEqual((part.issued_qty, part.returned_qty), (0, 0))
        job.action_finish_as_planned()
        self.assertEqual(self.part(job).issued_qty, 1)
        self.assertEqual(self.on_hand(self.filter), (8, 0))
        self.assertEqual(self.on_hand(self.oil), (9.5, 0))

    def test_a_kit_is_what_it_is_in_the_company_of_the_job(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.kit_bom.company_id = other
        self.stock(self.kit, 1)
        job = self.new_job([(self.kit, 1)])
        self.assertEqual(self.state(job), "available")
        job.action_issue_parts()
        self.assertEqual(self.moves(job), {self.kit: 1})

    def test_services_in_a_kit_do_not_move(self):
        kit = self.new_product("Visit")
        work = self.new_product("Work", type="service")
        self.new_kit(kit, [(self.filter, 1, self.unit), (work, 1, self.unit)])
        self.stock(self.filter, 1)
        job = self.new_job([(kit, 1)])
        self.assertEqual(self.state(job), "available")
        job.action_issue_parts()
        self.assertEqual(self.moves(job), {self.filter: 1})
        self.assertEqual(self.part(job).issued_qty, 1)

    def test_a_kit_of_which_no_stock_is_kept_is_always_there(self):
        kit = self.new_product("Rags")
        rag = self.new_product("Rag", is_storable=False)
        self.new_kit(kit, [(rag, 10, self.unit)])
        job = self.new_job([(kit, 1)])
        self.assertEqual(self.state(job), "available")
        job.action_issue_parts()
        self.assertEqual(self.part(job).issued_qty, 1)

    def test_a_variant_has_its_own_kit(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Engine",
                "value_ids": [
                    Command.create({"name": name}) for name in ("Small", "Large")
                ],
            }
        )
        # not in the context of the kit's creation, which makes no variants
        template = self.kit.product_tmpl_id.with_env(self.env)
        template.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        small, large = template.product_variant_ids
        value = large.product_template_attribute_value_ids
        self.kit_bom.bom_line_ids[0].bom_product_template_attribute_value_ids = value
        contents = (small | large)._get_part_contents(self.company)
        self.assertEqual(contents[small], {self.oil: 0.5})
        self.assertEqual(contents[large], {self.filter: 2, self.oil: 0.5})
