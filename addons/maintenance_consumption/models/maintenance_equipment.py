from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

COST_GROUPS = (
    "maintenance_bom.group_planner,account.group_account_readonly,"
    "account.group_account_invoice"
)


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = ["maintenance.equipment", "analytic.mixin"]

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    parts_cost = fields.Monetary(
        compute="_compute_parts_cost",
        groups=COST_GROUPS,
        help="What all parts issued to this asset cost, less what came back.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for asset in self:
            asset.currency_id = (asset.company_id or self.env.company).currency_id

    @api.depends("category_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for asset in self:
            asset.analytic_distribution = (
                asset.analytic_distribution or asset.category_id.analytic_distribution
            )
        return result

    def _compute_parts_cost(self):
        costs = self._get_parts_costs("equipment_id", self)
        for asset in self:
            asset.parts_cost = costs.get(asset._origin.id, 0.0)

    @api.model
    def _get_parts_costs(self, field_name, records):
        """Return {record id: cost} of the done moves of these assets or jobs.

        Parts that are not kept in stock cost when they are billed, not when issued.
        Stock moves are read beyond the rights of the caller, who may see the cost.
        """
        groups = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    (field_name, "in", records.ids),
                    ("state", "=", "done"),
                    ("product_id.is_storable", "=", True),
                ],
                [field_name, "is_out"],
                ["value:sum"],
            )
        )
        costs = {}
        for record, is_out, value in groups:
            sign = 1 if is_out else -1
            costs[record.id] = costs.get(record.id, 0.0) + sign * value
        return costs

    def issue_parts(self, lines, reference=None):
        """Take parts from stock for this asset, without a job.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own), ``lot_id``, ``location_id`` (the stock of the
            warehouse nearest to the asset)
        :param reference: a name of this issue that is unique in the company: a second
            call with it moves nothing and returns the first result
        :raises UserError: if a part is not there in that quantity; then nothing moves
        :return: dict ``picking_id``, ``picking_name``, ``reference``, and ``lines``:
            dicts ``product_id``, ``quantity`` and ``uom_id``
        """
        self.ensure_one()
        self.check_access("read")
        company = self.company_id or self.env.company
        if reference:
            earlier = self.env["stock.picking"].search(
                [("parts_reference", "=", reference), ("company_id", "=", company.id)]
            )
            if earlier:
                return earlier._prepare_issue_result()
        if not lines:
            raise UserError(
                self.env._("Name at least one part to issue to “%s”.", self.display_name)
            )
        picking = self.env["stock.picking"].create(
            self._prepare_parts_issue(lines, reference, company)
        )
        picking.action_confirm()
        picking.action_assign()
        picking._pick_all_parts(lines)
        picking.with_context(skip_sms=True).button_validate()
        return picking._prepare_issue_result()

    def _prepare_parts_issue(self, lines, reference, company):
        warehouse = self.location_id.warehouse_id
        if warehouse.company_id != company:
            warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
        destination = company.sudo().maintenance_location_id
        source = warehouse.lot_stock_id
        moves = []
        for line in lines:
            product = self.env["product.product"].browse(line["product_id"])
            moves.append(
                {
                    "product_id": product.id,
                    "product_uom_qty": line["quantity"],
                    "product_uom": line.get("uom_id") or product.uom_id.id,
                    "location_id": line.get("location_id") or source.id,
                    "location_dest_id": destination.id,
                    "company_id": company.id,
                    "equipment_id": self.id,
                }
            )
        return {
            "picking_type_id": warehouse.parts_issue_type_id.id,
            "location_id": moves[0]["location_id"],
            "location_dest_id": destination.id,
            "company_id": company.id,
            "origin": self.display_name,
            "parts_reference": reference,
            "move_ids": [Command.create(move) for move in moves],
        }
