from odoo import api, fields, models
from odoo.fields import Domain

from .arguments import to_choice, to_date, to_records
from .names import codes_in_names
from .rights import check_new_company, get_own_defaults

# they follow from the BOM and the own lines alone; parts_key opens a parts list, maybe
# of another company
DERIVED_FIELDS = frozenset({"parts_key"})


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.checked.values",
        "maintenance.equipment",
        "maintenance.equipment.code",
        "maintenance.equipment.inspection",
        "maintenance.equipment.lifecycle",
    ]
    _rec_names_search = ["name", "code", "serial_no"]

    bom_id = fields.Many2one(
        "maintenance.bom",
        string="BOM",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The asset type, whose parts this asset has.",
    )
    own_line_ids = fields.One2many(
        "maintenance.bom.line",
        "equipment_id",
        string="Own Lines",
        copy=True,
        groups="maintenance_bom.group_user",
        help="Where this asset differs from its BOM.",
    )
    part_ids = fields.One2many(
        "maintenance.equipment.part",
        "equipment_id",
        string="Parts",
        readonly=True,
        copy=False,
        groups="maintenance_bom.group_user",
    )
    part_count = fields.Integer(
        compute="_compute_part_count", groups="maintenance_bom.group_user"
    )
    dangling_count = fields.Integer(
        string="Own Lines Without Effect",
        compute="_compute_dangling_count",
        search="_search_dangling_count",
        groups="maintenance_bom.group_user",
    )
    parts_key = fields.Integer(
        compute="_compute_parts_key",
        store=True,
        index=True,
        copy=False,
        aggregator=None,
        help="Which rows of the exploded parts are the parts of this asset: the id of "
        "the BOM, or minus the id of the asset if it has own lines.",
    )

    @api.depends("code")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for asset in self.filtered("code"):
            asset.display_name = f"[{asset.code}] {asset.display_name}"
        return result

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        codes = codes_in_names(operator, value)
        return domain | Domain("code", "in", codes) if codes else domain

    @api.depends("bom_id", "own_line_ids")
    def _compute_parts_key(self):
        for asset in self:
            if asset.own_line_ids:
                asset.parts_key = -asset._origin.id
            else:
                asset.parts_key = asset.bom_id.id

    @api.depends("parts_key")
    def _compute_part_count(self):
        # how many parts an asset has may know who sees the asset
        components = self.env["maintenance.bom.component"].sudo()
        counts = dict(
            components._read_group(
                [("parts_key", "in", self.mapped("parts_key"))],
                ["parts_key"],
                ["__count"],
            )
        )
        for asset in self:
            asset.part_count = counts.get(asset.parts_key, 0)

    @api.depends("own_line_ids.is_dangling")
    def _compute_dangling_count(self):
        for asset in self:
            asset.dangling_count = len(asset.own_line_ids.filtered("is_dangling"))

    def _search_dangling_count(self, operator, value):
        if (operator, value) == (">", 0):
            return Domain("own_line_ids.is_dangling", "=", True)
        return NotImplemented

    @api.model
    def default_get(self, fields):
        own = self._get_derived_names() & set(fields)
        values = super().default_get([name for name in fields if name not in own])
        return values | get_own_defaults(self, own)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_values(vals) for vals in vals_list]
        with self.env["maintenance.bom.component"]._rebuilding():
            assets = super().create(vals_list)
        assets._forget_parts()
        return assets

    def write(self, vals):
        vals = self._clean_values(vals)
        check_new_company(self, vals)
        with self.env["maintenance.bom.component"]._rebuilding() as pending:
            result = super().write(vals)
            if {"bom_id", "company_id"} & vals.keys():
                # sudo: who may write on assets need not see own lines
                with_own_lines_sudo = self.sudo().filtered("own_line_ids")
                pending.equipment.update(with_own_lines_sudo.ids)
                with_own_lines_sudo.own_line_ids._check_company()
        if vals.keys() & set(
            self.env["maintenance.equipment.part"]._depends[self._name]
        ):
            self._forget_parts()
        return result

    def copy_data(self, default=None):
        if self._may_see_own_lines():
            return super().copy_data(default)
        # who may not see own lines duplicates an asset without them
        vals_list = super().copy_data(dict(default or {}, own_line_ids=False))
        for vals in vals_list:
            vals.pop("own_line_ids")
        return vals_list

    def _may_see_own_lines(self):
        return self._has_field_access(self._fields["own_line_ids"], "read")

    def copy(self, default=None):
        if not self._may_see_own_lines():
            return super().copy(dict(default or {}, own_line_ids=False))
        # own lines are judged when all of them are there and their paths are right
        with self.env["maintenance.bom.component"]._rebuilding():
            copies = super().copy(default)
            if default and "own_line_ids" in default:
                return copies
            # who may copy the asset copies its own lines as they are
            for asset_sudo, copy_sudo in zip(self.sudo(), copies.sudo(), strict=True):
                if copy_sudo.own_line_ids:
                    lines_sudo = asset_sudo.own_line_ids.filtered(
                        lambda line: not line.is_dangling
                    )
                    lines_sudo.sorted("id")._follow_copied_paths(
                        copy_sudo.own_line_ids.sorted("id")
                    )
        return copies

    def _forget_parts(self):
        """Drop the parts read so far: the view behind them does not follow writes."""
        self.invalidate_recordset(["part_ids"], flush=False)
        self.env["maintenance.equipment.part"].invalidate_model(flush=False)
        self.env["product.product"].invalidate_model(
            ["where_used_count", "where_used_summary"], flush=False
        )

    @api.model
    def _get_derived_names(self):
        """Return the names of the fields that a caller never fills."""
        return DERIVED_FIELDS

    @api.model
    def _clean_values(self, vals):
        """Return ``vals`` without what follows from others."""
        derived = self._get_derived_names()
        return {name: value for name, value in vals.items() if name not in derived}

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return (self,)

    def get_spare_parts(self, date=None, maintenance_type=None, criticality=None):
        """Return the parts that these assets need, one dict a fitted position.

        :param date: date or ISO string: the lines valid on that day; today if left out
        :param maintenance_type: ``preventive`` or ``corrective``: only parts used there
        :param criticality: ``vital``, ``essential`` or ``desirable``: only those
        :raises AccessError: if the user may not read one of the assets
        :raises UserError: for a date, type or criticality that there is not
        :return: list of dicts ``equipment_id``, ``equipment_name``, ``equipment_code``,
            ``lifecycle_state``, ``company_id``, ``bom_id``, ``line_id``, ``path``,
            ``is_own``, ``product_id``, ``product_code``, ``product_name``,
            ``superseded_by_id``, ``product_qty`` (in ``uom_id``, the part's own unit,
            unrounded), ``uom_id``, ``uom_name``, ``position``, ``criticality``,
            ``maintenance_type``, ``every_nth``, ``date_from``, ``date_to``; ids are
            ints, dates ISO strings, and False stands for nothing. Ordered by asset,
            then as in its BOM.

        A retired asset still has its parts: look at ``lifecycle_state``.
        """
        self = to_records(self)
        self.check_access("read")
        parts = self.env["maintenance.equipment.part"]
        day = to_date(self.env, date, "date") or fields.Date.context_today(self)
        domain = Domain("equipment_id", "in", self.ids) & parts._get_valid_domain(day)
        maintenance_type = self._read_choice("maintenance_type", maintenance_type)
        if maintenance_type:
            domain &= Domain("maintenance_type", "in", [maintenance_type, "both"])
        criticality = self._read_choice("criticality", criticality)
        if criticality:
            domain &= Domain("criticality", "=", criticality)
        return parts._get_part_values(domain)

    def _read_choice(self, field_name, value):
        """Return the value of this field of BOM lines that a caller gave, or None.

        :raises UserError: if there is no such value
        """
        field = self.env["maintenance.bom.line"]._fields[field_name]
        return to_choice(self.env, value, field_name, field.get_values(self.env))

    def action_view_parts(self):
        """Open the parts of these assets."""
        self = to_records(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "maintenance_bom.maintenance_equipment_part_action"
        )
        return dict(action, domain=[("equipment_id", "in", self.ids)], context={})
