import logging
from collections import defaultdict

from markupsafe import escape

from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS, log_error
from odoo.addons.maintenance_bom.models.locking import lock_rows, try_at_night
from odoo.addons.maintenance_bom.models.rights import as_superuser

from ..tools import Claim, share_out
from .maintenance_request_supply import get_nearest

_logger = logging.getLogger(__name__)

ACTIVITY = "maintenance_consumption.mail_activity_parts_pending"
# how many pending parts the nightly job issues in one transaction
ISSUE_BATCH = 100


class MaintenancePartsPendingIssue(models.AbstractModel):
    """How pending parts become real issues, and who is asked to see to it."""

    _name = "maintenance.parts.pending.issue"
    _description = "Issue of Pending Parts"

    # --- keep -----------------------------------------------------------------------

    @api.model
    def _keep(self, vals_list):
        """Keep parts as taken and pending. Returns them."""
        # nobody writes on pending parts but through their methods
        return as_superuser(self).create(vals_list).with_env(self.env(su=False))

    def _ask_for_proof(self):
        """Ask the storekeeper for the receipt or count, or else note it on the job.

        One activity a job, however many parts are pending on it.
        """
        by_company = self.grouped("company_id")
        for company, pending in by_company.items():
            # who takes parts need not be allowed to see users or write on the job
            storekeeper = company.sudo().parts_storekeeper_id
            if storekeeper:
                pending._schedule_activities(storekeeper)
            else:
                pending._note_on_jobs(
                    lambda of_job: self.env._(
                        "Taken, but not seen in stock: %(parts)s. Pending until a "
                        "receipt or a count shows them.",
                        parts=of_job._describe(),
                    )
                )

    def _schedule_activities(self, storekeeper):
        # all of the job, whoever took them
        requests = as_superuser(self.request_id)
        open_parts = self.sudo().search(
            [("request_id", "in", requests.ids), ("state", "=", "open")]
        )
        asked = requests.activity_search([ACTIVITY]).grouped("res_id")
        for request, pending in open_parts.grouped("request_id").items():
            note = escape(
                self.env._(
                    "Taken, but not seen in stock: %(parts)s. Receive or count them, "
                    "and they are issued; see Pending Parts Issues in Inventory.",
                    parts=pending._describe(),
                )
            )
            if request.id in asked:
                asked[request.id].note = note
            else:
                request.activity_schedule(ACTIVITY, user_id=storekeeper.id, note=note)

    def _close_activities(self):
        """Close the activity of jobs on which nothing is pending any more."""
        # of all of the job, whoever took them
        requests = as_superuser(self.request_id)
        still_open = self.sudo()._read_group(
            [("request_id", "in", requests.ids), ("state", "=", "open")],
            ["request_id"],
        )
        over = requests - requests.browse(request.id for [request] in still_open)
        over.activity_feedback([ACTIVITY])

    # --- issue ----------------------------------------------------------------------

    def _issue(self):
        """Issue of these what stock shows now, and return what was issued of them.

        What stock does not show stays pending; of a part of it, the rest does.
        """
        lock_rows(self)
        waiting = self.filtered(lambda pending: pending.state == "open")
        shares = waiting._get_shares()
        moves = waiting.browse(shares)._create_issue_moves(shares)
        issued = self.browse()
        for pending, move in moves.items():
            issued |= pending._settle(move)
        issued._close_activities()
        return issued

    def _get_shares(self):
        """Return {id: what stock shows of it}, in the part's own unit.

        The first who took gets the first that is there. All of it where the company
        issues beyond stock, or keeps no stock of the part.
        """
        shares, claims = {}, []
        for pending in self.sorted("taken_on"):
            if (
                pending.company_id.parts_allow_negative
                or not pending.product_id.is_storable
            ):
                shares[pending.id] = pending.product_qty
            else:
                claims.append(
                    Claim(
                        pending.id,
                        pending.location_id.id,
                        pending.product_id.id,
                        pending.product_qty,
                        pending.lot_id.id or None,
                    )
                )
        on_hand = self.env["stock.quant"]._get_parts_on_hand(
            self.location_id, self.product_id
        )
        free = {
            (place.id, product.id, lot.id or None): quantity
            for (place, product, lot), (_there, quantity) in on_hand.items()
        }
        return shares | share_out(claims, free)

    def _create_issue_moves(self, shares):
        """Issue these for the asset that they were taken for.

        :param shares: {id: quantity in the part's own unit}
        :return: {pending part: its move, done}
        """
        groups = defaultdict(self.browse)
        for pending in self:
            groups[pending.request_id, pending.location_id] |= pending
        pickings = self.env["stock.picking"].create(
            [request._prepare_pending_picking(location) for request, location in groups]
        )
        rows = [
            (pending, picking)
            for picking, group in zip(pickings, groups.values(), strict=True)
            for pending in group
        ]
        moves = self.env["stock.move"].create(
            [
                pending._prepare_issue_move(shares[pending.id], picking)
                for pending, picking in rows
            ]
        )
        moves._lock_source_quants()
        moves._confirm_each()
        lots = {
            move: pending.lot_id
            for (pending, _picking), move in zip(rows, moves, strict=True)
        }
        for picking in pickings:
            picking._pick_all_parts([lots[move] for move in picking.move_ids])
        for company, of_company in pickings.grouped("company_id").items():
            of_company.with_company(company)._validate_parts()
        return {
            pending: move for (pending, _picking), move in zip(rows, moves, strict=True)
        }

    def _prepare_issue_move(self, quantity, picking):
        """Return the values of the move of ``quantity``, in the part's own unit."""
        self.ensure_one()
        # an employee of the stockroom need not see the job
        request = self.request_id.sudo()
        return {
            **request._prepare_issue_move(self.part_id.sudo(), quantity, picking),
            "product_id": self.product_id.id,
            "product_uom_qty": self.product_id._get_movable_qty(quantity),
            "product_uom": self.product_uom_id.id,
            "equipment_id": self.equipment_id.id,
            "date": fields.Datetime.now(),
            # whoever makes it true now
            "parts_user_id": self.user_id.id,
        }

    def _settle(self, move):
        """Say that ``move`` made it true; return what of it is issued now.

        If that is a part of it, the rest stays pending, in the part's own unit.
        """
        self.ensure_one()
        # nobody writes on pending parts but through their methods
        pending = as_superuser(self)
        rest = pending.product_qty - move._get_parts_qty()
        issued = pending
        if pending.product_uom_id.compare(rest, 0.0) > 0:
            issued = pending._split(pending.product_qty - rest)
        issued.write({"state": "issued", "move_ids": [(4, move.id)]})
        return issued.with_env(self.env(su=False))

    def _split(self, quantity):
        """Take ``quantity``, in the part's own unit, into a record of its own."""
        self.ensure_one()
        unit = self.product_uom_id
        rest = self.product_qty - quantity
        self.write({"quantity": rest, "uom_id": unit.id})
        return self.copy({"quantity": quantity})

    def _issue_each(self, failed=None):
        """Issue these at once, or else those for which it works; the rest is logged.

        :param failed: {job: why, in words}, to add those to for which it does not
        """
        try:
            with self.env.cr.savepoint():
                return self._issue()
        except NOT_OF_RECORDS:
            raise
        except Exception as error:
            self.env.invalidate_all()
            jobs = self.request_id
            if len(jobs) <= 1:
                reason = log_error(_logger, self, error)
                if failed is not None:
                    failed |= dict.fromkeys(jobs, reason)
                return self.browse()
        issued = self.browse()
        for of_job in self.grouped("request_id").values():
            issued |= of_job._issue_each(failed)
        return issued

    @api.model
    def _cron_issue(self, failed=None):
        """Issue what stock shows by now of all pending parts: nightly.

        :param failed: {job: why, in words}, to add those to for which it fails

        A batch at a time, each committed. Returns whether there is time for more.
        """
        waiting = self.search([("state", "=", "open")])
        progress = self.env["ir.cron"]
        if not waiting:
            return True
        if not progress._commit_progress(remaining=len(waiting)):
            return False
        for start in range(0, len(waiting), ISSUE_BATCH):
            batch = waiting[start : start + ISSUE_BATCH]
            found = try_at_night(batch, _issue_and_tell)
            if failed is not None:
                failed |= found
            if not progress._commit_progress(len(batch)):
                return False
        return True

    # --- counting -------------------------------------------------------------------

    @api.model
    def _get_taken_from(self, quants):
        """Return the open pending parts that were taken from where ``quants`` lie."""
        return self.search(
            [
                ("state", "=", "open"),
                ("product_id", "in", quants.product_id.ids),
                ("location_id", "parent_of", quants.location_id.ids),
            ]
        )

    def _share_among(self, quants):
        """Return {quant: how much of these was taken from there}.

        Each counts at one of ``quants``: the first of its part, lot and place.
        """
        taken = defaultdict(float)
        for pending in self:
            for quant in quants:
                if (
                    quant.product_id == pending.product_id
                    and pending.lot_id in (quant.lot_id, pending.lot_id.browse())
                    and get_nearest(quant.location_id, pending.location_id)
                ):
                    taken[quant] += pending.product_qty
                    break
        return taken


def _issue_and_tell(waiting):
    """Issue these pending parts; return {job: why, in words} of those that fail."""
    failed = {}
    waiting._issue_each(failed)
    return failed
