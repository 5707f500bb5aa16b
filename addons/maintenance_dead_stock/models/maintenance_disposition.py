from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from odoo.addons.maintenance_bom.models.arguments import (
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import (
    OwnValue,
    as_superuser,
    get_own_value,
)

from ..tools import (
    APPROVED,
    CANCELLED,
    DONATE,
    DONE,
    DRAFT,
    KEEP,
    LEAVING,
    LOW,
    RETURN,
    SCRAP,
    SELL,
    TRANSFER,
    Moved,
    calculate_loss,
    find_state,
    sum_done,
    sum_promised,
)

# what may still be changed when it is decided
OPEN_FIELDS = frozenset({"proceeds"})
OPEN_STATES = (DRAFT, APPROVED)
# key of the context: dispositions that are carried out follow their documents later
AT_WORK = "maintenance_dispositions_at_work"
# the activity that tells that a part is needed again
WARNING = "mail.mail_activity_data_warning"
# and the one that asks whether it is still to be kept
REVIEW = "mail.mail_activity_data_todo"


class MaintenanceDisposition(models.Model):
    """What becomes of so much of a part that nobody needs: decided by a person.

    Odoo's own documents move the parts: returns, deliveries, scraps, transfers.
    """

    _name = "maintenance.disposition"
    _description = "Disposition of Parts"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.own.values",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id DESC"
    _check_company_auto = True
    _owner = "warehouse_id"
    _own_values = frozenset(
        {
            "name",
            "state",
            "confirmation",
            "cancel_reason",
            "has_entered_proceeds",
            "picking_ids",
            "scrap_ids",
            "move_ids",
            "approved_by_id",
            "date_done",
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    product_tracking = fields.Selection(
        related="product_id.tracking", string="Tracked By"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        index=True,
        default=lambda self: self._get_default_warehouse(),
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="warehouse_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one(
        "stock.location",
        string="Taken From",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="The place in the warehouse from which the part is taken.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial/Batch",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
        help="Empty: those that Odoo's removal strategy chooses.",
    )
    quantity = fields.Float(
        required=True,
        digits="Product Unit",
        tracking=True,
        help="In the part's own unit.",
    )
    kind = fields.Selection(
        [
            (TRANSFER, "Transfer to a Warehouse"),
            (RETURN, "Return to Vendor"),
            (SELL, "Sell"),
            (DONATE, "Donate"),
            (SCRAP, "Scrap"),
            (KEEP, "Keep"),
        ],
        string="What to Do",
        tracking=True,
    )
    state = fields.Selection(
        [
            (DRAFT, "Draft"),
            (APPROVED, "Approved"),
            (DONE, "Done"),
            (CANCELLED, "Cancelled"),
        ],
        default=DRAFT,
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="To",
        check_company=True,
        ondelete="restrict",
        help="The vendor, the buyer, or who gets it.",
    )
    dest_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="To Warehouse",
        check_company=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
    )
    keep_until = fields.Date(
        string="Review On",
        help="Until this day it is kept and not shown among what is not needed.",
    )
    reason = fields.Text(help="Why it is kept, or what is known about it.")
    confirmation = fields.Text(
        string="Confirmed Because",
        readonly=True,
        copy=False,
        help="Why it leaves though it is not known well which assets need it.",
    )
    cancel_reason = fields.Text(
        string="Cancelled Because",
        readonly=True,
        copy=False,
        help="Why it was cancelled, or the rest of it.",
    )
    equipment_ids = fields.Many2many(
        "maintenance.equipment",
        string="Retired Assets",
        copy=False,
        check_company=True,
        help="The assets whose retirement left the part behind.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    move_ids = fields.One2many(
        "stock.move", "maintenance_disposition_id", readonly=True, copy=False
    )
    picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_picking_ids", string="Transfers"
    )
    scrap_ids = fields.One2many(
        "stock.scrap", "maintenance_disposition_id", readonly=True, copy=False
    )
    done_qty = fields.Float(
        string="Moved",
        compute="_compute_done_qty",
        store=True,
        digits="Product Unit",
        help="What of it has left the warehouse.",
    )
    book_value = fields.Monetary(
        compute="_compute_book_value",
        store=True,
        groups="maintenance_bom.group_planner",
        help="What it is worth in the books; once it has left, what left them.",
    )
    proceeds = fields.Monetary(
        copy=False,
        tracking=True,
        groups="maintenance_bom.group_planner",
        help="What was got for it: the price, or the credit of the vendor.",
    )
    has_entered_proceeds = fields.Boolean(
        readonly=True,
        copy=False,
        help="A person entered the proceeds: no credit note changes them.",
    )
    loss = fields.Monetary(
        compute="_compute_loss",
        store=True,
        groups="maintenance_bom.group_planner",
        help="Book value less proceeds, of what leaves the company.",
    )
    booking_note = fields.Char(
        string="In the Books",
        compute="_compute_booking_note",
        help="What the journals say of it.",
    )
    entry_ids = fields.Many2many(
        "account.move",
        string="Journal Entries",
        compute="_compute_entries",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    stock_status = fields.Selection(
        lambda self: (
            self.env["maintenance.dead.stock"]
            ._fields["status"]
            ._description_selection(self.env)
        ),
        string="Status of the Part",
        compute="_compute_stock_status",
        help="As the list of dead stock shows it now.",
    )
    confidence = fields.Selection(
        lambda self: (
            self.env["maintenance.dead.stock"]
            ._fields["confidence"]
            ._description_selection(self.env)
        ),
        compute="_compute_stock_status",
    )
    explanation = fields.Char(compute="_compute_stock_status")
    surplus_qty = fields.Float(
        string="Surplus Now", compute="_compute_stock_status", digits="Product Unit"
    )
    is_needed_again = fields.Boolean(
        compute="_compute_stock_status",
        search="_search_is_needed_again",
        help="The surplus is less than what is to leave by it and by those before it.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Enter how much of the part it is about."
    )

    # --- what follows -----------------------------------------------------------------

    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("warehouse_id")
    def _compute_location_id(self):
        for one in self:
            if one.location_id.warehouse_id != one.warehouse_id:
                one.location_id = one.warehouse_id.lot_stock_id

    @api.depends("move_ids.picking_id")
    def _compute_picking_ids(self):
        for one in self:
            # who decides about parts sees where they are, as on the transfer
            one.picking_ids = one.sudo().move_ids.picking_id.sudo(False)

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_done_qty(self):
        for one in self:
            one.done_qty = sum_done(one._get_moved())

    @api.depends("done_qty", "kind", "product_id", "quantity", "state", "warehouse_id")
    @api.depends_context("lang")
    def _compute_stock_status(self):
        rows, promised = self._get_stock_rows(), self._get_promised()
        for one in self:
            row = rows.get((one.product_id, one.warehouse_id))
            one.stock_status = row.status if row else False
            one.confidence = row.confidence if row else False
            one.explanation = row.explanation if row else False
            one.surplus_qty = row.surplus_qty if row else 0.0
            # of what has no row nobody knows that it is needed
            one.is_needed_again = bool(
                row
                and one in promised
                and one.uom_id.compare(promised[one], one.surplus_qty) > 0
            )

    def _get_promised(self):
        """Return {disposition: what leaves by it and by those of the same part before
        it} of those of which something is still to leave.
        """
        mine = self.filtered(
            lambda one: (
                one.state in OPEN_STATES
                and one.kind != KEEP
                and one.product_id
                and one.uom_id.compare(one.quantity, one.done_qty) > 0
            )
        )
        others = self.search(
            Domain("product_id", "in", mine.product_id.ids)
            & Domain("warehouse_id", "in", mine.warehouse_id.ids)
            & Domain("kind", "!=", KEEP)
            & self._get_open_domain()
        )
        promised = {}
        # what is being entered stands for what is stored, or comes last
        for ones in (
            (mine | (others - mine._origin))
            .grouped(lambda one: (one.product_id._origin, one.warehouse_id._origin))
            .values()
        ):
            last = max(ones._origin.ids, default=0) + 1
            keys = {one._origin.id or last + nr: one for nr, one in enumerate(ones)}
            sums = sum_promised(
                (key, one.state, one.quantity - one.done_qty)
                for key, one in keys.items()
            )
            promised |= {keys[key]: quantity for key, quantity in sums.items()}
        return {one: promised[one] for one in mine}

    def _get_stock_rows(self):
        """Return {(part, warehouse): row of dead stock}."""
        # who sees a disposition sees what it is about
        return self.env["maintenance.dead.stock"]._find_rows(
            self.product_id, self.warehouse_id
        )

    def _search_is_needed_again(self, operator, value):
        if operator != "in":
            return NotImplemented
        still_open = self.search(self._get_open_domain())
        # what it depends on is no field of it
        still_open.invalidate_recordset(["is_needed_again"], flush=False)
        needed = Domain("id", "in", still_open.filtered("is_needed_again").ids)
        wanted = Domain.FALSE
        if True in value:
            wanted |= needed
        if False in value:
            wanted |= ~needed
        return wanted

    @api.model
    def _get_open_quantities(self, domain=Domain.TRUE):
        """Return {(part, warehouse): what is still to leave by open dispositions}."""
        still_open = domain & self._get_open_domain()
        return {
            (product, warehouse): quantity - done
            for product, warehouse, quantity, done in self._read_group(
                still_open,
                ["product_id", "warehouse_id"],
                ["quantity:sum", "done_qty:sum"],
            )
        }

    @api.model
    def _get_open_domain(self):
        """Return the domain of what is not done."""
        return Domain("state", "in", OPEN_STATES)

    @api.model
    def _get_kept_domain(self):
        """Return the domain of what says today that a part is kept."""
        today = fields.Date.context_today(self)
        return (
            Domain("kind", "=", KEEP)
            & Domain("state", "=", DONE)
            & Domain("keep_until", ">=", today)
        )

    # --- entered ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()
        dispositions = super().create(vals_list)
        for one in dispositions:
            # the number is a means of ours: who may create one may use it
            as_superuser(one).name = sequence.next_by_code("maintenance.disposition")
        if not self.env.su:
            dispositions.filtered("proceeds")._note_entered_proceeds()
        return dispositions

    def write(self, vals):
        if not self.env.su and vals.keys() - OPEN_FIELDS:
            self._check_draft()
        result = super().write(vals)
        if not self.env.su and "proceeds" in vals:
            self._note_entered_proceeds()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for one in self:
            # a planner need not see all moves
            if one.state not in (DRAFT, CANCELLED) or one.sudo().move_ids:
                raise UserError(
                    self.env._(
                        "“%s” has been approved. Cancel it instead of deleting it.",
                        one.display_name,
                    )
                )

    def _check_draft(self):
        for one in self:
            if one.state != DRAFT:
                raise UserError(
                    self.env._(
                        "“%(name)s” is decided (%(state)s). Cancel it, and enter "
                        "another one.",
                        name=one.display_name,
                        state=one._get_state_label(),
                    )
                )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    @api.depends("name", "product_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.name} {one.product_id.display_name or ''}".strip()

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        # with all rights: a manager may lack access to warehouses
        return (self.sudo().warehouse_id, self)

    # --- decided ----------------------------------------------------------------------

    @one_at_a_time
    def action_approve(self, confirmation=None):
        """Approve these dispositions and make their documents.

        :param confirmation: why the part leaves though the confidence is low
        :raises AccessError: unless the user is a Manager
        :raises UserError: naming the disposition and what is missing: what to do, to
            whom, so much free stock, the account, or the confirmation
        :return: True
        """
        self = to_records(self)
        confirmation = to_text(self.env, confirmation, "confirmation")
        self._check_manager()
        for one in self:
            if one.state != DRAFT:
                one._check_draft()
            one._check_complete()
            if one.kind in LEAVING and one.confidence == LOW and not confirmation:
                raise UserError(
                    self.env._(
                        "“%(name)s”: %(explanation)s Confirm why it leaves all the "
                        "same.",
                        name=one.display_name,
                        explanation=one.explanation,
                    )
                )
            one._check_account()
            one._check_free()
            one._approve(confirmation)
        return True

    def button_approve(self):
        """Approve, or ask first why a part leaves about which little is known.

        :return: True, or an action (dict): the dialog that asks
        """
        self = to_record(self)
        self._check_manager()
        if self.kind in LEAVING and self.confidence == LOW:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Confirm"),
                "res_model": "maintenance.disposition.confirm",
                "view_mode": "form",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_disposition_id": self.id},
            }
        return self.action_approve()

    def _check_manager(self):
        if not self.env.user.has_group("maintenance_bom.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Asset Parts approves dispositions.")
            )
        self.check_access("write")

    def _check_complete(self):
        """Refuse what cannot be carried out, with the remedy."""
        self.ensure_one()
        name = self.display_name
        env = self.env
        today = self.company_id._get_today()
        if not self.kind:
            raise UserError(env._("“%s”: choose what to do with the part.", name))
        if self.kind == TRANSFER and (
            not self.dest_warehouse_id or self.dest_warehouse_id == self.warehouse_id
        ):
            raise UserError(
                env._("“%s”: choose another warehouse that gets the part.", name)
            )
        if self.kind == SELL and not self.partner_id:
            raise UserError(env._("“%s”: choose the buyer.", name))
        if self.kind == RETURN and not self._get_vendor():
            raise UserError(
                env._("“%s”: choose the vendor; no receipt of the part is known.", name)
            )
        if self.kind == KEEP and not (
            self.reason and self.keep_until and self.keep_until > today
        ):
            raise UserError(
                env._(
                    "“%s”: enter why the part is kept, and a future day on which that "
                    "is reviewed.",
                    name,
                )
            )

    def _check_free(self):
        """Refuse more than is there and not reserved."""
        self.ensure_one()
        if self.kind == KEEP:
            return
        free = self._get_free()
        if self.uom_id.compare(self.quantity, free) > 0:
            raise UserError(
                self.env._(
                    "“%(name)s”: only %(free)s are at %(place)s and not reserved. "
                    "Reduce the quantity, or release what is reserved.",
                    name=self.display_name,
                    free=self.uom_id._tell_quantity(max(free, 0.0)),
                    place=self.location_id.display_name,
                )
            )

    def _approve(self, confirmation):
        """Make the documents of an approved disposition."""
        self.ensure_one()
        # documents of the warehouse: a manager of parts may lack rights on some
        one_sudo = as_superuser(self).with_company(self.company_id)
        one_sudo.write(
            {
                "state": APPROVED,
                "approved_by_id": self.env.user.id,
                "confirmation": confirmation if self.confidence == LOW else False,
            }
        )
        if confirmation and self.confidence == LOW:
            one_sudo.message_post(
                body=self.env._(
                    "Approved with low confidence: %s", one_sudo.confirmation
                )
            )
        getattr(one_sudo, f"_make_{self.kind}")()
        if self.kind == KEEP:
            one_sudo._set_done()
            one_sudo.activity_schedule(
                REVIEW,
                date_deadline=self.keep_until,
                user_id=self._get_owner().id,
                summary=self.env._("Is the part still to be kept?"),
                note=self.reason,
            )
        if not self.is_needed_again:
            return
        one_sudo.message_post(body=self.env._("The part is needed again."))

    # --- carried out ------------------------------------------------------------------

    @one_at_a_time
    def action_done(self):
        """Carry out approved dispositions: validate their documents.

        :raises AccessError: unless the user is a Planner
        :raises UserError: naming the disposition, if it is not approved, or not all of
            it is reserved
        :return: True
        """
        self = to_records(self)
        self.check_access("write")
        for one in self:
            if one.state != APPROVED:
                raise UserError(
                    self.env._(
                        "“%(name)s” is not approved (%(state)s).",
                        name=one.display_name,
                        state=one._get_state_label(),
                    )
                )
        for company, mine in self.grouped("company_id").items():
            # documents of the warehouse: a planner may lack rights on some
            at_work = as_superuser(mine).with_company(company)._at_work()
            for one in at_work:
                one._carry_out()
            at_work._finish()
        return True

    def _set_done(self):
        for company, mine in self.grouped("company_id").items():
            mine.write({"state": DONE, "date_done": company._get_today()})
        self._note_vendor_credit()
        self.activity_unlink([WARNING])
        self._rebuild_stock()

    def _rebuild_stock(self):
        """Derive the dead stock of the parts anew, in both warehouses."""
        products = {}
        for one in self:
            for warehouse in one.warehouse_id | one.dest_warehouse_id:
                products[warehouse] = products.get(warehouse, one.browse().product_id)
                products[warehouse] |= one.product_id
        for warehouse, parts in products.items():
            self.env["maintenance.dead.stock"]._rebuild(warehouse, parts)

    @one_at_a_time
    def action_cancel(self, reason=None):
        """Cancel these dispositions and their open documents.

        Of what some has left, the rest is cancelled: it is done. What is kept is not
        kept any longer.

        :param reason: why, for those who ask later
        :raises AccessError: unless the user is a Planner
        :raises UserError: naming the disposition, if all of it has left, or it is
            cancelled already
        :return: True
        """
        self = to_records(self)
        reason = to_text(self.env, reason, "reason")
        self.check_access("write")
        for one in self:
            if one.state == CANCELLED:
                raise UserError(
                    self.env._("“%s” is cancelled already.", one.display_name)
                )
            if not one._can_be_cancelled():
                raise UserError(
                    self.env._(
                        "Parts of “%s” have left already. Return them with Odoo's own "
                        "documents.",
                        one.display_name,
                    )
                )
            one._cancel(reason)
        return True

    def action_close_needed(self):
        """Cancel those of these dispositions whose part is needed again.

        :raises UserError: naming the disposition, if it is not needed again
        :return: True
        """
        self = to_records(self)
        for one in self:
            if not one.is_needed_again:
                raise UserError(
                    self.env._(
                        "“%s” is not needed again: its surplus is as large as before.",
                        one.display_name,
                    )
                )
        self.action_cancel(reason=self.env._("The part is needed again."))
        self._tell_closed()
        return True

    def _tell_closed(self):
        """Tell who entered these dispositions that somebody else has closed them."""
        for one in self:
            owner = one._get_owner()
            if owner != self.env.user:
                # who closes it need not be allowed to write to the owner
                as_superuser(one).message_notify(
                    partner_ids=owner.partner_id.ids,
                    subject=self.env._("Closed: %s", one.display_name),
                    body=self.env._(
                        "%(user)s has closed it: the part is needed again.",
                        user=self.env.user.name,
                    ),
                )

    def action_reset(self):
        """Make cancelled dispositions drafts again. Returns True."""
        self = to_records(self)
        self.check_access("write")
        for one in self:
            if one.state != CANCELLED:
                raise UserError(self.env._("“%s” is not cancelled.", one.display_name))
            # the state is written by methods only
            as_superuser(one).write(
                {"state": DRAFT, "confirmation": False, "cancel_reason": False}
            )
        return True

    @api.model
    def _warn_needed_in(self, warehouses):
        """Tell of the dispositions in ``warehouses`` whose part is needed again, and
        take back what does not hold any more.
        """
        # the planner warns of all, whoever runs it
        mine_sudo = as_superuser(self).search(
            Domain("warehouse_id", "in", warehouses.ids) & self._get_open_domain()
        )
        # the rows that it follows from have been written since
        mine_sudo.invalidate_recordset(["is_needed_again"], flush=False)
        needed_sudo = mine_sudo.filtered("is_needed_again")
        (mine_sudo - needed_sudo).activity_unlink([WARNING])
        needed_sudo._warn_needed_again()

    def _warn_needed_again(self):
        """Tell once who entered open dispositions that the part is needed again."""
        # whoever caused it need not see dispositions, nor what others are told
        needed = as_superuser(self.filtered("is_needed_again"))
        warning, promised = self.env.ref(WARNING), needed._get_promised()
        for one in needed:
            if warning in one.activity_ids.activity_type_id:
                continue
            one.activity_schedule(
                WARNING,
                user_id=one._get_owner().id,
                summary=one.env._("The part is needed again"),
                note=one.env._(
                    "Of %(part)s only %(surplus)s are surplus now, and %(quantity)s "
                    "are to leave by this and by earlier dispositions.",
                    part=one.product_id.display_name,
                    surplus=one.uom_id._tell_quantity(one.surplus_qty),
                    quantity=one.uom_id._tell_quantity(promised[one]),
                ),
            )

    def _get_owner(self):
        """Return the user who is told about the disposition: who entered it."""
        self.ensure_one()
        owner = self.create_uid
        return owner if owner.active else self.approved_by_id or self.env.user

    def button_cancel(self):
        """Ask why these dispositions are cancelled.

        :return: an action (dict): the dialog that asks
        """
        self = to_records(self)
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_dead_stock.maintenance_disposition_cancel_action"
        )
        return dict(action, context={"default_disposition_ids": self.ids})

    # --- what may be taken ------------------------------------------------------------

    def _get_free(self):
        """Return what is there, belongs to the company, is not reserved, and not what
        other approved dispositions take that cannot reserve: scraps, quotations.
        """
        self.ensure_one()
        quants = self.env["stock.quant"]._gather_of_disposition(self)
        # scraps hold as much wherever the parts have gone since
        held = self.env["stock.scrap"]._get_held_by_others(self)
        free = sum(quants.mapped("quantity")) - sum(quants.mapped("reserved_quantity"))
        return free - sum(held.values()) - self._get_quoted()

    def _get_quoted(self):
        """Return what other approved dispositions take that have no moves yet, as
        quotations that nobody has confirmed.
        """
        # with all rights: those of all users of the company count
        others_sudo = self.sudo().search(
            Domain("product_id", "=", self.product_id.id)
            & (
                Domain("location_id", "child_of", self.location_id.id)
                | Domain("location_id", "parent_of", self.location_id.id)
            )
            & Domain("state", "=", APPROVED)
            & Domain("kind", "!=", SCRAP)
            & Domain("move_ids", "=", False)
            & Domain("id", "!=", self.id)
            & (
                Domain("lot_id", "in", (self.lot_id.id, False))
                if self.lot_id
                else Domain.TRUE
            )
        )
        return sum(others_sudo.mapped("quantity"))

    def _get_moved(self):
        """Return the Moved of the moves by which the part leaves the warehouse, less
        what has come back; not of the steps inside it.
        """
        self.ensure_one()
        here, moved = self.warehouse_id, []
        # what has moved is the same for all who see the disposition
        for move in self.sudo().move_ids:
            is_from_here = move.location_id.warehouse_id == here
            if is_from_here != (move.location_dest_id.warehouse_id == here):
                sign = 1 if is_from_here else -1
                moved.append(Moved(move.state, sign * move._get_parts_qty()))
        return moved

    # --- documents --------------------------------------------------------------------

    def _make_keep(self):
        """Nothing moves."""

    def _make_scrap(self):
        """Make its scraps, and return them."""
        return self.env["stock.scrap"]._scrap_disposition(self)

    def _make_transfer(self):
        self.env["stock.picking"]._transfer_disposition(self)

    def _make_donate(self):
        self._deliver(self.company_id._get_disposition_location(DONATE))

    def _make_sell(self):
        """Deliver to the buyer: a seam for quotations."""
        self._deliver(self.company_id._get_disposition_location(SELL))

    def _make_return(self):
        """Return what was received from the vendor, and deliver the rest to him."""
        left = self.quantity
        for move, quantity in self._find_receipts():
            move.picking_id._return_disposition(self, move, quantity)
            left -= quantity
        if self.uom_id.compare(left, 0.0) > 0:
            self._deliver(self.company_id._get_disposition_location(RETURN), left)

    def _deliver(self, destination, quantity=None):
        """Make the delivery of ``quantity`` (all if left out) to a location."""
        self.env["stock.picking"]._move_disposition(
            self,
            self.warehouse_id.out_type_id,
            destination,
            self.quantity if quantity is None else quantity,
        )

    def _get_recipient(self):
        return self._get_vendor() if self.kind == RETURN else self.partner_id

    # --- receipts of a vendor ---------------------------------------------------------

    def _get_vendor(self):
        """Return the vendor: the chosen one, else that of the last receipt."""
        self.ensure_one()
        if self.partner_id:
            return self.partner_id
        # who returns a part need not see all receipts
        moves_sudo = self.env["stock.move"].sudo()
        receipt = moves_sudo._find_receipts_of(
            self.product_id, self.warehouse_id, lot=self.lot_id, limit=1
        )
        return receipt.picking_id.partner_id

    def _find_receipts(self):
        """Return [(move, quantity in the own unit)] of the receipts that the
        disposition takes back, the newest first.
        """
        # who returns a part need not see all receipts
        moves_sudo = self.env["stock.move"].sudo()
        return moves_sudo._find_receipts_to_return(
            self.product_id,
            self.warehouse_id,
            self._get_vendor(),
            self.quantity,
            lot=self.lot_id,
        )

    def _get_rest_to_return(self):
        """Return how much is returned that no receipt brought."""
        # which receipts there are is the same for all who see the disposition
        if self.sudo().move_ids:
            return sum(
                move.product_qty
                for move in self.sudo().move_ids
                if not move.origin_returned_move_id and move.state != "cancel"
            )
        known = sum(quantity for _move, quantity in self._find_receipts())
        left = self.quantity - known
        return left if self.uom_id.compare(left, 0.0) > 0 else 0.0

    # --- carried out, followed and cancelled ------------------------------------------

    def _carry_out(self):
        """Validate the documents of one approved disposition."""
        self.ensure_one()
        self._carry_out_scraps()
        while moves := self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        ):
            ready = moves.filtered(lambda move: move.state != "waiting")
            ready.filtered(
                lambda move: move.state in ("confirmed", "partially_available")
            )._action_assign()
            for move in ready:
                if float_compare(
                    move.quantity,
                    move.product_uom_qty,
                    precision_rounding=move.product_uom.rounding,
                ):
                    self._raise_missing()
            if not ready:
                self._raise_missing()
            ready.picked = True
            ready.picking_id._action_done()

    def _at_work(self):
        """Return these dispositions so that they do not follow each single document:
        :meth:`_finish` lets them, all at once.
        """
        return self.with_context(**{AT_WORK: OwnValue()})

    def _finish(self):
        """Follow the documents that were validated.

        :raises UserError: naming the disposition of which something is left
        """
        ones = self.with_context(**{AT_WORK: None})
        ones._follow_moves()
        for one in ones.filtered(lambda one: one.state == APPROVED):
            one._raise_missing()

    def _carry_out_scraps(self):
        """Scrap what is to be scrapped, from where it lies by now.

        A scrap reserves nothing: what was reserved since it was approved stays.
        """
        scraps = self._get_open_scraps()
        if not scraps:
            return
        if not all(scrap._is_free() for scrap in scraps):
            fresh = self._make_scrap()
            scraps.unlink()
            scraps = fresh
        scraps.do_scrap()

    def _get_open_scraps(self):
        """Return the scraps that nothing was moved by yet."""
        return self.scrap_ids.filtered(
            lambda scrap: scrap.state == "draft" and not scrap.move_ids
        )

    def _raise_missing(self):
        raise UserError(
            self.env._(
                "“%(name)s”: not all of %(quantity)s is ready to leave. Open its "
                "documents, or cancel it.",
                name=self.display_name,
                quantity=self.uom_id._tell_quantity(self.quantity - self.done_qty),
            )
        )

    def _follow_moves(self):
        """Bring approved dispositions in line with their documents."""
        if get_own_value(self.env, AT_WORK):
            return
        finished = self.browse()
        for one in self.filtered(lambda one: one.state == APPROVED):
            if one._get_open_scraps():
                continue
            moved = one._get_moved()
            state = find_state(Moved(move.state, 0.0) for move in one.move_ids)
            if state == DONE and sum_done(moved):
                finished |= one
                left = one.quantity - sum_done(moved)
                if one.uom_id.compare(left, 0.0) > 0:
                    one.message_post(
                        body=one.env._(
                            "%s stayed: the rest was cancelled.",
                            one.uom_id._tell_quantity(left),
                        )
                    )
            elif state == DRAFT or (
                one.kind == SCRAP and not one.move_ids and not one.scrap_ids
            ):
                one.state = DRAFT
                one.message_post(
                    body=one.env._("Its documents were cancelled: decide anew.")
                )
        if finished:
            finished._set_done()

    def _cancel(self, reason):
        """Cancel the open documents. What has left has left: then it is done."""
        self.ensure_one()
        # documents of the warehouse: a planner may lack rights on some
        one_sudo = as_superuser(self)
        has_left = bool(one_sudo.done_qty)
        if reason:
            one_sudo.cancel_reason = reason
            one_sudo.message_post(body=self.env._("Cancelled: %s", reason))
        if not has_left:
            one_sudo.state = CANCELLED
        one_sudo._cancel_documents(has_left)
        one_sudo.activity_unlink([WARNING, REVIEW])
        if not has_left:
            one_sudo._rebuild_stock()

    def _cancel_documents(self, has_left):
        """Cancel what has not left yet; what is on its way arrives.

        :param has_left: whether some of it has left
        """
        self._get_open_scraps().unlink()
        moves = self.move_ids if not has_left else self._get_moves_here()
        still_open = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        still_open._action_cancel()
        # scraps have no moves before they are done
        self._follow_moves()

    def _can_be_cancelled(self):
        """Return whether something of it has not left yet."""
        self.ensure_one()
        if self.state == DRAFT or self.kind == KEEP:
            return True
        # documents of the warehouse: a planner may lack rights on some
        one_sudo = self.sudo()
        return self.state == APPROVED and (
            not one_sudo.done_qty
            or bool(one_sudo._get_open_scraps())
            or any(
                move.state not in ("done", "cancel")
                for move in one_sudo._get_moves_here()
            )
        )

    def _get_moves_here(self):
        """Return the moves whose parts are in the warehouse before them."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: move.location_id.warehouse_id == self.warehouse_id
        )

    # --- worth ------------------------------------------------------------------------

    @api.depends(
        "product_id.standard_price",
        "lot_id.standard_price",
        "quantity",
        "move_ids.state",
        "move_ids.value",
        "state",
        "warehouse_id",
    )
    def _compute_book_value(self):
        for one in self:
            # who may see the value of a disposition need not see that of each move
            moves_sudo = one.sudo().move_ids.filtered(lambda move: move.state == "done")
            left = moves_sudo.filtered("is_out")
            if left:
                back = moves_sudo.filtered("is_in")
                one.book_value = sum(left.mapped("value")) - sum(back.mapped("value"))
            elif one.state in (DONE, CANCELLED):
                # as it was: a later cost is not that of what was decided
                one.book_value = one.book_value
            else:
                one.book_value = one.quantity * one._get_unit_cost()

    def _get_unit_cost(self):
        """Return the unrounded cost of one, of the lot where lots are valued."""
        self.ensure_one()
        # for who may see the value of a disposition
        here_sudo = self.sudo().with_company(self.company_id)
        part, lot = here_sudo.product_id, here_sudo.lot_id
        source = lot if part.lot_valuated and lot else part
        return source.standard_price

    @api.depends("book_value", "kind", "proceeds", "state")
    def _compute_loss(self):
        for one in self:
            one.loss = calculate_loss(one.kind, one.book_value, one.proceeds, one.state)

    @api.depends("kind", "state", "product_id", "move_ids.account_move_id")
    @api.depends_context("lang")
    def _compute_booking_note(self):
        for one in self:
            one.booking_note = one._tell_booking()

    def _tell_booking(self):
        """Return in words what is booked when the part leaves."""
        self.ensure_one()
        if self.kind in (None, False):
            return False
        if self.kind not in LEAVING:
            return self.env._("Nothing is booked: it stays in the company.")
        # what is booked is no secret of who decides about it
        here_sudo = self.sudo().with_company(self.company_id)
        if here_sudo.product_id.valuation != "real_time":
            return self.env._(
                "Nothing is booked at once: stock is valued at the periodic closing."
            )
        if here_sudo._is_booked_by_others():
            return here_sudo._tell_booked_by_others()
        account = here_sudo.company_id._get_disposition_account(self.kind)
        if not account:
            return self.env._("An account has to be chosen in the settings first.")
        return self.env._(
            "The value goes from stock to the account %s.", account.display_name
        )

    def _is_booked_by_others(self):
        """Whether a document that follows books the value: the credit note of the
        vendor, for what was bought from him.

        A seam for other documents.
        """
        self.ensure_one()
        return self.kind == RETURN and not self._get_rest_to_return()

    def _tell_booked_by_others(self):
        return self.env._(
            "The vendor's credit note books it, as with each return of a receipt."
        )

    def _compute_entries(self):
        for one in self:
            # an accountant need not see the moves of stock
            one.entry_ids = one.sudo().move_ids.account_move_id

    def _check_account(self):
        """Refuse what would leave without an entry, where stock is booked at once."""
        self.ensure_one()
        # with all rights: a manager of parts may lack access to accounting
        here_sudo = self.sudo().with_company(self.company_id)
        if (
            self.kind not in LEAVING
            or here_sudo.product_id.valuation != "real_time"
            or here_sudo._is_booked_by_others()
            or here_sudo.company_id._get_disposition_account(self.kind)
        ):
            return
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(name)s”: no account is set for “%(kind)s”, and its value would "
                "leave stock without an entry. Who may change the settings chooses it "
                "under Inventory → Configuration → Settings → Dispositions.",
                name=self.display_name,
                kind=kinds[self.kind],
            )
        )

    def _note_entered_proceeds(self):
        """Note that a person entered the proceeds; who clears them did not."""
        # for its own note: a caller cannot write it
        for one in as_superuser(self):
            one.has_entered_proceeds = bool(one.proceeds)
        as_superuser(self)._note_vendor_credit()

    def _note_vendor_credit(self):
        """Take the proceeds of what was returned from the vendor's credit notes, unless
        a person entered them.
        """
        for one in self.filtered(
            lambda one: one.kind == RETURN and not one.has_entered_proceeds
        ):
            dealt = one.move_ids.purchase_line_id._deal_vendor_credits()
            credit = sum(dealt.get(move.id, 0.0) for move in one.move_ids)
            if one.currency_id.compare_amounts(credit, one.proceeds):
                one.proceeds = credit

    # --- opens ------------------------------------------------------------------------

    def action_open_pickings(self):
        """Open the transfers of these dispositions."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return dict(action, domain=[("id", "in", self.picking_ids.ids)], context={})

    def action_open_scraps(self):
        """Open the scraps of these dispositions."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_stock_scrap"
        )
        # who decides about parts sees what was scrapped for it
        scraps_sudo = self.sudo().scrap_ids
        return dict(action, domain=[("id", "in", scraps_sudo.ids)], context={})

    def action_open_stock(self):
        """Open the row of dead stock that the disposition is about."""
        self = to_record(self)
        row = self._get_stock_rows().get((self.product_id, self.warehouse_id))
        if not row:
            raise UserError(
                self.env._(
                    "“%s” is not in stock or on order any more.",
                    self.product_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": row.display_name,
            "res_model": row._name,
            "res_id": row.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
