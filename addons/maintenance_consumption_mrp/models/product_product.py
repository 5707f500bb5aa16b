from odoo import models

from ..tools import flatten


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_part_contents(self, company):
        contents = super()._get_part_contents(company)
        kits = self._get_kits(company)
        for product in self.filtered(lambda product: product in kits):
            # a kit of services only has nothing that could be moved but itself
            contents[product] = flatten(product, kits) or contents[product]
        return contents

    def _get_kits(self, company):
        """Return {kit: {component: how much is in one}} of these and of those in them.

        A query for each level of kits within kits, however many there are.
        """
        # with all rights: components of kits are the same for all users of the company
        boms_sudo = self.env["mrp.bom"].sudo()
        kits, level, known = {}, self._filter_with_kit_bom(), self.browse()
        while level:
            known |= level
            found = boms_sudo._bom_find(
                level.sudo(), company_id=company.id, bom_type="phantom"
            )
            below = self.browse()
            for product, bom in found.items():
                contents = {
                    part.with_env(self.env): amount
                    for part, amount in bom._get_kit_contents(product).items()
                }
                kits[product.with_env(self.env)] = contents
                below = below.union(*contents)
            level = below - known
        return kits

    def _filter_with_kit_bom(self):
        """Return those of these that have a BOM of a kit: few of many, by one query."""
        # of any company: whose they are is decided when they are taken apart
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("id", "in", self.ids),
                    ("product_tmpl_id.bom_ids.type", "=", "phantom"),
                ]
            )
        )
        return self & found.with_env(self.env)

    def _get_parts_containing(self):
        found = level = super()._get_parts_containing()
        while level:
            # of any company: which of these are kits there, their contents tell
            lines_sudo = (
                self.env["mrp.bom.line"]
                .sudo()
                .search(
                    [("product_id", "in", level.ids), ("bom_id.type", "=", "phantom")]
                )
            )
            boms_sudo = lines_sudo.bom_id
            kits_sudo = (
                boms_sudo.product_id
                | boms_sudo.filtered(
                    lambda bom: not bom.product_id
                ).product_tmpl_id.product_variant_ids
            )
            level = kits_sudo.with_env(self.env) - found
            found |= level
        return found
