from odoo.addons.maintenance_consumption.hooks import create_empty_columns

# computed columns of tables that may be large, empty for all rows that there are
EMPTY_COLUMNS = [
    ("purchase_order_line", "equipment_distribution", "jsonb"),
    ("purchase_order_line", "equipment_id", "int4"),
]


def pre_init_hook(env):
    """Make computed columns before Odoo does, which would write them on every row."""
    create_empty_columns(env, EMPTY_COLUMNS)
