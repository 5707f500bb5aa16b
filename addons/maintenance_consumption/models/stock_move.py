from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.locking import lock_alone, lock_rows
from odoo.addons.maintenance_bom.models.rights import as_superuser
from odoo.addons.maintenance_bom.models.words import format_quantity

from ..tools import (
    ISSUE,
    REMOVAL,
    RETURN,
    Balance,
    balance_issues,
    judge_place,
    share_return,
)
from ..tools.booking import CLOSING, ENTRY, NO_ACCOUNT


class StockMove(models.Model):
    _name = "stock.move"
    # the first before Odoo's own, which it extends
    _inherit = ["maintenance.checked.values", "stock.move"]

    # Real, copied columns: backorders, splits and returns belong to the same asset.
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    maintenance_request_part_id = fields.Many2one(
        "maintenance.request.part",
        string="Planned Part",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    maintenance_kind = fields.Selection(
        [("issue", "Issued"), ("return", "Returned Unused")],
        readonly=True,
        help="What a move that is done meant to the asset. Empty if it is about none.",
    )
    equipment_position = fields.Char(string="Position")
    parts_user_id = fields.Many2one(
        "res.users",
        string="Parts Moved By",
        copy=False,
        readonly=True,
        help="Who took the parts for the asset, or brought them back.",
    )

    _product_equipment_idx = models.Index(
        "(product_id, equipment_id) WHERE equipment_id IS NOT NULL"
    )

    parts_booking = fields.Selection(
        [
            (ENTRY, "Journal Entry"),
            (NO_ACCOUNT, "No Account on the Maintenance Location"),
            (CLOSING, "Left to the Closing"),
        ],
        string="Booked by",
        copy=False,
        readonly=True,
        help="What became of the value of this charge when the move was done.",
    )
    # the distribution of the day of the charge, whatever the asset distributes later
    parts_distribution = fields.Json(copy=False, readonly=True)

    @api.constrains(
        "equipment_id", "maintenance_request_id", "maintenance_request_part_id"
    )
    def _check_maintenance_company(self):
        # Odoo leaves the companies of moves unchecked
        names = ["equipment_id", "maintenance_request_id"]
        names.append("maintenance_request_part_id")
        self.filtered(lambda move: any(move[name] for name in names))._check_company(
            names
        )

    @api.model_create_multi
    def create(self, vals_list):
        pickings = self.env["stock.picking"].browse(
            {vals["picking_id"] for vals in vals_list if vals.get("picking_id")}
        )
        done = pickings.filtered(lambda picking: picking.state == "done")
        for picking in done._filter_parts():
            picking._check_nothing_added(vals_list)
        of_parts = set(pickings._filter_parts()._ids)
        moves = super().create(
            [
                vals | self._prepare_own_unit(vals)
                if vals.get("picking_id") in of_parts
                else vals
                for vals in vals_list
            ]
        )
        moves._follow_transfer()
        return moves

    @api.model
    def _prepare_own_unit(self, vals):
        """Return ``vals`` of a move in the part's own unit, as far as they differ.

        Parts of assets move in the unit that stock counts: in another, such as a pack,
        single pieces would have to be rounded.
        """
        product = self.env["product.product"].browse(vals.get("product_id"))
        unit = self.env["uom.uom"].browse(vals.get("product_uom"))
        own_unit = product.uom_id
        if not unit or unit == own_unit or not unit._has_common_reference(own_unit):
            return {}
        quantities = {
            name: unit._compute_quantity(vals[name], own_unit, round=False)
            for name in ("product_uom_qty", "quantity")
            if vals.get(name)
        }
        return {"product_uom": own_unit.id, **quantities}

    def _get_parts_qty(self):
        """Return what has moved, or is reserved, in the part's own unit."""
        self.ensure_one()
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )

    def _to_line_quantity(self, quantity):
        """Return ``quantity``, in the part's own unit, in the unit of this move; not so
        little that it would be nothing there.
        """
        self.ensure_one()
        unit = self.product_uom
        quantity = self.product_id.uom_id._compute_quantity(quantity, unit, round=False)
        return max(quantity, unit.rounding)

    # --- what a person adds to a transfer of parts ----------------------------------

    def _follow_transfer(self):
        """Let moves that were added to a transfer of parts, on Odoo's own screens, be
        for the asset and the job of that transfer.
        """
        added = self.filtered(
            lambda move: move.picking_id and not move.equipment_id and not move.scrap_id
        )
        for picking, moves in added._filter_charges().grouped("picking_id").items():
            values = picking._get_parts_recipient()
            if values:
                moves.write(values)

    def _check_recipients(self):
        """Refuse parts for an asset that nobody named, of a transfer for several.

        :raises UserError: naming the transfer, the part and what to do
        """
        nameless = self.filtered(
            lambda move: (
                move.picking_id.is_for_several_assets
                and not (move.equipment_id or move.maintenance_request_id)
                and not move.scrap_id
                and move.picked
                and not move.product_uom.is_zero(move.quantity)
            )
        )
        for move in nameless._filter_charges():
            raise UserError(
                self.env._(
                    "%(picking)s is for several assets, and it is not known for which "
                    "of them “%(part)s” is. Choose the asset on the line of the part, "
                    "in the column Asset, or take the line off.",
                    picking=move.picking_id.name,
                    part=move.product_id.display_name,
                )
            )

    def _follow_plan(self):
        """Let issues and returns for a job that were added to a transfer count for one
        of its planned parts: of that part, else it is added to the plan.

        What comes back is a return of its issue, so that it has the value of that.
        """
        added = self.filtered(
            lambda move: (
                move.maintenance_request_id
                and not move.maintenance_request_part_id
                and move.picked
                and move.maintenance_kind in ("issue", "return")
            )
        )
        # with all rights: stockroom users may lack access to the job and its plan
        added_sudo = as_superuser(added)
        for job, moves in added_sudo.grouped("maintenance_request_id").items():
            for move in moves:
                if move.maintenance_kind == "return":
                    move._find_issue_of_return()
                part = job._find_part_of(move.product_id)
                if not part and move.maintenance_kind == "issue":
                    part = part.create(move._prepare_added_part())
                move.maintenance_request_part_id = part

    def _prepare_added_part(self):
        """Return the values of the planned part that this move issues."""
        self.ensure_one()
        return {
            "request_id": self.maintenance_request_id.id,
            "product_id": self.product_id.id,
            "quantity": max(self.product_uom_qty, self.quantity),
            "uom_id": self.product_uom.id,
        }

    def _find_issue_of_return(self):
        """Say of which issue of the job this is a return, if one has as much left: of
        the transfer that is returned, else the latest.
        """
        self.ensure_one()
        if self.origin_returned_move_id:
            return
        uom, quantity = self.product_id.uom_id, self._get_parts_qty()
        issues = self.maintenance_request_id.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.maintenance_kind == "issue"
                and move.product_id == self.product_id
                and move.equipment_id == self.equipment_id
                and uom.compare(quantity, move._get_returnable_qty()) <= 0
            )
        )
        returned = self.picking_id.return_id
        self.origin_returned_move_id = issues.sorted(
            lambda move: (move.picking_id == returned, move.id), reverse=True
        )[:1]

    # --- what can come back -----------------------------------------------------------

    def _get_returnable_qty(self):
        """Return what of this issue is neither returned nor removed, in the part's own
        unit.
        """
        self.ensure_one()
        return sum(balance.left for balance in self._get_balances()[self].values())

    def _get_balances(self):
        """Return {issue: {lot: what became of it}} of these issues that are done.

        The lot is an empty record for parts without tracking. Which issues a removal is
        of: see ``tools/returning.py``.
        """
        # with all rights: all moves of the asset count
        others_sudo = self.sudo()._get_moves_of_no_issue()
        issues_sudo = self.sudo() | others_sudo._get_issues_of_same_parts()
        events = defaultdict(list)
        moves = [(ISSUE, move, move) for move in issues_sudo]
        moves += [
            (RETURN, back, move)
            for move in issues_sudo
            for back in move.returned_move_ids
            if back.state == "done"
        ]
        moves += [
            (RETURN if move.maintenance_kind == "return" else REMOVAL, move, None)
            for move in others_sudo
        ]
        for kind, move, issue in sorted(
            moves, key=lambda entry: (entry[1].date, entry[1].id)
        ):
            of_part = issue or move
            key = of_part.equipment_id, of_part.company_id, of_part.product_id
            for lot, quantity in move._get_lot_quantities().items():
                events[*key, lot].append((kind, issue, quantity))
        balances = defaultdict(dict)
        for (*_part, lot), of_part in events.items():
            for issue, balance in balance_issues(of_part).items():
                balances[issue][lot.with_env(self.env)] = balance
        return {move: balances[move] for move in self}

    def _get_lot_quantities(self):
        """Return {lot, empty for parts without tracking: what has moved of it}.

        In the part's own unit.
        """
        self.ensure_one()
        no_lot = self.env["stock.lot"]
        if self.product_id.tracking == "none":
            return {no_lot: self._get_parts_qty()}
        quantities = defaultdict(float)
        for line in self.move_line_ids:
            quantities[line.lot_id] += line.quantity_product_uom
        return quantities

    def _get_moves_of_no_issue(self, kinds=("return",)):
        """Return what came back, or left otherwise, from the assets of these issues
        without naming its issue, of the same parts.

        :param kinds: of moves by which parts leave an asset; a seam for others
        """
        assets = self.equipment_id
        if not assets:
            return self.browse()
        return self.search(
            [
                ("equipment_id", "in", assets.ids),
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("maintenance_kind", "in", kinds),
                ("origin_returned_move_id", "=", False),
                ("state", "=", "done"),
            ]
        )

    def _get_issues_of_same_parts(self):
        """Return the done issues of the parts of these moves to their assets."""
        if not self:
            return self
        return self.search(
            [
                ("equipment_id", "in", self.equipment_id.ids),
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("maintenance_kind", "=", "issue"),
                ("state", "=", "done"),
            ]
        )

    def _get_lot_balances(self):
        """Return {(part, lot): what became of it} of these issues that are done.

        The lot is an empty record for parts without tracking.
        """
        totals = defaultdict(Balance)
        for move, balances in self._get_balances().items():
            for lot, balance in balances.items():
                totals[move.product_id, lot].add(balance)
        return dict(totals)

    def _share_return(self, quantity, lot=None):
        """Share out among these issues of one part what comes back of them.

        The latest issues come back first.

        :param quantity: in the part's own unit
        :param lot: the lot or serial number that comes back, None for any
        :raises UserError: for a piece of what has a serial number
        :return: ({move: {lot, empty for any: quantity}}, how much of it is there to
            come back, how much was removed of the issues that it would come back of)
        """
        part = self.product_id
        if part.tracking == "serial" and part.uom_id.compare(quantity, round(quantity)):
            raise UserError(
                self.env._(
                    "“%(part)s” has serial numbers: whole pieces come back, not "
                    "%(quantity)s.",
                    part=part.display_name,
                    quantity=format_quantity(self.env, quantity),
                )
            )
        balances = self._get_balances()
        latest_first = self.sorted("id", reverse=True)
        return share_return(
            {move: balances[move] for move in latest_first},
            quantity,
            self.env["stock.lot"],
            lot,
            part.tracking != "none",
            lambda quantity: part.uom_id.compare(quantity, 0.0) > 0,
        )

    @api.model
    def _get_removed_message(self, asset, product, removed):
        """Return why no more of ``product`` comes back, in words; empty if nothing was
        removed. A seam: here nothing is.

        :param removed: how much of what was issued was removed, in the part's own unit
        """
        return ""

    def _set_returned(self, quantities):
        """Set how much comes back by this return, and of which lots.

        :param quantities: {lot, empty for any: quantity in the part's own unit}
        :raises UserError: if lots are named for some of it only
        """
        self.ensure_one()
        if any(quantities) and not all(quantities):
            raise UserError(
                self.env._(
                    "Some of “%s” comes back with its lot or serial number and some "
                    "without. Name it for all.",
                    self.product_id.display_name,
                )
            )
        quantity = sum(quantities.values())
        # of what was issued in packs the wizard knows only rounded packs
        if self.product_uom.compare(self.product_uom_qty, quantity):
            self.product_uom_qty = quantity
        if not all(quantities):
            self.quantity = self.product_uom_qty
            return
        self.move_line_ids.unlink()
        self.move_line_ids = [
            Command.create(
                {
                    **self._prepare_move_line_vals(),
                    "lot_id": lot.id,
                    "quantity": returned,
                    "product_uom_id": self.product_id.uom_id.id,
                }
            )
            for lot, returned in quantities.items()
        ]

    # --- what can become of a move ---------------------------------------------------

    @api.model
    def _get_plan_links(self):
        """Return the values of a move that nobody planned.

        Moves keep what they are planned for when Odoo copies them into backorders,
        returns and what kits are made of; a transfer that a person copies does not.
        """
        return {"maintenance_request_part_id": False}

    def _prepare_merge_moves_distinct_fields(self):
        return super()._prepare_merge_moves_distinct_fields() + [
            "equipment_id",
            "equipment_position",
            "maintenance_kind",
            "maintenance_request_id",
            "maintenance_request_part_id",
        ]

    # --- what a move means to its asset -----------------------------------------------

    def _set_maintenance_kind(self):
        """Tell issues from returns."""
        for kind, moves in self.grouped(
            lambda move: move._get_maintenance_kind()
        ).items():
            moves.filtered(lambda move, kind=kind: move.maintenance_kind != kind).write(
                {"maintenance_kind": kind}
            )

    def _get_maintenance_kind(self):
        """Return what this move means to its asset; a seam for others."""
        return "issue" if self._is_parts_issue() else "return"

    def _set_places(self):
        """Note at which position the issued parts go in."""
        issues = self.filtered(
            lambda move: (
                move.maintenance_kind == "issue"
                and (not move.equipment_position or move.product_id.tracking != "none")
            )
        )
        if not issues:
            return
        on_bom = issues._get_bom_positions()
        for move in issues:
            # with all rights: who moves parts may lack access to the plan of the job
            part = move.sudo().maintenance_request_part_id
            move._set_place(
                *judge_place(
                    part.position or move.equipment_position or "",
                    on_bom[move],
                    part.product_qty,
                    move._get_parts_qty(),
                )
            )

    def _set_place(self, position, capacity):
        """Note at which position a part goes in; a seam for what else is noted.

        :param position: empty if none is known
        :param capacity: how many pieces the position holds, 0 if nobody knows
        """
        self.equipment_position = position or False

    def _get_bom_positions(self):
        """Return {move: {position, "" for none: quantity}} of its part on its asset.

        Parts that supersede each other have the same places.
        """
        # with all rights: who moves parts may lack access to BOMs
        families = self.sudo().product_id._get_part_families()
        products = self.product_id.union(*families.values())
        # nor what the asset consists of
        parts = self.env["maintenance.equipment.part"].sudo()
        rows = parts._read_group(
            Domain("equipment_id", "in", self.equipment_id.ids)
            & Domain("product_id", "in", products.ids)
            & parts._get_valid_domain(fields.Date.context_today(self)),
            ["equipment_id", "product_id", "position"],
            ["product_qty:sum"],
        )
        held = defaultdict(list)
        for asset, product, position, quantity in rows:
            held[asset.id, product.id].append((position or "", quantity))
        positions = {}
        for move in self:
            found = positions[move] = defaultdict(float)
            for product in families[move.product_id]:
                for position, quantity in held[move.equipment_id.id, product.id]:
                    found[position] += quantity
        return positions

    def _is_parts_issue(self):
        """Say whether parts go to an asset by this move, and not come back from it."""
        self.ensure_one()
        return self.location_dest_id.usage == "customer"

    def _get_shortage_message(self, lot=None):
        """Return what is missing where, in words, and what to do about it."""
        self.ensure_one()
        part = self.product_id.display_name
        if lot:
            part = self.env._("%(part)s, %(lot)s", part=part, lot=lot.name)
        return self.env._(
            "%(location)s has %(available)s of “%(part)s”, not %(wanted)s. "
            "Receive or count it first.",
            location=self.location_id.display_name,
            available=format_quantity(self.env, self.quantity),
            part=part,
            wanted=self.product_uom._tell_quantity(self.product_uom_qty),
        )

    # --- locks ------------------------------------------------------------------------

    def _lock_source_quants(self):
        """Let nobody else take from these places until this transaction ends.

        Odoo passes over stock that another transaction has locked and goes below zero;
        so the second one waits instead, and is then run again by Odoo on what is left.
        """
        # with all rights: all stock at the place counts
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("location_id", "child_of", self.location_id.ids),
                ]
            )
        )
        lock_rows(quants)

    def _lock_assets(self):
        """Let nobody else move parts of these assets and jobs at the same time.

        Also of those who do it with Odoo's own transfers, returns and scraps.
        """
        # with all rights: who moves stock may lack access to assets and jobs
        moves_sudo = self.sudo()
        serials_sudo = moves_sudo.filtered(
            lambda move: move.product_id.tracking == "serial"
        ).move_line_ids.lot_id
        lock_alone(
            moves_sudo.equipment_id, moves_sudo.maintenance_request_id, serials_sudo
        )

    def _confirm_each(self):
        """Confirm and reserve these moves; each stays the move of its line.

        Odoo writes the state of a move whenever it reserves for one, which also looks
        up reordering rules, and then once more for all of them: only that is needed.
        """
        self.with_context(preserve_state=True)._action_confirm(merge=False)

    def _get_parts_receipt_date(self):
        """Return the UTC moment at which this receipt is expected.

        A seam for purchasing, which knows what the vendor promised last.
        """
        self.ensure_one()
        return self.date

    # --- analytic lines and journal items ---------------------------------------------

    def _get_analytic_distribution(self):
        if self.equipment_id:
            return self.parts_distribution or {}
        return super()._get_analytic_distribution()

    def _prepare_analytic_lines(self):
        # Odoo books an estimate as soon as a move is picked, and leaves it behind when
        # the move is cancelled: an asset is charged for what has left the shelf.
        # A part that is not kept in stock is charged by its bill, not by its issue.
        if self.equipment_id and (
            self.state != "done" or not self.product_id.is_storable
        ):
            return False
        return super()._prepare_analytic_lines()

    def _prepare_analytic_line_values(self, account_field_values, amount, unit_amount):
        values = super()._prepare_analytic_line_values(
            account_field_values, amount, unit_amount
        )
        if self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
            values["date"] = self._get_booking_day()
        return values

    def _get_account_move_line_vals(self):
        vals_list = super()._get_account_move_line_vals()
        if self.equipment_id:
            place = self.location_id | self.location_dest_id
            place_account = place.valuation_account_id
            for vals in vals_list:
                # the analytic lines of the move are the charge; a distribution model
                # that matches the account must not add a second one
                vals.update(
                    equipment_id=self.equipment_id.id, analytic_distribution=False
                )
                if vals["account_id"] in place_account.ids:
                    vals.update(self._prepare_charge_item())
        elif self._filter_charges():
            # nobody said for which asset: it is found by its move
            account = self._get_charge_account()
            for vals in vals_list:
                if vals["account_id"] == account.id:
                    vals.update(self._prepare_charge_item())
        return vals_list

    def _get_charge_account(self):
        """Return the account that an asset's part is booked on; a seam for others.

        Who overrides it overrides :meth:`_get_charge_account_sql` as well.
        """
        return self._get_place_account()

    def _get_place_account(self):
        """Return the account of the place where this moves parts to, or from."""
        self.ensure_one()
        return (
            self.location_id.valuation_account_id
            or self.location_dest_id.valuation_account_id
        )

    @api.model
    def _get_charge_account_sql(self):
        """Return the SQL of what :meth:`_get_charge_account` returns.

        With the move as ``m`` and its locations as ``source`` and ``target``.
        """
        return SQL("COALESCE(source.valuation_account_id, target.valuation_account_id)")

    # --- done -------------------------------------------------------------------------

    def _action_done(self, cancel_backorder=False):
        self._follow_transfer()
        self._check_recipients()
        of_assets = self.filtered("equipment_id")
        of_assets._lock_assets()
        of_assets.filtered(
            lambda move: move.picked and not move.parts_user_id
        ).parts_user_id = self.env.user
        of_assets._set_maintenance_kind()
        of_assets._follow_plan()
        self._check_not_returned_twice()
        of_assets._set_places()
        of_assets._keep_distribution()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._filter_charges()._note_booking()
        return moves

    def _check_not_returned_twice(self):
        """Refuse to take more back from an asset than it was given.

        :raises UserError: naming the part and what may still come back
        """
        origins = self.origin_returned_move_id.filtered("equipment_id")
        balances = origins._get_balances()
        for origin in origins:
            of_lots = balances[origin]
            coming = self.filtered(
                lambda move, origin=origin: (
                    move.origin_returned_move_id == origin and move.picked
                )
            )
            uom = origin.product_id.uom_id
            left = sum(balance.left for balance in of_lots.values())
            wanted = sum(move._get_parts_qty() for move in coming)
            removed = sum(balance.removed for balance in of_lots.values())
            rows = [(self.env["stock.lot"], wanted, left, removed)]
            if origin.product_id.tracking != "none":
                for lot, lines in coming.move_line_ids.grouped("lot_id").items():
                    balance = of_lots.get(lot, Balance())
                    quantity = sum(lines.mapped("quantity_product_uom"))
                    rows.append((lot, quantity, balance.left, balance.removed))
            for lot, quantity, most, gone in rows:
                if uom.compare(quantity, most) > 0:
                    message = self.env._(
                        "%(parts)s cannot come back from “%(asset)s”: of issue "
                        "%(issue)s only %(left)s is still there.",
                        parts=origin.product_id._describe_quantity(quantity, uom, lot),
                        asset=origin.equipment_id.display_name,
                        issue=origin.reference,
                        left=format_quantity(self.env, max(most, 0.0)),
                    )
                    reason = self._get_removed_message(
                        origin.equipment_id, origin.product_id, gone
                    )
                    raise UserError(f"{message} {reason}".strip())

    # --- value ------------------------------------------------------------------------

    def _get_value_from_std_price(self, quantity, std_price=False, at_date=None):
        """A return that names no issue is worth what the asset last got the part for.

        Where it never got one, what the part cost when it came back. Odoo would value
        it anew with each change of the cost.
        """
        data = super()._get_value_from_std_price(quantity, std_price, at_date)
        if (
            self.equipment_id
            and self.maintenance_kind == "return"
            and not self.origin_returned_move_id
        ):
            issue = self._find_last_issue()
            if issue:
                unit_value = issue.value / issue._get_valued_qty()
                data["value"] = self.company_currency_id.round(unit_value * quantity)
            elif self.value or self.parts_booking:
                # it has been valued, perhaps at nothing
                data["value"] = self.value
        return data

    def _find_last_issue(self):
        """Return the last issue of this part to this asset before this move."""
        issues = self.search(
            [
                ("equipment_id", "=", self.equipment_id.id),
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("is_out", "=", True),
                ("date", "<=", self.date),
                ("id", "!=", self.id),
            ],
            order="date desc, id desc",
            limit=1,
        )
        return issues.filtered(lambda move: move._get_valued_qty())

    def _get_value_from_returns(self, quantity, at_date=None):
        """The last return of an issue takes what the others left of its value."""
        data = super()._get_value_from_returns(quantity, at_date)
        origin = self.origin_returned_move_id
        if not origin.equipment_id or not data["quantity"]:
            return data
        others = origin.returned_move_ids.filtered(
            lambda move: move.state == "done" and move != self
        )
        returned = sum(move._get_valued_qty() for move in others) + quantity
        uom = self.product_id.uom_id
        if uom.compare(returned, origin._get_valued_qty()) >= 0:
            data["value"] = origin.value - sum(others.mapped("value"))
        else:
            data["value"] = self.company_currency_id.round(data["value"])
        return data

    # --- booking ----------------------------------------------------------------------

    def _filter_charges(self):
        """Return those of these moves that are for an asset, or should be."""
        # with all rights: who moves stock may lack access to the company's settings
        places_sudo = self.company_id.sudo().maintenance_location_id
        place_ids = set(places_sudo.ids)
        return self.filtered(
            lambda move: (
                move.equipment_id
                or move.location_dest_id.id in place_ids
                or move.location_id.id in place_ids
            )
        )

    def write(self, vals):
        moved = self.browse()
        if "equipment_id" in vals:
            moved = self.filtered(
                lambda move: (
                    move.state == "done"
                    and move.equipment_id.id != (vals["equipment_id"] or False)
                )
            )
        result = super().write(vals)
        moved._keep_distribution()
        if "date" in vals:
            self._redate_analytic_lines()
        return result

    def _redate_analytic_lines(self):
        """Let analytic lines follow moves that are dated otherwise.

        With a journal entry the day of the entry counts, and stays. Lines of a locked
        period stay too.
        """
        # analytic lines of stock moves are nobody's to write but the system's
        moves_sudo = self.sudo().filtered(
            lambda move: (
                move.equipment_id
                and move.state == "done"
                and move.analytic_account_line_ids
                and {*move.analytic_account_line_ids.mapped("date")}
                - {move._get_booking_day()}
            )
        )
        moves_sudo -= moves_sudo._filter_locked()
        for day, same_sudo in moves_sudo.grouped(
            lambda move: move._get_booking_day()
        ).items():
            same_sudo.analytic_account_line_ids.date = day

    def _filter_locked(self):
        """Return those of these charges that the books are locked for.

        By their own day, or that of an analytic line or a journal item of theirs.
        """
        # with all rights: who moves parts may lack access to the books
        items_sudo = self.env["account.move.line"].sudo()
        items_sudo = items_sudo.search([("parts_move_id", "in", self.ids)])
        items_by_move = items_sudo.grouped("parts_move_id")
        # with all rights: who moves parts may lack access to lock dates
        locked_until = {
            company: company._get_user_fiscal_lock_date(
                company.account_stock_journal_id
            )
            for company in self.company_id.sudo()
        }
        # with all rights: dates of all analytic lines count
        return self.filtered(
            lambda move: (
                min(
                    [
                        move._get_booking_day(),
                        *move.sudo().analytic_account_line_ids.mapped("date"),
                        *items_by_move.get(move, items_sudo.browse()).mapped("date"),
                    ]
                )
                <= locked_until[move.company_id]
            )
        )

    def _keep_distribution(self):
        """Keep how each asset distributes its costs now; a return as its issue did."""
        # with all rights: who moves parts may lack access to the asset's accounts
        for move_sudo in self.sudo():
            origin = move_sudo.origin_returned_move_id
            asset = move_sudo.equipment_id
            is_return = origin.state == "done" and origin.equipment_id == asset
            move_sudo.parts_distribution = (
                origin.parts_distribution if is_return else asset.analytic_distribution
            )

    def _note_booking(self):
        """Write what became of the value of these charges, which are done now."""
        for booking, moves in self.grouped(
            lambda move: move._get_parts_booking()
        ).items():
            moves.parts_booking = booking
        self.picking_id._note_shifted_entries()

    def _get_parts_booking(self):
        self.ensure_one()
        if self.account_move_id:
            return ENTRY
        if not self.is_valued or not self.product_id.is_storable:
            return False
        product = self.product_id.with_company(self.company_id)
        is_bookable = product.valuation == "periodic" and self._get_charge_account()
        return CLOSING if is_bookable else NO_ACCOUNT

    def _prepare_charge_item(self):
        """Return the values of the journal item that charges this move."""
        self.ensure_one()
        return {
            "account_id": self._get_charge_account().id,
            "parts_account_id": self._get_charge_account().id,
            "parts_move_id": self.id,
            # so that a later change of the quantity shows
            "quantity": self._get_valued_qty(),
        }

    def _get_booking_day(self):
        """Return the day that the charge counts on, for all books the same.

        That of its journal entry, which a lock date may have moved; without one, the
        day on which it was done where the company is.
        """
        self.ensure_one()
        # a technician may not read journal entries
        entry_sudo = self.sudo().account_move_id
        return entry_sudo.date or self.company_id._get_local_day(self.date)

    def _is_consigned(self):
        """Say whether what moved belongs to somebody else, such as its vendor."""
        self.ensure_one()
        owners = self.move_line_ids.owner_id
        return bool(owners - self.company_id.partner_id)

    def _get_charge_entries(self):
        """Return the journal entries about this charge, those to be posted last."""
        self.ensure_one()
        items = self.env["account.move.line"].search([("parts_move_id", "=", self.id)])
        return (self.account_move_id | items.move_id).sorted(
            lambda entry: (entry.state != "posted", entry.id)
        )
