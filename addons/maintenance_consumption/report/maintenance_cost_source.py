from odoo import api, models
from odoo.tools import SQL

# Room for the sources of other addons. The number of a source is part of the ids of
# its rows, so it never changes.
SOURCES = 8
MOVES, BILLS, LABOUR = range(3)


class MaintenanceCostSource(models.AbstractModel):
    """Where the rows of the cost report come from: a SELECT for each source."""

    _name = "maintenance.cost.source"
    _description = "Sources of the Cost of Assets"

    @api.model
    def _get_sources(self):
        """Return {number of the source: (columns, rows)}, numbers below ``SOURCES``.

        ``columns`` is {field name: SQL}, with the integer id of the row's record as
        ``source_row``; what a source does not know is left out. ``rows`` is the SQL
        from ``FROM`` on, with the asset as ``e`` and the job as ``r``, both
        ``LEFT JOIN``.
        """
        return {
            MOVES: self._get_move_source(),
            BILLS: self._get_bill_source(),
            LABOUR: self._get_labour_source(),
        }

    def _get_select(self, number, columns, rows):
        """Return the SELECT of one source, with a column for each stored field."""
        columns = {
            "root_id": SQL("COALESCE(e.root_id, e.id)"),
            "bom_id": SQL("e.bom_id"),
            "category_id": SQL("e.category_id"),
            "maintenance_team_id": SQL("r.maintenance_team_id"),
            "user_id": SQL("r.user_id"),
            **columns,
        }
        names = [
            (name, SQL(field.column_type[1]))
            for name, field in self._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        key = columns["source_row"]
        return SQL(
            "SELECT %(key)s::bigint * %(sources)s + %(number)s AS id, "
            "%(number)s AS source, %(key)s AS source_row, %(values)s %(rows)s",
            key=key,
            sources=SQL(str(SOURCES)),
            number=SQL(str(number)),
            values=SQL(", ").join(
                SQL(
                    "(%s)::%s AS %s",
                    columns.get(name, SQL("NULL")),
                    column_type,
                    SQL.identifier(name),
                )
                for name, column_type in names
            ),
            rows=rows,
        )

    def _get_move_source(self):
        """Parts issued to assets, returned, or taken into stock when they were worn.

        Those that are not kept in stock come at no cost.
        """
        columns = {
            "source_row": SQL("m.id"),
            "equipment_id": SQL("m.equipment_id"),
            "maintenance_request_id": SQL("m.maintenance_request_id"),
            "move_id": SQL("m.id"),
            "product_id": SQL("m.product_id"),
            "reference": SQL("m.reference"),
            "date": SQL(
                "COALESCE(entry.date, (m.date AT TIME ZONE 'UTC' "
                "AT TIME ZONE COALESCE(owner.tz, calendar.tz, 'UTC'))::date)"
            ),
            "company_id": SQL("m.company_id"),
            "kind": SQL(
                "COALESCE(m.maintenance_kind, CASE WHEN place.usage = 'customer' "
                "THEN 'issue' ELSE 'return' END)"
            ),
            "quantity": SQL(
                "CASE WHEN place.usage = 'customer' THEN 1 ELSE -1 END "
                "* m.quantity * u.factor / own.factor"
            ),
            "cost": SQL(
                "CASE WHEN t.is_storable IS NOT TRUE THEN 0 "
                "WHEN m.is_out THEN m.value ELSE -m.value END"
            ),
        }
        rows = SQL(
            """FROM stock_move m
               JOIN stock_location origin ON origin.id = m.location_id
               JOIN stock_location place ON place.id = m.location_dest_id
               JOIN product_product p ON p.id = m.product_id
               JOIN product_template t ON t.id = p.product_tmpl_id
               JOIN uom_uom own ON own.id = t.uom_id
               JOIN uom_uom u ON u.id = m.product_uom
               JOIN res_company company ON company.id = m.company_id
               JOIN res_partner owner ON owner.id = company.partner_id
          LEFT JOIN account_move entry ON entry.id = m.account_move_id
          LEFT JOIN resource_calendar calendar
                 ON calendar.id = company.resource_calendar_id
          LEFT JOIN maintenance_equipment e ON e.id = m.equipment_id
          LEFT JOIN maintenance_request r ON r.id = m.maintenance_request_id
              WHERE m.state = 'done'
                AND (m.equipment_id IS NOT NULL
                     OR m.maintenance_request_id IS NOT NULL)
                AND 'customer' IN (origin.usage, place.usage)
                AND (m.is_in
                     OR m.maintenance_kind IS NULL
                     OR m.maintenance_kind IN ('issue', 'return'))"""
        )
        return columns, rows

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
