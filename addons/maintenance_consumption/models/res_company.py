from datetime import UTC, timedelta
from functools import cache

from pytz import timezone

from odoo import fields, models

from odoo.addons.maintenance_bom.models.maintenance_checked_values import (
    FIRST_MOMENT,
    LAST_MOMENT,
)

from .groups import COST_GROUPS

# how many closings of stock Odoo remembers for a company
CLOSINGS_KEPT = 10


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["maintenance.checked.values", "res.company"]

    maintenance_location_id = fields.Many2one(
        "stock.location",
        groups="base.group_user",
        check_company=True,
        help="Where parts go when they are issued to an asset. Its valuation account "
        "is the expense account of parts under perpetual valuation.",
    )
    parts_reservation_days = fields.Integer(
        groups="base.group_user",
        default=7,
        help="Parts of planned jobs are reserved this many days before the job.",
    )
    parts_allow_negative = fields.Boolean(
        groups="base.group_user",
        string="Issue Parts Beyond Stock",
        help="Parts that the stock does not show can be issued all the same. Their "
        "cost may have to be corrected later.",
    )
    parts_storekeeper_id = fields.Many2one(
        "res.users",
        groups="base.group_user",
        string="Storekeeper",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who is asked for the receipt or the count when parts were taken that "
        "stock does not show. Nobody: it is noted on the job.",
    )

    maintenance_labour_rate = fields.Monetary(
        string="Labour Rate",
        groups=f"{COST_GROUPS},base.group_system",
        help="What an hour of a technician costs, unless the team has a rate of its "
        "own.",
    )
    parts_peer_factor = fields.Float(
        groups="base.group_user",
        string="Times Its Peers",
        default=2.0,
        help="An asset is flagged when its parts cost at least so many times what is "
        "usual for the assets of its BOM, at equal months in service.",
    )
    parts_peer_min_amount = fields.Monetary(
        groups="base.group_user",
        string="Above",
        default=500.0,
        help="Assets whose parts cost no more than this are not flagged.",
    )

    _parts_reservation_days_range = models.Constraint(
        "CHECK(parts_reservation_days BETWEEN 0 AND 3653)",
        "Parts can be reserved from 0 to 3,653 days ahead, which is ten years.",
    )
    _parts_peer_factor_range = models.Constraint(
        "CHECK(parts_peer_factor > 1)",
        "Assets can only be flagged when they cost more than their peers: enter a "
        "factor above one.",
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

    def _get_reservation_limit(self):
        """Return the UTC moment up to which jobs have their parts set aside by now."""
        self.ensure_one()
        return fields.Datetime.now() + timedelta(self.parts_reservation_days)

    def _get_today(self):
        """Return the day that it is where the company is."""
        return self._get_local_day(fields.Datetime.now())

    def _get_day_converter(self):
        """Return a function that does what :meth:`_get_local_day` does.

        Remembers what it was asked: many jobs begin at the same hour.
        """
        self.ensure_one()
        return cache(self._get_local_day)

    def _get_local_moment(self, moment):
        """Return what the clocks of the company show at a UTC ``moment``.

        Of what is out of range, the first or the last that can be entered.
        """
        moment = min(max(moment, FIRST_MOMENT), LAST_MOMENT)
        zone = timezone(self._get_time_zone())
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def _get_utc_moment(self, local):
        """Return the UTC moment at which the clocks of the company show ``local``.

        An hour that the clocks skip in spring counts as the one after it; of one that
        comes twice in autumn the second is meant.
        """
        moment = timezone(self._get_time_zone()).localize(local, is_dst=False)
        return moment.astimezone(UTC).replace(tzinfo=None)

    def _get_time_zone(self):
        """Return the name of the time zone where the company is."""
        self.ensure_one()
        # where a company is is no secret of its users
        company_sudo = self.sudo()
        name = company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz
        return name or "UTC"

    def _get_stock_closings(self):
        """Return what is known of the closings of stock.

        Odoo keeps the ids of the last ones in a system parameter. Who asks need not
        have accounting rights.

        :return: when the last one was posted (False if never), the entries of the last
            ones, oldest first, and whether these are all
        """
        self.ensure_one()
        company_sudo = self.sudo()
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"{self.id}.stock_valuation_closing_ids", "")
        )
        ids = [int(entry_id) for entry_id in value.split(",") if entry_id]
        # their dates only
        entries_sudo = self.env["account.move"].sudo().browse(ids).exists()
        posted_sudo = entries_sudo.filtered(lambda entry: entry.state == "posted")
        return (
            company_sudo._get_last_closing_date(),
            posted_sudo.sorted(lambda entry: (entry.date, entry.id)),
            len(ids) < CLOSINGS_KEPT,
        )

    def _get_fiscal_year(self):
        """Return the first and the last day of the current year of the company."""
        self.ensure_one()
        today = self._get_today()
        # fiscal years are a fact of the company, whoever of its users asks
        year = self.sudo().compute_fiscalyear_dates(today)
        return year["date_from"], year["date_to"]
