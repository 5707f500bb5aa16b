from odoo import fields, models, tools
from odoo.tools import SQL


class MaintenanceCostReport(models.Model):
    """What assets cost in parts: one row a done move, what came back negative.

    A part that is scrapped off an asset neither enters nor leaves the stock: it costs
    nothing, and has no row.
    """

    _name = "maintenance.cost.report"
    _description = "Cost of Assets"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "stock.move": [
            "company_id",
            "date",
            "equipment_id",
            "is_in",
            "is_out",
            "maintenance_kind",
            "maintenance_request_id",
            "product_id",
            "product_qty",
            "state",
            "value",
        ],
        "maintenance.equipment": ["bom_id", "category_id"],
    }

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True)
    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("issue", "Part Issued"),
            ("return", "Part Returned"),
            ("salvage", "Old Part into Stock"),
        ],
        readonly=True,
    )
    quantity = fields.Float(readonly=True)
    cost = fields.Monetary(readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %s AS
                   SELECT m.id,
                          m.id AS move_id,
                          m.equipment_id,
                          e.bom_id,
                          e.category_id,
                          m.maintenance_request_id,
                          m.product_id,
                          m.date,
                          m.company_id,
                          m.maintenance_kind AS kind,
                          CASE WHEN m.is_out THEN m.product_qty ELSE -m.product_qty
                           END AS quantity,
                          CASE WHEN NOT t.is_storable THEN 0
                               WHEN m.is_out THEN m.value
                               ELSE -m.value
                           END AS cost
                     FROM stock_move m
                     JOIN maintenance_equipment e ON e.id = m.equipment_id
                     JOIN product_product p ON p.id = m.product_id
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE m.state = 'done'
                      AND (m.is_in OR m.is_out)""",
                SQL.identifier(self._table),
            )
        )
