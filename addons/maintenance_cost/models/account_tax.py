from odoo import api, models

from .account_move_line import CHARGE_FIELDS


class AccountTax(models.Model):
    """A tax that cannot be recovered is a cost, of the same asset as its line.

    It is found as Odoo finds the taxes that take the analytic distribution of their
    line, so that charges and analytic lines agree.
    """

    _inherit = "account.tax"

    def _get_charge_values(self, record, extra_values):
        """Return what a bill line or its tax line says of its charge."""
        # with all rights: a customer may lack access to the asset of the document
        lines = self.env["account.move.line"].sudo()
        if isinstance(record, models.BaseModel):
            record = record.sudo()
        return {
            name: self._get_base_line_field_value_from_record(
                record, name, extra_values, lines[name]
            )
            for name in CHARGE_FIELDS
        }

    @api.model
    def _prepare_base_line_for_taxes_computation(self, record, **kwargs):
        values = super()._prepare_base_line_for_taxes_computation(record, **kwargs)
        return values | self._get_charge_values(record, kwargs)

    @api.model
    def _prepare_tax_line_for_taxes_computation(self, record, **kwargs):
        values = super()._prepare_tax_line_for_taxes_computation(record, **kwargs)
        return values | self._get_charge_values(record, kwargs)

    @api.model
    def _prepare_base_line_grouping_key(self, base_line):
        key = super()._prepare_base_line_grouping_key(base_line)
        return key | _get_charge_key(base_line)

    @api.model
    def _prepare_base_line_tax_repartition_grouping_key(
        self, base_line, base_line_grouping_key, tax_data, tax_rep_data
    ):
        key = super()._prepare_base_line_tax_repartition_grouping_key(
            base_line, base_line_grouping_key, tax_data, tax_rep_data
        )
        is_cost = tax_data["tax"].analytic or (
            not tax_rep_data["tax_rep"].use_in_tax_closing
        )
        if not (is_cost and key["maintenance_charge"]):
            key.update(dict.fromkeys(CHARGE_FIELDS, False))
        return key

    @api.model
    def _prepare_tax_line_repartition_grouping_key(self, tax_line):
        key = super()._prepare_tax_line_repartition_grouping_key(tax_line)
        return key | _get_charge_key(tax_line)


def _get_charge_key(line):
    return {
        "equipment_id": line["equipment_id"].id,
        "maintenance_charge": line["maintenance_charge"],
        "maintenance_request_id": line["maintenance_request_id"].id,
    }
