from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.maintenance_bom.models.words import format_quantity
from odoo.addons.maintenance_bom.tools import TOLERANCE

from ..tools import gather


class MaintenancePurpose(models.AbstractModel):
    """What says what it is for: "2 × Forklift #7, Thursday 12 March; 1 × …".

    For those who work with it inside the company: no vendor is told.
    """

    _name = "maintenance.purpose"
    _description = "What It Is For"

    # a text is not cut off in lists
    maintenance_for = fields.Text(
        string="For",
        compute="_compute_maintenance_for",
        groups="base.group_user",
        help="The assets that it is for, and when they need it.",
    )

    def _compute_maintenance_for(self):
        raise NotImplementedError

    def _tell_purpose(self, takers, whole):
        """Return in words for whom it is, in the language of the document.

        :param takers: list of ``Taker``
        :param whole: the quantity of which they take
        """
        told, more = gather(takers)
        if not told:
            return False
        # one who takes all needs no number
        counted = len(told) > 1 or abs(told[0].quantity - whole) > TOLERANCE
        texts = [self._tell_taker(taker, counted) for taker in told]
        if more:
            texts.append(self.env._("and %s more", more))
        return "; ".join(texts)

    def _tell_taker(self, taker, counted):
        text = taker.name
        if taker.day:
            text = self.env._(
                "%(asset)s, %(day)s", asset=text, day=self._tell_day(taker.day)
            )
        if not counted:
            return text
        quantity = format_quantity(self.env, taker.quantity)
        return self.env._("%(quantity)s × %(what)s", quantity=quantity, what=text)

    def _tell_day(self, day):
        # translators: a day without and with its year, in the letters of Unicode CLDR:
        # "Thursday 12 March" and "Thursday 12 March 2026"
        pattern = self.env._("EEEE d MMMM")
        if day.year != fields.Date.context_today(self).year:
            pattern = self.env._("EEEE d MMMM y")
        return format_date(self.env, day, date_format=pattern)
