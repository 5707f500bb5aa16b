from odoo import fields, models


class MaintenanceRegisterChange(models.Model):
    """What has happened to an asset that a register is to hear of.

    Rows are inserted by SQL where it happens, without a number. Whoever reads them
    numbers those that he sees: a row whose transaction ends later gets a later number,
    so that nothing between two numbers appears after they were read.
    """

    _name = "maintenance.register.change"
    _description = "Change for an Asset Register"
    _order = "id DESC"
    _log_access = False

    register_id = fields.Many2one(
        "maintenance.register",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    binding_id = fields.Many2one(
        "maintenance.register.binding",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    keys = fields.Char(required=True, readonly=True)
    changed_at = fields.Datetime(required=True, readonly=True)
    number = fields.Integer(readonly=True, aggregator=None)

    _number_idx = models.Index("(register_id, number)")
