from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

# computed columns of tables that may be large, empty for all rows that there are
EMPTY_COLUMNS = [
    ("account_move_line", "equipment_distribution", "jsonb"),
    ("account_move_line", "equipment_id", "int4"),
]


def pre_init_hook(env):
    """Make computed columns before Odoo does.

    Odoo would write them on every row, and so change who wrote each last and when.
    """
    create_empty_columns(env, EMPTY_COLUMNS)
    _fill_warehouses(env)


def create_empty_columns(env, columns):
    """Make columns that are empty in all rows; also for the hooks of other addons.

    :param columns: list of (table, name, type in PostgreSQL)
    """
    for table, name, column_type in columns:
        if not column_exists(env.cr, table, name):
            create_column(env.cr, table, name, column_type)


def _fill_warehouses(env):
    """Fill the warehouse of the jobs that there are.

    It is the one that Odoo would compute: that of the asset's location, else the first
    of the company.
    """
    if column_exists(env.cr, "maintenance_request", "warehouse_id"):
        return
    create_column(env.cr, "maintenance_request", "warehouse_id", "int4")
    env.cr.execute(
        SQL(
            """UPDATE maintenance_request r
                  SET warehouse_id = COALESCE(
                          (SELECT w.id
                             FROM maintenance_equipment e
                             JOIN stock_location l ON l.id = e.location_id
                             JOIN stock_warehouse w ON w.id = l.warehouse_id
                            WHERE e.id = r.equipment_id
                              AND w.company_id = r.company_id
                              AND w.active),
                          (SELECT w.id
                             FROM stock_warehouse w
                            WHERE w.company_id = r.company_id AND w.active
                         ORDER BY w.sequence, w.id
                            LIMIT 1))"""
        )
    )


def post_init_hook(env):
    """Give the companies and warehouses that exist what new ones get by themselves.

    Only our own columns are set, past the ORM: companies, warehouses and the operation
    types that somebody may have changed stay as they are, their last change included.
    """
    for company in env["res.company"].search([("maintenance_location_id", "=", False)]):
        values = company._prepare_maintenance_location()
        location = env["stock.location"].create(values)
        set_column(env, company, "maintenance_location_id", location)
    warehouses = env["stock.warehouse"].with_context(active_test=False)
    for warehouse in warehouses.search([("parts_issue_type_id", "=", False)]):
        issue_type = warehouse._create_parts_issue_type()
        set_column(env, warehouse, "parts_issue_type_id", issue_type)


def uninstall_hook(env):
    """Take along what Odoo leaves behind: it drops our columns, and no more.

    The locations stay, as parts may lie there, and the transfers of parts: they are
    history. Their operation types are archived; those without a transfer go.
    """
    warehouses = env["stock.warehouse"].with_context(active_test=False).search([])
    types = warehouses.parts_issue_type_id
    transfers = env["stock.picking"]._read_group(
        [("picking_type_id", "in", types.ids)], ["picking_type_id"]
    )
    used = types.browse(used_type.id for [used_type] in transfers)
    used.active = False
    sequences = (types - used).sequence_id
    (types - used).unlink()
    sequences.unlink()


def set_column(env, record, name, value):
    """Set a many2one past the ORM; also for the hooks of other addons."""
    record.flush_recordset()
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s = %s WHERE id = %s",
            SQL.identifier(record._table),
            SQL.identifier(name),
            value.id,
            record.id,
        )
    )
    record.invalidate_recordset([name])
