from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_records


class AccountMove(models.Model):
    _inherit = "account.move"

    capital_part_id = fields.Many2one(
        "maintenance.capital.part",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="The capital part that this entry confirms, declines or takes back.",
    )

    def button_draft(self):
        self = to_records(self)
        self._check_no_capital_part()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_no_capital_part()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_no_capital_part(self):
        """Refuse to undo entries of capital parts by themselves: the fixed asset would
        stay.

        :raises UserError: naming the entry and the part
        """
        for entry in self.filtered("capital_part_id"):
            raise UserError(
                self.env._(
                    "%(entry)s belongs to the capital part “%(part)s”. Take that back "
                    "under Accounting, Capital Parts: it undoes the entry and the "
                    "fixed asset.",
                    entry=entry.display_name,
                    part=entry.capital_part_id.display_name,
                )
            )
