from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import find_cycle
from .answers import get_dialog
from .arguments import to_record
from .names import or_code_in_name
from .rights import get_visible_names


class MaintenanceBom(models.Model):
    """The parts list of an asset type, shared by all assets of that type."""

    _name = "maintenance.bom"
    _description = "Maintenance BOM"
    _inherit = ["maintenance.own.values", "maintenance.checked.values", "mail.thread"]
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    _own_values = frozenset({"components_version"})

    name = fields.Char(
        string="Asset Type",
        required=True,
        tracking=True,
        help="The type of asset that this parts list belongs to.",
    )
    code = fields.Char(
        string="Reference",
        tracking=True,
        copy=False,
        help="Your short reference of this asset type, for searching and importing.",
    )
    category_id = fields.Many2one(
        "maintenance.equipment.category",
        string="Equipment Category",
        index="btree_not_null",
        domain="[('company_id', 'in', [company_id, False])] if company_id else []",
        tracking=True,
        help="The category of these assets. A shared BOM may have a category of one "
        "company: categories belong to a company unless somebody shares them.",
    )
    manufacturer_id = fields.Many2one("res.partner", check_company=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Leave empty to share the BOM between all companies.",
    )
    active = fields.Boolean(default=True)
    note = fields.Html()
    line_ids = fields.One2many(
        "maintenance.bom.line", "bom_id", string="Parts", copy=True
    )
    component_ids = fields.One2many(
        "maintenance.bom.component", "bom_id", string="All Parts", readonly=True
    )
    has_assemblies = fields.Boolean(compute="_compute_has_assemblies")
    equipment_ids = fields.One2many(
        "maintenance.equipment", "bom_id", string="Assets", copy=False
    )
    equipment_count = fields.Integer(
        string="Assets in Use",
        compute="_compute_equipment_count",
        help="Assets with this BOM, the retired ones left out.",
    )
    part_count = fields.Integer(
        string="Number of Parts",
        compute="_compute_part_count",
        help="Fitted positions, those of the assemblies included.",
    )

    _code_company_uniq = models.UniqueIndex(
        "(code, (COALESCE(company_id, 0))) WHERE code IS NOT NULL AND code != ''",
        "Another BOM of the same company already has this reference.",
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for bom in self:
            bom.display_name = f"[{bom.code}] {bom.name}" if bom.code else bom.name

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        return or_code_in_name(domain, operator, value)

    @api.depends("line_ids.child_bom_id")
    def _compute_has_assemblies(self):
        for bom in self:
            bom.has_assemblies = bool(bom.line_ids.child_bom_id)

    @api.depends("equipment_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_equipment_count(self):
        equipment = self.env["maintenance.equipment"]
        counts = dict(
            equipment._read_group(
                equipment._get_living_domain() & Domain("bom_id", "in", self.ids),
                ["bom_id"],
                ["__count"],
            )
        )
        for bom in self:
            bom.equipment_count = counts.get(bom._origin, 0)

    @api.depends("component_ids")
    def _compute_part_count(self):
        counts = dict(
            self.env["maintenance.bom.component"]._read_group(
                [("bom_id", "in", self.ids)], ["bom_id"], ["__count"]
            )
        )
        for bom in self:
            bom.part_count = counts.get(bom._origin, 0)

    @api.constrains("company_id", "category_id")
    def _check_category_company(self):
        for bom in self:
            company, other = bom.company_id, bom.category_id.company_id
            if company and other and company != other:
                raise ValidationError(
                    self.env._(
                        "“%(bom)s” belongs to %(company)s, its category "
                        "“%(category)s” to %(other)s. Choose a category of "
                        "%(company)s or a shared one.",
                        bom=bom.display_name,
                        company=company.name,
                        category=bom.category_id.name,
                        other=other.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["maintenance.bom.component"]._rebuilding():
            return super().create(vals_list)

    def write(self, vals):
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            result = super().write(vals)
            if "company_id" in vals:
                pending.boms.update(self.ids)
                self._check_company_of_users()
        return result

    def _check_company_of_users(self):
        """Refuse a company that the parts, the assets or other BOMs do not fit."""
        # the ones in the way may be of a company that the user does not see
        boms_sudo = self.sudo().with_context(active_test=False)
        users_sudo = boms_sudo.env["maintenance.bom.line"].search(
            [("child_bom_id", "in", self.ids)]
        )
        (boms_sudo.line_ids | users_sudo)._check_company()
        boms_sudo.equipment_ids._check_company(["bom_id"])

    def unlink(self):
        with self.env["maintenance.bom.component"]._rebuilding():
            # so that BOMs of which one is an assembly of the other go together
            self.line_ids.filtered("child_bom_id").unlink()
            return super().unlink()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if default and "name" in default:
            return vals_list
        return [
            dict(vals, name=self.env._("%s (copy)", bom.name))
            for bom, vals in zip(self, vals_list, strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # the assets in the way may be ones that the user does not see
        for bom in self.sudo().with_context(active_test=False):
            if bom.equipment_ids:
                visible = bom.equipment_ids.sudo(False)._filtered_access("read")
                raise UserError(
                    self.env._(
                        "“%(bom)s” is the BOM of %(count)s assets, for example "
                        "%(asset)s. Archive it, or give those assets another BOM.",
                        bom=bom.display_name,
                        count=len(bom.equipment_ids),
                        asset=get_visible_names(
                            visible[:1] or bom.equipment_ids[:1],
                            self.env._("one that you may not see"),
                        ),
                    )
                )
        # nor may another company's BOM lose an assembly
        users = (
            self.env["maintenance.bom.line"]
            .sudo()
            .search([("child_bom_id", "in", self.ids), ("bom_id", "not in", self.ids)])
        )
        if users:
            raise UserError(
                self.env._(
                    "“%(bom)s” is an assembly of %(parent)s. "
                    "Take it out of there first, or archive it.",
                    bom=users[0].child_bom_id.display_name,
                    parent=users[0]._get_owner_name(),
                )
            )

    def _check_no_cycle(self):
        """Refuse a BOM that contains itself; the error names the whole loop."""
        graph = self.env["maintenance.bom.component"]._get_assembly_graph()
        loop = find_cycle(graph, self.ids)
        if loop:
            self._raise_cycle(loop)

    def _raise_cycle(self, loop):
        # the loop is told whole, also where it leads over BOMs that one does not see
        raise ValidationError(
            self.env._(
                "A BOM cannot contain itself: %(loop)s. "
                "Remove one of these assemblies from its BOM.",
                loop=" → ".join(
                    self.sudo().browse(bom_id).display_name for bom_id in loop
                ),
            )
        )

    def action_view_equipment(self):
        """Open the assets of this BOM."""
        self = to_record(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance.hr_equipment_action"
        )
        return dict(
            action,
            domain=[("bom_id", "=", self.id)],
            context={
                "default_bom_id": self.id,
                "default_category_id": self.category_id.id,
                "search_default_filter_living": 1,
            },
        )

    def action_paste_lines(self):
        """Open the dialog that takes parts copied from a spreadsheet."""
        self = to_record(self)
        return get_dialog(
            self.env._("Paste Parts from a Spreadsheet"),
            "maintenance.bom.paste",
            {"bom_id": self.id},
            size="extra-large",
        )
