from odoo import fields, models, tools
from odoo.tools import SQL

from ..models.words import CAUSES


class MaintenanceRushReport(models.Model):
    """What rush orders cost beyond what the vendors normally ask.

    A flat view: one row for each order of a requisition line that was a rush. What has
    gone back and what the order costs by now counts as it stands.
    """

    _name = "maintenance.rush.report"
    _description = "Premium of Rush Orders"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "maintenance.requisition.allocation": [
            "company_id",
            "line_id",
            "normal_price",
            "purchase_line_id",
            "quantity",
            "received_qty",
            "state",
        ],
        "maintenance.requisition.line": ["rush_cause", "warehouse_id"],
        "product.template": ["uom_id"],
        "purchase.order": ["currency_rate", "date_approve", "partner_id"],
        "purchase.order.line": [
            "order_id",
            "price_subtotal",
            "product_id",
            "product_qty",
            "product_uom_id",
        ],
        "uom.uom": ["factor"],
    }

    date = fields.Date(
        readonly=True, help="Date of the order in the time zone of the company."
    )
    vendor_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    order_id = fields.Many2one("purchase.order", readonly=True)
    line_id = fields.Many2one(
        "maintenance.requisition.line", string="Requisition Line", readonly=True
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cause = fields.Selection(CAUSES, readonly=True)
    quantity = fields.Float(
        readonly=True,
        digits="Product Unit",
        help="In the unit of the part, without returned or cancelled quantities.",
    )
    price = fields.Float(
        string="Price Paid",
        readonly=True,
        min_display_digits="Product Price",
        aggregator="avg",
        help="Unit price, without taxes, in the currency of the company.",
    )
    normal_price = fields.Float(
        readonly=True,
        min_display_digits="Product Price",
        aggregator="avg",
        help="Unit price of the vendor list on the day of the order. 0: unknown, and "
        "no premium is counted.",
    )
    amount = fields.Monetary(string="Amount Paid", readonly=True, help="Without taxes.")
    premium = fields.Monetary(readonly=True, help="Amount paid above the normal price.")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %s AS
                   SELECT row.*,
                          row.quantity * row.price AS amount,
                          CASE WHEN row.normal_price > 0
                               THEN row.quantity * (row.price - row.normal_price)
                               ELSE 0 END AS premium
                     FROM (%s) row""",
                SQL.identifier(self._table),
                self._get_rows(),
            )
        )

    def _get_rows(self):
        """Return the SELECT of the rows, without what follows from the others."""
        return SQL(
            """SELECT a.id,
                      (o.date_approve AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(owner.tz, calendar.tz, 'UTC'))::date
                          AS date,
                      o.partner_id AS vendor_id,
                      p.product_id,
                      p.order_id,
                      a.line_id,
                      l.warehouse_id,
                      a.company_id,
                      l.rush_cause AS cause,
                      CASE WHEN a.state = 'received' THEN a.received_qty
                           ELSE a.quantity END AS quantity,
                      p.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)
                          / NULLIF(p.product_qty * u.factor / own.factor, 0) AS price,
                      a.normal_price
                 FROM maintenance_requisition_allocation a
                 JOIN maintenance_requisition_line l ON l.id = a.line_id
                 JOIN purchase_order_line p ON p.id = a.purchase_line_id
                 JOIN purchase_order o ON o.id = p.order_id
                 JOIN product_product product ON product.id = p.product_id
                 JOIN product_template t ON t.id = product.product_tmpl_id
                 JOIN uom_uom own ON own.id = t.uom_id
                 JOIN uom_uom u ON u.id = p.product_uom_id
                 JOIN res_company company ON company.id = a.company_id
                 JOIN res_partner owner ON owner.id = company.partner_id
            LEFT JOIN resource_calendar calendar
                   ON calendar.id = company.resource_calendar_id
                WHERE l.rush_cause IS NOT NULL
                  AND (a.state = 'ordered'
                       OR a.state = 'received' AND a.received_qty > 0)"""
        )
