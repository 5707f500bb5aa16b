from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_record

from ..models.cost_groups import COST_GROUPS


class MaintenancePartsHistory(models.Model):
    """What was taken for which asset: one row a done move, returns below zero.

    Technicians read it; what it cost is for those who may see costs.
    """

    _name = "maintenance.parts.history"
    _description = "Parts Used on Assets"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "maintenance.equipment": ["bom_id", "category_id"],
        "stock.move": [
            "company_id",
            "date",
            "equipment_id",
            "equipment_position",
            "location_dest_id",
            "location_id",
            "maintenance_kind",
            "maintenance_request_id",
            "parts_user_id",
            "picking_id",
            "product_id",
            "product_uom",
            "quantity",
            "state",
            "value",
        ],
    }

    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [("issue", "Issued"), ("return", "Returned")], readonly=True
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    quantity = fields.Float(
        readonly=True, digits="Product Unit", help="In the part's own unit."
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    position = fields.Char(readonly=True)
    maintenance_request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True
    )
    picking_id = fields.Many2one("stock.picking", string="Issue", readonly=True)
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(
        readonly=True,
        groups=COST_GROUPS,
        help="What stock valuation said. A part that is not kept in stock costs when "
        "it is billed.",
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                # a customer location is what the Maintenance location of a company is
                """CREATE VIEW %s AS
                   SELECT m.id,
                          m.id AS move_id,
                          m.date,
                          m.equipment_id,
                          e.bom_id,
                          e.category_id,
                          m.product_id,
                          m.equipment_position AS position,
                          m.maintenance_request_id,
                          m.picking_id,
                          m.parts_user_id AS user_id,
                          m.company_id,
                          CASE WHEN d.usage = 'customer' THEN 'issue' ELSE 'return'
                           END AS kind,
                          CASE WHEN d.usage = 'customer' THEN 1 ELSE -1 END
                          * m.quantity * mu.factor / pu.factor AS quantity,
                          CASE WHEN NOT t.is_storable THEN 0
                               WHEN d.usage = 'customer' THEN m.value
                               ELSE -m.value
                           END AS cost
                     FROM stock_move m
                     JOIN maintenance_equipment e ON e.id = m.equipment_id
                     JOIN stock_location s ON s.id = m.location_id
                     JOIN stock_location d ON d.id = m.location_dest_id
                     JOIN product_product v ON v.id = m.product_id
                     JOIN product_template t ON t.id = v.product_tmpl_id
                     JOIN uom_uom mu ON mu.id = m.product_uom
                     JOIN uom_uom pu ON pu.id = t.uom_id
                    WHERE m.state = 'done'
                      AND (m.maintenance_kind IS NULL
                           OR m.maintenance_kind IN ('issue', 'return'))
                      AND (s.usage = 'customer') <> (d.usage = 'customer')""",
                SQL.identifier(self._table),
            )
        )

    @api.model
    def _get_action_of(self, records, kind):
        """Return the action that shows the issues and returns of ``records``.

        :param kind: what they are: ``equipment`` or ``product``
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_consumption.maintenance_parts_history_action"
        )
        return dict(
            action,
            domain=[(f"{kind}_id", "in", records.ids)],
            context={"maintenance_parts_history_of": kind},
        )

    def action_open_document(self):
        """Open the job of this issue or return; its picking if it was without a job."""
        self = to_record(self)
        document = self.maintenance_request_id or self.picking_id
        if not document:
            raise UserError(
                self.env._(
                    "“%(part)s” was moved for “%(asset)s” without a job and without a "
                    "picking: there is nothing more to show.",
                    part=self.product_id.display_name,
                    asset=self.equipment_id.display_name,
                )
            )
        return document.get_formview_action()
