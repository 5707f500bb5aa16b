from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.report.row_ids import get_row_ids


class MaintenanceEquipmentLot(models.Model):
    """Which serials and batches are, or were, in which assets: one row a stay.

    A flat view over the done move lines that put them in. What left is a row for each
    way that it left (``maintenance.equipment.lot.out``), the rest is installed. An id
    is twice that of the table that the row comes from, odd for those that left.
    """

    _name = "maintenance.equipment.lot"
    _description = "Serial of an Asset"
    _auto = False
    _order = "date_out desc, date_in desc, id desc"
    _rec_name = "lot_id"
    _rec_names_search = ["lot_id", "product_id", "position"]
    _depends = {
        "maintenance.equipment.lot.out": [
            "fate_move_id",
            "line_id",
            "move_id",
            "quantity",
        ],
        "stock.move": [
            "company_id",
            "date",
            "equipment_id",
            "equipment_position",
            "maintenance_kind",
            "maintenance_request_id",
            "product_id",
            "state",
        ],
        "stock.move.line": ["lot_id", "quantity_product_uom"],
    }

    key_id = fields.Integer(readonly=True, aggregator=None)
    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    category_id = fields.Many2one(
        related="equipment_id.category_id", string="Asset Category"
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", string="Serial or Lot", readonly=True)
    position = fields.Char(readonly=True)
    quantity = fields.Float(
        readonly=True, digits="Product Unit", help="In the part's own unit."
    )
    state = fields.Selection(
        [
            ("installed", "Installed"),
            ("replaced", "Replaced"),
            ("return", "Returned Unused"),
            ("salvage", "Taken into Stock"),
            ("scrap", "Scrapped"),
            ("elsewhere", "In Another Asset"),
        ],
        readonly=True,
    )
    date_in = fields.Datetime(string="Put In", readonly=True)
    date_out = fields.Datetime(
        string="Taken Out", readonly=True, help="Empty while it is installed."
    )
    move_in_id = fields.Many2one("stock.move", string="Put In By", readonly=True)
    move_out_id = fields.Many2one(
        "stock.move",
        string="Taken Out By",
        readonly=True,
        help="Its return or removal; if there is none, the issue of the part that took "
        "its place.",
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        help="The job that put it in.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %(view)s AS
                   SELECT o.id::bigint * 2 + 1 AS id,
                          o.id AS key_id,
                          o.quantity,
                          CASE WHEN fate.maintenance_kind = 'issue' THEN 'elsewhere'
                               WHEN fate.id IS NOT NULL THEN fate.maintenance_kind
                               WHEN ending.maintenance_kind <> 'issue'
                               THEN ending.maintenance_kind
                               WHEN ending.equipment_id <> m.equipment_id
                               THEN 'elsewhere'
                               ELSE 'replaced'
                           END AS state,
                          ending.date AS date_out,
                          COALESCE(fate.id, ending.id) AS move_out_id,
                          %(columns)s
                     FROM maintenance_equipment_lot_out o
                     JOIN stock_move_line l ON l.id = o.line_id
                     JOIN stock_move m ON m.id = l.move_id
                     JOIN stock_move ending ON ending.id = o.move_id
                LEFT JOIN stock_move fate ON fate.id = o.fate_move_id
                UNION ALL
                   SELECT l.id::bigint * 2 AS id,
                          l.id AS key_id,
                          l.quantity_product_uom - COALESCE(gone.quantity, 0),
                          'installed' AS state,
                          NULL::timestamp AS date_out,
                          NULL::integer AS move_out_id,
                          %(columns)s
                     FROM stock_move m
                     JOIN stock_move_line l ON l.move_id = m.id
                LEFT JOIN LATERAL (SELECT SUM(o.quantity) AS quantity
                                     FROM maintenance_equipment_lot_out o
                                    WHERE o.line_id = l.id) gone ON TRUE
                    WHERE m.equipment_id IS NOT NULL
                      AND m.state = 'done'
                      AND m.maintenance_kind = 'issue'
                      AND l.lot_id IS NOT NULL
                      AND l.quantity_product_uom - COALESCE(gone.quantity, 0)
                          > 0.000001""",
                view=SQL.identifier(self._table),
                columns=SQL(
                    """m.equipment_id,
                       m.product_id,
                       l.lot_id,
                       m.equipment_position AS position,
                       m.date AS date_in,
                       m.id AS move_in_id,
                       m.maintenance_request_id,
                       m.company_id"""
                ),
            )
        )

    @api.depends("lot_id", "position", "product_id")
    def _compute_display_name(self):
        for row in self:
            words = (row.lot_id.name, row.product_id.name, row.position)
            row.display_name = ", ".join(word for word in words if word)

    def _search(self, domain, *args, **kwargs):
        return super()._search(Domain(domain).map_conditions(_by_key), *args, **kwargs)

    def _prepare_lot_values(self):
        """Return one row as ``maintenance.equipment.get_installed_lots()`` has it."""
        self.ensure_one()
        return {
            "equipment_id": self.equipment_id.id,
            "product_id": self.product_id.id,
            "product_name": self.product_id.name,
            "lot_id": self.lot_id.id,
            "lot_name": self.lot_id.name,
            "position": self.position,
            "quantity": self.quantity,
            "uom_id": self.product_id.uom_id.id,
            "date_in": fields.Datetime.to_string(self.date_in),
            "move_in_id": self.move_in_id.id,
            "maintenance_request_id": self.maintenance_request_id.id,
        }


def _by_key(condition):
    """Narrow a condition on ``id`` to the keys inside it."""
    ids = get_row_ids(condition)
    if ids is None:
        return condition
    return condition & Domain("key_id", "in", [row_id // 2 for row_id in ids])
