import re

from odoo import api, models
from odoo.exceptions import ValidationError

_PATH = re.compile(r"\d+(/\d+)*/?")


class MaintenanceBomLineCheck(models.AbstractModel):
    """What a BOM line refuses, whichever way it is written."""

    _name = "maintenance.bom.line.check"
    _description = "Checks of a Maintenance BOM Line"

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a part must be greater than zero."
    )
    _every_nth_positive = models.Constraint(
        "CHECK(every_nth > 0)",
        "A part is used on every job (1), on every second (2), and so on: "
        "enter 1 or more.",
    )
    _ages_not_negative = models.Constraint(
        "CHECK(replace_after >= 0 AND notice_days >= 0)",
        "The replacement age and the notice of a part cannot be negative.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A part cannot be valid until a day before the day from which it is valid.",
    )

    @api.model
    def _clean_target_path(self, vals):
        """Return ``vals`` with the path as it is stored: 12/45/, False for none."""
        path = vals.get("target_path")
        if not path:
            return dict(vals, target_path=False) if "target_path" in vals else vals
        if not _PATH.fullmatch(path):
            raise ValidationError(
                self.env._(
                    "“%s” is no place in a BOM. Write the ids of the lines that lead "
                    "there, such as 12/45/, or leave it empty for every place.",
                    path,
                )
            )
        return dict(vals, target_path=path.rstrip("/") + "/")

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
