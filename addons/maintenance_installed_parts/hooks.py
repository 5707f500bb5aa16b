from odoo.addons.maintenance_consumption.hooks import set_column


def post_init_hook(env):
    """Give the warehouses that exist their place for used parts, and trace the serials
    and batches that were issued before this addon was there.

    Only our own columns are set, past the ORM: warehouses stay as they are, their last
    change included.
    """
    warehouses = env["stock.warehouse"].with_context(active_test=False)
    for warehouse in warehouses.search([("used_parts_location_id", "=", False)]):
        location = warehouse._create_used_parts_location()
        set_column(env, warehouse, "used_parts_location_id", location)
    moves = env["stock.move"].search(
        [
            ("equipment_id", "!=", False),
            ("product_id.tracking", "!=", "none"),
            ("state", "=", "done"),
        ]
    )
    moves._trace_lots()


def uninstall_hook(env):
    """Take along what Odoo leaves behind. The places for used parts stay, as parts may
    lie there.
    """
    # made for a column of Odoo
    env.cr.execute("DROP INDEX IF EXISTS stock_move_line__lot_id_index")
