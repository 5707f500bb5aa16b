from odoo.tools import SQL


def post_init_hook(env):
    """Tell the assets that had left before the installation from the living ones.

    Only our own column is set; no native field, no message, no recurrence changes.
    """
    env["maintenance.equipment"].flush_model(
        ["active", "scrap_date", "lifecycle_state"]
    )
    env.cr.execute(
        SQL(
            """UPDATE maintenance_equipment SET lifecycle_state = 'retired'
                WHERE active IS NOT TRUE OR scrap_date <= CURRENT_DATE"""
        )
    )
    env["maintenance.equipment"].invalidate_model(["lifecycle_state"])
