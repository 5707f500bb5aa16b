from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.report.row_ids import get_row_ids

from ..models.groups import ACCOUNTANTS
from .maintenance_cost_source import SOURCES


class MaintenanceCostReport(models.Model):
    """What assets cost: one row a charge, what came back and refunds negative.

    A flat view over several sources (see :meth:`_get_sources`). The id of a row is the
    id of its record times ``SOURCES`` plus the number of its source.

    A part that is scrapped off an asset neither enters nor leaves the stock: it costs
    nothing, and has no row.
    """

    _name = "maintenance.cost.report"
    _inherit = ["maintenance.cost.source"]
    _description = "Cost of Assets"
    _auto = False
    _order = "date desc, id desc"
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
        "account.move": ["date", "move_type"],
        "maintenance.equipment": ["bom_id", "category_id", "root_id"],
        "maintenance.request": ["equipment_id", "maintenance_team_id", "user_id"],
        "maintenance.request.labour": [
            "amount",
            "company_id",
            "date",
            "description",
            "hours",
            "request_id",
            "user_id",
        ],
        "stock.move": [
            "account_move_id",
            "company_id",
            "date",
            "equipment_id",
            "is_in",
            "is_out",
            "location_dest_id",
            "location_id",
            "maintenance_kind",
            "maintenance_request_id",
            "product_id",
            "product_uom",
            "quantity",
            "reference",
            "state",
            "value",
        ],
    }

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    root_id = fields.Many2one(
        "maintenance.equipment",
        string="Top Asset",
        readonly=True,
        help="The asset that this one is part of, at the top; itself if it is part of "
        "none. Each charge counts once in it.",
    )
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True
    )
    maintenance_team_id = fields.Many2one(
        "maintenance.team", string="Team", readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        readonly=True,
        help="Who worked, or who is responsible for the job.",
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    description = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Vendor", readonly=True)
    reference = fields.Char(
        readonly=True, help="The number of the transfer or of the bill."
    )
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True)
    bill_line_id = fields.Many2one(
        "account.move.line", readonly=True, groups=ACCOUNTANTS
    )
    labour_id = fields.Many2one("maintenance.request.labour", readonly=True)
    date = fields.Date(
        readonly=True,
        help="The day of the journal entry or of the bill. Parts that have no journal "
        "entry of their own count on the day of the move, where the company is.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("issue", "Issued"),
            ("return", "Returned"),
            ("bill", "Billed Part"),
            ("service", "Service"),
            ("labour", "Labour"),
            ("salvage", "Old Part into Stock"),
        ],
        readonly=True,
    )
    quantity = fields.Float(
        string="Quantity Issued",
        readonly=True,
        digits="Product Unit",
        help="Issued from stock, in the part's own unit; returns are negative.",
    )
    billed_quantity = fields.Float(
        string="Quantity Billed",
        readonly=True,
        digits="Product Unit",
        help="In the unit of the part or service; refunds are negative.",
    )
    hours = fields.Float(readonly=True)
    cost = fields.Monetary(readonly=True)

    @api.depends("description", "kind", "product_id", "reference")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            what = row.product_id.display_name or row.description
            names = [kinds.get(row.kind), what, row.reference]
            row.display_name = ", ".join(name for name in names if name)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        selects = (
            self._get_select(number, columns, rows)
            for number, (columns, rows) in self._get_sources().items()
        )
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS %s",
                SQL.identifier(self._table),
                SQL(" UNION ALL ").join(selects),
            )
        )

    @api.model
    def _get_cost_fields(self):
        """Return {kind of charge: field of jobs and assets that it counts in}."""
        return {
            "issue": "parts_cost",
            "return": "parts_cost",
            "salvage": "parts_cost",
            "bill": "parts_cost",
            "service": "service_cost",
            "labour": "labour_cost",
        }

    def _search(self, domain, *args, **kwargs):
        return super()._search(Domain(domain).map_conditions(_by_key), *args, **kwargs)

    def exists(self):
        # that a row exists is no matter of rights: who may not read it must be told so
        found = set(self.sudo()._search([("id", "in", self.ids)]))
        return self.browse(row_id for row_id in self._ids if row_id in found)


def _by_key(condition):
    """Turn a condition on ``id`` into one on the keys of its sources inside it."""
    ids = get_row_ids(condition)
    if ids is None:
        return condition
    keys = {}
    for row_id in ids:
        key, source = divmod(row_id, SOURCES)
        keys.setdefault(source, []).append(key)
    if not keys:
        return Domain.FALSE
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL(
                    "(%s = %s AND %s = ANY(%s::int[]))",
                    SQL.identifier(alias, "source"),
                    SQL(str(source)),
                    SQL.identifier(alias, "source_row"),
                    rows,
                )
                for source, rows in keys.items()
            ),
        )
    )
