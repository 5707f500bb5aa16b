from odoo import models
from odoo.exceptions import UserError


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
            lines, lambda line: self._read_issue_line(line, warehouse)
        )
        return self._take_apart_rows(rows, warehouse.company_id)

    def _read_lines(self, lines, read_line):
        """Return what ``read_line`` makes of each line.

        :raises UserError: naming the line, what is wrong with it and what to do
        """
        self.ensure_one()
        if not lines:
            raise UserError(
                self.env._("Name at least one part of “%s”.", self.display_name)
            )
        rows = []
        for number, line in enumerate(lines, 1):
            try:
                if not isinstance(line, dict):
                    raise UserError(
                        self.env._("it is no dict of product_id, quantity and so on.")
                    )
                rows.append(read_line(line))
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

    def _read_issue_line(self, line, warehouse):
        product = self._read_issue_record(line, "product_id", "product.product")
        if not product:
            raise UserError(self.env._("name its part in product_id."))
        uom = self._read_issue_record(line, "uom_id", "uom.uom") or product.uom_id
        location = self._read_issue_record(line, "location_id", "stock.location")
        location = location or warehouse.lot_stock_id
        row = {
            "product": product,
            "quantity": line.get("quantity") or 0.0,
            "uom": uom,
            "lot": self._read_issue_record(line, "lot_id", "stock.lot"),
            "location": location,
            "position": line.get("position") or False,
        }
        problem = self._find_part_problem(row) or self._find_issue_problem(
            row, warehouse.company_id
        )
        if problem:
            raise UserError(problem)
        return row

    def _read_issue_record(self, line, name, model):
        """Return the record that ``line`` names, an empty one if it names none."""
        record = self.env[model].browse(line.get(name) or [])
        if len(record.exists()) != len(record):
            raise UserError(
                self.env._(
                    "there is no %(model)s with id %(id)s.",
                    model=self.env["ir.model"]._get(model).name,
                    id=record.id,
                )
            )
        return record

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
        quantity, part = row["quantity"], row["product"].display_name
        if product.type != "consu":
            return self.env._("“%s” is not a part: only goods are.", part)
        if not uom._has_common_reference(product.uom_id):
            return self.env._(
                "“%(part)s” is kept in %(stock_unit)s and cannot be moved in "
                "%(unit)s. Choose a unit that converts to %(stock_unit)s.",
                part=part,
                stock_unit=product.uom_id.name,
                unit=uom.name,
            )
        if not isinstance(quantity, (int, float)) or uom.compare(quantity, 0.0) <= 0:
            return self.env._("say how much of “%s” in quantity, above zero.", part)
        if lot and lot.product_id != product:
            return self.env._(
                "%(lot)s is a lot of “%(other)s”, not of “%(part)s”. Choose another.",
                lot=lot.name,
                other=lot.product_id.display_name,
                part=part,
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
