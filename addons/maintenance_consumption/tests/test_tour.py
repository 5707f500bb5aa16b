from odoo.tests import HttpCase, tagged

from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestTour(HttpCase, ConsumptionCase):
    """What a technician does with parts, in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tour_filter = cls.new_product("Tour filter", barcode="4006381333931")
        cls.stock(cls.tour_filter, 5)
        bom = cls.new_bom("Tour saw", [cls.line(cls.tour_filter, 2)])
        cls.tour_asset = cls.new_asset(bom, name="Tour asset", code="TOUR-ASSET")

    def play(self, tour, url):
        self.start_tour(url, tour, login=self.technician.login)
        self.env.invalidate_all()

    def url_of(self, job):
        return f"/odoo/action-maintenance.hr_equipment_request_action/{job.id}"

    def test_plan_reserve_issue_return(self):
        tape = self.new_product("Tour tape")
        self.stock(tape, 1)
        job = self.new_job(asset=self.tour_asset, maintenance_type="preventive")
        self.play("maintenance_consumption_job", self.url_of(job))
        listed, unlisted = job.part_ids
        self.assertEqual((listed.product_id, listed.issued_qty), (self.tour_filter, 2))
        self.assertEqual((listed.returned_qty, listed.unneeded_qty), (1, 1))
        self.assertEqual((unlisted.product_id, unlisted.issued_qty), (tape, 1))
        self.assertTrue(unlisted.is_unlisted)
        self.assertEqual(self.on_hand(self.tour_filter), (4, 0))

    def test_what_is_there_is_issued(self):
        gasket = self.new_product("Tour gasket")
        job = self.new_job([(self.tour_filter, 2), (gasket, 1)], self.tour_asset)
        self.play("maintenance_consumption_finish", self.url_of(job))
        self.assertFalse(job.done)
        self.assertEqual(job.part_ids.mapped("issued_qty"), [2, 0])

    def test_quick_issue(self):
        self.play(
            "maintenance_consumption_quick_issue",
            "/odoo/action-maintenance_consumption.maintenance_parts_issue_action",
        )
        move = self.env["stock.move"].search(
            [("equipment_id", "=", self.tour_asset.id)]
        )
        self.assertEqual((move.state, move.quantity), ("done", 2))
        self.assertEqual(move.picking_id.create_uid, self.technician)
