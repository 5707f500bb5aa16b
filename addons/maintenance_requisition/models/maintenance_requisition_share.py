from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.maintenance_bom_line import CRITICALITIES

from ..tools import RushFacts, Taker, Wish, serve


class MaintenanceRequisitionShare(models.Model):
    """For whom a line is: it stays when the needs are derived anew."""

    _name = "maintenance.requisition.share"
    _description = "Share of a Requisition Line"
    _order = "date_need, id"
    _log_access = False

    line_id = fields.Many2one(
        "maintenance.requisition.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="line_id.company_id")
    key = fields.Char(required=True, readonly=True, help="The key of the need.")
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_need = fields.Date(string="Needed On", required=True, readonly=True)
    criticality = fields.Selection(CRITICALITIES, readonly=True)
    quantity = fields.Float(
        required=True,
        readonly=True,
        digits="Product Unit",
        help="In the unit of the part, not rounded.",
    )
    received_qty = fields.Float(
        string="Received",
        compute="_compute_received_qty",
        digits="Product Unit",
        help="What has come serves the earliest first, and of one day the most "
        "critical.",
    )

    @api.depends("quantity", "date_need", "line_id.received_qty")
    def _compute_received_qty(self):
        for line, shares in self.line_id.share_ids.grouped("line_id").items():
            served = serve(
                line.received_qty, [share._prepare_wish() for share in shares]
            )
            for share in shares:
                share.received_qty = served[share.id]

    def _prepare_wish(self):
        return Wish(
            self.id, self.date_need, self.quantity, self.criticality or "essential"
        )

    def _prepare_taker(self, quantity):
        """Return the Taker of ``quantity`` of this share."""
        self.ensure_one()
        name = self.equipment_id.display_name or self.request_id.display_name
        return Taker(name or self.env._("Stock"), self.date_need, quantity)

    def _prepare_rush_facts(self, ages):
        """Return what is known about who waits here, as RushFacts.

        :param ages: {(asset, part): since when its age is known}, of what ages want
        """
        self.ensure_one()
        job = self.request_id
        return RushFacts(
            known_on=job and self.company_id._get_local_day(job.create_date) or None,
            age_known_on=ages.get((self.equipment_id, self.line_id.product_id)),
            is_failure=job.maintenance_type == "corrective",
        )
