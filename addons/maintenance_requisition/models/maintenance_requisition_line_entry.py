from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    check_new_owner,
    get_own_defaults,
)

from ..tools import Lead, choose_offer, is_rush, order_by, planned_day
from .maintenance_requisition_line_decision import UNDECIDED

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
# without a year on both sides of the need the calendar says nothing
CALENDAR_DAYS = 366


class MaintenanceRequisitionLineEntry(models.AbstractModel):
    """What a person enters stays as it is: the planner counts it as on the way."""

    _name = "maintenance.requisition.line.entry"
    _description = "Entry of a Requisition Line"

    is_manual = fields.Boolean(
        string="Entered",
        readonly=True,
        copy=False,
        help="A person entered it or changed it. It does not follow the needs, and "
        "counts as on the way to them.",
    )

    @api.model
    def default_get(self, fields):
        """Only what a person enters may come from the context, or be stored as his own
        default.
        """
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
        if self.env.su:
            return super().write(vals)
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
        result = super().write({**vals, "is_manual": True})
        self._complete_entry()
        return result

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
        # what vendors ask is a fact of the company, whoever of its planners enters it
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
        deadline = order_by(
            self.date_need,
            lead if self.action == "buy" else Lead(),
            *self.company_id._get_working_days(
                fields.Date.subtract(self.date_need, days=CALENDAR_DAYS),
                self.date_need,
            ),
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
