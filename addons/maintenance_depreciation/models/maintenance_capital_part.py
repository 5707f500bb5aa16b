from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_consumption.tools.booking import CLOSING

from ..tools import find_replaced

STATES = [
    ("to_confirm", "To Confirm"),
    ("confirmed", "Confirmed"),
    ("undo", "To Take Back"),
    ("declined", "Declined"),
    ("returned", "Returned"),
]


class MaintenanceCapitalPart(models.Model):
    """An issued part that may belong into the fixed assets: the accountant decides.

    Its value is on a clearing account until then. *Confirmed*: it went from there into
    the fixed assets. *Declined*: it went on the expense account. *To take back*: parts
    came back after that, and are on the clearing account. *Returned*: all came back,
    nothing is left to decide.
    """

    _name = "maintenance.capital.part"
    _description = "Capital Part"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "issue_date desc, id desc"
    _check_company_auto = True
    _own_values = frozenset(
        {
            "account_id",
            "company_id",
            "confirmed_amount",
            "decided_by_id",
            "decided_on",
            "equipment_id",
            "issue_date",
            "move_id",
            "product_id",
            "state",
        }
    )

    move_id = fields.Many2one(
        "stock.move",
        string="Stock Move",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    _move_uniq = models.Constraint(
        "UNIQUE(move_id)", "An issue is one capital part, not several."
    )
    account_id = fields.Many2one(
        "account.account",
        string="Clearing Account",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    # What follows from the move is kept here, and the move writes it: otherwise each
    # move that is done would look whether it has a capital part.
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    position = fields.Char(related="move_id.equipment_position")
    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    issue_date = fields.Date(string="Issued On", readonly=True)
    quantity = fields.Float(
        compute="_compute_amount",
        digits="Product Unit",
        help="What was issued, less what came back; in the part's own unit.",
    )
    amount = fields.Monetary(
        string="Value",
        compute="_compute_amount",
        help="What was issued, less what came back, as stock was valued.",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="to_confirm", index=True
    )
    confirmed_amount = fields.Monetary(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    entry_ids = fields.One2many(
        "account.move", "capital_part_id", string="Entries", readonly=True
    )
    entry_count = fields.Integer(compute="_compute_entry_count")

    @api.depends("product_id", "equipment_id")
    def _compute_display_name(self):
        # with all rights: accountants may lack access to assets and parts
        for part, part_sudo in zip(self, self.sudo(), strict=True):
            part.display_name = self.env._(
                "%(part)s in %(asset)s",
                part=part_sudo.product_id.display_name or "",
                asset=part_sudo.equipment_id.display_name or "",
            )

    @api.depends("move_id")
    def _compute_amount(self):
        amounts, quantities = defaultdict(float), defaultdict(float)
        # with all rights: accountants may lack access to stock moves
        for move_sudo in self.sudo()._get_moves():
            sign = 1 if move_sudo.is_out else -1
            issue_sudo = move_sudo if sign > 0 else move_sudo.origin_returned_move_id
            amounts[issue_sudo.id] += sign * move_sudo.value
            quantities[issue_sudo.id] += sign * move_sudo._get_parts_qty()
        for part in self:
            part.amount = amounts[part.move_id.id]
            part.quantity = quantities[part.move_id.id]

    @api.depends("entry_ids")
    def _compute_entry_count(self):
        for part in self:
            part.entry_count = len(part.entry_ids)

    def _get_moves(self):
        """Return the issues of these parts and what came back to the same account."""
        issues = self.move_id
        return issues | issues.returned_move_ids.filtered(
            lambda move: move.state == "done" and move.capital_account_id
        )

    # --- what the accountant does -----------------------------------------------------

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`: two do not decide about the same parts, and nobody
        brings them back meanwhile, which locks the asset.
        """
        # with all rights: accountants may lack access to assets
        return self.sudo().equipment_id, self

    @one_at_a_time
    def action_confirm(self):
        """Put these parts into the fixed assets. Returns True.

        :raises AccessError: for who may not book
        :raises UserError: naming a part that is not to be confirmed, or what is missing
        """
        self._check_may_decide(("to_confirm",))
        ledger = self.env["maintenance.fixed.asset.ledger"]
        for part in self:
            part._book_moves()
            amount = part.amount
            ledger._make_fixed_asset(part, part._get_entry_day(part.issue_date))
            part._decide("confirmed", confirmed_amount=amount)
        return True

    @one_at_a_time
    def action_decline(self):
        """Let these parts be an expense. Returns True.

        :raises AccessError: for who may not book
        :raises UserError: naming a part that is not to be confirmed
        """
        self._check_may_decide(("to_confirm",))
        for part in self:
            part._book_moves()
            part._post_expense(part.amount, part._get_entry_day(part.issue_date))
            part._decide("declined", confirmed_amount=part.amount)
        return True

    @one_at_a_time
    def action_take_back(self):
        """Undo what was decided about these parts; then decide anew. Returns True.

        :raises AccessError: for who may not book
        :raises UserError: naming a part about which nothing was decided, or what the
            ledger cannot undo
        """
        self._check_may_decide(("confirmed", "undo", "declined"))
        ledger = self.env["maintenance.fixed.asset.ledger"]
        for part in self:
            today = part.company_id._get_today()
            if part.state == "declined":
                part._check_nothing_returned()
                part._post_expense(-part.confirmed_amount, part._get_entry_day(today))
            else:
                ledger._take_back_fixed_asset(part, part._get_entry_day(today))
            is_left = not part.currency_id.is_zero(part.amount)
            part._decide("to_confirm" if is_left else "returned", confirmed_amount=0.0)
        return True

    def action_view_entries(self):
        """Open the entries of these parts, those of their issues included."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_journal_line"
        )
        # with all rights: accountants may lack access to stock moves
        entries_sudo = self.sudo()._get_moves().account_move_id
        ids = (self.entry_ids | entries_sudo.sudo(False)).ids
        return dict(action, domain=[("id", "in", ids)], context={})

    def _check_may_decide(self, states):
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for part in self:
            if part.state not in states:
                raise UserError(
                    self.env._(
                        "“%(part)s” is in the state %(state)s. This is for those in "
                        "the state %(wanted)s.",
                        part=part.display_name,
                        state=labels[part.state],
                        wanted=", ".join(labels[state] for state in states),
                    )
                )

    def _check_nothing_returned(self):
        """Refuse to decide anew where an expense was given back already."""
        self.ensure_one()
        # with all rights: accountants may lack access to stock moves
        back_sudo = self.sudo().move_id.returned_move_ids.filtered(
            lambda move: move.state == "done" and not move.capital_account_id
        )
        if back_sudo:
            raise UserError(
                self.env._(
                    "Some of “%s” came back after it was declined, and its expense was "
                    "given back. It stays an expense.",
                    self.display_name,
                )
            )

    def _decide(self, state, **values):
        # nobody enters what was decided: it follows from the entries
        as_superuser(self).write(
            {
                "state": state,
                "decided_by_id": self.env.user.id,
                "decided_on": fields.Datetime.now(),
                **values,
            }
        )

    def _follow_return(self):
        """Some of these parts came back to the clearing account."""
        self.invalidate_recordset(["amount", "quantity"])
        for part in self:
            if part.state == "confirmed":
                part.state = "undo"
            elif part.state == "to_confirm" and part.currency_id.is_zero(part.amount):
                part.state = "returned"

    # --- entries ----------------------------------------------------------------------

    def _get_entry_day(self, day):
        """Return ``day``, or today if the books are locked for it."""
        self.ensure_one()
        # with all rights: who decides may lack access to the settings of stock
        company_sudo = self.company_id.sudo()
        return company_sudo._get_open_day(day, company_sudo.account_stock_journal_id)

    def _book_moves(self):
        """Book what a stock closing would book of this part later, on its day.

        Under periodic valuation an issue has no entry of its own. A closing books what
        is not booked yet, so it leaves this out.
        """
        self.ensure_one()
        # with all rights: accountants may lack access to stock moves
        for move_sudo in self.sudo()._get_moves():
            if move_sudo.parts_booking != CLOSING:
                continue
            items_sudo = self.env["account.move.line"].sudo()
            items_sudo = items_sudo.search(
                [
                    ("parts_move_id", "=", move_sudo.id),
                    ("parent_state", "in", ("draft", "posted")),
                ]
            )
            value = move_sudo.value if move_sudo.is_out else -move_sudo.value
            lack = self.currency_id.round(value - sum(items_sudo.mapped("balance")))
            if not lack:
                continue
            product_sudo = move_sudo.product_id.with_company(self.company_id)
            stock_account = product_sudo._get_product_accounts()["stock_valuation"]
            charge = {
                **move_sudo._prepare_charge_item(),
                "equipment_id": move_sudo.equipment_id.id,
                "product_id": product_sudo.id,
            }
            day = self._get_entry_day(move_sudo._get_booking_day())
            self._post_entry(day, lack, charge, {"account_id": stock_account.id})

    def _post_expense(self, amount, day):
        """Post ``amount`` from the clearing account on the expense account."""
        self.ensure_one()
        # with all rights: accountants may lack access to stock moves
        expense = self.sudo().move_id._get_place_account()
        return self._post_entry(
            day, amount, {"account_id": expense.id}, {"account_id": self.account_id.id}
        )

    def _post_entry(self, day, amount, debit, credit, journal=None):
        """Post an entry about this part. Below zero debit and credit change places.

        :param debit, credit: values of the items
        :return: the entry
        """
        self.ensure_one()
        # what it says about parts is nobody's to enter but the system's
        entries_sudo = as_superuser(self.env["account.move"])
        entry_sudo = entries_sudo.with_company(self.company_id).create(
            self._prepare_entry(day, amount, debit, credit, journal)
        )
        self._post(entry_sudo)
        return entry_sudo.sudo(False)

    def _post(self, entry):
        """Post ``entry``. A seam for ledgers that make something of posted entries."""
        return entry._post(soft=False)

    def _prepare_entry(self, day, amount, debit, credit, journal=None):
        name = self.display_name
        common = {"name": name, "analytic_distribution": False}
        up, down = max(amount, 0.0), max(-amount, 0.0)
        return {
            "company_id": self.company_id.id,
            "move_type": "entry",
            "journal_id": (
                # with all rights: who decides may lack access to settings of stock
                journal or self.company_id.sudo().account_stock_journal_id
            ).id,
            "date": day,
            "ref": self.env._("Capital part: %s", name),
            "capital_part_id": self.id,
            "line_ids": [
                Command.create({**common, "debit": up, "credit": down, **debit}),
                Command.create({**common, "debit": down, "credit": up, **credit}),
            ],
        }

    # --- what newer parts replaced ----------------------------------------------------

    @api.model
    def _find_replaced(self, company):
        """Return the confirmed parts of ``company`` whose place newer ones took."""
        confirmed = self.search(
            [("company_id", "=", company.id), ("state", "=", "confirmed")],
            order="issue_date desc, id desc",
        )
        # with all rights: accountants may lack access to BOMs and stock moves
        moves_sudo = confirmed.sudo().move_id
        families_sudo = moves_sudo.product_id._get_part_families()
        positions = moves_sudo._get_bom_positions() if moves_sudo else {}
        places = defaultdict(list)
        for part in confirmed:
            move_sudo = part.sudo().move_id
            family = min(families_sudo[move_sudo.product_id].ids)
            place = (move_sudo.equipment_id, family, move_sudo.equipment_position or "")
            places[place].append((part.id, part.quantity, positions[move_sudo]))
        ids = []
        for (_asset, _family, position), parts in places.items():
            held = parts[0][2]
            # a part that stands on no BOM is alone in its place
            capacity = held.get(position) or sum(held.values()) or 1.0
            ids += find_replaced([part[:2] for part in parts], capacity)
        return self.browse(ids)
