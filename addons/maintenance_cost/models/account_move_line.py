from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

CHARGE_FIELDS = ("equipment_id", "maintenance_charge", "maintenance_request_id")


class AccountMoveLine(models.Model):
    """A line of a vendor bill charges the asset or the job that it names."""

    _inherit = "account.move.line"

    maintenance_charge = fields.Selection(
        [("bill", "Billed Part"), ("service", "Service")],
        string="Charged As",
        compute="_compute_maintenance_charge",
        store=True,
        # tax lines are created with it
        readonly=False,
        precompute=True,
        copy=True,
        index="btree_not_null",
        groups="base.group_user",
        help="What the line charges to its asset or job. Empty: nothing.",
    )

    @api.depends(
        "account_id.account_type",
        "display_type",
        "equipment_id",
        "maintenance_request_id",
        "move_id.move_type",
        "partner_id",
        "product_id",
        "quantity",
    )
    def _compute_maintenance_charge(self):
        consigned = self._filter_consigned()
        for line in self:
            # a tax that is a cost has it from its line, see account.tax
            if line.display_type != "tax":
                line.maintenance_charge = (
                    "bill" if line in consigned else line._get_maintenance_charge()
                )

    def _filter_consigned(self):
        """Return those of these lines that bill parts of the vendor's own stock.

        The asset got them from it, and no other bill has charged them. They were worth
        nothing when they were issued, so their bill is the charge.
        """
        lines = self._filter_stocked_for_assets()
        found = lines.browse()
        if not lines:
            return found
        left = lines._get_consigned_left()
        for line in lines:
            key, quantity = line._get_consigned_key(), line._get_billed_qty()
            is_left = line.product_id.uom_id.compare(quantity, left[key]["open"]) <= 0
            # a refund gives back what a bill has charged
            if left[key]["moved"] and is_left:
                left[key]["open"] -= quantity
                found |= line
        return found

    def _filter_stocked_for_assets(self):
        """Return those of these lines of vendor bills that are for an asset, and about
        a part that is kept in stock.
        """
        return self.filtered(
            lambda line: (
                line.display_type == "product"
                and line.equipment_id
                and line.product_id.is_storable
                and line.move_id.is_purchase_document(include_receipts=True)
            )
        )

    def _get_consigned_key(self):
        self.ensure_one()
        owner = (self.partner_id or self.move_id.partner_id).commercial_partner_id
        return (
            self.equipment_id._origin.id,
            self.product_id._origin.id,
            owner.id,
            self.company_id._origin.id,
        )

    def _get_billed_qty(self):
        """Return what the line bills, in the part's own unit; below zero: a refund."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )
        return -quantity if self.move_id.move_type == "in_refund" else quantity

    def _get_consigned_left(self):
        """Return {(asset id, part id, owner id, company id): what the asset got of the
        owner's stock, ``moved``, and what of it no posted bill has charged, ``open``}.
        """
        left = defaultdict(lambda: {"moved": 0.0, "open": 0.0})
        keys = {line._get_consigned_key() for line in self}
        asset_ids, part_ids, owner_ids, company_ids = (
            list(ids) for ids in zip(*keys, strict=True)
        )
        # with all rights: who enters bills may lack access to stock
        taken_sudo = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("state", "=", "done"),
                    ("company_id", "in", company_ids),
                    ("owner_id.commercial_partner_id", "in", owner_ids),
                    ("product_id", "in", part_ids),
                    ("move_id.equipment_id", "in", asset_ids),
                ]
            )
        )
        for taken in taken_sudo:
            move = taken.move_id
            key = (
                move.equipment_id.id,
                taken.product_id.id,
                taken.owner_id.commercial_partner_id.id,
                taken.company_id.id,
            )
            sign = 1 if move._is_parts_issue() else -1
            for name in ("moved", "open"):
                left[key][name] += sign * taken.quantity_product_uom
        if not left:
            return left
        # of whichever bill: what is charged once is charged once for all
        billed_sudo = self.sudo().search(
            [
                ("company_id", "in", company_ids),
                ("equipment_id", "in", asset_ids),
                ("product_id", "in", part_ids),
                ("maintenance_charge", "!=", False),
                ("display_type", "=", "product"),
                ("parent_state", "=", "posted"),
                ("id", "not in", self._origin.ids),
            ]
        )
        for line in billed_sudo:
            left[line._get_consigned_key()]["open"] -= line._get_billed_qty()
        return left

    def _judge_consigned(self):
        """Let these lines, whose bill is going to be posted, charge what is so now.

        Parts may have been taken from the vendor's stock since the bill was entered, or
        another bill may have charged them.
        """
        lines = self.filtered(
            lambda line: line.equipment_id and line.product_id.is_storable
        )
        consigned = lines._filter_consigned()
        charged = lines.filtered(
            lambda line: line in consigned or line._get_maintenance_charge()
        )
        changed = lines.filtered(
            lambda line: bool(line.maintenance_charge) != (line in charged)
        )
        (changed & charged).maintenance_charge = "bill"
        (changed - charged).maintenance_charge = False
        changed._compute_analytic_distribution()

    def _get_maintenance_charge(self):
        """Return as what this line charges its asset or job; False if it does not.

        A part that is kept in stock is charged when it is issued, but one that belonged
        to the vendor until then (see :meth:`_filter_consigned`). What is no product
        cannot be a part from a BOM: it is a service. What is booked on a balance-sheet
        account, such as a new machine, is no cost of maintenance.
        """
        self.ensure_one()
        if self._is_on_balance_sheet() or not super()._charges_asset():
            return False
        return "bill" if self.product_id.type == "consu" else "service"

    def _is_on_balance_sheet(self):
        """Say whether the line is booked on an account that is no expense."""
        # with all rights: who enters bills may lack access to some accounts
        account_type = self.account_id.sudo().account_type
        return bool(account_type) and not account_type.startswith("expense")

    def _charges_asset(self):
        return self.display_type == "product" and bool(self.maintenance_charge)

    def write(self, vals):
        if {"equipment_id", "maintenance_request_id"} & vals.keys():
            self._check_charge_open(vals)
        return super().write(vals)

    def _check_charge_open(self, vals):
        """Refuse to move what is booked to another asset or job.

        :raises UserError: naming the bill
        """
        for line in self:
            if line.parent_state == "posted" and line.move_id.is_purchase_document(
                include_receipts=True
            ):
                changed = [
                    name
                    for name in ("equipment_id", "maintenance_request_id")
                    if name in vals and line[name].id != (vals[name] or False)
                ]
                if changed:
                    raise UserError(
                        self.env._(
                            "%s is posted. Reset it to draft to name another asset or "
                            "job on its lines.",
                            line.move_id.display_name,
                        )
                    )

    def _prepare_analytic_distribution_line(self, *args, **kwargs):
        values = super()._prepare_analytic_distribution_line(*args, **kwargs)
        if self.maintenance_charge and self.equipment_id:
            values["equipment_id"] = self.equipment_id.id
        return values
