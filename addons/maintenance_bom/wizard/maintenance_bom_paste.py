from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.answers import get_dialog
from ..models.arguments import to_record
from ..tools import is_piece, parse_number, parse_table


class MaintenanceBomPaste(models.TransientModel):
    """Parts copied from a spreadsheet, checked row by row before they go into a BOM."""

    _name = "maintenance.bom.paste"
    _description = "Paste Parts into a BOM"

    bom_id = fields.Many2one(
        "maintenance.bom", string="BOM", required=True, ondelete="cascade"
    )
    text = fields.Text(
        string="Parts",
        help="One part a row: part, quantity, unit, position. The part is its internal "
        "reference, barcode or name. A row of headings may come first.",
    )
    row_ids = fields.One2many(
        "maintenance.bom.paste.row",
        "paste_id",
        compute="_compute_row_ids",
        store=True,
        readonly=False,
    )
    ready_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")

    @api.depends("text")
    def _compute_row_ids(self):
        for paste in self:
            rows = parse_table(paste.text or "", paste._parse_number)
            products = paste._find_products({row.part for row in rows})
            units = paste._find_units({row.unit for row in rows})
            paste.row_ids = [Command.clear()] + [
                Command.create(paste._prepare_row(row, products, units)) for row in rows
            ]

    @api.depends("row_ids.problem")
    def _compute_counts(self):
        for paste in self:
            paste.problem_count = len(paste.row_ids.filtered("problem"))
            paste.ready_count = len(paste.row_ids) - paste.problem_count

    def _parse_number(self, text):
        """Read a number as the user's language writes it."""
        lang = self.env["res.lang"]._get_data(code=self.env.user.lang)
        return parse_number(text, lang.decimal_point, lang.thousands_sep)

    def _find_products(self, parts):
        """Return {typed text, in lower case: products that it can mean}."""
        parts.discard("")
        candidates = self.env["product.product"].search(
            Domain("type", "=", "consu")
            & Domain("company_id", "in", [False, self.bom_id.company_id.id])
            & (
                Domain("barcode", "in", list(parts))
                | Domain.OR(
                    Domain(name, "=ilike", _escape(part))
                    for part in parts
                    for name in ("default_code", "name")
                )
            )
        )
        by_code, by_name = defaultdict(set), defaultdict(set)
        for product in candidates:
            for code in {product.default_code, product.barcode} - {False}:
                by_code[code.lower()].add(product.id)
            by_name[product.name.lower()].add(product.id)
        return {
            part.lower(): by_code[part.lower()] or by_name[part.lower()]
            for part in parts
        }

    def _find_units(self, names):
        """Return {typed text, in lower case: unit}."""
        names.discard("")
        units = self.env["uom.uom"].search(
            Domain.OR(Domain("name", "=ilike", _escape(name)) for name in names)
        )
        found = {unit.name.lower(): unit for unit in units}
        pieces = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        if pieces:
            found |= {
                name.lower(): pieces
                for name in names
                if name.lower() not in found and is_piece(name)
            }
        return found

    def _prepare_row(self, row, products, units):
        found = products.get(row.part.lower(), ())
        product = self.env["product.product"].browse(found if len(found) == 1 else ())
        unit = units.get(row.unit.lower()) if row.unit else product.uom_id
        return {
            "number": row.number,
            "part_text": row.part,
            "product_id": product.id,
            "match_count": len(found),
            "quantity": row.quantity or 0.0,
            "quantity_text": row.quantity_text,
            "uom_id": unit and unit.id,
            "unit_text": row.unit,
            "position": row.position,
        }

    def action_apply(self):
        """Add the rows without a problem; those with one stay in the dialog."""
        self = to_record(self)
        if not self.row_ids:
            raise UserError(
                self.env._(
                    "Paste at least one row: part, quantity, unit, position. "
                    "Copy the cells in your spreadsheet and paste them here."
                )
            )
        ready = self.row_ids.filtered(lambda row: not row.problem)
        sequence = max(self.bom_id.line_ids.mapped("sequence"), default=0)
        self.env["maintenance.bom.line"].create(
            [
                dict(row._prepare_line(), sequence=sequence + rank)
                for rank, row in enumerate(ready, start=1)
            ]
        )
        ready.unlink()
        if not self.row_ids:
            return {"type": "ir.actions.act_window_close"}
        return get_dialog(
            self.env._("Rows That Need You"),
            self._name,
            record=self,
            size="extra-large",
        )


def _escape(text):
    """Return ``text`` as an ``=ilike`` pattern that matches nothing else."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
