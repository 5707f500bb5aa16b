from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.answers import get_dialog
from ..models.arguments import to_record, to_records
from ..models.maintenance_bom_component import SLOTS
from .row_ids import by_slot, find_existing


class MaintenanceEquipmentPart(models.Model):
    """What each asset needs and what each part is for: one row a fitted position.

    A flat view: every asset points to its parts list (``parts_key``), which is the one
    of its BOM, or its own if it has own lines. An id holds the asset and the number of
    the part in that list (see ``SLOTS``), so that rows are found by id quickly.
    """

    _name = "maintenance.equipment.part"
    _description = "Part of an Asset"
    _auto = False
    _order = "equipment_id, sequence, id"
    _rec_name = "product_id"
    _depends = {
        "maintenance.equipment": [
            "active",
            "bom_id",
            "category_id",
            "company_id",
            "lifecycle_state",
            "location_id",
            "parts_key",
            "retirement_date",
            "scrap_date",
        ],
    }

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Asset", readonly=True
    )
    bom_id = fields.Many2one("maintenance.bom", string="BOM", readonly=True)
    line_id = fields.Many2one("maintenance.bom.line", string="BOM Line", readonly=True)
    origin_bom_id = fields.Many2one(
        "maintenance.bom",
        string="Comes From",
        readonly=True,
        help="The BOM in which the part stands; empty for a line of the asset's own.",
    )
    origin = fields.Char(
        string="From",
        compute="_compute_origin",
        help="The BOM in which the part stands, or the own line that brings it.",
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Part Category"
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    superseded_by_id = fields.Many2one(related="product_id.superseded_by_id")
    product_qty = fields.Float(
        string="Quantity",
        readonly=True,
        help="In the part's own unit, not rounded.",
    )
    position = fields.Char(readonly=True)
    path = fields.Char(readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    criticality = fields.Selection(
        lambda self: self._selection_of("maintenance.bom.line", "criticality"),
        readonly=True,
    )
    maintenance_type = fields.Selection(
        lambda self: self._selection_of("maintenance.bom.line", "maintenance_type"),
        string="Used In",
        readonly=True,
    )
    every_nth = fields.Integer(string="Every Nth Job", readonly=True, aggregator=None)
    date_from = fields.Date(string="Valid From", readonly=True)
    date_to = fields.Date(string="Valid Until", readonly=True)
    is_own = fields.Boolean(
        string="Own Line",
        readonly=True,
        help="The part comes through a line that this asset alone has.",
    )
    lifecycle_state = fields.Selection(
        lambda self: self._selection_of("maintenance.equipment", "lifecycle_state"),
        string="Life Cycle",
        readonly=True,
        help="Archived assets, and those whose scrap or retirement date has come, "
        "count as retired.",
    )
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Asset Category", readonly=True
    )
    location_id = fields.Many2one(
        "stock.location", string="Asset Location", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)

    def _selection_of(self, model, field_name):
        return self.env[model]._fields[field_name]._description_selection(self.env)

    @api.depends("origin_bom_id", "is_own")
    def _compute_origin(self):
        for row in self:
            origin = row.origin_bom_id.display_name
            if not row.is_own:
                row.origin = origin
            elif origin:
                row.origin = self.env._("Own line: %s", origin)
            else:
                row.origin = self.env._("Own line")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """CREATE VIEW %(view)s AS
                   SELECT e.id::bigint * %(slots)s + c.slot AS id,
                          e.id AS equipment_id,
                          c.slot,
                          e.bom_id,
                          e.category_id,
                          e.location_id,
                          e.company_id,
                          CASE WHEN e.active IS NOT TRUE
                                 OR e.scrap_date <= CURRENT_DATE
                                 OR e.retirement_date <= CURRENT_DATE
                               THEN 'retired'
                               ELSE e.lifecycle_state
                           END AS lifecycle_state,
                          c.line_id,
                          c.origin_bom_id,
                          c.path,
                          c.sequence,
                          c.product_id,
                          c.product_qty,
                          c.position,
                          c.criticality,
                          c.maintenance_type,
                          c.every_nth,
                          c.date_from,
                          c.date_to,
                          c.is_own
                     FROM maintenance_equipment e
                     JOIN maintenance_bom_component c ON c.parts_key = e.parts_key""",
                view=SQL.identifier(self._table),
                slots=SQL(str(SLOTS)),
            )
        )

    def _search(self, domain, *args, **kwargs):
        return super()._search(Domain(domain).map_conditions(by_slot), *args, **kwargs)

    def exists(self):
        return find_existing(self)

    def _get_valid_domain(self, date):
        """Return the domain of the rows whose line counts on ``date``."""
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", date)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", date)
        )

    def _get_part_values(self, domain):
        """Return the rows of ``domain`` as :meth:`_prepare_part_values` does."""
        # at once: read on demand, rows come in a query for every thousand
        rows = self.search_fetch(domain, self._get_part_fields())
        rows.equipment_id.fetch(["name", "code"])
        rows.product_id.fetch(["default_code", "name", "superseded_by_id", "uom_id"])
        return [row._prepare_part_values() for row in rows]

    def _get_part_fields(self):
        """Return the names of the fields that :meth:`_prepare_part_values` reads."""
        return [name for name, field in self._fields.items() if field.store]

    def _prepare_part_values(self):
        """Return one row as a dict of plain values, False where there is nothing.

        Ids are ints, dates ISO strings, ``product_qty`` is a float in ``uom_id``.
        """
        self.ensure_one()
        product = self.product_id
        return {
            "equipment_id": self.equipment_id.id,
            "equipment_name": self.equipment_id.name,
            "equipment_code": self.equipment_id.code,
            "lifecycle_state": self.lifecycle_state,
            "company_id": self.company_id.id,
            "bom_id": self.bom_id.id,
            "line_id": self.line_id.id,
            "path": self.path,
            "is_own": self.is_own,
            "product_id": product.id,
            "product_code": product.default_code,
            "product_name": product.name,
            "superseded_by_id": product.superseded_by_id.id,
            "product_qty": self.product_qty,
            "uom_id": product.uom_id.id,
            "uom_name": product.uom_id.name,
            "position": self.position,
            "criticality": self.criticality,
            "maintenance_type": self.maintenance_type,
            "every_nth": self.every_nth,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
        }

    def action_exclude_here(self):
        """Take these inherited parts off their assets, at these positions."""
        self = to_records(self)
        self.env["maintenance.bom.line"].create(
            [dict(row._prepare_own_line(), effect="exclude") for row in self]
        )
        return True

    def button_exclude_here(self):
        """Open a new own line that takes this part off its asset, with the reason."""
        self = to_record(self)
        values = dict(self._prepare_own_line(), effect="exclude")
        return get_dialog(
            self.env._("Exclude %s", self.product_id.display_name),
            "maintenance.bom.line",
            values,
        )

    def action_replace_here(self):
        """Open a new own line that puts another part in the place of this one."""
        self = to_record(self)
        values = dict(
            self._prepare_own_line(),
            effect="replace",
            quantity=self.line_id.quantity,
            uom_id=self.line_id.uom_id.id,
            position=self.line_id.position,
            criticality=self.line_id.criticality,
            maintenance_type=self.line_id.maintenance_type,
            every_nth=self.line_id.every_nth,
            replace_after=self.line_id.replace_after,
            replace_unit=self.line_id.replace_unit,
            notice_days=self.line_id.notice_days,
            date_from=self.line_id.date_from,
            date_to=self.line_id.date_to,
        )
        return get_dialog(
            self.env._("Replace %s", self.product_id.display_name),
            "maintenance.bom.line",
            values,
        )

    def action_delete_own_line(self):
        """Delete the own lines through which these parts came."""
        self = to_records(self)
        self._get_own_lines().unlink()
        return True

    def action_open_own_line(self):
        """Open the own line through which this part comes."""
        self = to_record(self)
        return get_dialog(
            self.env._("Own Line"),
            "maintenance.bom.line",
            record=self._get_own_lines(),
        )

    def _get_own_lines(self):
        """Return the own lines on the way to these parts."""
        line_ids = {
            int(part) for row in self for part in row.path.strip("/").split("/")
        }
        return (
            self.env["maintenance.bom.line"]
            .browse(line_ids)
            .filtered(lambda line: line.equipment_id in self.equipment_id)
        )

    def _prepare_own_line(self):
        """Return the values of an own line about this row.

        It names the place only where the asset has the part's line more than once.
        """
        self.ensure_one()
        if not self.line_id.bom_id:
            raise UserError(
                self.env._(
                    "“%(part)s” is an own line of “%(asset)s”: change or "
                    "delete that line.",
                    part=self.product_id.display_name,
                    asset=self.equipment_id.display_name,
                )
            )
        places = self.search_count(
            [
                ("equipment_id", "=", self.equipment_id.id),
                ("line_id", "=", self.line_id.id),
            ]
        )
        return {
            "equipment_id": self.equipment_id.id,
            "target_line_id": self.line_id.id,
            "target_path": self.path if places > 1 else False,
        }
