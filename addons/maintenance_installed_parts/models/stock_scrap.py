from odoo import api, fields, models

from odoo.addons.maintenance_consumption.models.maintenance_equipment import (
    LONGEST_REFERENCE,
)


class StockScrap(models.Model):
    _name = "stock.scrap"
    _inherit = ["maintenance.checked.values", "stock.scrap"]

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Removed from Asset",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        readonly=True,
    )
    equipment_position = fields.Char(string="Position", readonly=True)
    maintenance_request_id = fields.Many2one(
        "maintenance.request",
        string="Maintenance Job",
        index="btree_not_null",
        check_company=True,
        readonly=True,
    )
    parts_reference = fields.Char(
        string="External Reference",
        copy=False,
        readonly=True,
        help="What the caller of remove_parts() named this removal: calling again with "
        "the same reference moves nothing.",
    )
    parts_reference_line = fields.Integer(copy=False, readonly=True)

    _parts_reference_uniq = models.UniqueIndex(
        "(company_id, parts_reference, parts_reference_line) "
        "WHERE parts_reference IS NOT NULL",
        "Parts were already removed under this reference.",
    )
    _parts_reference_length = models.Constraint(
        f"CHECK(char_length(parts_reference) BETWEEN 1 AND {LONGEST_REFERENCE})",
        f"An external reference has 1 to {LONGEST_REFERENCE} characters.",
    )

    @api.constrains("equipment_id", "maintenance_request_id")
    def _check_maintenance_company(self):
        # Odoo leaves the companies of scraps unchecked
        self._check_company(["equipment_id", "maintenance_request_id"])

    def _prepare_move_values(self):
        values = super()._prepare_move_values()
        if self.equipment_id:
            values |= {
                "equipment_id": self.equipment_id.id,
                "equipment_position": self.equipment_position,
                "maintenance_kind": "scrap",
                "maintenance_request_id": self.maintenance_request_id.id,
            }
        return values
