from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import DEAD, DYING

FLAGGED = (DYING, DEAD)


class MaintenanceDeadFlag(models.AbstractModel):
    """A line that gets a part for a warehouse says if nobody will need it."""

    _name = "maintenance.dead.flag"
    _description = "Line That May Be for a Dead Part"

    dead_stock_status = fields.Selection(
        [("dying", "Dying"), ("dead", "Dead")],
        string="Dead Stock",
        compute="_compute_dead_stock_status",
        search="_search_dead_stock_status",
        groups="base.group_user",
        help="Dead: no living asset has the part, and nobody else wants it. Dying: the "
        "last assets that have it retire soon.",
    )
    dead_stock_reason = fields.Char(
        string="Why Dead Stock",
        compute="_compute_dead_stock_status",
        groups="base.group_user",
    )

    def _get_dead_stock_places(self):
        """Return {line: the warehouse that it gets a part for}."""
        return {line: line.warehouse_id for line in self}

    def _get_dead_stock_lines(self):
        """Return the lines ``l`` and their warehouses ``w`` as SQL, a FROM item."""
        return SQL(
            "%s l JOIN stock_warehouse w ON w.id = l.warehouse_id",
            SQL.identifier(self._table),
        )

    @api.depends("product_id")
    @api.depends_context("lang")
    def _compute_dead_stock_status(self):
        # who orders a part must learn that nobody needs it; he may lack access to parts
        # of assets
        lines_sudo = self.sudo()
        places = lines_sudo._get_dead_stock_places()
        found = lines_sudo._find_dead_rows(
            {
                (warehouse, line.product_id._origin)
                for line, warehouse in places.items()
                if warehouse and line.product_id
            }
        )
        for line, line_sudo in zip(self, lines_sudo, strict=True):
            row = found.get((places[line_sudo], line_sudo.product_id._origin))
            is_flagged = bool(row) and row.status in FLAGGED
            line.dead_stock_status = is_flagged and row.status
            line.dead_stock_reason = is_flagged and row.explanation

    @api.model
    def _find_dead_rows(self, places):
        """Return {(warehouse, product): its row of dead stock}, without those of which
        nothing is known.

        :param places: set of (warehouse, product)
        """
        table = self.env["maintenance.dead.stock"]
        warehouses = self.env["stock.warehouse"].union(*(place[0] for place in places))
        products = self.env["product.product"].union(*(place[1] for place in places))
        found = {
            (row.warehouse_id, row.product_id): row
            for row in table._find_rows(products, warehouses).values()
        }
        # what was ordered since the planner ran, and is not in stock, has no row yet
        unknown = places - found.keys()
        none = products.browse()
        unknown_parts = none.union(*(product for _warehouse, product in unknown))
        of_assets = unknown_parts and self._filter_of_assets(unknown_parts)
        for warehouse in warehouses:
            asked = of_assets.filtered(
                lambda product, place=warehouse: (place, product) in unknown
            )
            if asked:
                for product_id, values in table._get_values(warehouse, asked).items():
                    row = table.new({**values, "warehouse_id": warehouse.id})
                    found.setdefault((warehouse, products.browse(product_id)), row)
        return found

    @api.model
    def _filter_of_assets(self, products):
        """Return those of ``products`` that were on a BOM or issued to an asset."""
        groups = self.env["maintenance.bom.line"]._read_group(
            [("product_id", "in", products.ids)], ["product_id"]
        )
        groups += self.env["stock.move"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("maintenance_kind", "=", "issue"),
                ("state", "=", "done"),
            ],
            ["product_id"],
        )
        were = products.filtered("was_on_bom")
        return were.union(*(product for [product] in groups))

    @api.model
    def _search_dead_stock_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [status for status in value if status in FLAGGED]
        flagged = self._get_dead_stock_domain(wanted)
        if False in value:
            return flagged | ~self._get_dead_stock_domain(FLAGGED)
        return flagged

    @api.model
    def _get_dead_stock_domain(self, statuses):
        self.env["maintenance.dead.stock"].flush_model()
        query = SQL(
            """(SELECT l.id
                  FROM %(lines)s
                  JOIN maintenance_dead_stock d
                    ON d.warehouse_id = w.id AND d.product_id = l.product_id
                 WHERE d.status = ANY(%(statuses)s))""",
            lines=self._get_dead_stock_lines(),
            statuses=list(statuses),
        )
        return fields.Domain("id", "in", query)
