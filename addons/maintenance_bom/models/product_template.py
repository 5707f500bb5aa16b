from odoo import api, fields, models
from odoo.fields import Domain

from .arguments import to_records


class ProductTemplate(models.Model):
    _inherit = "product.template"

    superseded_by_id = fields.Many2one(
        "product.product",
        groups="base.group_user",
        compute="_compute_superseded_by_id",
        inverse="_inverse_superseded_by_id",
        help="The part to buy instead once the stock of this one is used up.",
    )
    alternative_ids = fields.Many2many(
        "product.product",
        groups="base.group_user",
        compute="_compute_alternative_ids",
        inverse="_inverse_alternative_ids",
        help="Parts that fit in the same places. It holds both ways.",
    )
    where_used_summary = fields.Char(
        string="Used On",
        compute="_compute_where_used_summary",
        groups="maintenance_bom.group_user",
        help="The asset types that have this product, with their living assets.",
    )
    where_used_count = fields.Integer(
        string="Used on Assets",
        compute="_compute_where_used_count",
        groups="maintenance_bom.group_user",
        help="Living assets that have a variant of this product.",
    )

    @api.depends("product_variant_ids.superseded_by_id")
    def _compute_superseded_by_id(self):
        self._compute_template_field_from_variant_field("superseded_by_id")

    def _inverse_superseded_by_id(self):
        self._set_product_variant_field("superseded_by_id")

    @api.depends("product_variant_ids.alternative_ids")
    def _compute_alternative_ids(self):
        self._compute_template_field_from_variant_field("alternative_ids")

    def _inverse_alternative_ids(self):
        self._set_product_variant_field("alternative_ids")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_where_used_count(self):
        # an asset that has two variants counts once
        counts = dict(
            self.env["maintenance.equipment.part"]._read_group(
                self._get_all_variants()._get_where_used_domain(),
                ["product_id.product_tmpl_id"],
                ["equipment_id:count_distinct"],
            )
        )
        for template in self:
            template.where_used_count = counts.get(template._origin, 0)

    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_where_used_summary(self):
        summaries = self._get_all_variants()._get_where_used_summary(
            "product_id.product_tmpl_id"
        )
        for template in self:
            template.where_used_summary = summaries.get(template._origin.id, False)

    def _get_all_variants(self):
        """Return the variants of these products, the archived ones too."""
        return self.with_context(active_test=False).product_variant_ids

    def write(self, vals):
        if not {"company_id", "type", "uom_id"} & vals.keys():
            return super().write(vals)
        units = {product: product.uom_id for product in self}
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            result = super().write(vals)
            # lines of other users' assets have to fit, and to convert, as well
            lines_sudo = (
                self.env["maintenance.bom.line"]
                .sudo()
                .search([("product_id.product_tmpl_id", "in", self.ids)])
            )
            if "company_id" in vals:
                # what they replace, or are replaced by, may be one that nobody sees
                variants_sudo = self._get_all_variants().sudo()
                variants_sudo._check_company_of_replacements()
                others_sudo = variants_sudo.supersedes_ids
                others_sudo |= variants_sudo.alternative_ids
                others_sudo._check_company_of_replacements()
                lines_sudo._check_company(["product_id"])
            if "type" in vals:
                lines_sudo._check_product_is_a_part()
            if "uom_id" in vals:
                lines_sudo._check_uom()
                lines_sudo._mark_for_rebuild(pending)
                self._check_unit_change(units)
        return result

    def _check_unit_change(self, units):
        """Refuse a unit to which what is counted in the old one does not convert.

        A seam for all that counts parts.

        :param units: {product: its unit before}; it has the new one now
        :raises UserError: naming who counts the part, and what to do
        """
        self._check_units_of(Domain("product_id.product_tmpl_id", "in", self.ids))

    @api.model
    def _check_units_of(self, domain):
        """Refuse a unit, or a factor, by which what is counted converts no more.

        :param domain: of what counts in a unit that changed, or a part that did
        """
        # with all rights: rows of all companies count
        for name in self._get_models_with_units():
            self.env[name].sudo()._check_units_of(domain)

    @api.model
    def _get_models_with_units(self):
        """Return the names of the models that count parts in a unit of their own, and
        have ``_check_units_of(domain)``. A seam.
        """
        return []

    def action_view_where_used(self):
        """Open the assets that have a variant of these products."""
        self = to_records(self)
        return self._get_all_variants().action_view_where_used()
