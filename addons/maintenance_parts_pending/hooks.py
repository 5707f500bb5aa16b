def uninstall_hook(env):
    """Take along the activities that ask for a receipt or a count: Odoo would keep them
    as to-dos, and nothing is pending any more.
    """
    activity_type = env.ref("maintenance_parts_pending.mail_activity_parts_pending")
    env["mail.activity"].search([("activity_type_id", "=", activity_type.id)]).unlink()
