from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.maintenance_bom.models.arguments import to_id, to_text


class MaintenancePartReplacement(models.Model):
    """When a position of an asset got its part."""

    _name = "maintenance.part.replacement"
    _description = "Replacement of a Part"
    _inherit = ["maintenance.own.values", "maintenance.checked.values"]
    _order = "replaced_on desc, id desc"
    _rec_name = "product_id"
    _owner = "equipment_id"
    # only the issue itself says that it is one
    _own_values = frozenset({"move_id", "request_id"})

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        required=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain="[('type', '=', 'consu')]",
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    position = fields.Char(
        help="Where it is fitted. Needed if the asset has the part in several places.",
    )
    path = fields.Char(
        required=True,
        help="The ids of the BOM lines that lead to the place (12/45/). Found from the "
        "part and its position.",
    )
    bom_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    replaced_on = fields.Date(required=True, default=fields.Date.context_today)
    source = fields.Selection(
        [("issue", "Issue"), ("import", "Import"), ("person", "Person")],
        default=lambda self: (
            "import" if self.env.context.get("import_file") else "person"
        ),
        required=True,
        readonly=True,
        copy=False,
        help="Issue: the part was issued to a job. Import: it came with a file or from "
        "another system. Person: somebody entered it.",
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Issue",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    note = fields.Char()

    _place_idx = models.Index("(equipment_id, path, replaced_on)")
    _move_uniq = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("source") == "issue":
            values["source"] = "person"
        return values

    @api.model
    def _take_entered(self, vals):
        if vals.get("source") == "issue":
            raise AccessError(
                self.env._(
                    "Nobody enters an issue: issue the part on a job, or leave out the "
                    "source."
                )
            )
        return super()._take_entered(vals)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._fill_places(vals_list))

    @api.constrains("replaced_on")
    def _check_replaced_on(self):
        today = fields.Date.context_today(self)
        for replacement in self:
            # the database refuses that there is none
            day = replacement.replaced_on or today
            # an issue is dated where its company is, be that a day ahead of the user
            if replacement.source != "issue" and day > today:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” of “%(asset)s” cannot have been replaced on "
                        "%(day)s, a day to come. Enter the day on which it was done.",
                        part=replacement.product_id.display_name,
                        asset=replacement.equipment_id.display_name,
                        day=day,
                    )
                )

    @api.constrains("bom_line_id", "equipment_id", "product_id")
    def _check_companies(self):
        """Of a shared asset anything may have been replaced."""
        self.filtered("company_id")._check_company(["bom_line_id", "product_id"])

    def _fill_places(self, vals_list):
        """Return ``vals_list`` with the place that part and position name."""
        vague = [vals for vals in vals_list if not vals.get("path")]
        places = iter(self._find_places(vague))
        filled = []
        for vals in vals_list:
            if not vals.get("path"):
                part, problem = next(places)
                if problem:
                    raise UserError(problem)
                vals = {
                    **vals,
                    "path": part.path,
                    "position": part.position,
                    "bom_line_id": part.line_id.id,
                }
            filled.append(vals)
        return filled

    @api.model
    def _find_places(self, lines):
        """Return (part of the asset, False), or (False, problem in words), for each.

        :param lines: dicts ``equipment_id``, and ``path``, or ``product_id`` with
            ``position`` if the asset has the part in several places
        """
        readers = {
            "equipment_id": to_id,
            "product_id": to_id,
            "path": to_text,
            "position": to_text,
        }
        lines = [
            {
                name: read(self.env, line.get(name), name)
                for name, read in readers.items()
            }
            for line in lines
        ]
        assets = self.env["maintenance.equipment"].browse(
            {line["equipment_id"] for line in lines if line["equipment_id"]}
        )
        # of an asset that one sees, one may know what it consists of
        parts_sudo = self.env["maintenance.equipment.part"].sudo()
        by_asset = defaultdict(parts_sudo.browse)
        if assets:
            found = parts_sudo.search([("equipment_id", "in", assets.ids)])
            by_asset |= found.grouped("equipment_id")
        return [
            self._find_place(
                assets.browse(line.get("equipment_id") or []),
                self.env["product.product"].browse(line.get("product_id") or []),
                line,
                by_asset,
            )
            for line in lines
        ]

    def _find_place(self, asset, product, line, by_asset):
        if not asset or not (product or line.get("path")):
            return False, self.env._("Name the asset and the part that was replaced.")
        found = by_asset[asset]
        position = (line.get("position") or "").strip()
        if line.get("path"):
            found = found.filtered(lambda part: part.path == line["path"])
        else:
            # what was fitted before, its successor is now
            fitted = product | product._get_successor()
            found = found.filtered(lambda part: part.product_id in fitted)
        if position:
            found = found.filtered(
                lambda part: (part.position or "").casefold() == position.casefold()
            )
        if len(found) == 1:
            return found, False
        names = {
            "asset": asset.display_name,
            "part": product.display_name or line["path"],
            "position": position,
        }
        if found:
            return False, self.env._(
                "“%(asset)s” has “%(part)s” in several places: %(places)s. Name the "
                "position, or the path if positions have the same name.",
                places=", ".join(
                    f"{part.position or self.env._('no position')} ({part.path})"
                    for part in found
                ),
                **names,
            )
        if position:
            return False, self.env._(
                "“%(asset)s” has no “%(part)s” at “%(position)s”. Look at its parts.",
                **names,
            )
        return False, self.env._(
            "“%(asset)s” has no “%(part)s”. Put it on its BOM first.", **names
        )
