from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import (
    LARGEST_ID,
    to_id,
    to_lines,
    to_number,
    to_text,
)

# what a line may name by an id
LINE_RECORDS = {
    "product_id": "product.product",
    "uom_id": "uom.uom",
    "lot_id": "stock.lot",
    "location_id": "stock.location",
}


class MaintenanceEquipmentIssue(models.AbstractModel):
    """What callers of ``issue_parts()`` ask for, checked line by line."""

    _name = "maintenance.equipment.issue"
    _description = "Lines of a Quick Issue"

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
                quantity=f"{quantity:g}",
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
