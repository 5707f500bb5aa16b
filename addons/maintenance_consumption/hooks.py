def post_init_hook(env):
    """Give the companies and warehouses that exist what new ones get by themselves."""
    env["res.company"].search([])._create_maintenance_location()
    warehouses = env["stock.warehouse"].with_context(active_test=False).search([])
    for warehouse in warehouses:
        warehouse.write(warehouse._create_or_update_sequences_and_picking_types())
