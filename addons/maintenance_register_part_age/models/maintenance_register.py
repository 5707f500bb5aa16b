from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import KIND, read_replacements

KEY = "last_replaced"


class MaintenanceRegister(models.Model):
    _inherit = "maintenance.register"

    @api.model
    def _get_kinds(self):
        return super()._get_kinds() | {KEY: KIND}

    @api.model
    def _get_readers(self):
        return super()._get_readers() | {KIND: read_replacements}

    def _apply_others(self, batch, items):
        """Record when parts were replaced; what is known already is not repeated."""
        super()._apply_others(batch, items)
        given = [
            (item.asset, line) for item in items for line in item.taken.get(KEY) or ()
        ]
        if not given:
            return
        products = self._find_parts(batch, {line["part"] for _asset, line in given})
        replacements = batch.env_sudo["maintenance.part.replacement"]
        lines = [
            {
                "equipment_id": asset.id,
                "product_id": products[line["part"]],
                "position": line["position"] or False,
            }
            for asset, line in given
        ]
        wanted = {}
        for (asset, given_line), line, (place, problem) in zip(
            given, lines, replacements._find_places(lines), strict=True
        ):
            day, wrong_day = asset._read_replacement_day(given_line["date"])
            if problem or wrong_day:
                raise UserError(
                    batch.env._(
                        "%(key)s: %(problem)s", key=KEY, problem=problem or wrong_day
                    )
                )
            wanted[asset.id, place.path, day] = asset._prepare_replacement(
                line, place, day
            )
        known = {
            (row.equipment_id.id, row.path, row.replaced_on)
            for row in replacements.search_fetch(
                [("equipment_id", "in", [asset.id for asset, _line in given])],
                ["equipment_id", "path", "replaced_on"],
            )
        }
        replacements.create(
            [vals for place, vals in wanted.items() if place not in known]
        )

    def _find_parts(self, batch, names):
        """Return {name in a record: id of the product}.

        :raises UserError: naming what there is not, or is there twice
        """
        products = batch.env_sudo["product.product"].with_context(active_test=True)
        domain = Domain("default_code", "in", list(names)) | Domain(
            "barcode", "in", list(names)
        )
        domain &= Domain("company_id", "in", [self.company_id.id, False])
        found = {}
        for product in products.search_fetch(domain, ["default_code", "barcode"]):
            for name in {product.default_code, product.barcode}:
                found.setdefault(name, set()).add(product.id)
        ids = {}
        for name in sorted(names):
            matching = found.get(name, ())
            if len(matching) != 1:
                raise UserError(
                    batch.env._(
                        "%(key)s: “%(name)s” is the reference or barcode of "
                        "%(count)s parts. Write that of one.",
                        key=KEY,
                        name=name,
                        count=len(matching),
                    )
                )
            [ids[name]] = matching
        return ids
