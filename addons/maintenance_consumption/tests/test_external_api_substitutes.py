from odoo.tests import tagged

from .api import ApiCase
from .common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestExternalApiSubstitutes(ApiCase, ConsumptionCase):
    """Planning what is there instead, over XML-RPC."""

    def test_what_is_there_instead_is_planned(self):
        self.stock(self.filter, 10)
        other = self.new_product("Other filter", default_code="ALT-123")
        self.filter.alternative_ids = other
        self.stock(other, 20)
        job = self.new_job([(self.filter, 12)])
        parts = self.call(
            self.technician,
            "maintenance.request.part",
            "search_read",
            [("request_id", "=", job.id)],
            ["substitute_note", "can_substitute"],
        )
        self.assertEqual(
            parts,
            [
                {
                    "id": job.part_ids.id,
                    "substitute_note": "ALT-123 is there instead: 2.",
                    "can_substitute": True,
                }
            ],
        )
        self.assertIs(
            self.call(
                self.technician,
                "maintenance.request",
                "action_plan_substitutes",
                job.ids,
            ),
            True,
        )
        job.invalidate_recordset()
        self.assertEqual(job.parts_state, "ready")
        self.assertEqual(job.part_ids.mapped("quantity"), [10, 2])
