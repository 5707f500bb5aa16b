from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.maintenance_bom.models.arguments import (
    LARGEST_ID,
    to_id,
    to_lines,
    to_number,
    to_record,
    to_records,
    to_text,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time
from odoo.addons.maintenance_bom.models.rights import get_visible_names
from odoo.addons.maintenance_bom.models.words import format_quantity

from ..tools import Listed
from .cost_groups import COST_GROUPS

# what a line may name by an id
LINE_RECORDS = {
    "product_id": "product.product",
    "uom_id": "uom.uom",
    "lot_id": "stock.lot",
    "location_id": "stock.location",
}
# an index of PostgreSQL takes no more than some 2,700 bytes
LONGEST_REFERENCE = 200


class ListedLine(NamedTuple):
    """A part of a parts list; ``target_line_id``: the line that it stands for."""

    parts_key: int
    path: str
    every_nth: int
    date_from: date | None
    date_to: date | None
    maintenance_type: str
    product_id: int
    product_qty: float
    uom_id: int
    position: str | None
    line_id: int
    criticality: str
    target_line_id: int | None


class MaintenanceEquipment(models.Model):
    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "maintenance.cost.mixin",
        "maintenance.checked.distribution",
    ]

    _cost_field = "equipment_id"
    _cost_action = "maintenance_consumption.maintenance_cost_report_action_equipment"

    has_returnable_parts = fields.Boolean(
        compute="_compute_has_returnable_parts",
        groups="maintenance_bom.group_user",
        help="Parts that were issued without a job have not all come back.",
    )

    parts_used_count = fields.Integer(
        string="Parts Used",
        compute="_compute_parts_used_count",
        groups="maintenance_bom.group_user",
        help="Issues of parts to this asset, and returns from it.",
    )
    parts_cost_this_year = fields.Monetary(
        compute="_compute_parts_cost_this_year",
        groups=COST_GROUPS,
        help="What the parts of this asset cost since the fiscal year of the company "
        "began, less what came back.",
    )

    @api.depends("category_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        for asset in self:
            asset.analytic_distribution = (
                asset.analytic_distribution or asset.category_id.analytic_distribution
            )
        return result

    # --- the parts that the BOM lists -------------------------------------------------

    def _get_listed_parts(self):
        """Return {parts key: ({path: Listed}, {path: values})} of these assets, empty
        dicts for a key that there is not.

        Values are what ``_prepare_part()`` of a job takes. Assets of one BOM share a
        key.
        """
        lists = defaultdict(lambda: ({}, {}))
        for line in self._get_listed_lines():
            if line.product_qty:
                listed, values = lists[line.parts_key]
                listed[line.path] = _to_listed(line)
                values[line.path] = {
                    "product_id": line.product_id,
                    "product_qty": line.product_qty,
                    "uom_id": line.uom_id,
                    "position": line.position or False,
                    "path": line.path,
                    "line_id": line.line_id,
                    "criticality": line.criticality,
                }
        return lists

    def _get_listed_lines(self):
        """Return the ListedLine of all parts of these assets, in order.

        By SQL, as thousands of jobs are read for the next months. Without access
        rights: who may finish a job may lack access to BOMs.
        """
        for name in ("product.template", "maintenance.bom.line"):
            self.env[name].flush_model()
        # with all rights: who may finish a job may lack access to its asset
        keys = list(set(self.sudo().mapped("parts_key")))
        rows = self.env.execute_query(
            SQL(
                """SELECT c.parts_key, c.path, c.every_nth, c.date_from, c.date_to,
                          c.maintenance_type, c.product_id, c.product_qty, t.uom_id,
                          c.position, c.line_id, c.criticality,
                          CASE WHEN l.equipment_id IS NOT NULL AND l.effect = 'replace'
                               THEN l.target_line_id
                          END
                     FROM maintenance_bom_component c
                     JOIN maintenance_bom_line l ON l.id = c.line_id
                     JOIN product_product p ON p.id = c.product_id
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE c.parts_key = ANY(%s)
                 ORDER BY c.parts_key, c.sequence, c.id""",
                keys,
            )
        )
        return [ListedLine(*row) for row in rows]

    # --- issue without a job --------------------------------------------------------

    @one_at_a_time
    def issue_parts(self, lines, reference=None, warranty_reason=None):
        """Take parts from stock for this asset, without a job.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own), ``lot_id``, ``location_id`` (the stock of the
            warehouse that the asset is in, else of the company's first), ``position``
            (the one where the asset's BOM has the part, if it is one)
        :param reference: a name of this issue that is unique in the company, at most
            200 characters: a second call with it moves nothing and returns the first
            result. Blank means none
        :param warranty_reason: why parts are paid for under warranty, one of the values
            of ``maintenance.request.warranty_reason``
        :raises AccessError: if the user may not read the asset or move stock
        :raises UserError: if a line is wrong, a part is not there in that quantity, the
            asset has left, or the reference is another asset's; then nothing moves
        :return: dict ``picking_id``, ``picking_name``, ``reference`` (False if there is
            none), and ``lines``: dicts ``product_id``, ``quantity``, ``uom_id``
        """
        self = to_record(self)
        self.check_access("read")
        reference = self._read_reference(reference)
        warranty_reason = self.env["maintenance.request"]._read_warranty_reason(
            warranty_reason
        )
        company = self.company_id or self.env.company
        earlier = self._find_issue(reference, company)
        if earlier:
            return earlier._prepare_issue_result()
        problem = self._find_departure_problem()
        if problem:
            raise UserError(problem)
        warehouse = self._get_parts_warehouse(company)
        rows = self._read_issue_lines(lines, warehouse)
        pickings = self.env["stock.picking"].with_company(company)
        with self._claim_reference():
            picking = pickings.create(
                self._prepare_parts_issue(rows, reference, warehouse)
            )
        picking._keep_warranty_reason(warranty_reason)
        picking.move_ids._lock_source_quants()
        picking.move_ids._confirm_each()
        picking._pick_all_parts([row["lot"] for row in rows])
        picking._validate_parts()
        return picking._prepare_issue_result()

    @one_at_a_time
    def return_parts(self, lines):
        """Take parts back into stock that were issued to this asset without a job.

        At the value they left with; the latest issues come back first. What was issued
        on a job comes back there: see ``maintenance.request.action_return_parts()``.

        :param lines: list of dicts ``product_id``, ``quantity``, and if wanted
            ``uom_id`` (the part's own) and ``lot_id``: which lot or serial number comes
            back
        :raises AccessError: if the user may not read the asset or move stock
        :raises UserError: if a line is wrong, or more is returned than is there of what
            was issued; then nothing moves
        :return: list of dicts as :meth:`issue_parts` returns, one for each transfer
        """
        self = to_record(self)
        self.check_access("read")
        wanted = defaultdict(float)
        for row in self._take_apart_rows(
            self._read_lines(lines, self._read_part_line),
            self.company_id or self.env.company,
        ):
            product, uom = row["product"], row["uom"]
            wanted[product, row["lot"]] += uom._compute_quantity(
                row["quantity"], product.uom_id, round=False
            )
        issues = self._get_issues_without_job()
        quantities = defaultdict(lambda: defaultdict(float))
        for (product, lot), quantity in wanted.items():
            shares, total, removed = issues.filtered(
                lambda move, product=product: move.product_id == product
            )._share_return(quantity, lot)
            if product.uom_id.compare(total, quantity) < 0:
                message = self.env._(
                    "“%(asset)s” cannot give back %(quantity)s of “%(part)s”: of "
                    "what it got without a job it has %(most)s. What was issued on "
                    "a job comes back with Return Parts there.",
                    asset=self.display_name,
                    quantity=format_quantity(self.env, quantity),
                    most=format_quantity(self.env, total),
                    part=product._get_name_with_lot(lot),
                )
                reason = issues._get_removed_message(self, product, removed)
                raise UserError(f"{message} {reason}".strip())
            for move, taken in shares.items():
                for of_lot, share in taken.items():
                    quantities[move][of_lot] += share
        returns = self.env["stock.picking"]._return_parts(quantities)
        return [picking._prepare_issue_result() for picking in returns]

    def _get_issues_without_job(self):
        """Return the done moves that issued parts to these assets without a job."""
        return self.env["stock.move"].search(
            [
                ("equipment_id", "in", self.ids),
                ("maintenance_request_id", "=", False),
                ("maintenance_kind", "=", "issue"),
                ("state", "=", "done"),
            ]
        )

    def _compute_has_returnable_parts(self):
        # who plans parts sees what became of them, with or without rights on stock
        issues_sudo = self.sudo()._get_issues_without_job()
        having = {
            move.equipment_id.id
            for move, balances in issues_sudo._get_balances().items()
            if any(
                move.product_id.uom_id.compare(balance.left, 0.0) > 0
                for balance in balances.values()
            )
        }
        for asset in self:
            asset.has_returnable_parts = asset._origin.id in having

    def _get_parts_warehouse(self, company):
        """Return the warehouse of this asset, which has a Parts Issue type."""
        self.ensure_one()
        warehouse = self.location_id.warehouse_id._filter_usable(company)
        if not warehouse:
            warehouse = warehouse.search([("company_id", "=", company.id)], limit=1)
        if not warehouse.parts_issue_type_id:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse to take parts for “%(asset)s” from. "
                    "Create one first.",
                    company=company.display_name,
                    asset=self.display_name,
                )
            )
        return warehouse

    def _prepare_parts_issue(self, rows, reference, warehouse):
        """Return the values of the picking of ``rows`` (see `_read_issue_lines`)."""
        company = warehouse.company_id
        # with all rights: who moves stock may lack access to the company's settings
        destination = company.sudo().maintenance_location_id
        picking_type = warehouse._get_parts_issue_type()
        moves = [
            {
                "product_id": row["product"].id,
                "product_uom_qty": row["product"]._get_movable_qty(
                    row["uom"]._compute_quantity(
                        row["quantity"], row["product"].uom_id, round=False
                    )
                ),
                "product_uom": row["product"].uom_id.id,
                "picking_type_id": picking_type.id,
                "location_id": row["location"].id,
                "location_dest_id": destination.id,
                "company_id": company.id,
                "equipment_id": self.id,
                "equipment_position": row["position"],
            }
            for row in rows
        ]
        return {
            "picking_type_id": picking_type.id,
            "location_id": moves[0]["location_id"],
            "location_dest_id": destination.id,
            "company_id": company.id,
            "origin": self.display_name,
            "parts_reference": reference,
            "move_ids": [Command.create(move) for move in moves],
        }

    # The lines of a call, checked one by one

    def _read_issue_lines(self, lines, warehouse):
        """Return the lines as dicts of ``product``, ``quantity``, ``uom``, ``lot``,
        ``location`` and ``position``.

        :raises UserError: naming the line, what is wrong with it and what to do
        """
        rows = self._read_lines(
            lines,
            lambda line, records: self._read_issue_line(line, records, warehouse),
        )
        return self._take_apart_rows(rows, warehouse.company_id)

    def _read_lines(self, lines, read_line):
        """Return what ``read_line`` makes of each line and the records that it names.

        :raises UserError: naming the line, what is wrong with it and what to do
        """
        self.ensure_one()
        lines = to_lines(self.env, lines)
        if not lines:
            raise UserError(
                self.env._("Name at least one part of “%s”.", self.display_name)
            )
        found = self._find_line_records(lines)
        rows, serials = [], set()
        for number, line in enumerate(lines, 1):
            try:
                row = read_line(line, self._read_line_records(line, found))
                self._check_serial_once(row, serials)
                rows.append(row)
            except UserError as error:
                raise UserError(
                    self.env._(
                        "Line %(number)s for “%(asset)s”: %(problem)s",
                        number=number,
                        asset=self.display_name,
                        problem=error.args[0],
                    )
                ) from error
        return rows

    def _find_line_records(self, lines):
        """Return {name in a line: the records with these ids that there are}.

        Ids that are none are left out here, and refused with their line.
        """
        found = {}
        for name, model in LINE_RECORDS.items():
            ids = {line.get(name) for line in lines if type(line.get(name)) is int}
            records = self.env[model].browse(
                sorted(record_id for record_id in ids if 0 < record_id <= LARGEST_ID)
            )
            found[name] = records.exists()
        return found

    def _read_line_records(self, line, found):
        """Return {name in a line: its record, an empty one if it names none}.

        :param found: what :meth:`_find_line_records` returns
        :raises UserError: naming an id that is none, or of which there is no record
        """
        records = {}
        for name, model in LINE_RECORDS.items():
            record_id = to_id(self.env, line.get(name), name)
            # all of them are read at once
            records[name] = (
                found[name].browse(record_id or []).with_prefetch(found[name]._ids)
            )
            if record_id and record_id not in found[name]._ids:
                raise UserError(
                    self.env._(
                        "there is no %(model)s with id %(id)s.",
                        model=self.env["ir.model"]._get(model).name,
                        id=record_id,
                    )
                )
        if not records["product_id"]:
            raise UserError(self.env._("name its part in product_id."))
        return records

    def _check_serial_once(self, row, serials):
        """Refuse a serial number that another line names already.

        :param serials: set of the lots with serials so far; kept up to date
        """
        lot = row["lot"]
        if not lot or row["product"].tracking != "serial":
            return
        if lot in serials:
            raise UserError(
                self.env._(
                    "serial number %(lot)s of “%(part)s” is one piece: name it once.",
                    lot=lot.name,
                    part=row["product"].display_name,
                )
            )
        serials.add(lot)

    def _take_apart_rows(self, rows, company):
        """Return the rows with those of kits replaced by one for each product in it."""
        products = self.env["product.product"].union(*(row["product"] for row in rows))
        contents = products._get_part_contents(company)
        taken_apart = []
        for row in rows:
            product, uom = row["product"], row["uom"]
            if product in contents[product]:
                taken_apart.append(row)
                continue
            quantity = uom._compute_quantity(
                row["quantity"], product.uom_id, round=False
            )
            taken_apart += [
                dict(
                    row,
                    product=part,
                    quantity=quantity * amount,
                    uom=part.uom_id,
                    lot=row["lot"].browse(),
                )
                for part, amount in contents[product].items()
            ]
        return taken_apart

    def _read_issue_line(self, line, records, warehouse):
        position = to_text(self.env, line.get("position"), "position") or False
        row = {
            **self._read_part_line(line, records),
            "location": records["location_id"] or warehouse.lot_stock_id,
            "position": position,
        }
        problem = self._find_issue_problem(row, warehouse.company_id)
        if problem:
            raise UserError(problem)
        return row

    def _read_part_line(self, line, records, default_quantity=0.0):
        """Return what ``line`` says of a part: ``product``, ``quantity``, ``uom`` (its
        own if none is named) and ``lot``.

        :param records: what :meth:`_read_line_records` returns
        :raises UserError: saying what is wrong with it
        """
        product = records["product_id"]
        quantity = to_number(self.env, line.get("quantity"), "quantity")
        row = {
            "product": product,
            "quantity": default_quantity if quantity is None else quantity,
            "uom": records["uom_id"] or product.uom_id,
            "lot": records["lot_id"],
        }
        problem = self._find_part_problem(row)
        if problem:
            raise UserError(problem)
        return row

    def _find_departure_problem(self):
        """Return why this asset gets no more parts, in words; None if it does."""
        if self.filtered_domain(self._get_living_domain()):
            return None
        return self.env._(
            "“%s” has left: it is retired, scrapped or archived. Put it back into "
            "service, or take the parts on one of its jobs.",
            self.display_name,
        )

    def _find_part_problem(self, row):
        """Return what is wrong with part, quantity or lot; None if all is well."""
        product, uom, lot = row["product"], row["uom"], row["lot"]
        if product.type != "consu":
            return self.env._(
                "“%s” is not a part: only goods are.", product.display_name
            )
        if not uom._has_common_reference(product.uom_id):
            return self.env._(
                "“%(part)s” is kept in %(stock_unit)s and cannot be moved in "
                "%(unit)s. Choose a unit that converts to %(stock_unit)s.",
                part=product.display_name,
                stock_unit=product.uom_id.name,
                unit=uom.name,
            )
        if uom.compare(row["quantity"], 0.0) <= 0:
            return self.env._(
                "say how much of “%s” in quantity, above zero.", product.display_name
            )
        if lot and lot.product_id != product:
            return self.env._(
                "%(lot)s is a lot of “%(other)s”, not of “%(part)s”. Choose another.",
                lot=lot.name,
                other=lot.product_id.display_name,
                part=product.display_name,
            )
        quantity = uom._compute_quantity(row["quantity"], product.uom_id, round=False)
        if (
            lot
            and product.tracking == "serial"
            and product.uom_id.compare(quantity, 1.0)
        ):
            return self.env._(
                "%(lot)s is one piece of “%(part)s”, not %(quantity)s.",
                lot=lot.name,
                part=product.display_name,
                quantity=format_quantity(self.env, quantity),
            )
        return None

    def _find_issue_problem(self, row, company):
        """Return why parts cannot be taken from there, in words; None if they can."""
        location = row["location"]
        if location.usage != "internal" or location.company_id not in (
            company,
            location.company_id.browse(),
        ):
            return self.env._(
                "%(location)s is no stock of %(company)s. Choose an internal location.",
                location=location.display_name,
                company=company.display_name,
            )
        return None

    # References: one stands for one call in a company, an issue or a removal; a second
    # call is harmless

    def _read_reference(self, reference):
        """Return the reference that a caller gave, None for a blank one.

        :raises UserError: if it is no text, or too long for the index
        """
        return to_text(self.env, reference, "reference", LONGEST_REFERENCE)

    def _find_by_reference(self, model, reference, company):
        """Return the documents of a model that were made under ``reference``.

        With all rights: all documents of the company count.
        """
        documents = self.env[model]
        if not reference:
            return documents
        domain = [("parts_reference", "=", reference), ("company_id", "=", company.id)]
        return documents.sudo().search(domain, order="id").sudo(False)

    def _find_issue(self, reference, company):
        """Return the issue that was made under ``reference``, or an empty picking.

        :raises UserError: if something else was, or the issue was for another asset
        """
        picking = self._find_by_reference("stock.picking", reference, company)
        self._check_reference_of_issue(reference, picking, company)
        self._check_same_asset(reference, picking.move_ids, picking.name)
        return picking

    def _check_reference_of_issue(self, reference, picking, company):
        """Refuse a reference that something else than an issue was made under.

        A seam: here there is nothing else that has a reference.

        :param picking: what was made under it, possibly empty
        """

    def _check_same_asset(self, reference, earlier, document):
        """Refuse a reference that stands for another asset: nothing would be moved.

        :param earlier: the moves, or other records with an asset, that were made under
            it
        :raises UserError: naming the other asset
        """
        # with all rights: all documents of the company count
        other = earlier.sudo().equipment_id - self
        if other:
            raise UserError(
                self.env._(
                    "“%(reference)s” is the reference of %(document)s for “%(other)s”. "
                    "Give another to what is for “%(asset)s”.",
                    reference=reference,
                    document=document,
                    other=get_visible_names(
                        other[:1], self.env._("an asset that you may not see")
                    ),
                    asset=self.display_name,
                )
            )

    @contextmanager
    def _claim_reference(self):
        """Create what carries a reference.

        If the same call at the same time was faster, this one is run again by Odoo, and
        then finds the result of that one.
        """
        try:
            yield
        except UniqueViolation as error:
            if error.diag.constraint_name not in self._get_reference_indexes():
                raise
            raise ConcurrencyError(str(error)) from error

    def _get_reference_indexes(self):
        """Return the names of the unique indexes of references; a seam for others."""
        return ("stock_picking_parts_reference_uniq",)

    # History

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_parts_used_count(self):
        counts = dict(
            self.env["maintenance.parts.history"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for asset in self:
            asset.parts_used_count = counts.get(asset._origin, 0)

    @api.depends_context("company")
    def _compute_parts_cost_this_year(self):
        for company, assets in self._by_cost_company().items():
            start, end = company._get_fiscal_year()
            domain = assets._get_parts_cost_domain(company) & Domain(
                [
                    ("date", ">=", start),
                    ("date", "<=", end),
                    ("equipment_id", "in", assets.ids),
                ]
            )
            # with all rights: who may see the cost of an asset sees the whole cost
            report_sudo = self.env["maintenance.cost.report"].sudo()
            costs = dict(
                report_sudo._read_group(domain, ["equipment_id"], ["cost:sum"])
            )
            for asset in assets:
                cost = costs.get(asset._origin, 0.0)
                asset.parts_cost_this_year = company.currency_id.round(cost)

    def _by_cost_company(self):
        """Return {company: the assets whose cost is told in its currency}."""
        return self.grouped(lambda asset: asset._get_cost_company())

    def _get_parts_cost_domain(self, company):
        """Return the domain of what parts cost in ``company`` in the cost report."""
        fields_of = self.env["maintenance.cost.report"]._get_cost_fields()
        kinds = [kind for kind, name in fields_of.items() if name == "parts_cost"]
        return Domain("company_id", "=", company.id) & Domain("kind", "in", kinds)

    def action_view_parts_used(self):
        """Open the issues of parts to these assets, and the returns."""
        self = to_records(self)
        return self.env["maintenance.parts.history"]._get_action_of(self, "equipment")


def _to_listed(line):
    replaces = None
    if line.target_line_id:
        # an own line stands where the line that it replaces stood
        above = line.path.removesuffix(f"{line.line_id}/")
        replaces = f"{above}{line.target_line_id}/"
    return Listed(
        line.path,
        line.every_nth,
        line.date_from,
        line.date_to,
        line.maintenance_type in ("preventive", "both"),
        replaces,
    )
