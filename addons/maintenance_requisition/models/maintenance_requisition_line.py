from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record, to_records, to_text
from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    check_new_owner,
    get_own_defaults,
)
from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_consumption.tools import Supply
from odoo.addons.maintenance_planning.tools import (
    TO_ORDER,
    Lead,
    choose_offer,
    is_rush,
    planned_day,
)

from ..tools import (
    NOT_ORDERED,
    UNDECIDED,
    OrderFacts,
    find_changes,
    find_obstacle,
    find_state,
    find_status,
    judge_rush,
    summarize_failures,
)
from .failure_texts import tell_failure
from .words import CAUSES, STATES, STATUSES

# what a person enters; everything else follows from it, or is decided by actions
ENTERED = {
    "action",
    "date_need",
    "product_id",
    "quantity",
    "requisition_id",
    "source_warehouse_id",
    "supplierinfo_id",
}
# deliveries are asked for at noon, so that it is the same day in all time zones near
# the company
NOON = time(12)


class MaintenanceRequisitionLine(models.Model):
    """One part to buy or to transfer: how many, by when, from where and for whom.

    Each line is approved by itself, by a person or by the rules of the company. A line
    that the planner made follows the needs until it is ordered, and while its requests
    for quotation are drafts that no buyer has changed. A line that a person entered
    stays as it is, and counts as on the way.
    """

    _name = "maintenance.requisition.line"
    _description = "Line of a Requisition"
    _inherit = ["maintenance.checked.values", "maintenance.explained"]
    _order = "date_order_by, date_need, id"
    _rec_name = "product_id"
    _check_company_auto = True

    requisition_id = fields.Many2one(
        "maintenance.requisition",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    warehouse_id = fields.Many2one(
        related="requisition_id.warehouse_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="requisition_id.company_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(
        required=True,
        default=1.0,
        min_display_digits="Product Unit",
        help="In the unit of the part: whole packs of the vendor, or its minimum.",
    )
    needed_qty = fields.Float(
        string="Needed",
        readonly=True,
        min_display_digits="Product Unit",
        help="The demand before rounding to packs. The rest goes to stock.",
    )
    date_need = fields.Date(
        string="Needed On",
        required=True,
        default=fields.Date.context_today,
        help="The first day on which it is needed.",
    )
    date_order_by = fields.Date(
        string="Order By",
        readonly=True,
        help="The last working day to approve it, so that it arrives in time.",
    )
    date_planned = fields.Date(
        string="Expected On", readonly=True, help="The planned day of arrival."
    )
    is_rush = fields.Boolean(
        string="Rush", readonly=True, help="The day to order by has passed."
    )
    action = fields.Selection(
        [("buy", "Buy"), ("transfer", "Transfer")], required=True, default="buy"
    )
    source_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="From",
        check_company=True,
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
        help="The warehouse that has a surplus of it.",
    )
    supplierinfo_id = fields.Many2one(
        "product.supplierinfo",
        string="Vendor Price",
        check_company=True,
        ondelete="set null",
        domain="[('product_tmpl_id.product_variant_ids', '=', product_id), "
        "('company_id', 'in', (company_id, False))]",
        # its name tells the price
        groups="maintenance_bom.group_planner,purchase.group_purchase_user",
        help="The line of the vendor list at which it is bought.",
    )
    vendor_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="The currency of the vendor."
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    price_unit = fields.Float(
        string="Unit Price",
        readonly=True,
        min_display_digits="Product Price",
        aggregator=None,
        groups="maintenance_bom.group_planner",
        help="The price of one, in the currency of the vendor.",
    )
    cost = fields.Monetary(
        string="Estimated Cost",
        readonly=True,
        currency_field="company_currency_id",
        groups="maintenance_bom.group_planner",
        help="In the currency of the company.",
    )
    approved_cost = fields.Monetary(
        readonly=True,
        copy=False,
        currency_field="company_currency_id",
        groups="maintenance_bom.group_planner",
        help="Up to this cost the line needs no new approval.",
    )
    decision = fields.Selection(
        [("draft", "Draft"), ("to_approve", "To Approve")]
        + [("approved", "Approved"), ("cancel", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    state = fields.Selection(
        STATES,
        string="Progress",
        compute="_compute_state",
        store=True,
        index=True,
    )
    status = fields.Selection(
        STATUSES,
        compute="_compute_status",
        search="_search_status",
        help="In RFQ: asked of the vendor, not confirmed yet. Ordered: confirmed, or "
        "on its way from another warehouse.",
    )
    share_ids = fields.One2many("maintenance.requisition.share", "line_id")
    need_ids = fields.Many2many(
        "maintenance.part.need", string="Needs", compute="_compute_need_ids"
    )
    asset_summary = fields.Char(string="For", compute="_compute_asset_summary")
    allocation_ids = fields.One2many("maintenance.requisition.allocation", "line_id")
    move_ids = fields.One2many("stock.move", "maintenance_requisition_line_id")
    ordered_qty = fields.Float(
        string="Ordered",
        compute="_compute_quantities",
        min_display_digits="Product Unit",
    )
    received_qty = fields.Float(
        string="Received",
        compute="_compute_quantities",
        min_display_digits="Product Unit",
    )
    surplus_qty = fields.Float(
        string="Surplus",
        readonly=True,
        copy=False,
        min_display_digits="Product Unit",
        help="Ordered, not received and not needed any more: it could be taken off "
        "the order. The next need gets it.",
    )
    is_manual = fields.Boolean(
        string="Entered",
        readonly=True,
        copy=False,
        help="Entered or changed by a person. The planner does not adapt it to the "
        "needs, and counts it as supply on the way.",
    )
    failure = fields.Json(
        readonly=True,
        copy=False,
        help="Why it cannot be ordered: a code, and the message of Odoo or a person.",
    )
    failure_reason = fields.Char(
        string="Cannot Be Ordered",
        compute="_compute_failure_reason",
        search="_search_failure_reason",
        help="Why it is not ordered. It is tried again every night, unless a person "
        "has to decide.",
    )
    approved_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Empty: no approval needed.",
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    cancelled_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Empty: the planner cancelled it, as it was not needed any more.",
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    purchase_line_ids = fields.Many2many(
        "purchase.order.line",
        string="Purchase Lines",
        compute="_compute_purchase_line_ids",
        search="_search_purchase_line_ids",
    )
    order_names = fields.Char(
        string="Orders",
        compute="_compute_order_names",
        help="The orders and transfers that bring it, or why there are none.",
    )
    surplus_since = fields.Date(
        readonly=True, copy=False, help="The day on which the surplus was found."
    )
    # a text is not cut off in lists
    surplus_reason = fields.Text(
        string="Reason",
        compute="_compute_surplus_reason",
        help="Which assets and jobs do not need it any more, and why.",
    )
    rush_cause = fields.Selection(
        CAUSES,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Why the day to decide had passed. Unknown age: the age of the part was "
        "unknown. Late vendor: an order of the part is overdue. Unplanned failure: "
        "something broke. Late planning: it could have been ordered in time.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Enter a quantity above zero."
    )

    @api.depends("product_id", "requisition_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.requisition_id.name}: " + (
                line.product_id.display_name or ""
            )

    @api.depends("decision", "allocation_ids.state", "move_ids.state")
    def _compute_state(self):
        for line in self:
            fates = line.allocation_ids.mapped("state") + [
                "received" if move.state == "done" else move.state
                for move in line._get_transfer_moves()
            ]
            line.state = find_state(line.decision, fates)

    @api.depends("state", "failure", "allocation_ids.state")
    def _compute_status(self):
        for line in self:
            fates = line.allocation_ids.mapped("state")
            line.status = find_status(line.state, fates, bool(line.failure))

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("allocation_ids.state", "=", "rfq")
        unordered = Domain("state", "in", NOT_ORDERED)
        domains = {
            "rfq": Domain("state", "=", "ordered") & asked,
            "ordered": Domain("state", "=", "ordered") & ~asked,
            "failed": unordered & Domain("failure", "!=", False),
        }
        for state, _label in STATES:
            if state not in domains:
                alike = Domain("state", "=", state)
                domains[state] = alike & ~domains["failed"]
        return Domain.OR(domains[status] for status in value if status in domains)

    @api.depends(
        "allocation_ids.quantity",
        "allocation_ids.received_qty",
        "allocation_ids.state",
        "move_ids.product_uom_qty",
        "move_ids.quantity",
        "move_ids.state",
    )
    def _compute_quantities(self):
        for line in self:
            links = line.allocation_ids.filtered(lambda one: one.state != "cancel")
            transferred, came = line._get_transfer_moves()._sum_last_steps()
            line.ordered_qty = sum(links.mapped("quantity")) + transferred
            line.received_qty = sum(links.mapped("received_qty")) + came

    def _get_transfer_moves(self):
        """Return the moves that bring the parts of this line, without returns."""
        return self.move_ids.filtered(lambda move: not move.origin_returned_move_id)

    @api.depends("share_ids.key", "warehouse_id")
    def _compute_need_ids(self):
        needs = self.env["maintenance.part.need"].search(
            [
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("key", "in", self.share_ids.mapped("key")),
            ]
        )
        by_key = {(need.warehouse_id, need.key): need.id for need in needs}
        for line in self:
            keys = [(line.warehouse_id, key) for key in line.share_ids.mapped("key")]
            line.need_ids = [by_key[key] for key in keys if key in by_key]

    @api.depends("share_ids.display_name")
    @api.depends_context("lang")
    def _compute_asset_summary(self):
        for line in self:
            line.asset_summary = line._summarize_names(line.share_ids)

    @api.depends("facts", "product_id", "date_need", "needed_qty", "quantity", "state")
    @api.depends_context("lang")
    def _compute_explanation(self):
        return super()._compute_explanation()

    def _explain(self):
        if self.is_manual:
            return self.env._("Entered by %s.", self.create_uid.name)
        text = super()._explain()
        rest = self.quantity - self.needed_qty
        uom = self.product_id.uom_id
        if uom and uom.compare(rest, 0.0) > 0:
            text += self.env._(
                "; %(rest)s more by the pack or the minimum of the vendor",
                rest=format_quantity(self.env, rest),
            )
        if self._is_outgrown():
            text += self.env._("; it costs more than what was approved")
        return text

    def _get_explained_day(self):
        day = (self.facts or {}).get("day")
        return fields.Date.to_date(day) or self.date_need

    def _get_explained_quantity(self):
        return self.needed_qty

    # --- what a person enters: vendor, packs and days follow --------------------------

    @api.model
    def default_get(self, fields):
        """Take defaults of the context and the user only for what a person enters."""
        own = set(fields) - ENTERED
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own & self._fields.keys())

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._check_entered(vals)
        lines = super().create([{**vals, "is_manual": True} for vals in vals_list])
        lines._complete_entry()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_write(vals)
            vals = {**vals, "is_manual": True}
        result = super().write(vals)
        if not self.env.su:
            self._complete_entry()
        if "surplus_qty" in vals:
            self._note_surplus_since(vals["surplus_qty"])
        return result

    def _check_write(self, vals):
        """Check that the user may write ``vals`` on these lines.

        :raises AccessError: for what is not entered
        :raises UserError: naming the line, if it is decided
        """
        self.check_access("write")
        self._check_entered(vals)
        check_new_owner(self, "requisition_id", vals)
        for line in self:
            if line.state not in UNDECIDED:
                raise UserError(
                    self.env._(
                        "%(line)s is decided. Reopen it to change it, or enter another "
                        "line.",
                        line=line.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        for line in self:
            if line.state in ("ordered", "received"):
                raise UserError(
                    self.env._(
                        "%(line)s is ordered: cancel the order instead of deleting it.",
                        line=line.display_name,
                    )
                )

    def _check_entered(self, vals):
        foreign = sorted(set(vals) - ENTERED)
        if foreign:
            raise AccessError(
                self.env._(
                    "“%s” of a requisition line is not entered. It follows from the "
                    "other values, or from approving and cancelling.",
                    ", ".join(foreign),
                )
            )

    def _complete_entry(self):
        """Find vendor, price, packs and days for what was entered."""
        # what lacks one of these is refused by the database
        entered = self.filtered(
            lambda line: line.company_id and line.product_id and line.date_need
        )
        # with all rights: offers are the same for all users of the company
        for company, lines in as_superuser(entered).grouped("company_id").items():
            lines = lines.with_company(company)
            parts = lines.product_id
            offers = parts._get_part_offers()
            leads = parts._get_part_leads()
            today = company._get_today()
            for line in lines:
                line.write(line._prepare_entry(offers, leads, today))
            lines._note_rush_causes()

    def _prepare_entry(self, offers, leads, today):
        """Return the values that follow from those that were entered."""
        self.ensure_one()
        lead = leads[self.product_id.id]
        mine = offers[self.product_id.id]
        chosen = [one for one in mine if one.key == self.supplierinfo_id.id]
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        quantity, offer = self.quantity, None
        if self.action == "buy":
            quantity, offer = choose_offer(quantity, chosen or mine, digits)
        deadline = self.company_id._get_parts_order_day(
            self.date_need, lead if self.action == "buy" else Lead()
        )
        return {
            **self._prepare_purchase(self.company_id, quantity, offer),
            "needed_qty": 0.0,
            "date_order_by": deadline,
            "date_planned": planned_day(self.date_need, lead, today)
            if self.action == "buy"
            else max(self.date_need, today),
            "is_rush": is_rush(deadline, today),
        }

    def _prepare_purchase(self, company, quantity, offer):
        """Return the values of buying ``quantity`` at ``offer``, a line of the vendor
        list as an ``Offer``; of what nobody sells if there is none.
        """
        vendor_line = self.env["product.supplierinfo"].browse(offer and offer.key)
        cost = company.currency_id.round(quantity * offer.price) if offer else 0.0
        return {
            "quantity": quantity,
            "supplierinfo_id": vendor_line.id,
            "vendor_id": vendor_line.partner_id.id,
            "currency_id": vendor_line.currency_id.id,
            "price_unit": vendor_line.price_discounted,
            "cost": cost,
        }

    # --- why it cannot be ordered -----------------------------------------------------

    @api.depends("failure", "product_id", "source_warehouse_id", "vendor_id")
    @api.depends_context("lang", "uid")
    def _compute_failure_reason(self):
        for line in self:
            failure = line.failure
            is_known = isinstance(failure, dict) and "code" in failure
            line.failure_reason = is_known and tell_failure(line, failure)

    def _search_failure_reason(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        return [("failure", operator, value)]

    def _write_failures(self, failures):
        """Note on each of these lines why it cannot be ordered, or that it can.

        :param failures: {line: failure}
        """
        for line in self:
            failure = failures.get(line, False)
            if (line.failure or False) != failure:
                line.failure = failure

    def _find_obstacles(self):
        """Return {line: failure} of the lines that cannot be ordered.

        Odoo would order nothing for them, without a message.
        """
        found = {line: line._find_obstacle() for line in self}
        unsold = self.filtered(lambda line: found[line] == "no_vendor")
        for company, lines in unsold.grouped("company_id").items():
            parts = lines.product_id.with_company(company)
            sourcing = parts._get_part_sourcing()
            for line in lines:
                if sourcing[line.product_id.id].is_unit_wrong:
                    found[line] = "vendor_unit"
        return {line: {"code": code} for line, code in found.items() if code}

    def _find_obstacle(self):
        """Return the code why this line cannot be ordered, None if it can."""
        self.ensure_one()
        return find_obstacle(
            OrderFacts(
                is_transfer=self.action == "transfer",
                is_part_active=self.product_id.active,
                is_warehouse_active=self.warehouse_id.active,
                is_source_active=self.source_warehouse_id.active,
                is_purchasable=self.product_id.purchase_ok,
                has_offer=bool(self.supplierinfo_id),
                is_vendor_active=self.vendor_id.active,
            )
        )

    def _is_undone(self):
        """Return whether a person has cancelled the order or transfer of this line.

        A person has to decide about it again.
        """
        self.ensure_one()
        return bool(self.failure) and self.failure["code"] == "undone"

    def _note_undone(self, documents):
        """Let a person decide again about lines whose documents were cancelled.

        That is about lines that a person entered, and about transfers. What is bought
        for needs is put into a new request for quotation, as Odoo does.

        :param documents: the orders or transfers that somebody has cancelled
        """
        names = ", ".join(sorted(documents.mapped("name")))
        lines = self.filtered(
            lambda line: (
                line.state == "approved" and (line.is_manual or line.action != "buy")
            )
        )
        if lines:
            lines._set_undecided("draft")
            lines.write({"failure": {"code": "undone", "text": names}})

    # --- approving and cancelling -----------------------------------------------------

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
        self.company_id._check_parts_live()
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
            failures[line] = tell_failure(line.with_env(self.env), failure)
        self.requisition_id._note_decision(fresh, self.env._("Approved"))
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
        told, left = summarize_failures(
            (self.browse(row["line_id"]).product_id.display_name, row["reason"])
            for row in failed
        )
        if left:
            told.append(self.env._("%s more: see “Cannot Be Ordered”.", left))
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
        self.requisition_id._note_decision(lines, self.env._("Cancelled"), reason)
        return True

    def action_reopen(self):
        """Put lines that are cancelled, or approved and not ordered, back to draft.

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
        """Lock the warehouses of these lines against planning and other decisions.

        A transaction that began before another decision ended is retried by Odoo.
        """
        # with all rights: a planner may lack write access to warehouses
        self.sudo().warehouse_id._lock_for_decision()
        self.invalidate_recordset()

    # --- approval by the rules of the company -----------------------------------------

    def _needs_approval(self):
        """Return whether a Manager has to approve this line."""
        self.ensure_one()
        # with all rights: the approval counts the cost, also if the user cannot see it
        cost = self.sudo().cost
        return self.company_id.sudo()._needs_parts_approval(cost, self.is_rush)

    def _has_grown(self):
        """Return whether this line costs more now than when it was approved."""
        self.ensure_one()
        return (
            self.decision == "approved"
            and self.company_currency_id.compare_amounts(self.cost, self.approved_cost)
            > 0
        )

    def _decide_by_rules(self):
        """Approve the lines that need no manager; the others wait for approval."""
        lines = self.filtered(lambda line: not line._is_undone())
        obstacles = lines._find_obstacles()
        waiting = lines.filtered(
            lambda line: line not in obstacles and line._needs_approval()
        )
        lines._write_failures(obstacles)
        for line in waiting.filtered(lambda line: line.decision != "to_approve"):
            line.decision = "to_approve"
        (lines - waiting - self.browse(line.id for line in obstacles))._set_approved()

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
        """Let this line wait for approval again, as it costs more than approved."""
        self.ensure_one()
        before, approved_on = self.approved_cost, self.approved_on
        self._set_undecided("to_approve")
        # tells that it was approved before, perhaps when it had no price
        self.write({"approved_cost": before, "approved_on": approved_on})
        self.requisition_id._note_outgrown(self, before)

    def _is_outgrown(self):
        """Return whether this line waits for approval again, as it costs more."""
        self.ensure_one()
        return self.state == "to_approve" and bool(self.approved_on)

    def _execute(self):
        """Order or transfer the lines that are approved and not ordered yet.

        A transfer is made when its day is near: until then the line follows the needs,
        and the other warehouse may use its stock.

        :return: {line: failure}
        """
        lines = self.filtered(lambda line: line.state == "approved")
        failures = lines._find_obstacles()
        good = lines - self.browse(line.id for line in failures)
        bought = good.filtered(lambda line: line.action == "buy")
        failures |= self.env["purchase.order"]._buy_lines(bought)
        near = (good - bought).filtered(lambda line: line._is_near())
        failures |= self.env["stock.picking"]._transfer_lines(near)
        lines._write_failures(failures)
        return failures

    # --- following the needs ----------------------------------------------------------

    def _get_following(self, warehouse):
        """Return the lines of ``warehouse`` that follow the needs."""
        lines = self.search(
            [
                ("warehouse_id", "=", warehouse.id),
                ("is_manual", "=", False),
                ("state", "in", (*NOT_ORDERED, "ordered")),
            ],
            order="id",
        )
        untouched = lines.allocation_ids.purchase_line_id._get_parts_untouched()
        return lines.filtered(lambda line: line._is_following(untouched))

    def _get_group(self):
        """Return what a line has in common with the replenishments it may carry."""
        self.ensure_one()
        return self.product_id.id, self.action, self.source_warehouse_id.id or None

    def _prepare_supply(self, quantity, today):
        """Return (place id, part, Supply) of ``quantity`` that this line brings."""
        self.ensure_one()
        place_id = self.warehouse_id.lot_stock_id.id
        day = max(self.date_planned or self.date_need, today)
        source = (TO_ORDER, self.id, self.product_id.id, place_id)
        return place_id, self.product_id, Supply(day, quantity, source)

    def _is_following(self, untouched=None):
        """Return whether the planner may still change this line, or cancel it.

        :param untouched: the purchase lines that no buyer has changed, if known
        """
        self.ensure_one()
        if self.state != "ordered":
            return self.state != "received"
        links = self.allocation_ids.filtered(lambda one: one.state != "cancel")
        if untouched is None:
            untouched = links.purchase_line_id._get_parts_untouched()
        moving = self.move_ids.filtered(lambda move: move.state != "cancel")
        return not moving and links.purchase_line_id <= untouched

    def _follow(self, values, shares):
        """Update this line, its shares and its request for quotation to the needs.

        :param values: what ``_prepare_line()`` of the planner returns
        :param shares: {key of a need: values of its share}
        :return: the orders of which something was taken
        """
        self.ensure_one()
        changes = find_changes(self._read_stored(values), values)
        left = self.env["purchase.order"]
        if self.state == "ordered" and not self._is_order_kept(changes):
            left |= self._withdraw()
        moved = "date_planned" in changes
        asked = {"date_planned", "price_unit", "quantity", "supplierinfo_id"}
        if changes:
            self.write(changes)
        if self.state == "ordered" and self._find_obstacle():
            # what may not be ordered any more is not asked for
            left |= self._withdraw()
        self.share_ids._replace_shares(self, shares)
        if self._has_grown():
            if self._needs_approval():
                left |= self._withdraw()
                self._set_outgrown()
                return left
            self.approved_cost = self.cost
        link = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        # other addons may ask for it by other documents
        if link and self.state == "ordered" and asked & changes.keys():
            moment = self._get_planned_moment() if moved else None
            link._ask_for(self.quantity, moment)
        return left

    def _read_stored(self, names):
        """Return {name: value of this line}, of a record its id."""
        values = {name: self[name] for name in names}
        return {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in values.items()
        }

    def _is_order_kept(self, changes):
        """Return whether ``changes`` can be written on the same purchase line.

        Not if there are two: a buyer has reopened an order that was cancelled.
        """
        links = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        if len(links) > 1 or {"vendor_id", "currency_id"} & changes.keys():
            return False
        alone = links.purchase_line_id.maintenance_allocation_ids <= links
        return alone or "date_planned" not in changes

    def _withdraw(self):
        """Take these lines out of their draft requests for quotation.

        :return: the orders that they were in
        """
        links = self.allocation_ids.filtered(lambda one: one.state == "rfq")
        return links._withdraw()

    def _drop(self):
        """Cancel lines that nothing needs any more; return the orders they were in.

        Lines that were never approved are deleted.
        """
        orders = self._withdraw()
        undecided = self.filtered(lambda line: line.decision != "approved")
        (self - undecided)._set_cancelled(self.env._("Not needed any more."))
        undecided.unlink()
        return orders

    # --- buying -----------------------------------------------------------------------

    @api.depends("allocation_ids.purchase_line_id")
    def _compute_purchase_line_ids(self):
        for line in self:
            line.purchase_line_ids = line.allocation_ids.purchase_line_id

    def _search_purchase_line_ids(self, operator, value):
        return [("allocation_ids.purchase_line_id", operator, value)]

    @api.depends(
        "action",
        "allocation_ids.state",
        "date_planned",
        "failure_reason",
        "move_ids.state",
        "state",
    )
    @api.depends_context("lang")
    def _compute_order_names(self):
        # with all rights, for all lines at once: requisitions show names of orders
        links_sudo = self.sudo().allocation_ids
        order_of = {
            link.id: link.purchase_line_id.order_id
            for link in links_sudo
            if link.state != "cancel"
        }
        for line in self:
            orders = {
                order_of[link] for link in line.allocation_ids.ids if link in order_of
            }
            names = sorted(order.name for order in orders)
            moves = line.move_ids.filtered(lambda move: move.state != "cancel")
            names += moves.picking_id.mapped("name")
            line.order_names = (
                ", ".join(names) or line.failure_reason or line._tell_transfer()
            )

    def _has_order(self):
        """Return whether anything is ordered for this line."""
        self.ensure_one()
        return any(link.state != "cancel" for link in self.allocation_ids)

    def _get_merge_key(self):
        """Return what lines that share a purchase line have in common."""
        self.ensure_one()
        return f"{self.date_planned}/{self.is_manual}"

    def _get_planned_moment(self):
        self.ensure_one()
        noon = datetime.combine(self.date_planned, NOON)
        return self.company_id._get_utc_moment(noon)

    # --- transfers --------------------------------------------------------------------

    def _is_near(self):
        """Return whether the transfer of this line is to be made by now."""
        today = self.company_id._get_today()
        return self._get_transfer_day() <= today

    def _get_transfer_day(self):
        """Return the day on which the transfer of this line is made."""
        self.ensure_one()
        return self.date_planned - timedelta(self.company_id.parts_reservation_days)

    def _tell_transfer(self):
        """Return in words when the transfer will be made, False if it does not wait."""
        if self.action != "transfer" or self.state != "approved" or self._is_near():
            return False
        return self.env._(
            "Transfer on %s", format_date(self.env, self._get_transfer_day())
        )

    def _drop_transfer(self):
        """Cancel these lines and their transfers, which nobody needs any more."""
        self._set_cancelled(self.env._("Not needed any more."))
        self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )._action_cancel()

    # --- surplus on order -------------------------------------------------------------

    def _note_surplus_since(self, surplus):
        """Note since when these lines have a ``surplus``; clear it if it is 0."""
        if surplus:
            for company, lines in self.grouped("company_id").items():
                lines.filtered(
                    lambda line: not line.surplus_since
                ).surplus_since = company._get_today()
        else:
            self.filtered("surplus_since").surplus_since = False

    @api.depends("share_ids.key", "share_ids.quantity", "surplus_qty")
    @api.depends_context("lang")
    def _compute_surplus_reason(self):
        wanting = self.filtered(lambda line: line.surplus_qty > 0)
        (self - wanting).surplus_reason = False
        # with all rights: buyers see whom it is for, also without access to jobs
        reasons = wanting.sudo().share_ids._tell_less_wanted()
        for line in wanting:
            mine = [reasons.get(share.id) for share in line.sudo().share_ids]
            line.surplus_reason = "; ".join(
                dict.fromkeys(filter(None, mine))
            ) or self.env._("There is enough without it")

    def action_open_order(self):
        """Open the order of this line, or the list of its orders.

        Who may not see orders gets the line itself.
        """
        self = to_record(self)
        if self.env["purchase.order"].has_access("read"):
            return self.allocation_ids.purchase_line_id.order_id._get_parts_action()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # --- cause of a rush --------------------------------------------------------------

    def _note_rush_causes(self):
        """Note why these lines are a rush; clear it where they are none."""
        self.filtered(lambda line: line.rush_cause and not line.is_rush).write(
            {"rush_cause": False}
        )
        fresh = self.filtered(lambda line: line.is_rush and not line.rush_cause)
        if not fresh:
            return
        late = self.env["stock.move"]._find_late_orders(
            fresh.product_id, but=fresh.allocation_ids.purchase_line_id
        )
        ages = fresh.share_ids._get_ages_known()
        causes = {}
        for line in fresh:
            cause = judge_rush(
                line.date_order_by,
                (line.warehouse_id, line.product_id) in late,
                [share._prepare_rush_facts(ages) for share in line.share_ids],
            )
            causes[cause] = causes.get(cause, self.browse()) | line
        for cause, lines in causes.items():
            lines.write({"rush_cause": cause})
