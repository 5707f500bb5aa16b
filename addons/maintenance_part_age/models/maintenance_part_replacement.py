from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import to_id, to_text
from odoo.addons.maintenance_consumption.tools import newest


class Place(NamedTuple):
    """Where an asset has a part."""

    equipment_id: int
    product_id: int
    path: str
    position: str | None
    bom_line_id: int


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
                    "An issue cannot be entered by hand: issue the part on a job, or "
                    "leave out the source."
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
                        "%(day)s, which is in the future. Enter the date on which it "
                        "was replaced.",
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
                place, problem = next(places)
                if problem:
                    raise UserError(problem)
                vals = {
                    **vals,
                    "path": place.path,
                    "position": place.position,
                    "bom_line_id": place.bom_line_id,
                }
            filled.append(vals)
        return filled

    @api.model
    def _find_places(self, lines):
        """Return (Place, False), or (False, problem in words), for each.

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
        by_path = self._read_places(
            "path", {(line["equipment_id"], line["path"]) for line in lines}
        )
        by_product = self._match_places(
            (line["equipment_id"], line["product_id"], line["position"])
            for line in lines
            if not line["path"]
        )
        found = []
        for line in lines:
            if line["path"]:
                places = by_path.get((line["equipment_id"], line["path"]), ())
            else:
                key = line["equipment_id"], line["product_id"], line["position"]
                places = by_product.get(key, ())
            found.append(self._choose_place(line, places))
        return found

    @api.model
    def _match_places(self, wanted):
        """Return {(asset id, product id, position): Places that it may be for}, of all
        that name an asset and a product.

        Those that list the product or its last successor; if there are none, those that
        list a part that it replaces, or that replaces it. With a position, only those
        there.

        :param wanted: such triples, the position empty if it is not known
        """
        wanted = {key for key in wanted if key[0] and key[1]}
        if not wanted:
            return {}
        sets, successors = self.env["product.product"]._get_equivalences(
            {product_id for _asset_id, product_id, _position in wanted}
        )
        equals = {product_id: group for group in sets for product_id in group}
        listed = self._read_places(
            "product_id",
            {
                (asset_id, other_id)
                for asset_id, product_id, _position in wanted
                for other_id in equals[product_id]
            },
        )
        found = {}
        for asset_id, product_id, position in wanted:
            # what was fitted before, its successor is now
            fitted = {product_id, newest(product_id, successors)}
            for other_ids in (fitted, equals[product_id]):
                places = [
                    place
                    for other_id in other_ids
                    for place in listed.get((asset_id, other_id), ())
                    if _is_at(place, position)
                ]
                if places:
                    break
            found[asset_id, product_id, position] = places
        return found

    @api.model
    def _match_single_places(self, wanted):
        """Return {(asset id, product id, position): the Place that it is for}, of these
        that may be for one place only. See :meth:`_match_places`.
        """
        return {
            key: places[0]
            for key, places in self._match_places(wanted).items()
            if len(places) == 1
        }

    def _read_places(self, column, pairs):
        """Return {(asset id, value): [Place]} of the places of these assets with these
        values in ``column``, in the order of the parts list.

        Past the ORM, and the rights of the caller: thousands of planned parts are
        looked at, and of an asset that one sees, one may know what it consists of.
        """
        pairs = [pair for pair in pairs if all(pair)]
        if not pairs:
            return {}
        self.env["maintenance.equipment"].flush_model(["parts_key"])
        asset_ids, values = zip(*pairs, strict=True)
        rows = self.env.execute_query(
            SQL(
                """SELECT p.equipment_id, p.product_id, p.path, p.position, p.line_id
                     FROM maintenance_equipment_part p
                     JOIN unnest(%(assets)s, %(values)s) AS w(equipment_id, value)
                       ON w.equipment_id = p.equipment_id AND w.value = p.%(column)s
                 ORDER BY p.equipment_id, p.sequence, p.id""",
                assets=list(asset_ids),
                values=list(values),
                column=SQL.identifier(column),
            )
        )
        found = {}
        for place in map(Place._make, rows):
            key = place.equipment_id, getattr(place, column)
            found.setdefault(key, []).append(place)
        return found

    def _choose_place(self, line, found):
        """Return (Place, False), or (False, problem in words).

        :param line: dict of what was named
        :param found: the Places of the asset that it may be for
        """
        asset = self.env["maintenance.equipment"].browse(line["equipment_id"] or [])
        product = self.env["product.product"].browse(line["product_id"] or [])
        if not asset or not (product or line["path"]):
            return False, self.env._("Name the asset and the part that was replaced.")
        position = (line["position"] or "").strip()
        found = [place for place in found if _is_at(place, position)]
        if len(found) == 1:
            return found[0], False
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
                    f"{place.position or self.env._('no position')} ({place.path})"
                    for place in found
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


def _is_at(place, position):
    """Return whether ``place`` is at ``position``, as far as one is named."""
    wanted = (position or "").strip().casefold()
    return not wanted or (place.position or "").casefold() == wanted
