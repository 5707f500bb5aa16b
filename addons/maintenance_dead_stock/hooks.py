from odoo.addons.maintenance_consumption.hooks import create_empty_columns

# a computed column of a table of Odoo, empty for all rows that there are
EMPTY_COLUMNS = [("product_category", "is_spare_part", "bool")]


def pre_init_hook(env):
    """Make a computed column before Odoo does, which would write it on every row."""
    create_empty_columns(env, EMPTY_COLUMNS)
