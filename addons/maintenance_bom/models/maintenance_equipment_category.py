from odoo import api, fields, models
from odoo.fields import Domain

from .arguments import to_records
from .rights import as_superuser


class MaintenanceEquipmentCategory(models.Model):
    _inherit = "maintenance.equipment.category"

    code_prefix = fields.Char(
        string="Asset Code Prefix",
        help="New assets of this category are numbered with it: FL- gives FL-0001, "
        "FL-0002. Leave empty to type the codes by hand.",
    )
    code_sequence_id = fields.Many2one(
        "ir.sequence", string="Asset Numbering", readonly=True, copy=False
    )
    living_count = fields.Integer(
        string="Living Assets",
        compute="_compute_bom_coverage",
        help="Assets that have not retired.",
    )
    with_bom_count = fields.Integer(string="With BOM", compute="_compute_bom_coverage")
    bom_coverage = fields.Float(
        string="BOM Coverage",
        compute="_compute_bom_coverage",
        help="The share of the living assets whose BOM is known, in percent.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_bom_coverage(self):
        equipment = self.env["maintenance.equipment"]
        living = equipment._get_living_domain() & Domain("category_id", "in", self.ids)
        counts = {
            category.id: (total, with_bom)
            for category, total, with_bom in equipment._read_group(
                living, ["category_id"], ["__count", "bom_id:count"]
            )
        }
        for category in self:
            total, with_bom = counts.get(category._origin.id, (0, 0))
            category.living_count = total
            category.with_bom_count = with_bom
            category.bom_coverage = 100.0 * with_bom / total if total else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        categories._sync_code_sequence()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if "code_prefix" in vals:
            self._sync_code_sequence()
        return result

    def _sync_code_sequence(self):
        """Keep a sequence behind the prefix; without a prefix nothing is numbered."""
        for category in self:
            # sequences belong to the administrator; this one is the category's own
            category_sudo = as_superuser(category)
            sequence_sudo = category_sudo.code_sequence_id
            if not category.code_prefix:
                category_sudo.code_sequence_id = False
                continue
            if sequence_sudo:
                sequence_sudo.prefix = category.code_prefix
            else:
                sequence_sudo = sequence_sudo.create(category._prepare_code_sequence())
                category_sudo.code_sequence_id = sequence_sudo
            # a prefix may hold %(year)s and the like; a wrong one is told here and not
            # when the next asset comes
            sequence_sudo._get_prefix_suffix()

    def _prepare_code_sequence(self):
        self.ensure_one()
        return {
            "name": self.env._("Asset codes: %s", self.name),
            "code": "maintenance.equipment.code",
            "prefix": self.code_prefix,
            "padding": 4,
            "company_id": self.company_id.id,
        }

    def action_view_uncovered(self):
        """Open the living assets of these categories that have no BOM."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_bom.maintenance_equipment_action_uncovered"
        )
        return dict(
            action,
            context={
                "search_default_filter_living": 1,
                "search_default_filter_no_bom": 1,
                "search_default_category_id": self.ids,
            },
        )
