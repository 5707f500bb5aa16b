from odoo import api, models
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
        "analytic.mixin",
    ]

    _cost_field = "equipment_id"

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
