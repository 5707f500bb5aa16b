from odoo import api, fields, models


class MaintenanceBomSuggestLine(models.TransientModel):
    _name = "maintenance.bom.suggest.line"
    _description = "Group of Assets of One Type"

    suggest_id = fields.Many2one(
        "maintenance.bom.suggest", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_group")
    category_id = fields.Many2one(
        "maintenance.equipment.category", compute="_compute_group"
    )
    model = fields.Char(compute="_compute_group")
    equipment_ids = fields.Many2many("maintenance.equipment", string="Assets")
    equipment_count = fields.Integer(
        string="# Assets", compute="_compute_equipment_count"
    )
    bom_id = fields.Many2one(
        "maintenance.bom",
        string="BOM",
        domain="[('company_id', 'in', [False, company_id])]",
        help="The BOM that these assets get.",
    )
    new_bom_name = fields.Char(
        string="or New BOM",
        help="Without a BOM to choose: the name of the one to create for these assets. "
        "Leave both empty to pass over this group.",
    )

    @api.depends("equipment_ids")
    def _compute_group(self):
        for line in self:
            asset = line.equipment_ids[:1]
            line.company_id = asset.company_id
            line.category_id = asset.category_id
            line.model = " ".join((asset.model or "").split())

    @api.depends("equipment_ids")
    def _compute_equipment_count(self):
        for line in self:
            line.equipment_count = len(line.equipment_ids)

    @api.onchange("bom_id")
    def _onchange_bom_id(self):
        if self.bom_id:
            self.new_bom_name = False

    def _prepare_bom(self):
        self.ensure_one()
        return {
            "name": self.new_bom_name,
            "category_id": self.category_id.id,
            "company_id": self.company_id.id,
        }
