from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


def pre_init_hook(env):
    """Make the column of the one computed field before Odoo does.

    Odoo would compute it for every asset there is, and so change who wrote each last
    and when. No asset has a BOM yet, so there is nothing to compute.
    """
    if not column_exists(env.cr, "maintenance_equipment", "parts_key"):
        create_column(env.cr, "maintenance_equipment", "parts_key", "int4")


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


def uninstall_hook(env):
    """Take the numberings of asset codes along."""
    env["maintenance.equipment.category"].search([]).code_sequence_id.unlink()
