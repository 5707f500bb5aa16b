from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _get_next_codes(self, count):
        """Return the next ``count`` numbers of this sequence, as ``next_by_id`` would.

        In one query, if it counts without gaps and date ranges; one by one otherwise.
        """
        self.ensure_one()
        if self.use_date_range or self.implementation != "standard":
            return [self.next_by_id() for _number in range(count)]
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for [number] in numbers]
