from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.maintenance_bom.models.arguments import to_record
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "maintenance.cost.mixin",
        "maintenance.equipment.comparison",
        "maintenance.equipment.history",
        "maintenance.equipment.issue",
        "maintenance.equipment.fitting",
        "maintenance.equipment.peers",
        "maintenance.equipment.reference",
        "maintenance.equipment.removal",
        "maintenance.equipment.warranty",
        "maintenance.distribution",
    ]

    _cost_field = "equipment_id"
    _cost_action = "maintenance_consumption.maintenance_cost_report_action_equipment"

    has_returnable_parts = fields.Boolean(
        compute="_compute_has_returnable_parts",
        groups="maintenance_bom.group_user",
        help="Parts that were issued without a job have not all come back.",
    )

    @api.depends("category_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for asset in self:
            asset.analytic_distribution = (
                asset.analytic_distribution or asset.category_id.analytic_distribution
            )
        return result

    # --- issue without a job --------------------------------------------------------

    @one_at_a_time
    def issue_parts(self, lines, reference=None, warranty_reason=None):
        """Take parts from stock for this asset, without a job.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own), ``lot_id``, ``location_id`` (the stock of the
            warehouse that the asset is in, else of the company's first), ``position``
            (the one where the asset's BOM has the part, if it is one)
        :param reference: a name of this issue that is unique in the company, at most
            200 characters: a second call with it moves nothing and returns the first
            result. Blank means none
        :param warranty_reason: why parts are paid for under warranty, one of the values
            of ``maintenance.request.warranty_reason``
        :raises AccessError: if the user may not read the asset or move stock
        :raises UserError: if a line is wrong, a part is not there in that quantity, the
            asset has left, or the reference is another asset's; then nothing moves
        :return: dict ``picking_id``, ``picking_name``, ``reference`` (False if there is
            none), and ``lines``: dicts ``product_id``, ``quantity``, ``uom_id``
        """
        self = to_record(self)
        self.check_access("read")
        reference = self._read_reference(reference)
        warranty_reason = self.env["maintenance.request"]._read_warranty_reason(
            warranty_reason
        )
        company = self.company_id or self.env.company
        earlier = self._find_issue(reference, company)
        if earlier:
            return earlier._prepare_issue_result()
        problem = self._find_departure_problem()
        if problem:
            raise UserError(problem)
        warehouse = self._get_parts_warehouse(company)
        rows = self._read_issue_lines(lines, warehouse)
        pickings = self.env["stock.picking"].with_company(company)
        with self._claim_reference():
            picking = pickings.create(
                self._prepare_parts_issue(rows, reference, warehouse)
            )
        if warranty_reason:
            picking.warranty_reason = warranty_reason
        picking.move_ids._lock_source_quants()
        picking.move_ids._confirm_each()
        picking._pick_all_parts([row["lot"] for row in rows])
        picking._validate_parts()
        return picking._prepare_issue_result()

    @one_at_a_time
    def return_parts(self, lines):
        """Take parts back into stock that were issued to this asset without a job.

        At the value they left with; the latest issues come back first. What was issued
        on a job comes back there: see ``maintenance.request.action_return_parts()``.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own) and ``lot_id``: which lot or serial number comes
            back
        :raises AccessError: if the user may not read the asset or move stock
        :raises UserError: if a line is wrong, or more is returned than is there of what
            was issued; then nothing moves
        :return: list of dicts as :meth:`issue_parts` returns, one for each transfer
        """
        self = to_record(self)
        self.check_access("read")
        wanted = defaultdict(float)
        for row in self._take_apart_rows(
            self._read_lines(lines, self._read_part_line),
            self.company_id or self.env.company,
        ):
            product, uom = row["product"], row["uom"]
            wanted[product, row["lot"]] += uom._compute_quantity(
                row["quantity"], product.uom_id, round=False
            )
        issues = self._get_issues_without_job()
        quantities = defaultdict(lambda: defaultdict(float))
        for (product, lot), quantity in wanted.items():
            shares, total, removed = issues.filtered(
                lambda move, product=product: move.product_id == product
            )._share_return(quantity, lot)
            if product.uom_id.compare(total, quantity) < 0:
                message = self.env._(
                    "“%(asset)s” cannot give back %(quantity)s of “%(part)s”: of "
                    "what it got without a job it has %(most)s. What was issued on "
                    "a job comes back with Return Parts there.",
                    asset=self.display_name,
                    quantity=f"{quantity:g}",
                    most=f"{total:g}",
                    part=product._get_name_with_lot(lot),
                )
                reason = issues._get_removed_message(self, product, removed)
                raise UserError(f"{message} {reason}".strip())
            for move, taken in shares.items():
                for of_lot, share in taken.items():
                    quantities[move][of_lot] += share
        returns = self.env["stock.move"]._return_parts(quantities)
        return [picking._prepare_issue_result() for picking in returns]

    def _get_issues_without_job(self):
        """Return the done moves that issued parts to these assets without a job."""
        return self.env["stock.move"].search(
            [
                ("equipment_id", "in", self.ids),
                ("maintenance_request_id", "=", False),
                ("maintenance_kind", "=", "issue"),
                ("state", "=", "done"),
            ]
        )

    def _compute_has_returnable_parts(self):
        # who plans parts sees what became of them, with or without rights on stock
        issues_sudo = self.sudo()._get_issues_without_job()
        having = {
            move.equipment_id.id
            for move, balances in issues_sudo._get_balances().items()
            if any(
                move.product_id.uom_id.compare(balance.left, 0.0) > 0
                for balance in balances.values()
            )
        }
        for asset in self:
            asset.has_returnable_parts = asset._origin.id in having

    def _get_parts_warehouse(self, company):
        """Return the warehouse of this asset, which has a Parts Issue type."""
        self.ensure_one()
        warehouse = self.location_id.warehouse_id
        if not warehouse.active or warehouse.company_id != company:
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
        # whoever moves stock need not read the settings of its company
        destination = company.sudo().maintenance_location_id
        picking_type = warehouse._get_parts_issue_type()
        moves = [
            {
                "product_id": row["product"].id,
                "product_uom_qty": row["product"]._get_movable_qty(
                    row["uom"]._compute_quantity(
                        row["quantity"], row["product"].uom_id, round=False
                    )
                ),
                "product_uom": row["product"].uom_id.id,
                "picking_type_id": picking_type.id,
                "location_id": row["location"].id,
                "location_dest_id": destination.id,
                "company_id": company.id,
                "equipment_id": self.id,
                "equipment_position": row["position"],
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
