from odoo import fields, models


class MaintenancePlanningException(models.Model):
    _inherit = "maintenance.planning.exception"

    kind = fields.Selection(
        selection_add=[("failed_dead_stock", "Dead Stock Not Updated")],
        ondelete={"failed_dead_stock": "cascade"},
    )

    def _get_texts(self):
        return super()._get_texts() | {
            "failed_dead_stock": (
                self.env._(
                    "The dead stock of “%(warehouse)s” is not updated; its rows are "
                    "from an earlier run: %(reason)s"
                ),
                self.env._(
                    "Correct the record that it names; the log of the server has more."
                ),
            ),
        }
