from odoo import fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_planning.tools import LONGEST_DAYS

from ..tools import DONATE, RETURN, SCRAP, SELL

# {kind of disposition: (field of its account, of its location, usage of the location)}
PLACES = {
    SCRAP: ("parts_scrap_account_id", "parts_scrap_location_id", "inventory"),
    DONATE: ("parts_donation_account_id", "parts_donation_location_id", "customer"),
    RETURN: ("parts_return_account_id", "parts_return_location_id", "supplier"),
    SELL: ("parts_sale_account_id", "parts_sale_location_id", "customer"),
}

MONTHS = ("parts_slow_months", "parts_dying_months", "parts_carrying_months")
# as many as the days of planning allow
MOST_MONTHS = LONGEST_DAYS // 30


class ResCompany(models.Model):
    _inherit = "res.company"

    parts_slow_months = fields.Integer(
        groups="base.group_user",
        string="Slow After",
        default=12,
        help="A part that nothing was issued of for so many months is slow.",
    )
    parts_dying_months = fields.Integer(
        groups="base.group_user",
        string="Dying Within",
        default=12,
        help="A part is dying if the last assets that have it retire within so many "
        "months.",
    )
    parts_default_life_years = fields.Float(
        groups="base.group_user",
        string="Default Remaining Life",
        default=5.0,
        help="Years for which an asset without a retirement date still needs parts.",
    )
    parts_carrying_rate = fields.Float(
        groups="base.group_user",
        string="Carrying Rate",
        default=20.0,
        help="What keeping stock costs in a year, in percent of its value.",
    )
    parts_carrying_months = fields.Integer(
        groups="base.group_user",
        string="Carrying Months",
        default=12,
        help="Months for which the carrying cost is calculated.",
    )
    parts_thin_coverage = fields.Float(
        groups="base.group_user",
        string="Thin BOM Coverage",
        default=60.0,
        help="Below so many percent of assets with a BOM, nobody knows well which "
        "parts they need: the confidence is low.",
    )

    parts_scrap_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        check_company=True,
        string="Scrap Account",
        help="Under perpetual valuation, what scrapped parts are booked on.",
    )
    parts_donation_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        check_company=True,
        string="Donation Account",
        help="Under perpetual valuation, what donated parts are booked on.",
    )
    parts_return_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        check_company=True,
        string="Return Account",
        help="Under perpetual valuation, what parts are booked on that go back to a "
        "vendor and that no receipt brought. The credit note books the others.",
    )
    parts_sale_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        check_company=True,
        string="Cost of Surplus Sold",
        help="Under perpetual valuation, what parts sold without a sales order are "
        "booked on.",
    )
    parts_scrap_location_id = fields.Many2one(
        "stock.location", groups="base.group_user", check_company=True, readonly=True
    )
    parts_donation_location_id = fields.Many2one(
        "stock.location", groups="base.group_user", check_company=True, readonly=True
    )
    parts_return_location_id = fields.Many2one(
        "stock.location", groups="base.group_user", check_company=True, readonly=True
    )
    parts_sale_location_id = fields.Many2one(
        "stock.location", groups="base.group_user", check_company=True, readonly=True
    )

    _parts_dead_stock_months_range = models.Constraint(
        "CHECK(%s)"
        % " AND ".join(f"{name} BETWEEN 1 AND {MOST_MONTHS}" for name in MONTHS),
        "The months of dead stock are from 1 to 121.",
    )
    _parts_default_life_range = models.Constraint(
        "CHECK(parts_default_life_years > 0 AND parts_default_life_years <= 100)",
        "The default remaining life is above 0 and at most 100 years.",
    )
    _parts_dead_stock_percent_range = models.Constraint(
        "CHECK(parts_carrying_rate BETWEEN 0 AND 1000 "
        "AND parts_thin_coverage BETWEEN 0 AND 100)",
        "The carrying rate is from 0 to 1,000 percent, the BOM coverage from 0 to 100.",
    )

    def _get_usage_days(self):
        """Return over how many past days the use of parts is observed."""
        self.ensure_one()
        return max(round(self.parts_use_months * 365.25 / 12), 1)

    def write(self, vals):
        result = super().write(vals)
        for account, location, _usage in PLACES.values():
            if account in vals:
                for company in self.filtered(location):
                    # who sets the account need not maintain locations
                    place_sudo = as_superuser(company)[location]
                    place_sudo.valuation_account_id = company[account]
        return result

    def _get_disposition_account(self, kind):
        """Return the account of what leaves by dispositions of this kind, or none."""
        self.ensure_one()
        return self[PLACES[kind][0]]

    def _get_disposition_location(self, kind):
        """Return the location to which parts leave, made when it is first needed.

        One of our own: Odoo's own locations stay as they are.
        """
        self.ensure_one()
        account, name, usage = PLACES[kind]
        # the location is a means of ours: who disposes need not maintain locations
        company = as_superuser(self)
        if not company[name]:
            company[name] = company.env["stock.location"].create(
                {
                    "name": company._get_disposition_names()[kind],
                    "usage": usage,
                    "company_id": company.id,
                    "location_id": company.maintenance_location_id.location_id.id,
                    "valuation_account_id": company[account].id,
                }
            )
        return company[name]

    def _get_disposition_names(self):
        """Return {kind of disposition: name of its location}."""
        return {
            SCRAP: self.env._("Scrapped Parts"),
            DONATE: self.env._("Donated Parts"),
            RETURN: self.env._("Parts Returned to Vendors"),
            SELL: self.env._("Surplus Sold"),
        }
