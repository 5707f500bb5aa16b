from collections import defaultdict
from datetime import UTC, timedelta
from functools import cache

from pytz import timezone

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.maintenance_checked_values import (
    FIRST_MOMENT,
    LAST_MOMENT,
)

from ..tools.booking import CLOSING


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

    _parts_reservation_days_range = models.Constraint(
        "CHECK(parts_reservation_days BETWEEN 0 AND 3653)",
        "Parts can be reserved from 0 to 3,653 days ahead, which is ten years.",
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
        """Return the UTC moment up to which jobs have their parts reserved by now."""
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

    # --- closing of stock -----------------------------------------------------------

    def _get_location_valuation_vals(self, at_date=None, location_domain=False):
        """Book each periodic charge of an asset by itself, and once.

        Odoo books what moved between two closings: charges that were dated back, or
        done while a closing waited, are in none, and those of two drafts are in both.
        Here a closing books whatever is not booked yet. Where the day of the company
        and that of UTC differ, the company's counts.
        """
        self.ensure_one()
        places = self.env["stock.location"].with_context(active_test=False)
        # with all rights: who closes the books may lack access to the settings of Asset
        # Parts
        places = places.search(
            Domain("id", "child_of", self.sudo().maintenance_location_id.ids)
            & Domain("valuation_account_id", "!=", False)
            & Domain("company_id", "=", self.id)
            & Domain(location_domain or Domain.TRUE)
        )
        others = Domain(location_domain or Domain.TRUE) & Domain(
            "id", "not in", places.ids
        )
        vals_list = super()._get_location_valuation_vals(at_date, others)
        return vals_list + self._get_charge_closing_vals(places, at_date)

    def _get_charge_closing_vals(self, places, at_date):
        """Return the values of the items that book the charges of these places.

        One item a charge, and one on each stock valuation account.
        """
        charges = self._get_charges_to_close(places, at_date)
        products = self.env["product.product"].browse(
            {charge["product_id"] for charge in charges}
        )
        products_by_id = {
            product.id: product for product in products.with_company(self)
        }
        vals_list, stock_amounts = [], defaultdict(float)
        for charge in charges:
            product = products_by_id[charge["product_id"]]
            is_left = charge["parts_booking"] == CLOSING
            if not is_left and product.valuation != "periodic":
                continue
            account = product._get_product_accounts()["stock_valuation"]
            stock_amounts[account.id] -= charge["amount"]
            vals_list.append(
                {
                    "account_id": charge["account_id"],
                    "parts_account_id": charge["account_id"],
                    "parts_move_id": charge["move_id"],
                    "equipment_id": charge["equipment_id"],
                    "product_id": charge["product_id"],
                    "name": f"{charge['reference'] or ''} - {product.name}",
                    "debit": self.currency_id.round(max(charge["amount"], 0.0)),
                    "credit": self.currency_id.round(max(-charge["amount"], 0.0)),
                    # the analytic lines of the move are the charge
                    "analytic_distribution": False,
                }
            )
        for account_id, amount in stock_amounts.items():
            if not self.currency_id.is_zero(amount):
                vals_list.append(
                    {
                        "account_id": account_id,
                        "product_id": False,
                        "name": self.env._("Closing: parts of assets"),
                        "debit": self.currency_id.round(max(amount, 0.0)),
                        "credit": self.currency_id.round(max(-amount, 0.0)),
                    }
                )
        return vals_list

    def _get_charges_to_close(self, places, at_date):
        """Return charges that are not booked in full, and what they lack, as dicts.

        Those that were left to a closing, and those since the last one that the
        location had no account for then.
        """
        for model in ("account.move.line", "product.template", "stock.move"):
            self.env[model].flush_model()
        # without access rules: the closing covers the whole company
        self.env.cr.execute(
            SQL(
                """SELECT m.id AS move_id, m.equipment_id, m.product_id, m.reference,
                          m.parts_booking, lack.amount::float,
                          %(account)s AS account_id
                     FROM stock_move m
                     JOIN stock_location source ON source.id = m.location_id
                     JOIN stock_location target ON target.id = m.location_dest_id
                     JOIN product_product p ON p.id = m.product_id
                     JOIN product_template t ON t.id = p.product_tmpl_id
               CROSS JOIN LATERAL (
                          SELECT CASE WHEN m.is_out THEN 1 ELSE -1 END
                                 * COALESCE(m.value, 0)
                                 - COALESCE(SUM(i.balance), 0) AS amount
                            FROM account_move_line i
                           WHERE i.parts_move_id = m.id
                             AND i.parent_state IN ('draft', 'posted')) lack
                    WHERE m.company_id = %(company)s
                      AND m.state = 'done'
                      AND t.is_storable
                      AND ((m.is_out AND m.location_dest_id = ANY(%(places)s))
                           OR (m.is_in AND m.location_id = ANY(%(places)s)))
                      AND (m.parts_booking = %(closing)s
                           OR (m.account_move_id IS NULL AND %(is_recent)s))
                      AND %(is_in_time)s
                      AND lack.amount <> 0
                 ORDER BY m.date, m.id""",
                account=self.env["stock.move"]._get_charge_account_sql(),
                company=self.id,
                places=places.ids,
                closing=CLOSING,
                is_recent=self._get_since_closing_sql(),
                is_in_time=SQL(
                    "(m.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date <= %s",
                    self._get_time_zone(),
                    fields.Date.to_date(at_date),
                )
                if at_date
                else SQL("TRUE"),
            )
        )
        return self.env.cr.dictfetchall()

    def _get_since_closing_sql(self):
        last = self._get_last_closing_date()
        return SQL("m.date > %s", last) if last else SQL("TRUE")

    def _get_fiscal_year(self):
        """Return the first and the last day of the current year of the company."""
        self.ensure_one()
        today = self._get_today()
        # with all rights: fiscal years are the same for all users of the company
        year = self.sudo().compute_fiscalyear_dates(today)
        return year["date_from"], year["date_to"]
