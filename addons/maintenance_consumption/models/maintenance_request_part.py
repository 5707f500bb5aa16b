from math import isclose

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.maintenance_bom.models.maintenance_bom_line import CRITICALITIES
from odoo.addons.maintenance_bom.models.rights import (
    as_superuser,
    get_visible_names,
)

# what became of a part depends on these
MOVED_FIELDS = {"product_id", "uom_id", "request_id", "quantity"}
LISTED_KEYS = {"product_id", "quantity", "uom_id"}


class MaintenanceRequestPart(models.Model):
    """A part of a job: planned, then issued, some of it perhaps returned."""

    _name = "maintenance.request.part"
    _inherit = [
        "maintenance.own.values",
        "maintenance.checked.values",
        "maintenance.request.part.moved",
        "maintenance.request.part.pending",
        "maintenance.request.part.substitute",
    ]
    _description = "Part of a Maintenance Job"
    _order = "sequence, id"
    _check_company_auto = True
    _owner = "request_id"

    request_id = fields.Many2one(
        "maintenance.request",
        string="Job",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    equipment_id = fields.Many2one(related="request_id.equipment_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        domain="[('type', '=', 'consu')]",
        index=True,
        check_company=True,
    )
    # not rounded: as much as the BOM says
    quantity = fields.Float(
        default=1.0, required=True, min_display_digits="Product Unit"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    product_qty = fields.Float(
        string="Quantity in Stock Unit", compute="_compute_product_qty", store=True
    )
    position = fields.Char()
    bom_line_id = fields.Many2one(
        "maintenance.bom.line",
        string="BOM Line",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        help="The line that the part was proposed from. Empty: the part is not on the "
        "asset's BOM.",
    )
    path = fields.Char(readonly=True)
    listed = fields.Json(
        readonly=True,
        help="What the BOM listed when the part was proposed: as long as nobody plans "
        "anything else, the next occurrences follow the BOM.",
    )
    is_unlisted = fields.Boolean(
        compute="_compute_is_unlisted",
        store=True,
        help="The part was added by hand and is not on the BOM of the asset.",
    )
    criticality = fields.Selection(
        CRITICALITIES,
        default="essential",
        required=True,
    )
    move_ids = fields.One2many("stock.move", "maintenance_request_part_id")
    issued_qty = fields.Float(
        string="Issued",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    returned_qty = fields.Float(
        string="Returned",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    reserved_qty = fields.Float(
        string="Reserved",
        compute="_compute_moved",
        compute_sudo=True,
        min_display_digits="Product Unit",
    )
    availability = fields.Selection(
        [
            ("available", "Available"),
            ("expected", "Expected"),
            ("late", "Late"),
            ("short", "Short"),
            ("issued", "Issued"),
        ],
        compute="_compute_availability",
        compute_sudo=True,
    )
    date_expected = fields.Date(
        string="Expected On", compute="_compute_availability", compute_sudo=True
    )

    @api.depends("product_id", "position")
    def _compute_display_name(self):
        for part in self:
            name = part.product_id.display_name
            part.display_name = f"{name} ({part.position})" if part.position else name

    @api.depends("product_id")
    def _compute_uom_id(self):
        for part in self:
            unit = part.product_id.uom_id
            if unit and not (part.uom_id and part.uom_id._has_common_reference(unit)):
                part.uom_id = unit

    @api.depends("quantity", "uom_id.factor", "product_id.uom_id.factor")
    def _compute_product_qty(self):
        for part in self:
            part.product_qty = part.uom_id._compute_quantity(
                part.quantity, part.product_id.uom_id, round=False
            )

    def _is_as_listed(self):
        """Return whether this part is planned as the BOM listed it."""
        self.ensure_one()
        if not _is_listed(self.listed):
            return False
        return (
            (self.substitute_for_id or self.product_id).id == self.listed["product_id"]
            and self.uom_id.id == self.listed["uom_id"]
            # as precise as the BOM: grams of what is kept in kilograms count
            and isclose(self.quantity, self.listed["quantity"], rel_tol=1e-6)
        )

    def _prepare_as_listed(self, listed):
        """Return the values by which this part differs from what the BOM lists.

        :param listed: what ``_prepare_part()`` of a job takes
        """
        self.ensure_one()
        values = self.request_id._prepare_part(listed)
        return {
            name: value
            for name, value in values.items()
            if name != "request_id"
            and self._fields[name].convert_to_cache(value, self, validate=False)
            != (self[name].id if self._fields[name].relational else self[name])
        }

    @api.depends("bom_line_id")
    def _compute_is_unlisted(self):
        for part in self:
            part.is_unlisted = not part.bom_line_id

    @api.depends(
        "move_ids.state", "move_ids.quantity", "move_ids.product_uom", "uom_id"
    )
    def _compute_moved(self):
        """Quantities in the unit of the plan."""
        moved = self._get_moved_quantities()
        for part in self:
            stock_unit = part.product_id.uom_id
            for name in ("issued", "returned", "reserved"):
                part[f"{name}_qty"] = stock_unit._compute_quantity(
                    moved[part._origin.id][name], part.uom_id, round=False
                )

    @api.depends(
        "product_qty",
        "unneeded_qty",
        "move_ids.state",
        "move_ids.quantity",
        "pending_ids.state",
        "pending_ids.product_qty",
        "request_id.schedule_date",
        "request_id.stage_id",
        "request_id.archive",
        "request_id.stock_location_id",
        "request_id.warehouse_id",
    )
    def _compute_availability(self):
        states = self.request_id._origin._get_part_availability()
        for part in self:
            state, day, instead = states.get(part._origin.id, (False, None, ()))
            part.availability = state
            part.date_expected = day
            part._set_substitutes(instead)

    @api.constrains("product_id")
    def _check_product(self):
        for part in self:
            if part.product_id.type != "consu":
                raise ValidationError(
                    self.env._(
                        "“%(product)s” on “%(job)s” is not a part: only goods are.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )

    @api.constrains("quantity")
    def _check_quantity(self):
        for part in self:
            if part.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” on “%(job)s”: enter a quantity above zero, or "
                        "delete the line if the part is not needed.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )

    @api.constrains("product_id", "uom_id")
    def _check_uom(self):
        for part in self:
            unit, stock_unit = part.uom_id, part.product_id.uom_id
            # the database refuses a line without part or unit
            if unit and stock_unit and not unit._has_common_reference(stock_unit):
                raise ValidationError(
                    self.env._(
                        "“%(product)s” is kept in %(stock_unit)s and cannot be planned "
                        "in %(unit)s. Choose a unit that converts to %(stock_unit)s.",
                        product=part.product_id.display_name,
                        stock_unit=stock_unit.name,
                        unit=unit.name,
                    )
                )

    @api.model
    def _check_units_of(self, domain):
        """
        :param domain: of planned parts whose units, or those of their parts, changed
        :raises UserError: if the one does not convert to the other any more
        """
        for product, unit, parts in self._read_group(
            domain, ["product_id", "uom_id"], ["id:recordset"]
        ):
            if not unit._has_common_reference(product.uom_id):
                raise UserError(
                    self.env._(
                        "“%(product)s” is planned in %(unit)s on “%(job)s” and cannot "
                        "be kept in %(stock_unit)s. Choose a unit that converts to "
                        "%(unit)s, or create another product.",
                        product=product.display_name,
                        unit=unit.name,
                        job=get_visible_names(
                            parts[0].request_id,
                            self.env._("a job that you may not see"),
                        ),
                        stock_unit=product.uom_id.name,
                    )
                )

    def write(self, vals):
        """What was issued or is pending stays what it is, and where it is planned.

        :raises UserError: for another part, unit or job once something was issued or is
            pending, and for less than is there of it
        """
        if MOVED_FIELDS & vals.keys():
            self._check_moved(vals)
        return super().write(vals)

    def _check_moved(self, vals):
        """Refuse ``vals`` that contradict what became of these parts.

        :raises UserError: naming the part, its job and what to do
        """
        fixed = vals.keys() & {"product_id", "uom_id", "request_id"}
        changing = self.filtered(
            lambda part: any(part[name].id != vals[name] for name in fixed)
        )
        moved = self._get_moved_quantities()
        for part in changing:
            entry = moved[part.id]
            names = {
                "part": part.product_id.display_name,
                "job": part.request_id.display_name,
            }
            if entry["issued"] or entry["pending"]:
                raise UserError(
                    self.env._(
                        "“%(part)s” was issued to “%(job)s”: its part, unit and job "
                        "stay as they are. Plan another line instead.",
                        **names,
                    )
                )
            other_job = vals.get("request_id", part.request_id.id) != part.request_id.id
            if other_job and entry["open"]:
                raise UserError(
                    self.env._(
                        "“%(part)s” is set aside for “%(job)s”. Delete the line there, "
                        "and plan it on the other job.",
                        **names,
                    )
                )
        try:
            quantity = float(vals["quantity"] or 0.0) if "quantity" in vals else None
        except (TypeError, ValueError):
            # refused when it is written
            return
        if quantity is not None:
            self._check_quantity_left(quantity, moved)

    def _check_quantity_left(self, quantity, moved):
        """Refuse to plan less than was taken and did not come back.

        :param quantity: in the unit of the plan
        :param moved: what :meth:`_get_moved_quantities` returns
        """
        for part in self:
            held = part._to_planned_unit(part._get_held_qty(moved[part.id]))
            if part.uom_id.compare(quantity, held) < 0 < held:
                raise UserError(
                    self.env._(
                        "%(held)s %(unit)s of “%(part)s” were issued to “%(job)s”. "
                        "Return what was not used first, or enter at least %(held)s.",
                        held=f"{held:g}",
                        unit=part.uom_id.name,
                        part=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        self._check_nothing_pending()
        # who plans parts gives up their issues, with or without rights on stock
        for part in as_superuser(self):
            if part.move_ids.filtered(lambda move: move.state == "done"):
                raise UserError(
                    self.env._(
                        "“%(product)s” was issued to “%(job)s”: return it, then set "
                        "its quantity, instead of deleting the line.",
                        product=part.product_id.display_name,
                        job=part.request_id.display_name,
                    )
                )
            part.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )._action_cancel()


def _is_listed(value):
    """Return whether ``value`` says what a BOM listed: over RPC anything may come."""
    return (
        isinstance(value, dict)
        and value.keys() >= LISTED_KEYS
        and type(value["quantity"]) in (int, float)
    )
