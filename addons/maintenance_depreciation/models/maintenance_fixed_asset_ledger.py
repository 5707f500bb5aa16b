from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MaintenanceFixedAssetLedger(models.AbstractModel):
    """What Asset Parts asks of a ledger of fixed assets: the seam for bridges.

    A bridge inherits from this model and overrides all methods; see the README of this
    addon. Here there is no ledger. Amounts are in the currency of the company. Callers
    have checked who may know; the methods see all records of the company.
    """

    _name = "maintenance.fixed.asset.ledger"
    _description = "Ledger of Fixed Assets"

    @api.model
    def _get_ledger_name(self):
        """Return the name of the ledger in the words of its users; empty: none."""
        return ""

    @api.model
    def _get_book_values(self, assets, company, day):
        """Return what the fixed assets of these maintenance assets are worth.

        :param day: the last that counts
        :return: {asset id: dict ``count`` of fixed assets, ``acquisition``,
            ``depreciated``, ``book_value`` on that day, ``end`` (the day on which all
            is depreciated, False if unknown)}; assets without one are left out
        """
        return {}

    @api.model
    def _get_linked_domain(self, company):
        """Return the domain of the maintenance assets with a fixed asset."""
        return Domain.FALSE

    @api.model
    def _get_removed_domain(self, company):
        """Return the domain of the maintenance assets whose fixed assets have all left
        the ledger: their retirement is proposed while they live.
        """
        return Domain.FALSE

    @api.model
    def _make_fixed_asset(self, part, day):
        """Post the entry that takes a capital part from the clearing account into the
        fixed assets, make the fixed asset and link it with the maintenance asset.

        :param part: one ``maintenance.capital.part``; its ``amount`` is the value, its
            ``account_id`` the clearing account; the entry has it as ``capital_part_id``
        :param day: of the entry, which the books are open for
        :raises UserError: naming what is missing
        :return: the entry
        """
        raise UserError(
            self.env._(
                "There is no ledger of fixed assets to put “%s” into. Install one, "
                "with its bridge, or decline it.",
                part.display_name,
            )
        )

    @api.model
    def _take_back_fixed_asset(self, part, day):
        """Undo :meth:`_make_fixed_asset`: the ``confirmed_amount`` goes back on the
        clearing account. What was depreciated before stays booked; it is a gain then.

        :raises UserError: if the ledger cannot, with the remedy
        :return: the entry
        """
        raise UserError(self.env._("There is no ledger of fixed assets."))

    @api.model
    def _open_fixed_assets(self, assets):
        """Return the action that shows the fixed assets of these maintenance assets."""
        raise UserError(self.env._("There is no ledger of fixed assets."))
