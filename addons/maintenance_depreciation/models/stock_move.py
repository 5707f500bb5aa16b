from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.models.cost_groups import ACCOUNTANTS

from ..tools import PartFacts, get_months, is_capital


class StockMove(models.Model):
    """Capital parts are charged to a clearing account until somebody decides."""

    _inherit = "stock.move"

    # kept: what it was booked on, whatever the settings say later
    capital_account_id = fields.Many2one(
        "account.account",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The clearing account of capital parts that this charge is booked on.",
    )
    capital_part_ids = fields.One2many(
        "maintenance.capital.part", "move_id", groups=ACCOUNTANTS
    )

    # --- the account: both of one place -----------------------------------------------

    def _get_charge_account(self):
        # with all rights: who moves parts may lack access to accounts
        return self.sudo().capital_account_id or super()._get_charge_account()

    @api.model
    def _get_charge_account_sql(self):
        return SQL(
            "COALESCE(m.capital_account_id, %s)", super()._get_charge_account_sql()
        )

    def write(self, vals):
        result = super().write(vals)
        if {"date", "equipment_id", "value"} & vals.keys():
            # with all rights: who changes moves may lack access to capital parts
            moves_sudo = as_superuser(self).filtered(
                lambda move: move.state == "done" and move.capital_account_id
            )
            for move_sudo in moves_sudo.filtered("is_out"):
                move_sudo.capital_part_ids.write(move_sudo._prepare_capital_part())
            parts_sudo = moves_sudo | moves_sudo.origin_returned_move_id
            parts_sudo.capital_part_ids.invalidate_recordset(["amount", "quantity"])
        return result

    def _prepare_capital_part(self):
        """Return what the capital part of this issue has from it."""
        self.ensure_one()
        return {
            "equipment_id": self.equipment_id.id,
            "issue_date": self._get_booking_day(),
            "move_id": self.id,
        }

    # --- done -------------------------------------------------------------------------

    def _create_account_move(self):
        # the moves have their value by now, and are booked next
        of_assets = self.filtered("equipment_id")
        of_assets._set_capital_accounts()
        entries = super()._create_account_move()
        of_assets._follow_capital_parts()
        return entries

    def _set_capital_accounts(self):
        """Charge capital parts, and what comes back of those that nobody declined, to
        the clearing account.
        """
        # with all rights: who moves parts may lack access to accounts and settings
        moves_sudo = as_superuser(self).filtered(
            lambda move: move.state == "done" and move.product_id.is_storable
        )
        for move_sudo in moves_sudo._filter_returns_of_capital():
            origin_sudo = move_sudo.origin_returned_move_id
            move_sudo.capital_account_id = origin_sudo.capital_account_id
        issues_sudo = moves_sudo.filtered(
            lambda move: move.is_out and move.maintenance_kind == "issue"
        )
        for company_sudo, same_sudo in issues_sudo.grouped("company_id").items():
            account_sudo = company_sudo.capital_account_id
            bookable_sudo = same_sudo.filtered(lambda move: move._get_charge_account())
            if account_sudo and bookable_sudo:
                capital_sudo = bookable_sudo._filter_capital(company_sudo)
                capital_sudo.capital_account_id = account_sudo

    def _filter_returns_of_capital(self):
        return self.filtered(
            lambda move: (
                move.is_in
                and move.maintenance_kind == "return"
                and move.origin_returned_move_id.capital_part_ids.filtered(
                    lambda part: part.state != "declined"
                )
            )
        )

    def _filter_capital(self, company):
        """Return those of these issues that the accountant is asked about."""
        marks = self._get_bom_marks()
        threshold = company.capital_threshold
        return self.filtered(
            lambda move: is_capital(move._get_capital_facts(threshold, *marks[move]))
        )

    def _get_capital_facts(self, threshold, is_marked, life_months):
        """Return what ``tools/capital.py`` asks about this issue.

        :param is_marked: whether a BOM line of the asset says that it is capital
        :param life_months: by the BOM; None: it says nothing
        """
        self.ensure_one()
        template = self.product_id.product_tmpl_id
        quantity = self._get_valued_qty()
        return PartFacts(
            unit_value=self.value / quantity if quantity else 0.0,
            is_marked=is_marked or template.capital_treatment == "capital",
            is_never=template.capital_treatment == "never",
            life_months=template.part_life_months or life_months,
            threshold=threshold,
        )

    def _get_bom_marks(self):
        """Return {issue: (whether a BOM line of its asset marks the part as capital,
        the longest age for replacement there in months, None for none)}.

        Parts that supersede each other have the same lines.
        """
        families = self.product_id._get_part_families()
        products = self.product_id.union(*families.values())
        rows = self.env["maintenance.equipment.part"]._read_group(
            [
                ("equipment_id", "in", self.equipment_id.ids),
                ("product_id", "in", products.ids),
            ],
            ["equipment_id", "product_id", "line_id"],
        )
        marks = {}
        for move in self:
            lines = self.env["maintenance.bom.line"].union(
                *(
                    line
                    for asset, product, line in rows
                    if asset == move.equipment_id
                    and product in families[move.product_id]
                )
            )
            lives = [
                get_months(line.replace_after, line.replace_unit) for line in lines
            ]
            marks[move] = (
                any(lines.mapped("is_capital")),
                max((life for life in lives if life), default=None),
            )
        return marks

    def _follow_capital_parts(self):
        """Ask the accountant about capital parts, again about those that came back."""
        # who moves parts may not make capital parts: they follow from the move
        moves_sudo = as_superuser(self).filtered("capital_account_id")
        parts_sudo = moves_sudo.env["maintenance.capital.part"]
        parts_sudo.create(
            [
                {
                    "account_id": move.capital_account_id.id,
                    "company_id": move.company_id.id,
                    "product_id": move.product_id.id,
                    **move._prepare_capital_part(),
                }
                for move in moves_sudo
                if move.is_out
            ]
        )
        returned_sudo = moves_sudo.filtered("is_in").origin_returned_move_id
        returned_sudo.capital_part_ids._follow_return()
