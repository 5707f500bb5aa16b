import re
from collections import defaultdict

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import CRITICALITIES
from .rights import (
    as_superuser,
    check_new_owner,
    get_own_defaults,
    get_visible_names,
)

# what the explosion of a BOM or of an asset depends on
EXPLODED_FIELDS = frozenset(
    {
        "bom_id",
        "equipment_id",
        "product_id",
        "child_bom_id",
        "quantity",
        "uom_id",
        "position",
        "criticality",
        "maintenance_type",
        "every_nth",
        "date_from",
        "date_to",
        "sequence",
        "effect",
        "target_line_id",
        "target_path",
    }
)
TARGET_FIELDS = frozenset({"equipment_id", "effect", "target_line_id", "target_path"})
# computed from the others; a value that somebody sends is not taken
DERIVED_FIELDS = frozenset({"company_id", "is_dangling", "product_qty"})
MAX_QUANTITY = 1_000_000
MAX_EVERY_NTH = 1_000
_PATH = re.compile(r"\d+(/\d+)*/?")


class MaintenanceBomLine(models.Model):
    """A part or an assembly: of a BOM, or of one asset (an own line)."""

    _name = "maintenance.bom.line"
    _description = "Maintenance BOM Line"
    _inherit = "maintenance.checked.values"
    _order = "sequence, id"
    _check_company_auto = True

    bom_id = fields.Many2one(
        "maintenance.bom", string="BOM", ondelete="cascade", index="btree_not_null"
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        string="Asset",
        ondelete="cascade",
        index="btree_not_null",
        help="Set on a line that belongs to one asset only.",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        domain="[('type', '=', 'consu')]",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    child_bom_id = fields.Many2one(
        "maintenance.bom",
        string="Assembly",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="A BOM that is built in as a whole, such as an engine.",
    )
    quantity = fields.Float(
        default=1.0,
        required=True,
        digits="Product Unit",
        help="Fitted at this position.",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain="[('id', 'in', allowed_uom_ids)]",
    )
    allowed_uom_ids = fields.Many2many("uom.uom", compute="_compute_allowed_uom_ids")
    product_qty = fields.Float(
        string="Quantity in Stock Unit",
        compute="_compute_product_qty",
        store=True,
        precompute=True,
        help="The quantity in the part's own unit, not rounded.",
    )
    position = fields.Char(help="Where it is fitted: left, right, bay 2.")
    maintenance_type = fields.Selection(
        [
            ("preventive", "Preventive"),
            ("corrective", "Corrective"),
            ("both", "Both"),
        ],
        string="Used In",
        default="both",
        required=True,
        help="The kind of maintenance that uses this part.",
    )
    every_nth = fields.Integer(
        string="Every Nth Job",
        default=1,
        required=True,
        help="2 means that the part is used on every second planned job.",
    )
    criticality = fields.Selection(
        CRITICALITIES,
        default="essential",
        required=True,
        help="Vital: the asset stands still without it. Essential: it runs with "
        "restrictions. Desirable: it can wait.",
    )
    replace_after = fields.Integer(
        help="The age at which the part is due for replacement. Leave 0 for a part "
        "that is replaced when it fails.",
    )
    replace_unit = fields.Selection(
        [
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
            ("year", "Years"),
        ],
        default="month",
        required=True,
    )
    notice_days = fields.Integer(
        string="Notice",
        default=30,
        help="How many days before the part is due you want to know.",
    )
    date_from = fields.Date(
        string="Valid From", help="First day on which this line counts."
    )
    date_to = fields.Date(
        string="Valid Until", help="Last day on which this line counts."
    )
    note = fields.Text()
    effect = fields.Selection(
        [("add", "Add"), ("replace", "Replace"), ("exclude", "Exclude")],
        default="add",
        required=True,
        help="What this line does to the parts that the asset inherits from its BOM.",
    )
    target_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="Inherited Part",
        ondelete="set null",
        index="btree_not_null",
        domain="[('id', 'in', allowed_target_ids)]",
        help="The line of the BOM that is replaced or excluded on this asset.",
    )
    allowed_target_ids = fields.Many2many(
        "maintenance.bom.line", compute="_compute_allowed_target_ids"
    )
    target_path = fields.Char(
        string="Only at",
        help="Where the inherited part is fitted several times: the one place that "
        "is meant, as the ids of the lines that lead there (12/45/). Empty means "
        "every place.",
    )
    target_label = fields.Char(readonly=True, copy=False)
    is_dangling = fields.Boolean(
        string="Without Effect",
        readonly=True,
        copy=False,
        help="The inherited part that this line is about is no longer among the "
        "parts of the asset.",
    )

    @api.depends("product_id", "child_bom_id", "position", "effect", "target_line_id")
    def _compute_display_name(self):
        for line in self:
            item = line.product_id or line.child_bom_id
            name = item.display_name
            if line.effect == "exclude":
                name = line.target_line_id.display_name or line.target_label
            if line.position:
                name = f"{name} ({line.position})"
            line.display_name = name or self.env._("New part")

    @api.depends("bom_id.company_id", "equipment_id.company_id")
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.bom_id.company_id or line.equipment_id.company_id

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.uom_id._or_own_of(line.product_id)

    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        uoms = self.env["uom.uom"].search([])
        by_root = uoms.grouped(lambda uom: uom.parent_path.split("/")[0])
        for line in self:
            path = line.product_id.uom_id.parent_path
            line.allowed_uom_ids = by_root.get(path.split("/")[0]) if path else uoms

    @api.depends(
        "quantity",
        "uom_id.factor",
        "product_id.uom_id.factor",
        "child_bom_id",
        "effect",
    )
    def _compute_product_qty(self):
        for line in self:
            if line.effect == "exclude":
                line.product_qty = 0.0
            elif line.product_id and line.uom_id:
                line.product_qty = line.uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id, round=False
                )
            else:
                line.product_qty = line.quantity

    @api.depends("equipment_id.bom_id")
    def _compute_allowed_target_ids(self):
        components = self.env["maintenance.bom.component"]
        targets = components._get_target_line_ids(self.equipment_id)
        for line in self:
            line.allowed_target_ids = self.browse(
                targets.get(line.equipment_id._origin.id, ())
            )

    @api.model
    def default_get(self, fields):
        own = DERIVED_FIELDS & set(fields)
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_values(vals) for vals in vals_list]
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            lines = super().create(vals_list)
            lines._refuse_archived_products()
            lines._remember_target()
            lines._mark_for_rebuild(pending)
            pending.must_apply.update(lines.filtered("target_line_id").ids)
        lines._log_on_assets(is_removed=False)
        return lines

    def write(self, vals):
        vals = self._clean_values(vals)
        for owner in ("bom_id", "equipment_id"):
            check_new_owner(self, owner, vals)
        if not EXPLODED_FIELDS & vals.keys():
            return super().write(vals)
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            self._mark_for_rebuild(pending)
            products = {line: line.product_id for line in self}
            result = super().write(vals)
            if "product_id" in vals:
                self.filtered(
                    lambda line: line.product_id != products[line]
                )._refuse_archived_products()
            if TARGET_FIELDS & vals.keys():
                self._remember_target()
                pending.must_apply.update(self.filtered("target_line_id").ids)
            self._mark_for_rebuild(pending)
        return result

    def copy_data(self, default=None):
        """Leave out own lines about a part that is gone: a copy cannot get it back."""
        return [
            {} if line.is_dangling else vals
            for line, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def unlink(self):
        self._log_on_assets(is_removed=True)
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            self._mark_for_rebuild(pending)
            return super().unlink()

    def _log_on_assets(self, is_removed):
        """Log on each asset what its own lines change, and why."""
        texts = defaultdict(list)
        for line in self.filtered("equipment_id"):
            texts[line.equipment_id.id].append(line._describe_effect(is_removed))
        # who may keep own lines may say so on the asset, whatever his rights on it
        as_superuser(self.env["maintenance.equipment"]).browse(
            texts
        )._message_log_batch(
            {asset_id: Markup("<br/>").join(lines) for asset_id, lines in texts.items()}
        )

    def _describe_effect(self, is_removed):
        """Return in words what this own line does, or no longer does, to its asset."""
        self.ensure_one()
        names = {
            "part": (self.product_id or self.child_bom_id).display_name,
            "inherited": self.target_line_id.display_name or self.target_label,
        }
        if is_removed:
            text = self.env._("Own line deleted: %s.", self.display_name)
        elif self.effect == "exclude":
            text = self.env._("Part excluded: %(inherited)s.", **names)
        elif self.effect == "replace":
            text = self.env._("Part replaced: %(inherited)s by %(part)s.", **names)
        else:
            text = self.env._("Part added: %(part)s.", **names)
        if self.note and not is_removed:
            text = self.env._("%(text)s Reason: %(note)s", text=text, note=self.note)
        return escape(text)

    def _mark_for_rebuild(self, pending):
        pending.boms.update(self.bom_id.ids)
        pending.equipment.update(self.equipment_id.ids)

    def _remember_target(self):
        """Keep the target's name, to say what the line was about once it is gone."""
        for line in self.filtered("target_line_id"):
            line.target_label = line.target_line_id.display_name

    def _follow_copied_paths(self, copies):
        """Make the paths of ``copies`` lead over copies of own lines, as ours do."""
        copy_of = {
            str(line.id): str(copy.id) for line, copy in zip(self, copies, strict=True)
        }
        for copy in copies.filtered("target_path"):
            steps = [copy_of.get(step, step) for step in copy.target_path.split("/")]
            copy.target_path = "/".join(steps)

    def _refuse_archived_products(self):
        # a part of another company is refused by its company, not here
        for line in self.sudo():
            if line.product_id and not line.product_id.active:
                successor = line.product_id._get_successor()
                raise ValidationError(
                    self.env._(
                        "“%(part)s” is archived and cannot be added to %(owner)s. "
                        "Choose %(remedy)s.",
                        part=line.product_id.display_name,
                        owner=line._get_owner_name(),
                        remedy=self.env._("its successor %s", successor.display_name)
                        if successor.active
                        else self.env._("another part, or unarchive it"),
                    )
                )

    # Checks

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
                        owner=line._get_owner_name(),
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
                        owner=line._get_owner_name(),
                    )
                )

    def _get_owner_name(self):
        """Return the name of the BOM or asset of this line, for a message.

        Whoever changes a part is told of all lines that it is on, but not the names of
        BOMs and assets that he may not see.
        """
        self.ensure_one()
        return get_visible_names(
            self.bom_id or self.equipment_id,
            self.env._("a BOM or asset that you may not see"),
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
                        owner=line._get_owner_name(),
                    )
                )
            if line.product_id and not unit:
                raise ValidationError(
                    self.env._(
                        "“%(part)s” on “%(owner)s” needs a unit of measure.",
                        part=line.product_id.display_name,
                        owner=line._get_owner_name(),
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
