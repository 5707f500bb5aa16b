from odoo.addons.maintenance_consumption.hooks import create_empty_columns

# computed columns of tables that may be large, empty for all rows that there are
EMPTY_COLUMNS = [
    ("account_move_line", "maintenance_charge", "varchar"),
    ("maintenance_equipment", "root_id", "int4"),
]


def pre_init_hook(env):
    """Make computed columns before Odoo does.

    Odoo would write them on every row, and so change who wrote each last and when.
    """
    create_empty_columns(env, EMPTY_COLUMNS)


def uninstall_hook(env):
    """Keep the cost report, which stays without what this addon adds to it."""
    env["maintenance.cost.report"]._remove_own_sources()
