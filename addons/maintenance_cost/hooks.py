from odoo.tools import SQL

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


def post_init_hook(env):
    """Let bills that named an asset or a job before this addon was there charge it.

    Only our own columns are set, past the ORM: bills stay as they are, their last
    change included. Taxes of these bills that are a cost are not charged.
    """
    lines = env["account.move.line"].search(
        [
            "|",
            ("equipment_id", "!=", False),
            ("maintenance_request_id", "!=", False),
            ("display_type", "=", "product"),
            ("move_id.move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
        ],
        order="date, id",
    )
    consigned = lines._filter_consigned()
    charges = lines.grouped(
        lambda line: "bill" if line in consigned else line._get_maintenance_charge()
    )
    for charge, charged in charges.items():
        if charge:
            env.cr.execute(
                SQL(
                    "UPDATE account_move_line SET maintenance_charge = %s"
                    " WHERE id = ANY(%s)",
                    charge,
                    charged.ids,
                )
            )
            env.cr.execute(
                SQL(
                    """UPDATE account_analytic_line a SET equipment_id = l.equipment_id
                         FROM account_move_line l
                        WHERE l.id = a.move_line_id AND l.id = ANY(%s)""",
                    charged.ids,
                )
            )
    lines.invalidate_recordset(["maintenance_charge"])


def uninstall_hook(env):
    """Keep the cost report, which stays without what this addon adds to it."""
    env["maintenance.cost.report"]._remove_own_sources()
