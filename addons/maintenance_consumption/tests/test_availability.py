from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestAvailability(ConsumptionCase):
    """The traffic light: is the part there on the day of the job?"""

    def state(self, job):
        job.invalidate_recordset()
        return job.parts_state

    def test_the_states(self):
        job = self.new_job([(self.filter, 2)])
        self.assertEqual(job.parts_state, "short")
        late = self.new_receipt(self.filter, 2, days=5)
        self.assertEqual(self.state(job), "late")
        day = fields.Date.today() + timedelta(5)
        self.assertEqual(job.part_ids.date_expected, day)
        self.new_receipt(self.filter, 2, days=2)
        self.assertEqual(self.state(job), "expected")
        late.action_cancel()
        self.assertEqual(self.state(job), "expected")
        self.stock(self.filter, 2)
        self.assertEqual(self.state(job), "ready")
        self.assertEqual(self.new_job().parts_state, "none")

    def test_nothing_is_promised_twice(self):
        self.stock(self.filter, 3)
        first = self.new_job([(self.filter, 2)], days=2)
        second = self.new_job([(self.filter, 2)], days=3)
        self.assertEqual((first.parts_state, second.parts_state), ("ready", "short"))
        second.action_reserve_parts()
        self.assertEqual((self.state(first), self.state(second)), ("short", "ready"))
        second.archive_equipment_request()
        self.assertEqual(self.state(first), "ready")

    def test_what_an_emergency_takes_is_missing_elsewhere(self):
        self.stock(self.filter, 2)
        planned = self.new_job([(self.filter, 2)], days=3)
        self.assertEqual(planned.parts_state, "ready")
        self.asset.with_user(self.technician).issue_parts(
            [{"product_id": self.filter.id, "quantity": 1}]
        )
        self.assertEqual(self.state(planned), "short")

    def test_criticality_decides_only_when_it_is_too_late_to_order(self):
        self.stock(self.filter, 1)
        vital = {"product_id": self.filter.id, "quantity": 1, "criticality": "vital"}
        early = self.new_job([(self.filter, 1)], days=20)
        late = self.new_job([vital], days=40)
        partner = self.env["res.partner"].create({"name": "Vendor"})
        self.filter.seller_ids = [
            fields.Command.create({"partner_id": partner.id, "delay": 60})
        ]
        self.assertEqual((self.state(early), self.state(late)), ("short", "ready"))
        self.filter.seller_ids.delay = 3
        self.assertEqual((self.state(early), self.state(late)), ("ready", "short"))

    def test_other_demand_counts(self):
        self.stock(self.filter, 2)
        job = self.new_job([(self.filter, 2)], days=4)
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": self.filter.id,
                            "product_uom_qty": 1,
                            "date": self.in_days(1),
                            "location_id": self.shelf.id,
                            "location_dest_id": self.env.ref(
                                "stock.stock_location_customers"
                            ).id,
                        }
                    )
                ],
            }
        )
        delivery.action_confirm()
        self.assertEqual(self.state(job), "short")
        delivery.do_unreserve()
        self.assertEqual(self.state(job), "short", "an earlier demand goes first")
        delivery.action_cancel()
        self.assertEqual(self.state(job), "ready")

    def test_stock_is_where_it_lies(self):
        vans = self.env["stock.location"].create(
            [
                {"name": name, "location_id": parent.id}
                for name, parent in (
                    ("Van 1", self.warehouse.view_location_id),
                    ("Van 2", self.shelf),
                )
            ]
        )
        for van in vans:
            self.stock(self.filter, 1, van)
        on_shelf = self.new_job([(self.filter, 1)])
        in_vans = [
            self.new_job([(self.filter, 1)], stock_location_id=van.id) for van in vans
        ]
        self.assertEqual([self.state(job) for job in in_vans], ["ready", "ready"])
        self.assertEqual(
            self.state(on_shelf), "short", "a van below it is not the shelf"
        )
        self.new_receipt(self.filter, 1, days=1, location=vans[0])
        self.assertEqual(self.state(on_shelf), "short")

    def test_a_receipt_in_two_steps_is_on_its_way_to_the_shelf(self):
        self.warehouse.reception_steps = "two_steps"
        job = self.new_job([(self.filter, 1)], days=3)
        receipt = self.new_receipt(
            self.filter, 1, days=1, location=self.warehouse.wh_input_stock_loc_id
        )
        receipt.move_ids.location_final_id = self.shelf
        self.assertEqual(self.state(job), "expected")

    def test_what_stock_has_no_decimals_for_does_not_lack(self):
        oil = self.new_product("Oil", uom=self.env.ref("uom.product_uom_litre"))
        gallons = {"quantity": 2, "uom_id": self.env.ref("uom.product_uom_gal").id}
        job = self.new_job([{"product_id": oil.id, **gallons}], days=4)
        receipt = self.new_receipt(oil, 7.57, days=2)
        self.assertEqual(self.state(job), "expected")
        self.assertTrue(job.part_ids.date_expected)
        receipt.action_cancel()
        self.stock(oil, 7.57)
        self.assertEqual(self.state(job), "ready")
        self.stock(oil, 7.56)
        self.assertEqual(self.state(job), "short")

    def test_small_quantities_are_not_rounded_away(self):
        oil = self.new_product("Oil", self.litre)
        self.stock(oil, 1)
        line = {"product_id": oil.id, "quantity": 250, "uom_id": self.millilitre.id}
        jobs = [self.new_job([line], days=number) for number in range(1, 6)]
        states = [job.parts_state for job in jobs]
        self.assertEqual(states, ["ready"] * 4 + ["short"])
        jobs[0].action_issue_parts()
        self.assertEqual(jobs[0].part_ids.issued_qty, 250)
        self.assertEqual(self.on_hand(oil), (0.75, 0))

    def test_what_is_below_zero_is_owed(self):
        self.company.parts_allow_negative = True
        self.new_job([(self.filter, 2)]).action_issue_parts()
        self.assertEqual(self.on_hand(self.filter), (-2, 0))
        job = self.new_job([(self.filter, 1)])
        self.new_receipt(self.filter, 2, days=1)
        self.assertEqual(self.state(job), "short")
        self.new_receipt(self.filter, 1, days=1)
        self.assertEqual(self.state(job), "expected")

    def test_it_is_searchable(self):
        self.stock(self.filter, 2)
        ready = self.new_job([(self.filter, 2)], days=1)
        short = self.new_job([(self.filter, 2)], days=2)
        none = self.new_job()
        issued = self.new_job([(self.new_product("Rag", is_storable=False), 1)])
        issued.action_issue_parts()
        done = self.new_job([(self.new_product("Rag", is_storable=False), 1)])
        done.action_finish_as_planned()
        unused = self.new_job([(self.filter, 2)])
        unused.stage_id = self.done_stage
        jobs = ready | short | none | issued | done | unused
        for domain, found in (
            ([("parts_state", "=", "ready")], ready),
            ([("parts_state", "in", ("late", "short"))], short),
            ([("parts_state", "=", "none")], none | unused),
            ([("parts_state", "=", "issued")], issued | done),
            ([("parts_state", "!=", "short")], jobs - short),
        ):
            with self.subTest(domain):
                searched = jobs.search([("id", "in", jobs.ids), *domain])
                self.assertEqual(searched, found.sorted("id", reverse=True))
                self.assertEqual(jobs.filtered_domain(domain), found)
