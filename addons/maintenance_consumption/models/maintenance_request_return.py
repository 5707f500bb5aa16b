from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.maintenance_bom.models.arguments import (
    to_flag,
    to_id,
    to_lines,
    to_number,
    to_record,
)
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestReturn(models.AbstractModel):
    """How unused parts of a job come back."""

    _name = "maintenance.request.return"
    _description = "Return of the Parts of a Maintenance Job"

    @one_at_a_time
    def action_return_parts(self, lines):
        """Take unused parts back into stock, at the value they left with.

        :param lines: list of dicts ``part_id`` (planned part), ``quantity`` in the
            part's own unit, and if wanted ``still_needed``: whether the job needs it
            again (True), or turned out not to need it (False), and ``lot_id``: which
            lot or serial number comes back
        :raises UserError: if a line is wrong, or more is returned than is there of what
            was issued
        :return: True

        Several lines of one part come back together.
        """
        self = to_record(self)
        returned, unneeded = self._read_return_lines(to_lines(self.env, lines))
        if not returned:
            raise UserError(
                self.env._(
                    "Name at least one part of “%s” that comes back, and how much.",
                    self.display_name,
                )
            )
        self._action_return_parts(returned, unneeded)
        return True

    def _read_return_lines(self, lines):
        """Return ({(planned part, lot): quantity}, {planned part: of it not needed}).

        In the part's own unit.

        :raises UserError: naming the line and what is wrong with it
        """
        returned, unneeded = defaultdict(float), defaultdict(float)
        parts = {part.id: part for part in self.part_ids}
        lots = self.part_ids._get_done_issues().move_line_ids.lot_id
        for number, line in enumerate(lines, 1):
            try:
                part = parts.get(to_id(self.env, line.get("part_id"), "part_id"))
                if not part:
                    raise UserError(
                        self.env._(
                            "“%(job)s” plans no part with id %(id)s: name in part_id "
                            "the planned part that comes back.",
                            job=self.display_name,
                            id=line.get("part_id"),
                        )
                    )
                quantity = to_number(self.env, line.get("quantity"), "quantity") or 0.0
                if part.product_id.uom_id.compare(quantity, 0.0) <= 0:
                    raise UserError(
                        self.env._(
                            "say how much of “%s” comes back in quantity, above zero.",
                            part.product_id.display_name,
                        )
                    )
                lot_id = to_id(self.env, line.get("lot_id"), "lot_id")
                lot = lots.filtered(lambda lot, lot_id=lot_id: lot.id == lot_id)
                if lot_id and not lot:
                    raise UserError(
                        self.env._(
                            "no lot or serial number with id %(id)s was issued on "
                            "“%(job)s”.",
                            id=lot_id,
                            job=self.display_name,
                        )
                    )
                returned[part, lot] += quantity
                if not to_flag(
                    self.env, line.get("still_needed"), "still_needed", default=True
                ):
                    unneeded[part] += quantity
            except UserError as error:
                raise UserError(
                    self.env._(
                        "Line %(number)s: %(problem)s",
                        number=number,
                        problem=error.args[0],
                    )
                ) from error
        return returned, unneeded

    def _action_return_parts(self, returned, unneeded):
        """Take parts back; what turned out not to be needed is not planned any more.

        :param returned: {(planned part, lot, empty for any): quantity in the part's own
            unit}
        :param unneeded: {planned part: how much of it is not needed any more}
        """
        quantities = defaultdict(lambda: defaultdict(float))
        for (part, lot), quantity in returned.items():
            for move, taken in self._get_moves_to_return(part, lot, quantity).items():
                for of_lot, share in taken.items():
                    quantities[move][of_lot] += share
        if quantities:
            self.env["stock.move"]._return_parts(quantities)
        self.part_ids._give_up_need(unneeded)

    def _get_moves_to_return(self, part, lot, quantity):
        """Return {issue move: {lot, empty for any: quantity}}: the latest issues come
        back first.

        :param lot: the lot or serial number that comes back, empty for any
        :param quantity: in the part's own unit; those returned in that of their product
        """
        quantities = {}
        contents = part._get_contents()[part]
        for product, amount in contents.items():
            issues = part._get_done_issues().filtered(
                lambda move, product=product: move.product_id == product
            )
            wanted = quantity * amount
            shares, total, removed = issues._share_return(wanted, lot)
            if product.uom_id.compare(total, wanted) < 0:
                message = self.env._(
                    "“%(job)s” cannot give back %(quantity)s of “%(part)s”: it has "
                    "%(most)s of it.",
                    job=self.display_name,
                    quantity=f"{quantity:g}",
                    most=f"{total / amount:g}",
                    part=part.product_id._get_name_with_lot(lot),
                )
                reason = issues._get_removed_message(
                    issues.equipment_id[:1], product, removed
                )
                raise UserError(f"{message} {reason}".strip())
            quantities |= shares
        return quantities
