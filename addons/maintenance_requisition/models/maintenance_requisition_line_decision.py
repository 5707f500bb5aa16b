from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from odoo.addons.maintenance_bom.models.arguments import to_records, to_text
from odoo.addons.maintenance_bom.models.notification import get_notification
from odoo.addons.maintenance_bom.models.rights import as_superuser

# the states in which nobody has decided, and in which nothing is ordered yet
UNDECIDED = ("draft", "to_approve")
NOT_ORDERED = (*UNDECIDED, "approved")
# so many reasons fit on the screen
MOST_TOLD = 3


class MaintenanceRequisitionLineDecision(models.AbstractModel):
    """A person, or the rules of the company, decide about each line by itself."""

    _name = "maintenance.requisition.line.decision"
    _description = "Decision About a Requisition Line"

    approved_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Nobody: the company asks for no approval of such a line.",
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    cancelled_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Nobody: it was not needed any more.",
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    # --- actions --------------------------------------------------------------------

    def action_approve(self):
        """Approve these lines and order them at once, each by itself.

        What is bought becomes a draft request for quotation, for the buyer to confirm.
        A transfer is made when its day is near. Lines that are ordered already stay as
        they are.

        :raises AccessError: unless the user is a Planner, or if all of these lines want
            the approval of a Manager
        :raises UserError: if the company is not live, or the warehouse is being planned
            at this moment
        :return: dict ``approved``: ids of lines; ``failed``: a list of dicts
            ``line_id``, ``reason``: the lines that are not ordered, and why
        """
        self = to_records(self)
        self._check_may_decide()
        for company in self.company_id:
            if not company.parts_live:
                raise UserError(
                    self.env._(
                        "“%s” is not live: nothing is ordered yet. A manager of Asset "
                        "Parts goes live in the settings.",
                        company.name,
                    )
                )
        self._lock_for_decision()
        failures = {}
        for line in self.filtered(lambda line: line.state == "cancel"):
            failures[line] = self.env._("It is cancelled. Reopen it first.")
        lines = self.filtered(lambda line: line.state != "cancel")
        if not self.env.user.has_group("maintenance_bom.group_manager"):
            refused = lines.filtered(
                lambda line: line.decision != "approved" and line._needs_approval()
            )
            if refused and refused == lines:
                raise AccessError(
                    self.env._(
                        "%(line)s needs the approval of a manager of Asset Parts.",
                        line=refused[0].display_name,
                    )
                )
            for line in refused:
                failures[line] = self.env._("It needs the approval of a manager.")
            lines -= refused
        fresh = lines.filtered(lambda line: line.decision != "approved")
        # approving is a right of its own, without those of a buyer
        as_superuser(fresh)._set_approved(self.env.user)
        for line, failure in as_superuser(lines)._execute().items():
            failures[line] = line.with_env(self.env)._tell_failure(failure)
        self._note_decision(fresh, self.env._("Approved"))
        return {
            "approved": (lines - self.browse(line.id for line in failures)).ids,
            "failed": [
                {"line_id": line.id, "reason": reason}
                for line, reason in failures.items()
            ],
        }

    def action_approve_and_tell(self):
        """Approve as :meth:`action_approve` does; tell on the screen what failed.

        :return: the action that tells it, False if nothing failed
        """
        self = to_records(self)
        failed = self.action_approve()["failed"]
        if not failed:
            return False
        names = defaultdict(dict)
        for row in failed:
            name = self.browse(row["line_id"]).product_id.display_name
            names[row["reason"]][name] = True
        told = [
            reason if name_in(reason, parts) else f"{', '.join(parts)}: {reason}"
            for reason, parts in names.items()
        ]
        if len(told) > MOST_TOLD:
            more = self.env._(
                "%s more: see “Cannot Be Ordered”.", len(told) - MOST_TOLD
            )
            told = [*told[:MOST_TOLD], more]
        return get_notification(
            " ".join(told), kind="warning", title=self.env._("Not ordered"), sticky=True
        )

    def action_cancel(self, reason=None):
        """Cancel these lines: the planner does not propose the same again.

        Until what it is for changes: another day, or a larger quantity. What is in a
        draft request for quotation that no buyer has touched is taken out of it.

        :param reason: in words, for those who ask later
        :raises AccessError: unless the user is a Planner
        :raises UserError: naming the order, if it is confirmed or changed by a buyer
        :return: True
        """
        self = to_records(self)
        reason = to_text(self.env, reason, "reason")
        self._check_may_decide()
        self._lock_for_decision()
        lines = self.filtered(lambda line: line.state not in ("received", "cancel"))
        # a requisition may be cancelled without the rights of a buyer
        lines_sudo = as_superuser(lines)
        for line in lines_sudo.filtered(lambda line: line.state == "ordered"):
            if not line._is_following():
                raise UserError(
                    self.env._(
                        "%(line)s is ordered with %(order)s. Cancel it there, or keep "
                        "it for the next need.",
                        line=line.display_name,
                        order=line.order_names,
                    )
                )
        lines_sudo._withdraw()._cancel_empty()
        lines_sudo._set_cancelled(reason, self.env.user)
        self._note_decision(lines, self.env._("Cancelled"), reason)
        return True

    def action_reopen(self):
        """Decide anew about lines that are cancelled, or approved and not ordered.

        :raises AccessError: unless the user is a Planner
        :return: True
        """
        self = to_records(self)
        self._check_may_decide()
        self._lock_for_decision()
        lines = self.filtered(lambda line: line.state in ("approved", "cancel"))
        # deciding is a right of its own
        as_superuser(lines)._set_undecided("draft")
        return True

    def _check_may_decide(self):
        if not self.env.user.has_group("maintenance_bom.group_planner"):
            raise AccessError(
                self.env._("Only a planner of Asset Parts decides about requisitions.")
            )
        self.check_access("read")

    def _lock_for_decision(self):
        """Let nobody else plan or decide for these warehouses meanwhile.

        Who began before another decision ended is run again by Odoo, and sees it.
        """
        # who decides about parts need not be allowed to change warehouses
        self.sudo().warehouse_id._lock_for_decision()
        self.invalidate_recordset()

    # --- rules ----------------------------------------------------------------------

    def _needs_approval(self):
        """Return whether a Manager has to approve this line."""
        self.ensure_one()
        # that it costs too much is told to whoever may decide
        line_sudo = self.sudo()
        company = line_sudo.company_id
        if company.parts_approve_rush and self.is_rush:
            return True
        return (
            company.parts_approve_amount
            and company.currency_id.compare_amounts(
                line_sudo.cost, company.parts_approve_above
            )
            > 0
        )

    def _has_grown(self):
        """Return whether this line costs more now than when it was approved."""
        self.ensure_one()
        return (
            self.decision == "approved"
            and self.company_currency_id.compare_amounts(self.cost, self.approved_cost)
            > 0
        )

    def _decide_by_rules(self):
        """Approve what may be ordered without anybody's approval; the rest waits."""
        lines = self.filtered(lambda line: not line._is_undone())
        obstacles = lines._find_obstacles()
        waiting = lines.filtered(
            lambda line: line not in obstacles and line._needs_approval()
        )
        lines._write_failures(obstacles)
        for line in waiting.filtered(lambda line: line.decision != "to_approve"):
            line.decision = "to_approve"
        (lines - waiting - self.browse(line.id for line in obstacles))._set_approved()

    # --- what is decided ------------------------------------------------------------

    def _set_approved(self, user=None):
        now = fields.Datetime.now()
        for line in self:
            line.write(
                {
                    "decision": "approved",
                    "approved_by_id": user and user.id,
                    "approved_on": now,
                    "approved_cost": line.cost,
                }
            )

    def _set_cancelled(self, reason=None, user=None):
        self.share_ids._note_lacking()
        self.write(
            {
                "decision": "cancel",
                "cancel_reason": reason or False,
                "cancelled_by_id": user and user.id,
                "failure": False,
                "surplus_qty": 0.0,
            }
        )

    def _set_undecided(self, decision):
        """Put these lines back where something is still to be decided."""
        for warehouse, lines in self.grouped("warehouse_id").items():
            lines.requisition_id._gather_drafts(lines, warehouse)
        self.write(
            {
                "decision": decision,
                "approved_by_id": False,
                "approved_on": False,
                "approved_cost": 0.0,
                "cancelled_by_id": False,
                "cancel_reason": False,
                "failure": False,
            }
        )

    def _set_outgrown(self):
        """Have this line approved anew: it costs more than what was approved."""
        self.ensure_one()
        before, approved_on = self.approved_cost, self.approved_on
        self._set_undecided("to_approve")
        # tells that it was approved before, perhaps when it had no price
        self.write({"approved_cost": before, "approved_on": approved_on})
        requisition = self.requisition_id
        currency = self.company_currency_id
        requisition._message_log(
            body=self.env._(
                "%(part)s costs %(cost)s now, and %(before)s were approved: it waits "
                "for approval again.",
                part=self.product_id.display_name,
                cost=formatLang(self.env, self.cost, currency_obj=currency),
                before=formatLang(self.env, before, currency_obj=currency),
            )
        )

    def _is_outgrown(self):
        """Return whether this line waits for approval again, as it has grown."""
        self.ensure_one()
        return self.state == "to_approve" and bool(self.approved_on)

    def _execute(self):
        """Order or move what is approved and not ordered yet.

        :return: {line: failure}
        """
        lines = self.filtered(lambda line: line.state == "approved")
        failures = lines._find_obstacles()
        good = lines - self.browse(line.id for line in failures)
        failures |= good.filtered(lambda line: line.action == "buy")._buy()
        transfers = good.filtered(lambda line: line.action == "transfer")
        failures |= transfers.filtered(lambda line: line._is_near())._transfer()
        lines._write_failures(failures)
        return failures

    def _note_decision(self, lines, decision, reason=None):
        """Tell in the requisition who decided about ``lines``."""
        for requisition, mine in lines.grouped("requisition_id").items():
            names = ", ".join(mine.product_id.mapped("display_name"))
            requisition._message_log(
                body=f"{decision}: {names}" + (f" ({reason})" if reason else "")
            )


def name_in(text, names):
    return any(name in text for name in names)
