from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import to_records, to_text
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceChargeDriftAcceptance(models.AbstractModel):
    """Drifting charges that a person has said may stay as they are."""

    _name = "maintenance.charge.drift.acceptance"
    _description = "Acceptance of Drifting Charges"

    acceptance_id = fields.Many2one("maintenance.charge.acceptance")
    is_accepted = fields.Boolean(string="Accepted")
    accepted_note = fields.Char(related="acceptance_id.note")
    accepted_by_id = fields.Many2one(related="acceptance_id.user_id")
    accepted_on = fields.Datetime(related="acceptance_id.accepted_on")

    @one_at_a_time
    def action_accept(self, note):
        """Let these charges stay as they are; they come back if their amount changes.

        The rows are made anew by it, in their reconciliation.

        :param note: why
        :raises AccessError: for who may not book
        :raises UserError: without a reason
        :return: True
        """
        self = to_records(self)
        self._check_may_correct()
        note = to_text(self.env, note, "note")
        if not note:
            raise UserError(
                self.env._("Say why %(count)s may stay as they are.", count=len(self))
            )
        waiting = self._filter_not_accepted()
        # only made here: nobody accepts in another's name
        acceptances_sudo = as_superuser(self.env["maintenance.charge.acceptance"])
        acceptances_sudo.create(
            [
                {
                    "company_id": drift.company_id.id,
                    "reason": drift.reason,
                    "move_id": drift.move_id.id,
                    "analytic_line_id": drift.analytic_line_id.id,
                    "item_id": drift.item_id.id,
                    "difference": drift.difference,
                    "note": note,
                    "user_id": self.env.user.id,
                }
                for drift in waiting
            ]
        )
        self._compare_anew()
        return True

    @one_at_a_time
    def action_take_back(self):
        """Have these charges put right after all. Returns True.

        That they were accepted, and by whom, is kept.

        :raises AccessError: for who may not book
        """
        self = to_records(self)
        self._check_may_correct()
        # who may book may take back, as `_check_may_correct` has found
        as_superuser(self.acceptance_id).active = False
        self._compare_anew()
        return True

    def _filter_not_accepted(self):
        """Return those of these that nobody has accepted by now."""
        acceptances = self.env["maintenance.charge.acceptance"]
        accepted = {
            company: acceptances._get_accepted(company) for company in self.company_id
        }
        waiting = self.browse()
        for drift in self.filtered(lambda drift: not drift.is_accepted):
            key = (
                drift.reason,
                drift.move_id.id,
                drift.analytic_line_id.id,
                drift.item_id.id,
            )
            known = accepted[drift.company_id].get(key)
            if not (known and known._still_holds(drift.difference)):
                waiting |= drift
        return waiting

    def _compare_anew(self):
        for record in self.reconciliation_id:
            record._compare()
