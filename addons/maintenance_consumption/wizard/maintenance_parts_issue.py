from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.maintenance_bom.models.answers import get_notification
from odoo.addons.maintenance_bom.models.arguments import to_record, to_text
from odoo.addons.maintenance_bom.models.locking import one_at_a_time

from ..tools import Claim, share_out


class MaintenancePartsIssue(models.TransientModel):
    """Parts taken for an asset or a job, typed or scanned in one dialog."""

    _name = "maintenance.parts.issue"
    _inherit = "barcodes.barcode_events_mixin"
    _description = "Quick Issue"

    request_id = fields.Many2one(
        "maintenance.request", string="Job", readonly=True, ondelete="cascade"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        compute="_compute_equipment_id",
        store=True,
        readonly=False,
        domain="[('lifecycle_state', '!=', 'retired')]",
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    location_id = fields.Many2one(
        "stock.location",
        string="Taken From",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        domain="[('usage', '=', 'internal'), "
        "('company_id', 'in', (company_id, False))]",
    )
    scan = fields.Char(
        store=False,
        help="The barcode or reference of a part, a lot or serial number, or the code "
        "of the asset. The same part again counts once more.",
    )
    line_ids = fields.One2many(
        "maintenance.parts.issue.line", "issue_id", string="Parts"
    )
    lacking_text = fields.Char(compute="_compute_lacking_text")

    @api.depends("request_id")
    def _compute_equipment_id(self):
        for issue in self:
            issue.equipment_id = issue.request_id.equipment_id or issue.equipment_id

    @api.depends("request_id", "equipment_id")
    def _compute_company_id(self):
        for issue in self:
            issue.company_id = (
                issue.request_id.company_id
                or issue.equipment_id.company_id
                or self.env.company
            )

    @api.depends("request_id", "equipment_id")
    def _compute_location_id(self):
        for issue in self:
            if issue.request_id:
                places = issue.request_id._get_stock_locations()
                issue.location_id = places[issue.request_id]
            elif issue.equipment_id:
                warehouse = issue.equipment_id._get_parts_warehouse(issue.company_id)
                issue.location_id = warehouse.lot_stock_id

    @api.depends(
        "company_id",
        "location_id",
        "line_ids.product_id",
        "line_ids.lot_id",
        "line_ids.quantity",
        "line_ids.uom_id",
    )
    def _compute_lacking_text(self):
        # a dialog may name any place; of one that its user may not see it tells nothing
        self.location_id.check_access("read")
        for issue in self:
            lacking = issue._get_lacking_lines()
            issue.lacking_text = ", ".join(
                line.product_id.display_name for line in lacking
            )

    def _get_lacking_lines(self):
        """Return the lines of which stock does not show as much as they say."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.product_id.is_storable)
        if self.company_id.parts_allow_negative or not self.location_id:
            return lines.browse()
        on_hand = self.env["stock.quant"]._get_parts_on_hand(
            self.location_id._origin, lines.product_id._origin
        )
        shares = share_out(
            [
                Claim(
                    rank,
                    self.location_id._origin.id,
                    line.product_id._origin.id,
                    line._get_stock_quantity(),
                    line.lot_id._origin.id or None,
                )
                for rank, line in enumerate(lines)
            ],
            {
                (place.id, product.id, lot.id or None): free
                for (place, product, lot), (_there, free) in on_hand.items()
            },
        )
        return lines.browse().concat(
            *(
                line
                for rank, line in enumerate(lines)
                if line.product_id.uom_id.compare(
                    shares.get(rank, 0.0), line._get_stock_quantity()
                )
                < 0
            )
        )

    # --- scan -----------------------------------------------------------------------

    def on_barcode_scanned(self, barcode):
        self = to_record(self)
        code = to_text(self.env, barcode, "barcode")
        return self._read_code(code) if code else None

    @api.onchange("scan")
    def _onchange_scan(self):
        code, self.scan = (self.scan or "").strip(), False
        return self._read_code(code) if code else None

    def _read_code(self, code):
        """Do what ``code`` stands for; return a warning if that is nothing."""
        asset = self._find_asset(code)
        if asset and not self.equipment_id:
            return self._choose_asset(asset)
        lot = self.env["stock.lot"]
        product, uom = self._find_product(code)
        if not product:
            lot = lot.search(
                [
                    ("name", "=", code),
                    ("company_id", "in", (False, self.company_id.id)),
                    ("product_id.type", "=", "consu"),
                ],
                limit=1,
            )
            product, uom = lot.product_id, lot.product_id.uom_id
        if product:
            return self._add_line(product, uom, lot)
        if self.request_id:
            return self._warn(
                self.env._("“%s” is no part and no lot or serial number.", code)
            )
        if asset:
            return self._choose_asset(asset)
        return self._warn(
            self.env._(
                "“%s” is no part, no lot or serial number and no asset code.", code
            )
        )

    def _find_asset(self, code):
        """Return the asset with this code; an empty record on a job, which has one."""
        assets = self.env["maintenance.equipment"]
        companies = [False, *self.env.companies.ids]
        is_asset = Domain("code", "=", code) & Domain("company_id", "in", companies)
        return assets if self.request_id else assets.search(is_asset, limit=1)

    def _choose_asset(self, asset):
        problem = asset._find_departure_problem()
        if problem:
            return self._warn(problem)
        self.equipment_id = asset
        return None

    def _find_product(self, code):
        """Return (product, unit) that ``code`` stands for; empty records if none."""
        products = self.env["product.product"]
        is_part = Domain("type", "=", "consu")
        product = products.search(is_part & Domain("barcode", "=", code), limit=1)
        if product:
            return product, product.uom_id
        packaging = self.env["product.uom"].search([("barcode", "=", code)], limit=1)
        if packaging.product_id.type == "consu":
            return packaging.product_id, packaging.uom_id
        product = products.search(is_part & Domain("default_code", "=", code), limit=1)
        return product, product.uom_id

    def _add_line(self, product, uom, lot):
        """Count one more of it, in a line of its own if it has none."""
        for line in self.line_ids:
            if (line.product_id._origin, line.uom_id._origin, line.lot_id._origin) == (
                product,
                uom,
                lot,
            ):
                if lot and product.tracking == "serial":
                    return self._warn(
                        self.env._("Serial number %s is on the list already.", lot.name)
                    )
                line.quantity += 1
                return None
        self.line_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "uom_id": uom.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                }
            )
        ]
        return None

    def _warn(self, message):
        return {
            "warning": {
                "title": self.env._("Scan again"),
                "message": message,
                "type": "notification",
            }
        }

    # --- issue ----------------------------------------------------------------------

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.equipment_id, self.request_id

    @one_at_a_time
    def action_issue(self):
        """Take the parts.

        :raises UserError: if a part is not there; then nothing moves
        :return: the action of a notification
        """
        self = to_record(self)
        self._check_lines()
        if self.request_id:
            answer = self.request_id._take_parts(self._get_rows())
            return self._notify_issued() if answer is True else answer
        self.equipment_id.issue_parts(
            [line._prepare_issue_line() for line in self.line_ids]
        )
        return self._notify_issued()

    def _check_lines(self):
        self.ensure_one()
        if not (self.equipment_id or self.request_id):
            raise UserError(self.env._("Choose the asset that the parts are for."))
        if not self.line_ids:
            raise UserError(self.env._("Scan or choose at least one part."))
        assets, serials = self.env["maintenance.equipment"], set()
        for row in self._get_rows():
            problem = assets._find_part_problem(row) or assets._find_issue_problem(
                row, self.company_id
            )
            if problem:
                raise UserError(problem)
            assets._check_serial_once(row, serials)

    def _get_rows(self):
        return [
            {
                "product": line.product_id,
                "quantity": line.quantity,
                "uom": line.uom_id,
                "lot": line.lot_id,
                "location": self.location_id,
            }
            for line in self.line_ids
        ]

    def _notify_issued(self):
        target = self.request_id or self.equipment_id
        return get_notification(
            self.env._(
                "Issued to “%(target)s”: %(parts)s.",
                target=target.display_name,
                parts=", ".join(line._describe() for line in self.line_ids),
            )
        )
