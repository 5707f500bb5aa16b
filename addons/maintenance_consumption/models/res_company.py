from datetime import UTC

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    maintenance_location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        help="Where parts go when they are issued to an asset. Its valuation account "
        "is the expense account of parts under perpetual valuation.",
    )
    parts_reservation_days = fields.Integer(
        default=7,
        help="Parts of planned jobs are reserved this many days before the job.",
    )
    parts_allow_negative = fields.Boolean(
        string="Issue Parts Beyond Stock",
        help="Parts that the stock does not show can be issued all the same. Their "
        "cost may have to be corrected later.",
    )

    def _create_per_company_locations(self):
        result = super()._create_per_company_locations()
        self._create_maintenance_location()
        return result

    def _create_maintenance_location(self):
        """Give each of these companies its Maintenance location.

        Its usage is ``customer``: stock leaves the company's value there, Odoo's
        returns work from there, and manufacturing and repair do not take it for theirs.
        """
        for company in self.filtered(
            lambda company: not company.maintenance_location_id
        ):
            company.maintenance_location_id = self.env["stock.location"].create(
                company._prepare_maintenance_location()
            )

    def _prepare_maintenance_location(self):
        self.ensure_one()
        parent = self.env.ref(
            "stock.stock_location_locations_virtual", raise_if_not_found=False
        )
        return {
            "name": self.env._("Maintenance"),
            "usage": "customer",
            "company_id": self.id,
            "location_id": parent.id if parent else False,
        }

    def _get_local_day(self, moment):
        """Return the day of a UTC ``moment`` where the company is."""
        return self._get_local_moment(moment).date()

    def _get_local_moment(self, moment):
        """Return what the clocks of the company show at a UTC ``moment``."""
        local = self.with_context(tz=self._get_local_zone())
        return fields.Datetime.context_timestamp(local, moment).replace(tzinfo=None)

    def _get_utc_moment(self, local):
        """Return the UTC moment at which the clocks of the company show ``local``.

        An hour that the clocks skip in spring counts as the one after it; of one that
        comes twice in autumn the second is meant.
        """
        zone = self.with_context(tz=self._get_local_zone()).env.tz
        moment = zone.localize(local, is_dst=False)
        return moment.astimezone(UTC).replace(tzinfo=None)

    def _get_local_zone(self):
        """Return the name of the time zone where the company is."""
        self.ensure_one()
        company_sudo = self.sudo()
        zone = company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz
        return zone or "UTC"
