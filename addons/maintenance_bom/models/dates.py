from odoo import fields
from odoo.exceptions import UserError


def to_date(env, value):
    """Return a date or ISO string that a caller gave as a date, None for nothing.

    :raises UserError: if it is neither
    """
    if not value:
        return None
    try:
        return fields.Date.to_date(value)
    except (TypeError, ValueError) as error:
        raise UserError(
            env._("“%s” is no date. Write it as year-month-day: 2026-03-31.", value)
        ) from error
