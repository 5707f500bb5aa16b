import logging
from collections import defaultdict

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record, to_records
from odoo.addons.maintenance_bom.models.isolation import NOT_OF_RECORDS, log_error
from odoo.addons.maintenance_bom.models.locking import (
    lock_rows,
    one_at_a_time,
    try_at_night,
)
from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    get_visible_names,
)
from odoo.addons.maintenance_consumption.models import (
    maintenance_request_availability as availability,
)
from odoo.addons.maintenance_consumption.models.stock_picking import TakenPart
from odoo.addons.maintenance_consumption.tools import Claim, share_out

_logger = logging.getLogger(__name__)
ACTIVITY = "maintenance_parts_pending.mail_activity_parts_pending"
# how many pending parts the nightly job issues in one transaction
ISSUE_BATCH = 100


class MaintenancePartsPending(models.Model):
    """A part that was taken for a job although stock did not show it.

    It moves nothing: when a receipt or a count has made it true, it is issued. It
    counts as issued for the job, and is a debt of the place that it was taken from.
    """

    _name = "maintenance.parts.pending"
    _description = "Pending Parts Issue"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "taken_on, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    part_id = fields.Many2one(
        "maintenance.request.part",
        string="Planned Part",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    # unrounded: pieces that are left of it must add up
    quantity = fields.Float(required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True, readonly=True)
    product_qty = fields.Float(
        string="Quantity in Stock Unit", compute="_compute_product_qty", store=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial Number",
        readonly=True,
        index="btree_not_null",
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Taken From",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
    )
    taken_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users",
        string="Taken By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("open", "Pending"), ("issued", "Issued"), ("dropped", "Not Taken")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    move_ids = fields.Many2many(
        "stock.move",
        string="Issues",
        readonly=True,
        copy=False,
        help="The stock moves that made it true.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Stock Unit")

    on_hand_qty = fields.Float(
        string="On Hand",
        compute="_compute_stock",
        digits="Product Unit",
        help="What stock shows at this place, in the part's own unit.",
    )
    free_qty = fields.Float(
        string="Free",
        compute="_compute_stock",
        digits="Product Unit",
        help="What of it nobody has reserved.",
    )
    incoming_qty = fields.Float(
        string="On the Way",
        compute="_compute_stock",
        digits="Product Unit",
        help="Receipts and transfers to this place that are not done.",
    )

    @api.depends("quantity", "uom_id.factor", "product_id.uom_id.factor")
    def _compute_product_qty(self):
        for pending in self:
            pending.product_qty = pending.uom_id._compute_quantity(
                pending.quantity, pending.product_id.uom_id, round=False
            )

    @api.depends("product_id", "request_id")
    def _compute_display_name(self):
        # with all rights: stockroom users may lack access to the job
        for pending in self.sudo():
            pending.display_name = self.env._(
                "%(part)s for %(job)s",
                part=pending.product_id.display_name,
                job=pending.request_id.display_name,
            )

    @api.model
    def _check_units_of(self, domain):
        """
        :param domain: of pending parts whose units, or those of their parts, changed
        :raises UserError: if the one of an open one does not convert to the other
        """
        for product, unit, pending in self._read_group(
            Domain(domain) & Domain("state", "=", "open"),
            ["product_id", "uom_id"],
            ["id:recordset"],
        ):
            if not unit._has_common_reference(product.uom_id):
                raise UserError(
                    self.env._(
                        "%(parts)s were taken for “%(job)s” and are pending: they "
                        "cannot be kept in %(stock_unit)s. Issue them first, or say "
                        "that they were not taken.",
                        parts=pending[0]._describe(),
                        job=get_visible_names(
                            pending[0].request_id,
                            self.env._("a job that you may not see"),
                        ),
                        stock_unit=product.uom_id.name,
                    )
                )

    # --- what the storekeeper does --------------------------------------------------

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # with all rights: stockroom users may lack access to jobs
        return self.sudo().request_id._get_records_to_lock()

    @one_at_a_time
    def action_issue_now(self):
        """Issue of these what stock shows by now; the rest stays pending. Returns True.

        :raises UserError: if stock shows nothing of them
        """
        self = to_records(self)
        self.check_access("read")
        waiting = self.filtered(lambda pending: pending.state == "open")
        # with all rights: stockroom users may lack access to jobs and assets
        if waiting and not as_superuser(waiting)._issue():
            raise UserError(
                self.env._(
                    "Stock still does not show %(parts)s. Receive or count them first, "
                    "or say that they were not taken.",
                    parts=waiting._describe(),
                )
            )
        return True

    @one_at_a_time
    def action_drop(self):
        """Say that these parts were not taken after all. Returns True.

        A job that is still open needs them again.
        """
        self = to_records(self)
        self.check_access("read")
        self.filtered(lambda pending: pending.state == "open")._drop()
        return True

    def _drop(self):
        # nobody writes on pending parts but through these methods
        as_superuser(self).state = "dropped"
        self._note_on_jobs(
            lambda of_job: self.env._(
                "Not taken after all: %(parts)s.", parts=of_job._describe()
            )
        )
        self._close_activities()

    def _drop_quantity(self, quantity):
        """Drop so much of the open ones, in the part's own unit; the last first."""
        dropped = self.browse()
        for pending in self.sorted("id", reverse=True):
            if pending.state != "open" or pending.product_uom_id.is_zero(quantity):
                continue
            taken = min(quantity, pending.product_qty)
            whole = not pending.product_uom_id.compare(taken, pending.product_qty)
            # nobody writes on pending parts but through these methods
            dropped |= (
                pending
                if whole
                else as_superuser(pending)._split(taken).with_env(self.env)
            )
            quantity -= taken
        dropped._drop()

    # --- telling --------------------------------------------------------------------

    def _describe(self):
        """Return these parts in words: how much of what."""
        totals = defaultdict(float)
        for pending in self:
            totals[pending.product_id, pending.uom_id] += pending.quantity
        return ", ".join(
            product._describe_quantity(quantity, unit)
            for (product, unit), quantity in totals.items()
        )

    def _note_on_jobs(self, get_text):
        """Log on each job what ``get_text`` says about its pending parts."""
        # with all rights: who may issue on a job may lack write access to it
        requests_sudo = as_superuser(self.request_id)
        by_request = self.grouped("request_id")
        requests_sudo._message_log_batch(
            {request.id: get_text(by_request[request]) for request in self.request_id}
        )

    def _get_notification(self):
        """Return a notification that names these parts; True if there are none."""
        if not self:
            return True
        return get_notification(
            self.env._(
                "%(parts)s: kept as pending until a receipt or a count shows them.",
                parts=self._describe(),
            ),
            kind="warning",
            title=self.env._("Not seen in stock"),
        )

    # --- keep -----------------------------------------------------------------------

    @api.model
    def _keep(self, vals_list):
        """Keep parts as taken and pending. Returns them."""
        # nobody writes on pending parts but through their methods
        kept = as_superuser(self).create(vals_list).with_env(self.env(su=False))
        kept.part_id._note_taken()
        return kept

    def _ask_for_proof(self):
        """Ask the storekeeper for the receipt or count, or else note it on the job.

        One activity a job, however many parts are pending on it.
        """
        by_company = self.grouped("company_id")
        for company, pending in by_company.items():
            # with all rights: who takes parts may lack access to users and the job
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
        # with all rights: all pending parts of the job
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
        # with all rights: of all pending parts of the job
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
        moves = self.env["stock.picking"]._issue_taken_parts(
            [pending._to_taken_part(shares[pending.id]) for pending in self]
        )
        return dict(zip(self, moves, strict=True))

    def _to_taken_part(self, quantity):
        """Return ``quantity`` of this, in the part's own unit, as a TakenPart."""
        self.ensure_one()
        return TakenPart(
            # with all rights: stockroom users may lack access to the job
            self.request_id.sudo(),
            self.part_id.sudo(),
            self.equipment_id,
            self.product_id,
            quantity,
            self.lot_id,
            self.location_id,
            self.user_id,
        )

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
                    and quant.location_id._get_nearest(pending.location_id)
                ):
                    taken[quant] += pending.product_qty
                    break
        return taken

    # --- receipts and counts --------------------------------------------------------

    @api.depends("product_id", "location_id", "lot_id")
    def _compute_stock(self):
        on_hand = self.env["stock.quant"]._get_parts_on_hand(
            self.location_id, self.product_id
        )
        shown = defaultdict(lambda: (0.0, 0.0))
        for (place, product, lot), (quantity, free) in on_hand.items():
            for key in {lot.id, False}:
                there, free_there = shown[place.id, product.id, key]
                shown[place.id, product.id, key] = (there + quantity, free_there + free)
        incoming = self._get_incoming()
        for pending in self:
            place, product = pending.location_id.id, pending.product_id.id
            pending.on_hand_qty, pending.free_qty = shown[
                place, product, pending.lot_id.id
            ]
            pending.incoming_qty = incoming[place, product]

    def _get_incoming(self):
        """Return {(place id, product id): what is on its way there}."""
        incoming = defaultdict(float)
        places = self.location_id
        requests = self.env["maintenance.request"]
        for move in requests._get_open_moves(
            requests._get_receipts_domain(places), self.product_id
        ):
            destination = move.location_final_id or move.location_dest_id
            place_id = destination._get_nearest(places)
            if place_id != move.location_id._get_nearest(places):
                incoming[place_id, move.product_id.id] += move.product_qty
        return incoming

    def action_count(self):
        """Return the action of Odoo's own count of this part at this place."""
        self = to_record(self)
        action = self.env["stock.quant"].action_view_inventory()
        context = {
            key: value
            for key, value in action["context"].items()
            if key != "search_default_my_count"
        }
        return dict(
            action,
            domain=[
                ("product_id", "=", self.product_id.id),
                ("location_id", "child_of", self.location_id.id),
            ],
            context=dict(
                context,
                default_product_id=self.product_id.id,
                default_location_id=self.location_id.id,
                default_lot_id=self.lot_id.id,
            ),
            help=Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>')
            % (
                self.env._("Stock shows none of this part here"),
                self.env._(
                    "Press “New” and type how many lie there now. What was taken is "
                    "counted in and issued by itself."
                ),
            ),
        )

    def action_view_receipts(self):
        """Return the action of what is on its way to this place."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_parts_pending.stock_move_action_receipts"
        )
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "in", availability.OPEN_STATES)
            & self.env["maintenance.request"]._get_receipts_domain(self.location_id)
            & ~Domain("location_id", "child_of", self.location_id.id)
        )
        return dict(action, domain=list(domain), context={})


def _issue_and_tell(waiting):
    """Issue these pending parts; return {job: why, in words} of those that fail."""
    failed = {}
    waiting._issue_each(failed)
    return failed
