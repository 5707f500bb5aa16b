from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

COST_GROUPS = (
    "maintenance_bom.group_planner,account.group_account_readonly,"
    "account.group_account_invoice"
)


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "maintenance.equipment.issue",
        "analytic.mixin",
    ]

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

    @api.depends_context("company")
    def _compute_parts_cost(self):
        costs = self._get_parts_costs("equipment_id", self)
        for asset in self:
            company = asset.company_id or self.env.company
            asset.parts_cost = costs.get((asset._origin.id, company.id), 0.0)

    @api.model
    def _get_parts_costs(self, field_name, records):
        """Return {(record id, company id): cost} of the moves done for these records.

        In the currency of that company; returns count against issues. Parts that are
        not kept in stock cost when they are billed, not when issued.

        :param field_name: ``equipment_id`` for assets, ``maintenance_request_id`` for
            jobs
        """
        # stock moves are read beyond the rights of the caller, who may see the cost
        groups = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    (field_name, "in", records.ids),
                    ("state", "=", "done"),
                    ("product_id.is_storable", "=", True),
                ],
                [field_name, "company_id", "is_out"],
                ["value:sum"],
            )
        )
        costs = defaultdict(float)
        for record, company, is_out, value in groups:
            costs[record.id, company.id] += value if is_out else -value
        return {
            key: self.env["res.company"].browse(key[1]).currency_id.round(cost)
            for key, cost in costs.items()
        }

    # --- issue without a job --------------------------------------------------------

    def issue_parts(self, lines, reference=None):
        """Take parts from stock for this asset, without a job.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own), ``lot_id``, ``location_id`` (the stock of the
            warehouse that the asset is in, else of the company's first)
        :param reference: a name of this issue that is unique in the company: a second
            call with it moves nothing and returns the first result
        :raises AccessError: if the user may not read the asset or move stock
        :raises UserError: if a line is wrong or a part is not there in that quantity;
            then nothing moves
        :return: dict ``picking_id``, ``picking_name``, ``reference`` (False if there is
            none), and ``lines``: dicts ``product_id``, ``quantity``, ``uom_id``
        """
        self.ensure_one()
        self.check_access("read")
        company = self.company_id or self.env.company
        pickings = self.env["stock.picking"].with_company(company)
        if reference:
            earlier = pickings.search(
                [("parts_reference", "=", reference), ("company_id", "=", company.id)]
            )
            if earlier:
                return earlier._prepare_issue_result()
        warehouse = self._get_parts_warehouse(company)
        rows = self._read_issue_lines(lines, warehouse)
        picking = pickings.create(self._prepare_parts_issue(rows, reference, warehouse))
        picking.move_ids._lock_source_quants()
        # not merged: each move is the move of its line
        picking.move_ids._action_confirm(merge=False)
        picking._pick_all_parts([row["lot"] for row in rows])
        picking._validate_parts()
        return picking._prepare_issue_result()

    def _get_parts_warehouse(self, company):
        """Return the warehouse of this asset, which has a Parts Issue type."""
        self.ensure_one()
        warehouse = self.location_id.warehouse_id
        if warehouse.company_id != company:
            warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
        if not warehouse.parts_issue_type_id:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse to take parts for “%(asset)s” from. "
                    "Create one first.",
                    company=company.display_name,
                    asset=self.display_name,
                )
            )
        return warehouse

    def _prepare_parts_issue(self, rows, reference, warehouse):
        """Return the values of the picking of ``rows`` (see `_read_issue_lines`)."""
        company = warehouse.company_id
        destination = company.sudo().maintenance_location_id
        picking_type = warehouse._get_parts_issue_type()
        moves = [
            {
                "product_id": row["product"].id,
                "product_uom_qty": row["quantity"],
                "product_uom": row["uom"].id,
                "picking_type_id": picking_type.id,
                "location_id": row["location"].id,
                "location_dest_id": destination.id,
                "company_id": company.id,
                "equipment_id": self.id,
            }
            for row in rows
        ]
        return {
            "picking_type_id": picking_type.id,
            "location_id": moves[0]["location_id"],
            "location_dest_id": destination.id,
            "company_id": company.id,
            "origin": self.display_name,
            "parts_reference": reference,
            "move_ids": [Command.create(move) for move in moves],
        }
