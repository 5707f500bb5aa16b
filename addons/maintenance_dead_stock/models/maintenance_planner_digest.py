from datetime import timedelta

from odoo import models
from odoo.tools import format_amount, format_date

from ..tools import DEAD

SUBJECT = "dead"
DAYS_BETWEEN = 7


class MaintenancePlannerDigest(models.Model):
    """Tells which parts are newly dead: once a week at most."""

    _inherit = "maintenance.planner.digest"

    def _get_subjects(self, today):
        rows = self.env["maintenance.dead.stock"].search(
            [("status", "=", DEAD), ("on_hand", ">", 0)]
        )
        # a row is written anew with another id; the part stays the same
        dead = {f"{row.warehouse_id.id}/{row.product_id.id}": row for row in rows}
        return [*super()._get_subjects(today), (SUBJECT, dead, None)]

    def _get_section_texts(self):
        return {
            **super()._get_section_texts(),
            SUBJECT: (self.env._("Parts that no asset needs any more"), "dead-stock"),
        }

    def _is_too_soon(self, subject, known, today):
        if subject == SUBJECT:
            return any(day > today - timedelta(DAYS_BETWEEN) for day in known.values())
        return super()._is_too_soon(subject, known, today)

    def _name_examples(self, things):
        names = super()._name_examples(things)
        if things[0]._name != "maintenance.dead.stock":
            return names
        rows = things[0].union(*things)
        values = ", ".join(
            format_amount(self.env, sum(some.mapped("value")), currency)
            for currency, some in rows.grouped("currency_id").items()
        )
        since = min(filter(None, rows.mapped("stocked_since")), default=None)
        if not since:
            return self.env._("Worth %(values)s: %(names)s", values=values, names=names)
        oldest = next(row for row in rows if row.stocked_since == since)
        return self.env._(
            "Worth %(values)s; the oldest since %(day)s: %(oldest)s. %(names)s",
            values=values,
            day=format_date(self.env, since),
            oldest=oldest.product_id.display_name,
            names=names,
        )
