from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.arguments import to_records
from odoo.addons.maintenance_bom.models.locking import one_at_a_time


class MaintenanceRequestPartSubstitute(models.AbstractModel):
    """What is there instead of a planned part, and planning that.

    A part is available if it is there itself: only then reserving and issuing, which
    take the very part that is planned, do what the word promises. Whether another part
    will do is for a person to say, with one click.
    """

    _name = "maintenance.request.part.substitute"
    _description = "Substitute of a Planned Part"

    substitute_note = fields.Char(
        string="There Instead",
        compute="_compute_availability",
        compute_sudo=True,
        help="Another part that replaces this one and is there, or will be, while this "
        "one is not. No other job counts on it.",
    )
    can_substitute = fields.Boolean(compute="_compute_availability", compute_sudo=True)
    substitute_for_id = fields.Many2one(
        "product.product",
        string="Instead Of",
        check_company=True,
        compute="_compute_substitute_for_id",
        store=True,
        readonly=False,
        help="The part that was planned first. The next occurrence of the job plans "
        "that one again.",
    )

    @api.depends("product_id")
    def _compute_substitute_for_id(self):
        """What a person plans is planned for its own sake."""
        self.substitute_for_id = False

    def _set_substitutes(self, instead):
        """Tell what is there instead.

        :param instead: the last of what ``_get_part_availability()`` says of the part
        """
        self.ensure_one()
        notes = (self._describe_substitute(*entry) for entry in instead)
        self.substitute_note = " ".join(notes) or False
        self.can_substitute = bool(self._filter_substitutes(instead))

    def _filter_substitutes(self, instead):
        """Return {product to plan instead: how much of it, in its own unit}.

        What lacks of a kit is not planned by itself, so nothing is planned instead.
        """
        quantities = defaultdict(float)
        for lacking, other, _day, quantity in instead:
            if lacking == self.product_id:
                quantities[other] += quantity
        return quantities

    def _describe_substitute(self, lacking, other, day, quantity):
        values = {
            "part": other.default_code or other.display_name,
            "quantity": f"{round(quantity, 6):g}",
            "lacking": lacking.default_code or lacking.display_name,
            "day": day and format_date(self.env, day),
        }
        if other.uom_id != self.uom_id:
            values["quantity"] += f" {other.uom_id.name}"
        if lacking != self.product_id:
            if day:
                return self.env._(
                    "%(part)s is expected instead of %(lacking)s on %(day)s: "
                    "%(quantity)s.",
                    **values,
                )
            return self.env._(
                "%(part)s is there instead of %(lacking)s: %(quantity)s.", **values
            )
        if day:
            return self.env._(
                "%(part)s is expected instead on %(day)s: %(quantity)s.", **values
            )
        return self.env._("%(part)s is there instead: %(quantity)s.", **values)

    def _get_records_to_lock(self):
        """See :func:`one_at_a_time`."""
        return self.request_id._get_records_to_lock()

    @one_at_a_time
    def action_plan_substitute(self):
        """Plan what is there, or comes, instead of what these parts lack.

        What is there of the parts themselves, or was taken, stays planned.

        :raises UserError: if nothing is there instead of any of them
        :return: True
        """
        self = to_records(self)
        found = self.request_id._get_part_availability()
        changes = {part: part._filter_substitutes(found[part.id][2]) for part in self}
        if not any(changes.values()):
            raise UserError(
                self.env._(
                    "Nothing is there instead of %(parts)s.",
                    parts=", ".join(
                        f"“{part.product_id.display_name}”" for part in self
                    ),
                )
            )
        for part, quantities in changes.items():
            part._plan_instead(quantities)
        self._give_up_excess(self._get_moved_quantities())
        return True

    def _plan_instead(self, quantities):
        """Plan other products for so much of this part, in their own units."""
        self.ensure_one()
        unit, wanted = self.uom_id, self.substitute_for_id or self.product_id
        rows = [
            {
                "product_id": product.id,
                "quantity": product.uom_id._compute_quantity(
                    quantity, unit, round=False
                ),
                "uom_id": unit.id,
                "substitute_for_id": wanted != product and wanted.id,
            }
            for product, quantity in quantities.items()
        ]
        rest = self.quantity - sum(row["quantity"] for row in rows)
        if rows and unit.compare(rest, 0.0) > 0:
            self.quantity = rest
        elif rows and self._has_moved():
            # all of it came back: its history stays where it is
            self.unneeded_qty = self.quantity
        elif rows:
            self.write(rows.pop(0))
        for row in rows:
            self.copy(row)

    def _has_moved(self):
        # who plans parts sees what became of them, with or without rights on stock
        return "done" in self.sudo().move_ids.mapped("state")

    def _copy_to_next(self, request):
        """Plan these parts on the next occurrence, as they were before substitution."""
        copies, whole = {}, set()
        for part in self.sorted(lambda part: bool(part.substitute_for_id)):
            product = part.substitute_for_id or part.product_id
            key = (part.path, part.position, product, part.uom_id)
            if part.substitute_for_id and key in copies:
                # of a part that was not needed at all, the plan still has all
                if key not in whole:
                    copies[key].quantity += part.quantity
                continue
            copies[key] = part.copy(
                {
                    "request_id": request.id,
                    "product_id": product.id,
                    "uom_id": part.uom_id.id,
                    "substitute_for_id": False,
                }
            )
            if part.product_id.uom_id.is_zero(part._get_needed_qty()):
                whole.add(key)
