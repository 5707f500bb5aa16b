from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from odoo.addons.maintenance_bom.models.arguments import (
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser

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
)

# what may still be changed when it is decided
OPEN_FIELDS = frozenset({"proceeds"})
OPEN_STATES = (DRAFT, APPROVED)


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
        help="Empty: those that Odoo's removal strategy chooses. A scrap needs one.",
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
        "stock.picking", compute="_compute_documents", string="Transfers"
    )
    scrap_ids = fields.One2many(
        "stock.scrap", "maintenance_disposition_id", readonly=True, copy=False
    )
    done_qty = fields.Float(
        string="Moved", compute="_compute_documents", digits="Product Unit"
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
        help="The surplus is less than what is to leave.",
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

    @api.depends("move_ids.state", "move_ids.quantity", "move_ids.picking_id")
    def _compute_documents(self):
        for one in self:
            # who decides about parts sees where they are, as on the transfer
            moves_sudo = one.sudo().move_ids
            one.picking_ids = moves_sudo.picking_id.sudo(False)
            one.done_qty = sum_done(one._get_moved())

    def _get_moved(self):
        """Return the Moved of the moves by which the part leaves its place."""
        self.ensure_one()
        # what has moved is the same for all who see the disposition
        return [
            Moved(move.state, move._get_parts_qty())
            for move in self.sudo().move_ids
            if move.location_id.warehouse_id == self.warehouse_id
        ]

    @api.depends(
        "product_id.standard_price",
        "lot_id.standard_price",
        "quantity",
        "move_ids.state",
        "move_ids.value",
        "warehouse_id",
    )
    def _compute_book_value(self):
        for one in self:
            # who may see the value of a disposition need not see that of each move
            moves_sudo = one.sudo().move_ids.filtered(
                lambda move: move.state == "done" and move.is_out
            )
            if moves_sudo:
                one.book_value = sum(moves_sudo.mapped("value"))
                continue
            # the cost of the part, for who may see the value of a disposition
            here = one.sudo().with_company(one.company_id)
            part, lot = here.product_id, here.lot_id
            price = part.standard_price
            if part.lot_valuated and lot:
                price = lot.standard_price
            one.book_value = one.quantity * price

    @api.depends("book_value", "proceeds", "kind")
    def _compute_loss(self):
        for one in self:
            one.loss = calculate_loss(one.kind, one.book_value, one.proceeds)

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

    @api.depends("product_id", "warehouse_id", "quantity", "state", "kind")
    @api.depends_context("lang")
    def _compute_stock_status(self):
        rows = self._get_stock_rows()
        for one in self:
            row = rows.get((one.product_id, one.warehouse_id))
            one.stock_status = row.status if row else False
            one.confidence = row.confidence if row else False
            one.explanation = row.explanation if row else False
            one.surplus_qty = row.surplus_qty if row else 0.0
            one.is_needed_again = bool(
                one.state in OPEN_STATES
                and one.kind != KEEP
                and one.product_id
                and not one.done_qty
                and one.uom_id.compare(one.surplus_qty, one.quantity) < 0
            )

    def _get_stock_rows(self):
        """Return {(part, warehouse): row of dead stock}."""
        # who sees a disposition sees what it is about
        rows = self.env["maintenance.dead.stock"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
            ]
        )
        return {(row.product_id, row.warehouse_id): row for row in rows}

    def _search_is_needed_again(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["maintenance.disposition"].flush_model()
        needed = Domain(
            "id",
            "in",
            SQL(
                """(SELECT o.id
                      FROM maintenance_disposition o
                      LEFT JOIN maintenance_dead_stock d
                             ON d.product_id = o.product_id
                            AND d.warehouse_id = o.warehouse_id
                     WHERE o.state IN %(states)s
                       AND o.kind IS DISTINCT FROM %(keep)s
                       AND COALESCE(d.surplus_qty, 0) < o.quantity - 0.000001
                       AND NOT EXISTS (SELECT 1
                                         FROM stock_move m
                                        WHERE m.maintenance_disposition_id = o.id
                                          AND m.state = 'done'))""",
                states=OPEN_STATES,
                keep=KEEP,
            ),
        )
        wanted = Domain.FALSE
        if True in value:
            wanted |= needed
        if False in value:
            wanted |= ~needed
        return wanted

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
        return dispositions

    def write(self, vals):
        if not self.env.su and vals.keys() - OPEN_FIELDS:
            self._check_draft()
        return super().write(vals)

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
        if (
            self.kind == SCRAP
            and self.product_id.tracking != "none"
            and not self.lot_id
        ):
            raise UserError(
                env._("“%s”: choose the serial number or batch to scrap.", name)
            )

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

    def _get_free(self):
        """Return what is there, not reserved, and not what approved dispositions take
        that have reserved nothing yet.
        """
        # with all rights: stock is the same for all users of the company
        quants_sudo = self.env["stock.quant"].sudo()
        free = quants_sudo._get_available_quantity(
            self.product_id, self.location_id, lot_id=self.lot_id or None
        )
        waiting = self.sudo().search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "=", self.location_id.id),
                ("lot_id", "in", (self.lot_id.id, False)),
                ("state", "=", APPROVED),
                ("move_ids", "=", False),
                ("id", "!=", self.id),
            ]
        )
        return free - sum(waiting.mapped("quantity"))

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
        getattr(one_sudo, f"_prepare_{self.kind}")()
        if self.kind == KEEP:
            one_sudo._set_done()
        if not self.is_needed_again:
            return
        one_sudo.message_post(body=self.env._("The part is needed again."))

    # --- documents --------------------------------------------------------------------

    def _prepare_keep(self):
        """Nothing moves."""

    def _prepare_scrap(self):
        self.env["stock.scrap"].create(
            {
                "product_id": self.product_id.id,
                "product_uom_id": self.uom_id.id,
                "scrap_qty": self.quantity,
                "lot_id": self.lot_id.id,
                "location_id": self.location_id.id,
                "scrap_location_id": self.company_id._get_disposition_location(
                    SCRAP
                ).id,
                "company_id": self.company_id.id,
                "origin": self.name,
                "maintenance_disposition_id": self.id,
            }
        )

    def _prepare_donate(self):
        self._deliver(self.company_id._get_disposition_location(DONATE))

    def _prepare_sell(self):
        """Deliver to the buyer: a seam for quotations."""
        self._deliver(self.company_id._get_disposition_location(SELL))

    def _prepare_transfer(self):
        """As requisitions transfer: on the resupply route if there is one."""
        route = self.dest_warehouse_id._get_resupply_route(self.warehouse_id)
        if not route:
            self.env["stock.picking"]._move_disposition(
                self,
                self.warehouse_id.int_type_id,
                self.dest_warehouse_id.lot_stock_id,
                self.quantity,
            )
            return
        rules = self.env["stock.rule"]
        rules.run(
            [
                rules.Procurement(
                    self.product_id,
                    self.quantity,
                    self.uom_id,
                    self.dest_warehouse_id.lot_stock_id,
                    self.product_id.display_name,
                    self.name,
                    self.company_id,
                    {
                        "warehouse_id": self.dest_warehouse_id,
                        "route_ids": route,
                        "date_planned": fields.Datetime.now(),
                        "maintenance_disposition_id": self.id,
                    },
                )
            ]
        )

    def _prepare_return(self):
        """Return what was received from the vendor, and deliver the rest to him."""
        left = self.quantity
        for move, quantity in self._get_receipts_to_return():
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
        moves = self._find_receipts()
        return moves[:1].picking_id.partner_id

    def _find_receipts(self):
        """Return the receipts of the part in the warehouse, the newest first."""
        # who returns a part need not see all receipts
        moves_sudo = self.env["stock.move"].sudo()
        return moves_sudo._find_receipts_of(
            self.product_id, self.warehouse_id, self.partner_id, self.lot_id
        )

    def _get_receipts_to_return(self):
        """Return [(move, quantity in the own unit)] of the receipts that the
        disposition takes back, the newest first.
        """
        self.ensure_one()
        vendor, left, found = self._get_vendor(), self.quantity, []
        for move in self._find_receipts():
            if self.uom_id.compare(left, 0.0) <= 0:
                break
            if move.picking_id.partner_id != vendor and not self.partner_id:
                continue
            quantity = min(move._get_returnable_receipt_qty(), left)
            if self.uom_id.compare(quantity, 0.0) > 0:
                found.append((move, quantity))
                left -= quantity
        return found

    def _get_rest_to_return(self):
        """Return how much is returned that no receipt brought."""
        # which receipts there are is the same for all who see the disposition
        if self.sudo().move_ids:
            return sum(
                move.product_qty
                for move in self.sudo().move_ids
                if not move.origin_returned_move_id and move.state != "cancel"
            )
        known = sum(quantity for _move, quantity in self._get_receipts_to_return())
        left = self.quantity - known
        return left if self.uom_id.compare(left, 0.0) > 0 else 0.0

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
            # documents of the warehouse: a planner may lack rights on some
            as_superuser(one).with_company(one.company_id)._carry_out()
        return True

    def _carry_out(self):
        """Validate the documents of one approved disposition."""
        self.ensure_one()
        for scrap in self.scrap_ids.filtered(lambda scrap: scrap.state == "draft"):
            if not scrap.check_available_qty():
                self._raise_missing()
            scrap.do_scrap()
        while moves := self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        ):
            ready = moves.filtered(lambda move: move.state != "waiting")
            ready.filtered(lambda move: move.state == "confirmed")._action_assign()
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
        if self.state == APPROVED:
            self._follow_moves()
        if self.state == APPROVED:
            self._raise_missing()

    def _raise_missing(self):
        raise UserError(
            self.env._(
                "“%(name)s”: not all of %(quantity)s is ready to leave. Open its "
                "documents, or cancel it.",
                name=self.display_name,
                quantity=self.uom_id._tell_quantity(self.quantity),
            )
        )

    def _follow_moves(self):
        """Bring approved dispositions in line with their moves."""
        for one in self.filtered(lambda one: one.state == APPROVED):
            moved = one._get_moved()
            if not moved:
                continue
            state = find_state(Moved(move.state, 0.0) for move in one.move_ids)
            if state == DONE:
                one._set_done()
                left = one.quantity - sum_done(moved)
                if one.uom_id.compare(left, 0.0) > 0:
                    one.message_post(
                        body=one.env._(
                            "%s stayed: the rest was cancelled.",
                            one.uom_id._tell_quantity(left),
                        )
                    )
            elif state == DRAFT:
                one.state = DRAFT
                one.message_post(
                    body=one.env._("Its documents were cancelled: decide anew.")
                )

    def _set_done(self):
        self.ensure_one()
        self.write({"state": DONE, "date_done": self.company_id._get_today()})
        self._rebuild_stock()

    def _rebuild_stock(self):
        """Derive the dead stock of the parts anew, in both warehouses."""
        for one in self:
            self.env["maintenance.dead.stock"]._rebuild(
                one.warehouse_id | one.dest_warehouse_id, one.product_id
            )

    @one_at_a_time
    def action_cancel(self, reason=None):
        """Cancel these dispositions and their open documents.

        :param reason: why, for the history
        :raises UserError: naming the disposition, if some of it has left
        :return: True
        """
        self = to_records(self)
        reason = to_text(self.env, reason, "reason")
        self.check_access("write")
        for one in self:
            if one.state == DONE or one.done_qty:
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
        return self.action_cancel(reason=self.env._("The part is needed again."))

    def _cancel(self, reason):
        self.ensure_one()
        # documents of the warehouse: a planner may lack rights on some
        one_sudo = as_superuser(self)
        one_sudo.state = CANCELLED
        one_sudo.scrap_ids.filtered(lambda scrap: scrap.state == "draft").unlink()
        open_moves = one_sudo.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        open_moves._action_cancel()
        if reason:
            one_sudo.message_post(body=reason)
        one_sudo._rebuild_stock()

    def action_reset(self):
        """Make cancelled dispositions drafts again. Returns True."""
        self = to_records(self)
        self.check_access("write")
        for one in self:
            if one.state != CANCELLED:
                raise UserError(self.env._("“%s” is not cancelled.", one.display_name))
            # the state is written by methods only
            as_superuser(one).write({"state": DRAFT, "confirmation": False})
        return True

    def _warn_needed_again(self):
        """Tell those responsible for open dispositions that the part is needed."""
        for one in self.filtered("is_needed_again"):
            # whoever caused it need not see dispositions
            as_superuser(one).activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=(one.create_uid if one.create_uid.active else one.env.user).id,
                summary=one.env._("The part is needed again"),
                note=one.env._(
                    "Of %(part)s only %(surplus)s are surplus now, and %(quantity)s "
                    "are to leave.",
                    part=one.product_id.display_name,
                    surplus=one.uom_id._tell_quantity(one.surplus_qty),
                    quantity=one.uom_id._tell_quantity(one.quantity),
                ),
            )

    # --- opens ------------------------------------------------------------------------

    def action_open_pickings(self):
        """Open the transfers of these dispositions."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_picking_tree_all"
        )
        return dict(action, domain=[("id", "in", self.picking_ids.ids)], context={})

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
