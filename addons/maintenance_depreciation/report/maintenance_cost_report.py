from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.report.maintenance_cost_report import MOVES


class MaintenanceCostReport(models.Model):
    """Expense and capital apart."""

    _inherit = "maintenance.cost.report"
    _depends = {
        "maintenance.capital.part": ["move_id", "state"],
        "stock.move": ["capital_account_id", "origin_returned_move_id"],
    }

    treatment = fields.Selection(
        [
            ("expense", "Expense"),
            ("clearing", "Capital to Confirm"),
            ("capital", "Capital"),
        ],
        string="In the Books As",
        readonly=True,
        help="Expense: of the period. Capital: it went into the fixed assets. Capital "
        "to confirm: the accountant has not decided yet.",
    )

    @api.model
    def _get_sources(self):
        sources = super()._get_sources()
        return {
            number: ({**columns, "treatment": self._get_treatment_sql(number)}, rows)
            for number, (columns, rows) in sources.items()
        }

    def _get_treatment_sql(self, number):
        if number != MOVES:
            return SQL("'expense'")
        return SQL(
            """CASE WHEN m.capital_account_id IS NULL THEN 'expense'
                    ELSE (SELECT CASE part.state WHEN 'declined' THEN 'expense'
                                                 WHEN 'confirmed' THEN 'capital'
                                                 WHEN 'undo' THEN 'capital'
                                                 ELSE 'clearing' END
                            FROM maintenance_capital_part part
                           WHERE part.move_id = CASE WHEN m.is_out THEN m.id
                                 ELSE m.origin_returned_move_id END)
               END"""
        )

    def _remove_treatment(self):
        """Make the view anew without what this addon adds, before Odoo drops it."""
        sources = super()._get_sources()
        return self._create_view(sources, without={"treatment"})
