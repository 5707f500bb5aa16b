import re

from odoo import api, models
from odoo.exceptions import ValidationError

# computed from the others; a value that somebody sends is not taken
DERIVED_FIELDS = frozenset({"company_id", "is_dangling", "product_qty"})
MAX_QUANTITY = 1_000_000
MAX_EVERY_NTH = 1_000
_PATH = re.compile(r"\d+(/\d+)*/?")


class MaintenanceBomLineCheck(models.AbstractModel):
    """What a BOM line refuses, whichever way it is written."""

    _name = "maintenance.bom.line.check"
    _description = "Checks of a Maintenance BOM Line"

    @api.model
    def _clean_values(self, vals):
        """Return ``vals`` as they are stored, without those that follow from others."""
        vals = {name: val for name, val in vals.items() if name not in DERIVED_FIELDS}
        if "target_path" in vals:
            vals["target_path"] = self._clean_target_path(vals["target_path"])
        return vals

    def _clean_target_path(self, path):
        """Return the path as it is stored: 12/45/, False for none."""
        if not path:
            return False
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise ValidationError(
                self.env._(
                    "“%s” is no place in a BOM. Write the ids of the lines that lead "
                    "there, such as 12/45/, or leave it empty for every place.",
                    path,
                )
            )
        return path.rstrip("/") + "/"

    def _describe(self):
        """Return the words by which an error names this line."""
        self.ensure_one()
        return {
            "line": self.display_name,
            "owner": (self.bom_id or self.equipment_id).display_name,
        }

    @api.constrains("quantity")
    def _check_quantity(self):
        for line in self:
            if not 0 < line.quantity <= MAX_QUANTITY:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” of “%(owner)s”: the quantity must be above zero "
                        "and at most %(max)s.",
                        max=MAX_QUANTITY,
                        **line._describe(),
                    )
                )

    @api.constrains("every_nth")
    def _check_every_nth(self):
        for line in self:
            if not 1 <= line.every_nth <= MAX_EVERY_NTH:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” of “%(owner)s”: enter 1 if the part is used on "
                        "every planned job, 2 for every second, up to %(max)s.",
                        max=MAX_EVERY_NTH,
                        **line._describe(),
                    )
                )

    @api.constrains("replace_after", "notice_days")
    def _check_ages(self):
        for line in self:
            if line.replace_after < 0 or line.notice_days < 0:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” of “%(owner)s”: the replacement age and the notice "
                        "cannot be negative. Enter 0 for none.",
                        **line._describe(),
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for line in self:
            if line.date_from and line.date_to and line.date_from > line.date_to:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” of “%(owner)s” cannot be valid until %(end)s, a "
                        "day before the one from which it is valid (%(start)s).",
                        start=line.date_from,
                        end=line.date_to,
                        **line._describe(),
                    )
                )

    @api.constrains("bom_id", "equipment_id")
    def _check_owner(self):
        for line in self:
            if bool(line.bom_id) == bool(line.equipment_id):
                raise ValidationError(
                    self.env._(
                        "“%(line)s” must belong either to a BOM or to one asset, "
                        "not to both and not to neither.",
                        line=line.display_name,
                    )
                )

    @api.constrains("product_id", "child_bom_id", "effect")
    def _check_content(self):
        for line in self:
            if line.effect == "exclude":
                if line.product_id or line.child_bom_id:
                    raise ValidationError(
                        self.env._(
                            "“%(line)s” excludes an inherited part, so it names no "
                            "part of its own. Choose “Replace” to fit another one.",
                            line=line.display_name,
                        )
                    )
            elif bool(line.product_id) == bool(line.child_bom_id):
                raise ValidationError(
                    self.env._(
                        "A line of “%(owner)s” needs either a part or an assembly.",
                        owner=(line.bom_id or line.equipment_id).display_name,
                    )
                )

    @api.constrains("product_id")
    def _check_product_is_a_part(self):
        for line in self:
            if line.product_id and line.product_id.type != "consu":
                raise ValidationError(
                    self.env._(
                        "“%(part)s” cannot be a part of “%(owner)s”: only goods can. "
                        "Services belong on the maintenance job.",
                        part=line.product_id.display_name,
                        owner=(line.bom_id or line.equipment_id).display_name,
                    )
                )

    @api.constrains("product_id", "uom_id")
    def _check_uom(self):
        for line in self:
            unit, stock_unit = line.uom_id, line.product_id.uom_id
            if unit and stock_unit and not unit._has_common_reference(stock_unit):
                raise ValidationError(
                    self.env._(
                        "“%(part)s” is kept in %(stock_unit)s and cannot be counted in "
                        "%(unit)s on “%(owner)s”. Choose a unit that converts to "
                        "%(stock_unit)s.",
                        part=line.product_id.display_name,
                        stock_unit=stock_unit.name,
                        unit=unit.name,
                        owner=(line.bom_id or line.equipment_id).display_name,
                    )
                )
            if line.product_id and not unit:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” on “%(owner)s” needs a unit of measure.",
                        part=line.product_id.display_name,
                        owner=(line.bom_id or line.equipment_id).display_name,
                    )
                )

    @api.constrains("bom_id", "child_bom_id")
    def _check_no_cycle(self):
        self.filtered("child_bom_id").bom_id._check_no_cycle()

    @api.constrains("equipment_id", "effect", "target_line_id", "target_path")
    def _check_target(self):
        for line in self:
            if line.bom_id and (line.effect != "add" or line.target_line_id):
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is a line of the BOM “%(bom)s”. Only the own lines "
                        "of an asset replace or exclude inherited parts.",
                        line=line.display_name,
                        bom=line.bom_id.display_name,
                    )
                )
            if line.equipment_id and (line.effect == "add") == bool(
                line.target_line_id
            ):
                raise ValidationError(
                    self.env._(
                        "Own line of “%(asset)s”: name the inherited part that is "
                        "replaced or excluded; a line that adds a part names none.",
                        asset=line.equipment_id.display_name,
                    )
                )
            if line.target_line_id.equipment_id:
                raise ValidationError(
                    self.env._(
                        "“%(target)s” is an own line of “%(asset)s”: change or delete "
                        "that line instead of replacing or excluding it.",
                        target=line.target_line_id.display_name,
                        asset=line.target_line_id.equipment_id.display_name,
                    )
                )
        self._check_one_line_per_target()

    def _check_one_line_per_target(self):
        targeting = self.filtered("target_line_id")
        groups = targeting._read_group(
            [
                ("equipment_id", "in", targeting.equipment_id.ids),
                ("target_line_id", "in", targeting.target_line_id.ids),
            ],
            ["equipment_id", "target_line_id", "target_path"],
            having=[("__count", ">", 1)],
        )
        for equipment, target, _path in groups:
            raise ValidationError(
                self.env._(
                    "“%(asset)s” already has an own line for “%(part)s”. Change that "
                    "one instead of adding a second.",
                    asset=equipment.display_name,
                    part=target.display_name,
                )
            )
