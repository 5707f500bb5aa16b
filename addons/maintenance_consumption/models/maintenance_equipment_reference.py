from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

from odoo.addons.maintenance_bom.models.arguments import to_text
from odoo.addons.maintenance_bom.models.rights import get_visible_names

# an index of PostgreSQL takes no more than some 2,700 bytes
LONGEST_REFERENCE = 200
INDEXES = ("stock_picking_parts_reference_uniq", "stock_scrap_parts_reference_uniq")


class MaintenanceEquipmentReference(models.AbstractModel):
    """Names that callers give to what they move, so that a second call is harmless.

    A name stands for one call in a company: an issue or a removal.
    """

    _name = "maintenance.equipment.reference"
    _description = "References of Issues and Removals"

    def _read_reference(self, reference):
        """Return the reference that a caller gave, None for a blank one.

        :raises UserError: if it is no text, or too long for the index
        """
        return to_text(self.env, reference, "reference", LONGEST_REFERENCE)

    def _find_by_reference(self, reference, company):
        """Return (picking, scraps) of the call that used ``reference``, or empty ones.

        Of the company, whoever of its users asks.
        """
        domain = [("parts_reference", "=", reference), ("company_id", "=", company.id)]
        found = (
            self.env[name].sudo().search(domain, order="id").sudo(False)
            if reference
            else self.env[name]
            for name in ("stock.picking", "stock.scrap")
        )
        return tuple(found)

    def _find_issue(self, reference, company):
        """Return the issue that was made under ``reference``, or an empty picking.

        :raises UserError: if a removal was, or the issue was for another asset
        """
        picking, scraps = self._find_by_reference(reference, company)
        if scraps or (picking and not picking.move_ids[:1]._is_parts_issue()):
            raise UserError(
                self.env._(
                    "“%(reference)s” is the reference of parts that were removed. Name "
                    "the issue otherwise.",
                    reference=reference,
                )
            )
        self._check_same_asset(reference, picking.move_ids, picking.name)
        return picking

    def _find_removal(self, reference, company):
        """Return (picking, scraps) of the removal under ``reference``, or empty ones.

        :raises UserError: if an issue was made under it, or the removal was from
            another asset
        """
        picking, scraps = self._find_by_reference(reference, company)
        if picking.move_ids[:1] and picking.move_ids[:1]._is_parts_issue():
            raise UserError(
                self.env._(
                    "“%(reference)s” is the reference of issue %(issue)s. Name the "
                    "removal otherwise.",
                    reference=reference,
                    issue=picking.name,
                )
            )
        self._check_same_asset(reference, picking.move_ids, picking.name)
        self._check_same_asset(reference, scraps, ", ".join(scraps.mapped("name")))
        return picking, scraps

    def _check_same_asset(self, reference, earlier, document):
        """Refuse a reference that stands for another asset: nothing would be moved.

        :param earlier: the moves or scraps that were made under it
        :raises UserError: naming the other asset
        """
        # of the company, whoever of its users asks
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
            if error.diag.constraint_name not in INDEXES:
                raise
            raise ConcurrencyError(str(error)) from error
