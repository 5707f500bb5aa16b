from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_consumption.models.cost_groups import ACCOUNTANTS

from ..tools import KEEP, REPLACE, UNKNOWN, get_annual_cost, judge


class MaintenanceEquipment(models.Model):
    """What an asset is worth in the books, and whether it is better replaced.

    The books are those of a ledger of fixed assets, see
    ``maintenance.fixed.asset.ledger``. The annual costs are worked out in
    ``tools/annual_cost.py``, where the formula and its source are.
    """

    _inherit = "maintenance.equipment"

    fixed_asset_count = fields.Integer(
        string="Fixed Assets", compute="_compute_book_values", groups=ACCOUNTANTS
    )
    acquisition_value = fields.Monetary(
        compute="_compute_book_values",
        groups=ACCOUNTANTS,
        help="What its fixed assets were bought for, capital parts included.",
    )
    depreciated_value = fields.Monetary(
        string="Depreciated", compute="_compute_book_values", groups=ACCOUNTANTS
    )
    book_value = fields.Monetary(
        compute="_compute_book_values",
        groups=ACCOUNTANTS,
        help="Acquisition value less what is depreciated in the books today.",
    )
    depreciation_end = fields.Date(
        string="Depreciated Until", compute="_compute_book_values", groups=ACCOUNTANTS
    )
    parts_cost_year = fields.Monetary(
        string="Parts This Year: Expense",
        compute="_compute_year_costs",
        groups=ACCOUNTANTS,
        help="Parts of the current fiscal year that are an expense.",
    )
    capital_cost_year = fields.Monetary(
        string="Parts This Year: Capital",
        compute="_compute_year_costs",
        groups=ACCOUNTANTS,
        help="Parts of this fiscal year that went into the fixed assets, or may.",
    )
    upkeep_cost = fields.Monetary(
        string="Upkeep of the Last 12 Months",
        compute="_compute_year_costs",
        groups=ACCOUNTANTS,
        help="Parts, services and labour, without capital parts.",
    )
    # inputs of the comparison
    resale_value = fields.Monetary(
        string="Sells For Today",
        groups=ACCOUNTANTS,
        help="What the asset would bring if it were sold today. Keeping it forgoes "
        "that.",
    )
    keep_years = fields.Float(
        string="Years It Would Be Kept",
        default=1.0,
        groups=ACCOUNTANTS,
    )
    keep_resale_value = fields.Monetary(
        string="Sells For After These Years", groups=ACCOUNTANTS
    )
    keep_upkeep = fields.Monetary(
        string="Expected Upkeep a Year",
        groups=ACCOUNTANTS,
        help="Of keeping it. 0: as in the last 12 months.",
    )
    replacement_cost = fields.Monetary(
        groups=ACCOUNTANTS, help="What a new one costs today, put into service."
    )
    replacement_years = fields.Float(
        string="Years of Use of a New One", default=10.0, groups=ACCOUNTANTS
    )
    replacement_resale_value = fields.Monetary(
        string="A New One Sells For Then", groups=ACCOUNTANTS
    )
    replacement_upkeep = fields.Monetary(
        string="Upkeep of a New One a Year", groups=ACCOUNTANTS
    )
    keep_annual_cost = fields.Monetary(
        string="Keeping It Costs a Year",
        compute="_compute_annual_costs",
        groups=ACCOUNTANTS,
        help="Equivalent annual cost: what it would bring today, less what it brings "
        "in the end, spread over the years it is kept, with interest; and upkeep.",
    )
    replace_annual_cost = fields.Monetary(
        string="Replacing It Costs a Year",
        compute="_compute_annual_costs",
        groups=ACCOUNTANTS,
        help="Equivalent annual cost of a new one: its price, less what it brings in "
        "the end, spread over its years of use, with interest; and upkeep.",
    )
    keep_advice = fields.Selection(
        [
            (KEEP, "Cheaper to Keep"),
            (REPLACE, "Cheaper to Replace"),
            (UNKNOWN, "Not Known"),
        ],
        string="Keep or Replace",
        compute="_compute_annual_costs",
        search="_search_keep_advice",
        groups=ACCOUNTANTS,
    )
    is_missing_in_books = fields.Boolean(
        string="Not in the Fixed Assets",
        compute="_compute_is_missing_in_books",
        search="_search_is_missing_in_books",
        groups=ACCOUNTANTS,
        help="It lives, cost the capital threshold of the company or more, and has no "
        "fixed asset.",
    )
    is_removed_in_books = fields.Boolean(
        string="Removed from the Fixed Assets",
        compute="_compute_is_removed_in_books",
        search="_search_is_removed_in_books",
        groups=ACCOUNTANTS,
        help="It lives, and all its fixed assets have left the books: retire it, or "
        "put the books right.",
    )

    _keep_years_range = models.Constraint(
        "CHECK(keep_years > 0 AND keep_years <= 100 "
        "AND replacement_years > 0 AND replacement_years <= 100)",
        "An asset is kept, or used, for more than 0 and at most 100 years.",
    )
    _replacement_money_range = models.Constraint(
        "CHECK(resale_value >= 0 AND keep_resale_value >= 0 AND keep_upkeep >= 0 "
        "AND replacement_cost >= 0 AND replacement_resale_value >= 0 "
        "AND replacement_upkeep >= 0)",
        "Prices and upkeep are 0 or above.",
    )

    # --- in the books -----------------------------------------------------------------

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_book_values(self):
        ledger = self.env["maintenance.fixed.asset.ledger"]
        for company, assets in self._group_by_cost_company():
            values = ledger._get_book_values(
                assets._origin, company, company._get_today()
            )
            for asset in assets:
                found = values.get(asset._origin.id, {})
                asset.fixed_asset_count = found.get("count", 0)
                asset.acquisition_value = found.get("acquisition", 0.0)
                asset.depreciated_value = found.get("depreciated", 0.0)
                asset.book_value = found.get("book_value", 0.0)
                asset.depreciation_end = found.get("end", False)

    def _group_by_cost_company(self):
        return self.grouped(lambda asset: asset._get_cost_company()).items()

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_year_costs(self):
        report = self.env["maintenance.cost.report"]
        kinds = report._get_cost_fields()
        for company, assets in self._group_by_cost_company():
            today = company._get_today()
            year_from, year_to = company._get_fiscal_year()
            base = Domain("equipment_id", "in", assets._origin.ids) & Domain(
                "company_id", "=", company.id
            )
            this_year = defaultdict(float)
            for asset, kind, treatment, cost in report._read_group(
                base & Domain("date", ">=", year_from) & Domain("date", "<=", year_to),
                ["equipment_id", "kind", "treatment"],
                ["cost:sum"],
            ):
                if kinds[kind] == "parts_cost":
                    this_year[asset.id, treatment == "expense"] += cost
            last_months = dict(
                report._read_group(
                    base
                    & Domain("date", ">", today - timedelta(365))
                    & Domain("date", "<=", today)
                    & Domain("treatment", "=", "expense"),
                    ["equipment_id"],
                    ["cost:sum"],
                )
            )
            for asset in assets:
                round_money = company.currency_id.round
                asset_id = asset._origin.id
                asset.parts_cost_year = round_money(this_year[asset_id, True])
                asset.capital_cost_year = round_money(this_year[asset_id, False])
                asset.upkeep_cost = round_money(last_months.get(asset._origin, 0.0))

    # --- keep or replace --------------------------------------------------------------

    @api.depends(
        "keep_resale_value",
        "keep_upkeep",
        "keep_years",
        "replacement_cost",
        "replacement_resale_value",
        "replacement_upkeep",
        "replacement_years",
        "resale_value",
        "upkeep_cost",
    )
    @api.depends_context("company")
    def _compute_annual_costs(self):
        for asset in self:
            company = asset._get_cost_company()
            rate = company.capital_interest_rate / 100
            keep = replace = None
            if asset.replacement_cost and asset.keep_years and asset.replacement_years:
                keep = get_annual_cost(
                    asset.resale_value,
                    asset.keep_resale_value,
                    asset.keep_years,
                    asset.keep_upkeep or asset.upkeep_cost,
                    rate,
                )
                replace = get_annual_cost(
                    asset.replacement_cost,
                    asset.replacement_resale_value,
                    asset.replacement_years,
                    asset.replacement_upkeep,
                    rate,
                )
            currency = company.currency_id
            asset.keep_annual_cost = currency.round(keep or 0.0)
            asset.replace_annual_cost = currency.round(replace or 0.0)
            asset.keep_advice = judge(keep, replace, currency.rounding)

    def _search_keep_advice(self, operator, value):
        if operator != "in":
            return NotImplemented
        known = self.with_context(active_test=False).search(
            [("replacement_cost", ">", 0)]
        )
        found = known.filtered(lambda asset: asset.keep_advice in value)
        domain = Domain("id", "in", found.ids)
        if {UNKNOWN, False} & set(value):
            domain |= Domain("id", "not in", known.ids)
        return domain

    # --- what the books and the assets do not agree about -----------------------------

    @api.depends("cost", "lifecycle_state")
    @api.depends_context("company")
    def _compute_is_missing_in_books(self):
        self._compute_by_domain("is_missing_in_books", self._get_missing_domain())

    def _search_is_missing_in_books(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_missing_domain()
        return domain if True in value else ~domain

    @api.depends("lifecycle_state")
    @api.depends_context("company")
    def _compute_is_removed_in_books(self):
        self._compute_by_domain("is_removed_in_books", self._get_removed_domain())

    def _search_is_removed_in_books(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_removed_domain()
        return domain if True in value else ~domain

    def _compute_by_domain(self, name, domain):
        found = self.with_context(active_test=False).search(
            domain & Domain("id", "in", self._origin.ids)
        )
        for asset in self:
            asset[name] = asset._origin in found

    @api.model
    def _get_missing_domain(self):
        """Return the domain of living assets of the company that ought to have a fixed
        asset and have none.
        """
        company = self.env.company
        threshold = company.capital_threshold
        if not threshold:
            return Domain.FALSE
        ledger = self.env["maintenance.fixed.asset.ledger"]
        return (
            self._get_living_domain()
            & Domain("company_id", "in", [company.id, False])
            & Domain("cost", ">=", threshold)
            & ~Domain(ledger._get_linked_domain(company))
        )

    @api.model
    def _get_removed_domain(self):
        company = self.env.company
        ledger = self.env["maintenance.fixed.asset.ledger"]
        return self._get_living_domain() & Domain(ledger._get_removed_domain(company))

    def action_view_fixed_assets(self):
        """Open the fixed assets of these assets.

        :raises UserError: without a ledger of fixed assets
        """
        self = to_records(self)
        return self.env["maintenance.fixed.asset.ledger"]._open_fixed_assets(self)

    def action_view_capital_parts(self):
        """Open the capital parts of these assets."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_depreciation.maintenance_capital_part_action"
        )
        return dict(action, domain=[("equipment_id", "in", self.ids)], context={})
