from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenancePartsRemove(models.TransientModel):
    """A worn part comes off an asset, and what becomes of it."""

    _name = "maintenance.parts.remove"
    _description = "Remove Old Part"
    _inherit = ["maintenance.checked.values"]

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    has_installed = fields.Boolean(compute="_compute_has_installed")
    stay_id = fields.Many2one(
        "maintenance.equipment.lot",
        string="Installed Serial",
        domain="[('equipment_id', '=', equipment_id), ('state', '=', 'installed')]",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        compute="_compute_from_stay",
        store=True,
        readonly=False,
        domain="[('type', '=', 'consu')]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial or Lot",
        compute="_compute_from_stay",
        store=True,
        readonly=False,
        domain="[('product_id', '=', product_id)]",
    )
    position = fields.Char(compute="_compute_from_stay", store=True, readonly=False)
    quantity = fields.Float(
        compute="_compute_from_stay",
        store=True,
        readonly=False,
        required=True,
        digits="Product Unit",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    becomes = fields.Selection(
        [("scrap", "It is scrapped"), ("stock", "It goes into stock as used")],
        required=True,
        default="scrap",
    )
    kept_as_id = fields.Many2one("product.product", compute="_compute_salvage")
    salvage = fields.Selection(
        [
            ("free", "Own Value"),
            ("fixed", "Standard Price"),
            ("mixed", "Shared Average"),
            ("not_stored", "Keeps No Stock"),
            ("standard", "Standard Price of New"),
        ],
        compute="_compute_salvage",
    )
    salvage_problem = fields.Char(compute="_compute_salvage")
    unit_value = fields.Monetary(
        string="Worth Each",
        compute="_compute_unit_value",
        store=True,
        readonly=False,
        help="What one is worth as it is. The asset is credited with it.",
    )

    @api.depends("equipment_id", "request_id")
    @api.depends_context("company")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (
                wizard.request_id.company_id
                or wizard.equipment_id.company_id
                or self.env.company
            )

    @api.depends("equipment_id")
    def _compute_has_installed(self):
        for wizard in self:
            wizard.has_installed = bool(wizard.equipment_id.installed_lot_count)

    @api.depends("stay_id", "tracking")
    def _compute_from_stay(self):
        for wizard in self:
            stay = wizard.stay_id
            wizard.product_id = stay.product_id or wizard.product_id
            wizard.lot_id = stay.lot_id or wizard.lot_id
            wizard.position = stay.position or wizard.position
            is_serial = wizard.tracking == "serial"
            wizard.quantity = stay.quantity or (not is_serial and wizard.quantity) or 1

    @api.onchange("product_id")
    def _onchange_product_id(self):
        # a choice that no longer fits is taken back before the dialog is applied
        if self.stay_id.product_id != self.product_id:
            self.stay_id = False
        if self.lot_id.product_id != self.product_id:
            self.lot_id = False

    @api.depends("company_id", "product_id")
    def _compute_salvage(self):
        for wizard in self:
            product = wizard.product_id.with_company(wizard.company_id)
            wizard.kept_as_id = product and product._get_used_product()
            wizard.salvage = product and product._judge_salvage()
            wizard.salvage_problem = product and product._find_salvage_problem()

    @api.depends("product_id")
    def _compute_unit_value(self):
        for wizard in self:
            used = wizard.kept_as_id.with_company(wizard.company_id)
            has_own = used != wizard.product_id
            wizard.unit_value = used.standard_price if has_own else 0.0

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self.equipment_id,)

    @one_at_a_time
    def action_apply(self):
        """Move the part, and open what shows it."""
        self = to_record(self)
        self.equipment_id.remove_parts([self._prepare_removal()], self.request_id.id)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_removal(self):
        return {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "lot_id": self.lot_id.id,
            "position": self.position,
            "becomes": self.becomes,
            "unit_value": self.unit_value,
        }
