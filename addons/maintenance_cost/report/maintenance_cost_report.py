from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.maintenance_consumption.models.cost_groups import ACCOUNTANTS
from odoo.addons.maintenance_consumption.tools import ChargeFacts

# the numbers of the sources are part of the ids of their rows: they never change
BILLS, LABOUR = 1, 2


class MaintenanceCostReport(models.Model):
    """What bills and the hours of technicians charge; and the top asset of each row."""

    _inherit = "maintenance.cost.report"
    _depends = {
        "account.move.line": [
            "balance",
            "company_id",
            "date",
            "equipment_id",
            "maintenance_charge",
            "maintenance_request_id",
            "move_name",
            "name",
            "parent_state",
            "partner_id",
            "product_id",
            "product_uom_id",
            "quantity",
        ],
        "account.move": ["move_type"],
        "maintenance.equipment": ["root_id"],
        "maintenance.request.labour": [
            "amount",
            "company_id",
            "date",
            "description",
            "hours",
            "request_id",
            "user_id",
        ],
    }

    root_id = fields.Many2one(
        "maintenance.equipment",
        string="Top Asset",
        readonly=True,
        help="The asset that this one is part of, at the top; itself if it is part of "
        "none. Each charge counts once in it.",
    )
    bill_line_id = fields.Many2one(
        "account.move.line", readonly=True, groups=ACCOUNTANTS
    )
    labour_id = fields.Many2one("maintenance.request.labour", readonly=True)
    description = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Vendor", readonly=True)
    kind = fields.Selection(
        selection_add=[
            ("return",),
            ("bill", "Billed Part"),
            ("service", "Service"),
            ("labour", "Labour"),
        ]
    )
    billed_quantity = fields.Float(
        string="Quantity Billed",
        readonly=True,
        digits="Product Unit",
        help="In the unit of the part or service; refunds are negative.",
    )
    hours = fields.Float(readonly=True)
    user_id = fields.Many2one(help="Who worked, or who is responsible for the job.")
    reference = fields.Char(help="The number of the transfer or of the bill.")
    date = fields.Date(
        help="The day of the journal entry or of the bill. Parts that have no journal "
        "entry of their own count on the day of the move, where the company is."
    )
    booking = fields.Selection(selection_add=[("imputed", "Not Booked")])

    @api.depends("description")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return super()._get_subject() or self.description

    # --- the view -------------------------------------------------------------------

    @api.model
    def _get_sources(self):
        return super()._get_sources() | {
            BILLS: self._get_bill_source(),
            LABOUR: self._get_labour_source(),
        }

    def _get_common_columns(self):
        return super()._get_common_columns() | {
            "root_id": SQL("COALESCE(e.root_id, e.id)")
        }

    def _remove_own_sources(self):
        """Make the view anew without the sources and columns of this addon.

        Odoo drops the tables and columns of an addon that is uninstalled, and all that
        needs them.
        """
        sources = self._get_sources()
        del sources[BILLS], sources[LABOUR]
        own = {
            name
            for name, field in self._fields.items()
            if field._modules == ("maintenance_cost",)
        }
        self._create_view(sources, without=own)

    def _get_bill_source(self):
        """Bill lines that charge an asset or a job, with the taxes that are a cost."""
        quantity = SQL("l.quantity * COALESCE(u.factor / NULLIF(own.factor, 0), 1)")
        columns = {
            "source_row": SQL("l.id"),
            "equipment_id": SQL("l.equipment_id"),
            "maintenance_request_id": SQL("l.maintenance_request_id"),
            "bill_line_id": SQL("l.id"),
            "product_id": SQL("l.product_id"),
            "description": SQL("l.name"),
            "partner_id": SQL("l.partner_id"),
            "reference": SQL("l.move_name"),
            "date": SQL("l.date"),
            "company_id": SQL("l.company_id"),
            "kind": SQL("l.maintenance_charge"),
            "billed_quantity": SQL(
                "CASE WHEN l.display_type <> 'product' THEN 0 "
                "WHEN bill.move_type = 'in_refund' THEN -%(quantity)s "
                "ELSE %(quantity)s END",
                quantity=quantity,
            ),
            "cost": SQL("l.balance"),
        }
        rows = SQL(
            """FROM account_move_line l
               JOIN account_move bill ON bill.id = l.move_id
          LEFT JOIN product_product p ON p.id = l.product_id
          LEFT JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN uom_uom own ON own.id = t.uom_id
          LEFT JOIN uom_uom u ON u.id = l.product_uom_id
          LEFT JOIN maintenance_equipment e ON e.id = l.equipment_id
          LEFT JOIN maintenance_request r ON r.id = l.maintenance_request_id
              WHERE l.parent_state = 'posted' AND l.maintenance_charge IS NOT NULL"""
        )
        return columns, rows

    def _get_labour_source(self):
        columns = {
            "source_row": SQL("w.id"),
            "equipment_id": SQL("r.equipment_id"),
            "maintenance_request_id": SQL("w.request_id"),
            "labour_id": SQL("w.id"),
            "user_id": SQL("w.user_id"),
            "description": SQL("w.description"),
            "date": SQL("w.date"),
            "company_id": SQL("w.company_id"),
            "kind": SQL("'labour'"),
            "hours": SQL("w.hours"),
            "cost": SQL("w.amount"),
        }
        rows = SQL(
            """FROM maintenance_request_labour w
               JOIN maintenance_request r ON r.id = w.request_id
          LEFT JOIN maintenance_equipment e ON e.id = r.equipment_id"""
        )
        return columns, rows

    # --- what counts in which cost --------------------------------------------------

    @api.model
    def _get_cost_fields(self):
        return super()._get_cost_fields() | {
            "bill": "parts_cost",
            "service": "service_cost",
            "labour": "labour_cost",
        }

    # --- in the books ---------------------------------------------------------------

    def _get_own_entry(self):
        return super()._get_own_entry() | self.bill_line_id.move_id

    def _get_charge_facts(self, entry, last_closing):
        if self.move_id:
            return super()._get_charge_facts(entry, last_closing)
        # hours are counted, and never booked
        return ChargeFacts(entry=entry.state or None, is_imputed=not self.bill_line_id)

    def _get_booking_notes(self, entry, last_closing):
        return super()._get_booking_notes(entry, last_closing) | {
            "billed": self.env._(
                "There is nothing to book: the part is not kept in stock, so its "
                "vendor bill is the cost. Name the asset on that bill."
            ),
            "consigned": self.env._(
                "There is nothing to book: the part was not the company's own. Its "
                "owner's bill is the cost. Name the asset on that bill."
            ),
            "imputed": self.env._(
                "It is not booked: labour is counted for the asset, hours at a rate. "
                "Wages are booked elsewhere."
            ),
        }

    def _get_analytic_lines(self):
        lines = super()._get_analytic_lines()
        return lines or self.bill_line_id.analytic_line_ids
