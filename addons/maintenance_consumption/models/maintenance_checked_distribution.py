from odoo import models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.maintenance_bom.models.arguments import to_distribution


class MaintenanceCheckedDistribution(models.AbstractModel):
    """An analytic distribution from which costs are booked: refused if it is none.

    Odoo takes anything there, and fails when something is booked by it.
    """

    _name = "maintenance.checked.distribution"
    _description = "Checked Analytic Distribution"
    _inherit = ["analytic.mixin"]

    def _sanitize_values(self, vals, decimal_precision):
        self._check_distribution(vals, "analytic_distribution")
        return super()._sanitize_values(vals, decimal_precision)

    def _prepare_create_values(self, vals_list):
        vals_list = super()._prepare_create_values(vals_list)
        # a default of the context or of the user is stored too
        for vals in vals_list:
            self._check_distribution(vals, "analytic_distribution")
        return vals_list

    def _check_distribution(self, vals, name):
        """Refuse what is no analytic distribution under ``name`` in ``vals``.

        :raises ValidationError: naming the field
        """
        try:
            label = self._fields[name]._description_string(self.env)
            to_distribution(self.env, vals.get(name), label)
        except UserError as error:
            raise ValidationError(error.args[0]) from error
