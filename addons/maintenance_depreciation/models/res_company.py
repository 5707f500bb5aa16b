from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    capital_account_id = fields.Many2one(
        "account.account",
        groups="base.group_user",
        check_company=True,
        string="Capital Parts to Confirm",
        help="What issued capital parts are booked on until the accountant confirms or "
        "declines them. Without this account all parts are an expense.",
    )
    capital_threshold = fields.Monetary(
        groups="base.group_user",
        help="Parts that are worth this or more apiece, and are expected to last "
        "longer than a year, are proposed as capital parts. 0: only marked ones are.",
    )
    capital_interest_rate = fields.Float(
        groups="base.group_user",
        string="Interest for Comparing Assets",
        default=8.0,
        help="In percent a year, for the annual costs of keeping and of replacing.",
    )

    # what capital parts are, or were, booked on, whatever the settings say now
    clearing_account_ids = fields.Many2many(
        "account.account",
        compute="_compute_clearing_account_ids",
        groups="base.group_user",
    )

    _capital_threshold_range = models.Constraint(
        "CHECK(capital_threshold >= 0)",
        "The capital threshold is 0, for none, or above.",
    )
    _capital_interest_rate_range = models.Constraint(
        "CHECK(capital_interest_rate >= 0 AND capital_interest_rate <= 100)",
        "The interest for comparing assets is from 0 to 100 percent.",
    )

    @api.constrains("capital_account_id", "maintenance_location_id")
    def _check_capital_account(self):
        for company in self.filtered("capital_account_id"):
            account = company.capital_account_id
            place = company.maintenance_location_id
            if account == place.valuation_account_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s is the expense account of parts. Choose another "
                        "for capital parts to confirm, such as a current asset.",
                        account=account.display_name,
                    )
                )

    @api.depends("capital_account_id")
    def _compute_clearing_account_ids(self):
        # which accounts the company uses is no secret of its users
        parts_sudo = self.env["maintenance.capital.part"].sudo()
        used = defaultdict(parts_sudo.account_id.browse)
        for company, account in parts_sudo._read_group(
            [("company_id", "in", self.ids)], ["company_id", "account_id"]
        ):
            used[company.id] |= account
        for company in self:
            company.clearing_account_ids = (
                used[company._origin.id].sudo(False) | company.capital_account_id
            )

    def _get_open_day(self, day, journal):
        """Return ``day``, or today if the books are locked for it."""
        self.ensure_one()
        locked_until = self._get_user_fiscal_lock_date(journal)
        return day if day > locked_until else max(day, self._get_today())
