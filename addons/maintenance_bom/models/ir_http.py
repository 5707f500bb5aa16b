from odoo import models
from odoo.http import request

from .locking import begin_anew


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        begin_anew(request.env)
        return super()._dispatch(endpoint)
