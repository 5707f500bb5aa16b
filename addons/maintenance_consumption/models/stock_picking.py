from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from .maintenance_equipment import LONGEST_REFERENCE


class TakenPart(NamedTuple):
    """What somebody took for a job, all of them records but the quantity, which is in
    the own unit of the product.

    ``product`` is ``part``, the planned part, or is in it; ``lot`` may be empty.
    """

    request: object
    part: object
    equipment: object
    product: object
    quantity: float
    lot: object
    location: object
    user: object


class StockPicking(models.Model):
    _inherit = "stock.picking"

    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        groups="base.group_user",
    )
    parts_reference = fields.Char(
        string="External Reference",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="What the caller of issue_parts() named this issue: calling again with "
        "the same reference moves nothing.",
    )
    is_for_several_assets = fields.Boolean(
        compute="_compute_is_for_several_assets",
        compute_sudo=True,
        groups="base.group_user",
    )

    _parts_reference_uniq = models.UniqueIndex(
        "(company_id, parts_reference) WHERE parts_reference IS NOT NULL",
        "Parts were already issued under this reference.",
    )
    _parts_reference_length = models.Constraint(
        f"CHECK(char_length(parts_reference) BETWEEN 1 AND {LONGEST_REFERENCE})",
        f"An external reference has 1 to {LONGEST_REFERENCE} characters.",
    )

    def copy_data(self, default=None):
        """A copy that a person makes is for the same asset and job, but nobody planned
        what it moves.
        """
        vals_list = super().copy_data(default=default)
        left_out = self.env["stock.move"]._get_plan_links()
        for vals in vals_list:
            vals["move_ids"] = [
                (command, number, dict(values, **left_out))
                if command == Command.CREATE
                else (command, number, values)
                for command, number, values in vals.get("move_ids") or []
            ]
        return vals_list

    @api.depends("move_ids.equipment_id", "move_ids.state")
    def _compute_is_for_several_assets(self):
        for picking in self:
            picking.is_for_several_assets = len(picking._get_parts_assets()) > 1

    def _get_parts_assets(self):
        """Return the assets that the moves of this transfer name."""
        return self.move_ids.filtered(lambda move: move.state != "cancel").equipment_id

    @api.constrains("maintenance_request_id")
    def _check_maintenance_company(self):
        # Odoo checks the companies of a transfer only when it is confirmed
        self._check_company(["maintenance_request_id"])

    def _validate_parts(self):
        """Do the moves that are picked; the rest goes into a backorder."""
        if self:
            self.with_context(skip_sms=True).button_validate()

    def _keep_warranty_reason(self, reason):
        """Keep why parts are paid for under warranty. A seam: here no reason is kept.

        :param reason: what ``maintenance.request._read_warranty_reason()`` returns
        """

    def _pick_all_parts(self, lots):
        """Pick every move of a parts issue in full.

        :param lots: for each move the lot to take, possibly empty
        :raises UserError: for a part that is not there, unless the company allows it
        """
        self.ensure_one()
        self.move_ids._lock_source_quants()
        if any(lots):
            # lots that are named before those that Odoo chooses
            self.move_ids._do_unreserve()
            free = self.move_ids.browse()
            for move, lot in zip(self.move_ids, lots, strict=True):
                if lot:
                    move._update_reserved_quantity(
                        move.product_qty, move.location_id, lot_id=lot, strict=False
                    )
                else:
                    free |= move
            free._action_assign()
        for move, lot in zip(self.move_ids, lots, strict=True):
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                if not self.company_id.parts_allow_negative:
                    raise UserError(move._get_shortage_message(lot))
                move.quantity = move.product_uom_qty
        self.move_ids.picked = True

    @api.model
    def _issue_taken_parts(self, taken):
        """Issue what was taken for jobs, each by a move of its own.

        :param taken: list of :class:`TakenPart`
        :raises UserError: for a part that is not there, unless the company allows it
        :return: their moves in the same order, done
        """
        groups = defaultdict(list)
        for number, piece in enumerate(taken):
            groups[piece.request, piece.location].append(number)
        pickings = self.create(
            [
                request._prepare_picking_of_taken(location)
                for request, location in groups
            ]
        )
        rows = [
            (number, picking)
            for picking, numbers in zip(pickings, groups.values(), strict=True)
            for number in numbers
        ]
        moves = self.env["stock.move"].create(
            [
                taken[number].request._prepare_move_of_taken(taken[number], picking)
                for number, picking in rows
            ]
        )
        moves._lock_source_quants()
        moves._confirm_each()
        made = {
            number: move for (number, _picking), move in zip(rows, moves, strict=True)
        }
        lots = {move: taken[number].lot for number, move in made.items()}
        for picking in pickings:
            picking._pick_all_parts([lots[move] for move in picking.move_ids])
        for company, of_company in pickings.grouped("company_id").items():
            of_company.with_company(company)._validate_parts()
        return moves.browse().concat(*(made[number] for number in range(len(taken))))

    @api.model
    def _return_parts(self, quantities):
        """Return what was issued, at the value it left with.

        :param quantities: {done issue move: {lot, empty for any: quantity to return, in
            the part's own unit}}
        :return: the done transfers, one for each transfer of the issues
        """
        moves = self.env["stock.move"].union(*quantities)
        pickings = self.browse()
        for picking, of_picking in moves.grouped("picking_id").items():
            wizard = (
                self.env["stock.return.picking"]
                .with_company(picking.company_id)
                .create({"picking_id": picking.id})
            )
            for line in wizard.product_return_moves:
                quantity = sum(quantities.get(line.move_id, {}).values())
                if quantity:
                    line.quantity = line.move_id._to_line_quantity(quantity)
            wizard.product_return_moves.filtered(
                lambda line, of_picking=of_picking: line.move_id not in of_picking
            ).unlink()
            back = wizard._create_return()
            for move in back.move_ids:
                move._set_returned(quantities[move.origin_returned_move_id])
            back.move_ids.picked = True
            back._validate_parts()
            pickings |= back
        return pickings

    def _get_parts_recipient(self):
        """Return the values that say on a move for which asset and job this transfer
        is; an empty dict if it is for none.
        """
        self.ensure_one()
        # with all rights: stockroom users may lack access to the job
        job_sudo = self.sudo().maintenance_request_id
        assets = self._get_parts_assets()
        asset = assets if len(assets) == 1 else job_sudo.equipment_id
        if not asset and not job_sudo:
            return {}
        return {"equipment_id": asset.id, "maintenance_request_id": job_sudo.id}

    def _check_nothing_added(self, vals_list):
        """Refuse to add moves to this transfer, which is done.

        Odoo would move the parts without a value and without a journal entry.

        :param vals_list: values of moves that are to be created
        """
        self.ensure_one()
        for vals in vals_list:
            # what is scrapped afterwards has its own document
            if vals.get("picking_id") == self.id and not vals.get("scrap_id"):
                part = self.env["product.product"].browse(vals.get("product_id"))
                raise UserError(
                    self.env._(
                        "%(picking)s is done: “%(part)s” cannot be added to it. Issue "
                        "it on the job or the asset instead.",
                        picking=self.name,
                        part=part.display_name,
                    )
                )

    def _prepare_issue_result(self):
        """Return what :meth:`maintenance.equipment.issue_parts` answers."""
        self.ensure_one()
        return {
            "picking_id": self.id,
            "picking_name": self.name,
            "reference": self.parts_reference,
            "lines": [
                {
                    "product_id": move.product_id.id,
                    "quantity": move.quantity,
                    "uom_id": move.product_uom.id,
                }
                for move in self.move_ids
                if move.state == "done"
            ],
        }

    # --- lock dates of the books ----------------------------------------------------

    def _filter_parts(self):
        """Return those of these transfers that issue or return parts of assets."""
        # with all rights: who moves stock may lack access to the company's settings
        places_sudo = self.company_id.sudo().maintenance_location_id
        place_ids = set(places_sudo.ids)
        return self.filtered(
            lambda picking: (
                picking.location_dest_id.id in place_ids
                or picking.location_id.id in place_ids
            )
        )

    @api.constrains("scheduled_date", "date_done")
    def _check_backdate_allowed(self):
        """Odoo's lock dates, told in words that a technician understands.

        Odoo refuses also what is only *planned* in a locked period, so that a late job
        could never get its parts. A plan books nothing: here the day counts on which
        the parts leave, where the company is.
        """
        of_parts = self._filter_parts()
        super(StockPicking, self - of_parts)._check_backdate_allowed()
        # the setting counts for everybody
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("stock_account.skip_lock_date_check"):
            return
        for picking in of_parts:
            locks = picking._get_lock_violations()
            if locks:
                raise ValidationError(picking._get_lock_message(locks))

    def _is_date_in_lock_period(self):
        if self._filter_parts():
            return bool(self._get_lock_violations())
        return super()._is_date_in_lock_period()

    def _get_lock_violations(self):
        """Return the lock dates that this transfer violates, as Odoo lists them."""
        self.ensure_one()
        if not self.date_done:
            return []
        return self.company_id._get_lock_date_violations(
            self.company_id._get_local_day(self.date_done),
            sale=False,
            purchase=False,
            tax=False,
        )

    def _get_lock_message(self, locks):
        return self.env._(
            "The books of %(company)s are locked up to %(lock_day)s "
            "(%(lock)s): %(picking)s cannot be dated %(day)s. Nothing was moved. Do it "
            "after %(lock_day)s, or ask who keeps the books of %(company)s to open the "
            "period.",
            company=self.company_id.display_name,
            lock_day=format_date(self.env, max(locks)[0]),
            lock=self.company_id._format_lock_dates(locks),
            picking=self.name,
            day=format_date(self.env, self.company_id._get_local_day(self.date_done)),
        )

    def _note_shifted_entries(self):
        """Say on the transfer when a lock date put its journal entry on another day."""
        for picking in self:
            # a technician may not read journal entries
            entries = picking.sudo().move_ids.account_move_id
            today = fields.Date.context_today(picking)
            shifted = entries.filtered(lambda entry, today=today: entry.date > today)
            for entry in shifted:
                picking.message_post(
                    body=self.env._(
                        "The books of %(company)s are locked today, so the journal "
                        "entry of these parts is dated %(day)s, the first open day.",
                        company=picking.company_id.display_name,
                        day=format_date(self.env, entry.date),
                    )
                )
