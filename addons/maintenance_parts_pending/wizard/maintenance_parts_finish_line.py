from odoo import fields, models


class MaintenancePartsFinishLine(models.TransientModel):
    _inherit = "maintenance.parts.finish.line"

    taken_qty = fields.Float(help="Issued or pending, less what came back.")

    def _describe_lacking(self, quantity, lacking):
        return self.env._(
            "%(quantity)s to issue, of it %(lacking)s not in stock: pending",
            quantity=quantity,
            lacking=lacking,
        )
