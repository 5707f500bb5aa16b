from odoo import api, fields, models

from odoo.addons.maintenance_bom.models.rights import as_superuser


class MaintenanceRequestPart(models.Model):
    """What a planned kit consists of: today's kit, until some of it was taken.

    From then on it is what it was when it was reserved or taken: what was issued is
    told by what moved, and a bill of materials that changes afterwards changes nothing.
    """

    _inherit = "maintenance.request.part"

    kit_contents = fields.Json(
        compute="_compute_kit",
        store=True,
        copy=False,
        help="{product id: how much of it is in one}, as it was reserved or taken.",
    )
    is_kit_begun = fields.Boolean(
        compute="_compute_kit",
        store=True,
        copy=False,
        help="Some of the kit was taken: it stays what it was then.",
    )

    @api.depends("product_id")
    def _compute_kit(self):
        """Another part is another kit, or none."""
        self.kit_contents = False
        self.is_kit_begun = False

    def _get_contents(self):
        contents = super()._get_contents()
        begun = self.filtered("is_kit_begun")
        products = self.env["product.product"].browse(
            {int(key) for part in begun for key in part.kit_contents}
        )
        known = {str(product.id): product for product in products}
        for part in begun:
            contents[part] = {
                known[key]: amount for key, amount in part.kit_contents.items()
            }
        kits = (self - begun).filtered(lambda part: _is_kit(part, contents[part]))
        for part in kits._filter_moved_whole():
            contents[part] = {part.product_id: 1.0}
        return contents

    def _filter_moved_whole(self):
        """Return those of these kits that were issued when they were none yet."""
        if not self._origin:
            return self.browse()
        # who plans parts sees what became of them, with or without rights on stock
        groups = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [
                    ("maintenance_request_part_id", "in", self._origin.ids),
                    ("product_id", "in", self.product_id.ids),
                    ("state", "=", "done"),
                ],
                ["maintenance_request_part_id", "product_id"],
            )
        )
        moved = {(part.id, product.id) for part, product in groups}
        return self.filtered(
            lambda part: (part._origin.id, part.product_id.id) in moved
        )

    def _note_taken(self):
        self._remember_kits()
        self._begin_kits()
        return super()._note_taken()

    def _remember_kits(self):
        """Keep what these kits consist of now, unless some of them was taken."""
        for part, contents in self._get_contents().items():
            if part.is_kit_begun or not _is_kit(part, contents):
                continue
            named = {str(product.id): amount for product, amount in contents.items()}
            if part.kit_contents != named:
                # with all rights: set by the system, not entered by users
                as_superuser(part).kit_contents = named

    def _begin_kits(self):
        """From now on these kits are what they were when they were reserved."""
        fresh = self.filtered(lambda part: not part.is_kit_begun)
        fresh.filtered(lambda part: not part.kit_contents)._remember_kits()
        # with all rights: set by the system, not entered by users
        as_superuser(fresh.filtered("kit_contents")).is_kit_begun = True


def _is_kit(part, contents):
    return part.product_id not in contents
